"""help and explain page by page: what is longer than the screen goes through a pager, at a prompt and nowhere else."""

import shlex
import shutil
import sys
import tempfile
import unittest
from pathlib import Path

from socksh import SockshTestCase, call, main
from terminal import CTRL_C, ENTER, Terminal, need_editor

LONG, SHORT = "help recv", "help start"

# Says how much it got, then does as a pager does: reads keys from the terminal, in raw mode, until q.
FAKE = """
import sys, termios, tty
text = sys.stdin.buffer.read()
with open("/dev/tty", "rb", buffering=0) as keys:
    before = termios.tcgetattr(keys)
    {mode}(keys)
    print(f"PAGER {{text.count(10)}} lines", flush=True)
    while keys.read(1) not in (b"q", b""):
        pass
    termios.tcsetattr(keys, termios.TCSANOW, before)
"""


def setUpModule() -> None:
    need_editor()


class Pager(SockshTestCase):
    def setUp(self) -> None:
        self.directory = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def terminal(self, pager: str | None = None, **settings: str) -> Terminal:
        if pager is not None:
            settings["PAGER"] = pager
        terminal = self.enterContext(Terminal(**settings))
        terminal.prompt("socksh")
        return terminal

    def pager(self, text: str) -> str:
        """A command that runs this Python."""
        path = self.directory / "pager.py"
        path.write_text(text)
        return shlex.join([sys.executable, str(path)])

    def assertUsable(self, terminal: Terminal) -> None:
        """The prompt stands there, its line is edited, and commands run."""
        self.assertEqual(terminal.run("print still here"), "still here\n")

    def test_the_whole_text_goes_through(self) -> None:
        expected = call("-c", LONG).stdout.decode()
        terminal = self.terminal("cat")
        self.assertEqual(terminal.run(LONG), expected)
        self.assertUsable(terminal)
        counted = self.terminal("wc -l").run(LONG)
        self.assertEqual(int(counted), expected.count("\n"))

    def test_what_fits_the_screen_is_printed(self) -> None:
        terminal = self.terminal("echo PAGED")
        for line in SHORT, "help", "print x", "hostname":
            self.assertNotIn("PAGED", terminal.run(line), line)
        self.assertEqual(terminal.run(LONG), "PAGED\n")
        self.assertEqual(terminal.run("explain recv"), "PAGED\n")

    def test_columns_are_counted_and_not_bytes(self) -> None:
        terminal = self.terminal("echo PAGED")
        terminal.run("c = socket tcp")
        drawn = terminal.run("states")
        self.assertIn("──", drawn)
        self.assertNotIn("PAGED", drawn)

    def test_not_where_a_program_reads(self) -> None:
        """Scripts, statements, pipes and files; and what is sourced at the prompt."""
        script = self.directory / "script.socksh"
        script.write_text(LONG + "\n")
        for arguments in ("-c", LONG), (str(script),), ("--json", "-c", LONG):
            with self.subTest(arguments), Terminal(*arguments, PAGER="echo PAGED") as terminal:
                self.assertEqual(terminal.end(), 0)
                self.assertIn("recv", terminal.screen)
                self.assertNotIn("PAGED", terminal.screen)
        terminal = self.terminal("echo PAGED")
        for line in f"source {script}", f"{LONG} | cat", f"{LONG} > -", f"print $({LONG})":
            self.assertNotIn("PAGED", terminal.run(line), line)

    def test_a_pager_that_is_not_there(self) -> None:
        """The text is printed all the same."""
        expected = call("-c", LONG).stdout.decode()
        for pager in "", "no-such-pager-at-all":
            with self.subTest(pager):
                terminal = self.terminal(pager)
                self.assertTrue(terminal.run(LONG).endswith(expected))
                self.assertUsable(terminal)

    def test_one_that_leaves_before_the_end(self) -> None:
        terminal = self.terminal("true")
        self.assertEqual(terminal.run(LONG), "")
        self.assertUsable(terminal)

    def test_a_terminal_that_only_prints_has_none_unless_told(self) -> None:
        expected = call("-c", LONG).stdout.decode()
        self.assertEqual(self.terminal(term="dumb").run(LONG), expected)

    def open_pager(self, mode: str, before: str = "") -> Terminal:
        terminal = self.terminal(self.pager(before + FAKE.format(mode=mode)))
        terminal.type(LONG)
        terminal.press(ENTER)
        terminal.expect(r"PAGER \d+ lines\r?\n")
        return terminal

    def test_q_leaves(self) -> None:
        terminal = self.open_pager("tty.setcbreak")
        terminal.press("q")
        terminal.prompt("socksh")
        self.assertUsable(terminal)

    def test_ctrl_c_leaves(self) -> None:
        terminal = self.open_pager("tty.setcbreak")
        terminal.press(CTRL_C)
        terminal.prompt("socksh")
        self.assertUsable(terminal)

    def test_ctrl_c_leaves_one_that_ignores_it(self) -> None:
        """It is ended after a moment, and its settings of the terminal with it."""
        terminal = self.open_pager("tty.setcbreak", "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\n")
        terminal.press(CTRL_C)
        terminal.prompt("socksh")
        self.assertUsable(terminal)

    def test_ctrl_c_leaves_one_that_ignores_all(self) -> None:
        ignoring = "import signal\nfor number in signal.SIGINT, signal.SIGTERM:\n    signal.signal(number, signal.SIG_IGN)\n"
        terminal = self.open_pager("tty.setcbreak", ignoring)
        terminal.press(CTRL_C)
        terminal.prompt("socksh")
        self.assertUsable(terminal)

    def test_less(self) -> None:
        if not shutil.which("less"):
            self.skipTest("less is not installed")
        # Ctrl-C right behind its prompt may find less before it reads keys: it then takes the next one. Alone, it is
        # ended by socksh; not so in a pipe.
        for pager, key in (None, "q"), (None, CTRL_C), ("less", "q"), ("less", CTRL_C), ("cat | less -R", "q"):
            with self.subTest(pager=pager, key=key):
                terminal = self.terminal(pager, term="xterm")
                terminal.type(LONG)
                terminal.press(ENTER)
                terminal.expect(r"\n:\x1b\[K")  # its prompt
                terminal.press(key)
                terminal.expect(r"socksh> \Z")
                self.assertUsable(terminal)


if __name__ == "__main__":
    main()
