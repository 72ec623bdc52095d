"""What a session begins with: the init file and the line editor; and that other runs do without both."""

import re
import subprocess
import tempfile
from contextlib import contextmanager
from collections.abc import Iterator
from pathlib import Path

from socksh import SOCKSH, SockshTestCase, environment, main
from terminal import ENTER, Terminal, need_editor

LISTEN = "srv = server tcp 127.0.0.1 0\nprint ready\nsrv.accept\n"


def setUpModule() -> None:
    need_editor()


class Init(SockshTestCase):
    """The file that every interactive session runs first."""

    def setUp(self) -> None:
        self.home = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def write(self, text: str, below: str = ".config") -> None:
        directory = self.home / below / "socksh"
        directory.mkdir(parents=True)
        (directory / "init.socksh").write_text(text)

    def terminal(self, *arguments: str, **settings: str) -> Terminal:
        return self.enterContext(Terminal(*arguments, home=self.home, **settings))

    def test_it_runs_first(self) -> None:
        self.write("print from init\nlet greeting hello\n")
        terminal = self.terminal()
        self.assertRegex(terminal.prompt("socksh"), r"\nfrom init\n\Z")
        self.assertEqual(terminal.run("print $greeting"), "hello\n")

    def test_it_is_where_xdg_says(self) -> None:
        self.write("print wrong one\n")
        self.write("print right one\n", below="configuration")
        terminal = self.terminal(XDG_CONFIG_HOME=str(self.home / "configuration"))
        self.assertRegex(terminal.prompt("socksh"), r"\nright one\n\Z")

    def test_no_init_leaves_it_out(self) -> None:
        self.write("print from init\n")
        self.assertEqual(self.terminal("--no-init").prompt("socksh"), "")

    def test_an_error_in_it_is_shown_and_no_obstacle(self) -> None:
        self.write("print before\nnonsense\nprint after\n")
        terminal = self.terminal()
        shown = terminal.prompt("socksh")
        self.assertRegex(shown, r"\nbefore\n.*init\.socksh:2:1: error \(name\): ")
        self.assertNotIn("\nafter", shown)
        self.assertEqual(terminal.run("print usable"), "usable\n")

    def test_it_may_quit(self) -> None:
        self.write("quit 5\n")
        self.assertEqual(self.terminal().end(), 5)

    def test_statements_and_scripts_run_without_it(self) -> None:
        self.write("print from init\n")
        (self.home / "script.socksh").write_text("print from script\n")
        for arguments in ("-c", "print from script"), ("script.socksh",):
            with self.subTest(arguments):
                terminal = self.terminal(*arguments)
                self.assertEqual(terminal.end(), 0)
                self.assertEqual(terminal.screen, "from script\r\n")


class FirstMinute(SockshTestCase):
    """What somebody who has never seen socksh meets."""

    def terminal(self, *arguments: str, **settings: str) -> Terminal:
        return self.enterContext(Terminal(*arguments, **settings))

    def test_two_lines_say_what_it_is_and_where_to_begin(self) -> None:
        lines = self.terminal().prompt("socksh").splitlines()
        self.assertEqual(len(lines), 2, lines)
        self.assertRegex(lines[0], r"^socksh \d+\.\d+\.\d+, a socket shell: ")
        self.assertIn("`help start`", lines[1])
        self.assertLess(max(map(len, lines)), 80)

    def test_what_they_name_is_there(self) -> None:
        terminal = self.terminal()
        for line in re.findall("`([^`]*)`", terminal.prompt("socksh")):
            shown = terminal.run(line)
            self.assertNotIn("error (", shown, line)
            self.assertIn(line.removeprefix("help "), shown)

    def test_with_arguments_they_are_not_said(self) -> None:
        self.assertEqual(self.terminal("--no-init").prompt("socksh"), "")

    def test_exit_and_bye_leave(self) -> None:
        for word in "quit", "exit", "bye":
            with self.subTest(word):
                terminal = self.terminal()
                terminal.prompt("socksh")
                terminal.type(f"{word} 3")
                terminal.press(ENTER)
                self.assertEqual(terminal.end(), 3)

    def test_a_line_of_http_is_met_with_how_to_send_it(self) -> None:
        terminal = self.terminal()
        terminal.prompt("socksh")
        shown = terminal.run("GET / HTTP/1.0")
        self.assertIn('  `send "GET / HTTP/1.0\\r\\n\\r\\n"` sends it\n', shown)
        terminal.run("pair a b")
        terminal.run("use a")
        terminal.run(re.search('send "GET.*"', shown)[0])
        self.assertIn("GET / HTTP/1.0\\r\\n", terminal.run("b.recv"))


class Settings(SockshTestCase):
    """Readline's own, of ~/.inputrc."""

    def terminal(self, text: str) -> Terminal:
        home = Path(self.enterContext(tempfile.TemporaryDirectory()))
        (home / ".inputrc").write_text(text)
        return self.enterContext(Terminal("--no-init", home=home, term="xterm", INPUTRC=str(home / ".inputrc")))

    def test_what_is_for_socksh_alone(self) -> None:
        terminal = self.terminal('$if socksh\n"\\C-xp": "print for socksh"\n$else\n"\\C-xp": "print for others"\n$endif\n'
                                 '$if Bash\n"\\C-xq": "print for bash"\n$else\n"\\C-xq": "print not bash"\n$endif\n')
        terminal.prompt("socksh")
        terminal.run("set hints off")
        for key, shown in ("p", "for socksh"), ("q", "not bash"):
            terminal.press(f"\x18{key}")
            terminal.expect(f"print {shown}")
            terminal.press(ENTER)
            self.assertEqual(terminal.prompt("socksh").removeprefix("\n"), f"{shown}\n")

    def test_errors_in_it_are_told_and_no_obstacle(self) -> None:
        terminal = self.terminal('"\\C-xp: no end\nset no-such-setting on\n$if\n$nonsense\n$endif\n\0\xff\n'
                                 '"\\C-xq": "print still read"\n')
        shown = terminal.prompt("socksh")
        self.assertIn(".inputrc: line 1: ", shown)
        terminal.run("set hints off")
        terminal.press("\x18q")
        terminal.expect("print still read")
        terminal.press(ENTER)
        self.assertEqual(terminal.prompt("socksh").removeprefix("\n"), "still read\n")


class Editor(SockshTestCase):
    """Readline is loaded where there is a prompt, and nowhere else."""

    @contextmanager
    def waiting(self, *arguments: str, stdin: bytes = b"") -> Iterator[subprocess.Popen]:
        """A run that waits in accept."""
        with tempfile.TemporaryDirectory() as home, subprocess.Popen(
                [SOCKSH, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, cwd=home,
                env=environment(home)) as process:
            try:
                process.stdin.write(stdin)
                while process.stdout.readline() not in (b"ready\n", b""):
                    pass
                yield process
            finally:
                process.kill()

    def test_the_prompt_loads_it(self) -> None:
        with Terminal() as terminal:
            terminal.prompt("socksh")
            self.assertIn("libreadline", terminal.mapped())

    def test_scripts_do_not(self) -> None:
        script = Path(self.enterContext(tempfile.TemporaryDirectory()), "listen.socksh")
        script.write_text(LISTEN)
        lines = LISTEN.encode()
        for arguments, stdin in ((str(script),), b""), (("-c", LISTEN), b""), (("-",), lines), ((), lines):
            with self.subTest(arguments), self.waiting(*arguments, stdin=stdin) as process:
                mapped = Path(f"/proc/{process.pid}/maps").read_text()
                self.assertIn("libc.so", mapped)
                self.assertNotIn("readline", mapped)
                self.assertNotIn("socksh-editor", mapped)

    def test_statements_at_a_terminal_do_not(self) -> None:
        with Terminal("-c", LISTEN) as terminal:
            terminal.expect("ready\r\n")
            self.assertIn("libc.so", terminal.mapped())
            self.assertNotIn("readline", terminal.mapped())


if __name__ == "__main__":
    main()
