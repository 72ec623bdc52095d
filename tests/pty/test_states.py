"""states in windows of some width: asked of tmux."""

import re
import shutil

from socksh import SockshTestCase, main
from terminal import need_editor
from test_screens import NARROW, Screen

REMARK = "(the diagram wants 80 columns)"


def setUpModule() -> None:
    need_editor()


class States(SockshTestCase):
    """The diagram is there whole or not at all."""

    def setUp(self) -> None:
        if not shutil.which("tmux"):
            self.skipTest("tmux is not installed")

    def drawn(self, columns: int) -> str:
        with Screen(columns) as screen:
            screen.expect(r"socksh>\Z")
            screen.run("srv = server tcp 127.0.0.1 0", r"srv \[LISTEN\]")
            screen.run("c = open 127.0.0.1 ${srv.local.port}", r"c \[ESTABLISHED\]")
            screen.type("states")
            screen.press("Enter")
            shown = screen.expect(r"states\n(?:.*\n)*c \[ESTABLISHED\]>\Z")
            return shown.rpartition("> states\n")[2]

    def test_where_it_fits(self) -> None:
        for columns in 79, 80, 100:
            shown = self.drawn(columns)
            self.assertRegex(shown, r"(?m)^\[  FIN-WAIT-1  \]─ rcv FIN / snd ACK ─┐ {23}\[  CLOSE-WAIT  \]$")
            self.assertNotIn(REMARK, shown)

    def test_where_it_does_not_the_path_alone_is_told(self) -> None:
        for columns in NARROW, 78:
            shown = self.drawn(columns)
            self.assertNotRegex(shown, "[─│~]")
            self.assertRegex(re.sub(r"\s+", " ", shown), r"^c: CLOSED, \(SYN-SENT\), ESTABLISHED [\d:.]+ \(the diagram")
            self.assertIn(REMARK, re.sub(r"\s+", " ", shown))


if __name__ == "__main__":
    main()
