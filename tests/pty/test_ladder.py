"""ladder in windows of some width: asked of tmux."""

import re
import shutil

from socksh import SockshTestCase, main
from terminal import need_editor
from test_screens import NARROW, WIDE, Screen

# From its head to the prompt behind it.
LADDER = r"( +c +s\n(?:.*\n)*.*sent)\ns \[ESTABLISHED\]>\Z"


def setUpModule() -> None:
    need_editor()


class Ladders(SockshTestCase):
    """A ladder takes the window's width, and no more."""

    def setUp(self) -> None:
        if not shutil.which("tmux"):
            self.skipTest("tmux is not installed")

    def drawn(self, columns: int) -> list[str]:
        """Its rows; one that is too long would be there with what it was wrapped to."""
        with Screen(columns) as screen:
            screen.expect(r"socksh>\Z")
            screen.run("srv = server tcp 127.0.0.1 0", r"srv \[LISTEN\]")
            screen.run("c = open 127.0.0.1 ${srv.local.port}", r"c \[ESTABLISHED\]")
            screen.run("c.send hello; s = srv.accept", r"s \[ESTABLISHED\]")
            screen.type("s.recv 3; ladder")
            screen.press("Enter")
            shown = screen.expect(LADDER)
            return re.search(LADDER, shown)[1].split("\n")

    def test_in_windows_of_some_width(self) -> None:
        for columns, least in (NARROW, 35), (80, 65), (WIDE, 75):
            rows = self.drawn(columns)
            self.assertTrue(least < max(map(len, rows)) <= columns, "\n".join(rows))
            self.assertTrue(any('send 5 "hello"' in row for row in rows), "\n".join(rows))
            self.assertTrue(any("unread ●" in row for row in rows), "\n".join(rows))
            self.assertTrue(any("(SYN-SENT)" in row and row.endswith("(SYN-RECEIVED)") for row in rows), "\n".join(rows))


if __name__ == "__main__":
    main()
