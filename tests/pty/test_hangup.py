"""The terminal is lost: its window is closed, or the line drops. The session ends by itself, at once, and what was run
is in the history."""

import os
import signal
import tempfile
from pathlib import Path

from socksh import SockshTestCase, main
from terminal import ENTER, Terminal, need_editor

HISTORY = ".local/state/socksh/history"
DEAF = "trap '' HUP INT TERM; cat > /dev/null; echo $$ > pid; echo RUNS; exec sleep 1000"  # whatever one tells it


def setUpModule() -> None:
    need_editor()


class Hangup(SockshTestCase):
    def setUp(self) -> None:
        self.home = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def start(self, term: str = "xterm", **variables: str) -> Terminal:
        self.terminal = self.enterContext(Terminal(home=self.home, term=term, **variables))
        self.terminal.prompt("socksh")
        self.terminal.run("print before")
        return self.terminal

    def run_program(self, line: str) -> None:
        """A statement by which another program gets the terminal."""
        self.terminal.type(line)
        self.terminal.press(ENTER)
        self.terminal.expect(r"RUNS\r\n")

    def hang_up(self, *history: str) -> None:
        """It ends, was not killed, and has written these lines."""
        self.terminal.hang_up()
        self.assertEnds(*history)

    def assertEnds(self, *history: str) -> None:
        process = self.terminal.process
        self.terminal.wait_until(lambda: process.poll() is not None, "it should end")
        self.assertGreaterEqual(process.returncode, 0, "it was killed")
        kept = [line for line in (self.home / HISTORY).read_text().splitlines() if not line.startswith("#")]
        self.assertEqual(kept, ["print before", *history])

    def assertGone(self) -> None:
        """The other program has ended, too."""
        pid = int((self.home / "pid").read_text())
        self.terminal.wait_until(lambda: not Path(f"/proc/{pid}").exists(), "it should end, too")

    def test_at_the_prompt(self) -> None:
        for term in "xterm", "dumb":
            with self.subTest(term):
                self.start(term)
                self.hang_up()
                (self.home / HISTORY).unlink()

    def test_with_half_a_line(self) -> None:
        for term in "xterm", "dumb":
            with self.subTest(term):
                self.start(term).type("print half")
                self.hang_up()
                (self.home / HISTORY).unlink()

    def test_with_half_a_statement(self) -> None:
        terminal = self.start()
        terminal.run("repeat 2 {", prompt=r"\.\.\.")
        terminal.type("print half")
        self.hang_up()

    def test_in_a_wait(self) -> None:
        terminal = self.start()
        terminal.run("pair a b")
        terminal.start("b.recv; print skipped")
        self.hang_up("pair a b", "b.recv; print skipped")

    def test_in_a_wait_that_is_told(self) -> None:
        """On its row there is more to write at any moment."""
        terminal = self.start()
        terminal.start("sleep 1h")
        terminal.expect("waiting in sleep")
        self.hang_up("sleep 1h")

    def test_in_a_loop(self) -> None:
        terminal = self.start()
        terminal.type("while 1 == 1 { print on }")
        terminal.press(ENTER)
        terminal.expect("on\r\non\r\n")
        self.hang_up("while 1 == 1 { print on }")

    def test_in_a_pager(self) -> None:
        self.start(PAGER="sh pager")
        (self.home / "pager").write_text("cat > /dev/null; echo $$ > pid; echo RUNS; read key < /dev/tty; sleep 1000")
        self.run_program("help recv")
        self.hang_up("help recv")
        self.assertGone()

    def test_in_a_pager_that_is_deaf(self) -> None:
        """Alone or in a pipe, it is not waited for."""
        for pager in "sh pager", "cat | sh pager":
            with self.subTest(pager):
                self.start(PAGER=pager)
                (self.home / "pager").write_text(DEAF)
                self.run_program("help recv")
                self.addCleanup(self.kill_program)
                self.hang_up("help recv")
                (self.home / HISTORY).unlink()

    def test_in_a_command_of_the_shell(self) -> None:
        """Also where its output is a value, or it gets one."""
        for line in "! sh deaf < /dev/null", "length x | sh deaf", "let x $(! sh deaf < /dev/null >&2; cat)":
            with self.subTest(line):
                self.start()
                (self.home / "deaf").write_text(DEAF)
                self.run_program(line)
                self.addCleanup(self.kill_program)
                self.hang_up(line)
                (self.home / HISTORY).unlink()

    def test_sigterm_in_a_command_of_the_shell(self) -> None:
        """The same for whoever ends the session."""
        self.start()
        (self.home / "deaf").write_text(DEAF)
        self.run_program("! sh deaf < /dev/null")
        self.addCleanup(self.kill_program)
        os.kill(self.terminal.process.pid, signal.SIGTERM)
        self.assertEnds("! sh deaf < /dev/null")

    def kill_program(self) -> None:
        try:
            os.kill(int((self.home / "pid").read_text()), signal.SIGKILL)
        except (FileNotFoundError, ProcessLookupError):
            pass


if __name__ == "__main__":
    main()
