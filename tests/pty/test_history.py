"""Lines of before: recalled with Up, and kept in a file for the next session."""

import stat
import tempfile
from pathlib import Path

from socksh import SockshTestCase, main
from terminal import CTRL_D, ENTER, UP, Terminal, need_editor

EDITED = r"\x1b\[\?2004l"  # the end of a line, in an xterm
HISTORY = ".local/state/socksh/history"


def setUpModule() -> None:
    need_editor()


class History(SockshTestCase):
    """One home, several sessions in it."""

    def setUp(self) -> None:
        self.home = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def terminal(self, **settings: str) -> Terminal:
        terminal = self.enterContext(Terminal(home=self.home, term="xterm", **settings))
        terminal.prompt("socksh")
        return terminal

    def leave(self, terminal: Terminal) -> None:
        terminal.press(CTRL_D)
        self.assertEqual(terminal.end(), 0)

    def recall(self, terminal: Terminal, ups: int = 1) -> str:
        """Press Up so often, and Enter; returns the answer."""
        terminal.press(UP * ups + ENTER)
        terminal.expect(EDITED)
        return terminal.prompt("socksh")

    def test_up_recalls_a_line(self) -> None:
        terminal = self.terminal()
        terminal.run("print first")
        terminal.run("print second")
        self.assertEqual(self.recall(terminal), "second\n")
        self.assertEqual(self.recall(terminal, ups=2), "first\n")

    def test_up_recalls_a_block_whole(self) -> None:
        terminal = self.terminal()
        terminal.run("repeat 2 {", prompt=r"\.\.\.")
        terminal.run("print again", prompt=r"\.\.\.")
        terminal.run("}")
        self.assertEqual(self.recall(terminal), "again\nagain\n")

    def test_the_next_session_knows_the_lines(self) -> None:
        first = self.terminal()
        first.run("print from before")
        first.run("repeat 2 {", prompt=r"\.\.\.")
        first.run("print both", prompt=r"\.\.\.")
        first.run("}")
        self.leave(first)

        second = self.terminal()
        self.assertEqual(self.recall(second), "both\nboth\n")
        self.assertEqual(self.recall(second, ups=2), "from before\n")

    def test_a_repeated_line_is_kept_once(self) -> None:
        terminal = self.terminal()
        for line in "print first", "print second", "print second":
            terminal.run(line)
        self.assertEqual(self.recall(terminal, ups=2), "first\n")

    def test_a_line_that_begins_with_a_blank_is_not_kept(self) -> None:
        terminal = self.terminal()
        terminal.run(" print secret")
        self.leave(terminal)
        file = self.home / HISTORY
        self.assertNotIn("secret", file.read_text())

    def test_the_file_is_the_users_alone(self) -> None:
        self.leave(self.terminal())
        mode = (self.home / HISTORY).stat().st_mode
        self.assertEqual(stat.S_IMODE(mode), 0o600)

    def test_the_file_stays_the_users_alone(self) -> None:
        for _ in range(2):
            terminal = self.terminal()
            terminal.run("print kept")
            self.leave(terminal)
        self.assertEqual(stat.S_IMODE((self.home / HISTORY).stat().st_mode), 0o600)

    def test_the_file_is_where_xdg_says(self) -> None:
        terminal = self.terminal(XDG_STATE_HOME=str(self.home / "state"))
        terminal.run("print elsewhere")
        self.leave(terminal)
        self.assertIn("print elsewhere", (self.home / "state/socksh/history").read_text())
        self.assertFalse((self.home / HISTORY).exists())

    def test_a_home_that_can_not_be_written_is_no_obstacle(self) -> None:
        terminal = self.terminal(XDG_STATE_HOME="/dev/null")
        terminal.run("print remembered")
        self.assertEqual(self.recall(terminal), "remembered\n")
        self.leave(terminal)


if __name__ == "__main__":
    main()
