"""What a person sees in a window of some width, while a thousand notices come in: asked of tmux."""

import re
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path

from peers import HOST
from socksh import SOCKSH, SockshTestCase, environment, main
from terminal import need_editor, without_hints

DEADLINE = 30.0
ROWS = 24
NARROW, WIDE = 40, 120


def setUpModule() -> None:
    need_editor()


class Screen:
    """socksh in a tmux of its own; the end of the block ends it."""

    def __init__(self, columns: int) -> None:
        self.columns = columns
        self._home = tempfile.TemporaryDirectory(prefix="socksh-home-")
        self._environment = environment(self._home.name, TERM="xterm-256color", INPUTRC="/dev/null")
        without_hints(Path(self._home.name))
        self._socket = str(Path(self._home.name) / "tmux")
        self._deadline = time.monotonic() + DEADLINE
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(ROWS), f"'{SOCKSH}'")

    def __enter__(self) -> "Screen":
        return self

    def __exit__(self, *_: object) -> None:
        self.tmux("kill-server")
        self._home.cleanup()

    def tmux(self, *arguments: str) -> str:
        return subprocess.run(["tmux", "-S", self._socket, *arguments], env=self._environment, check=True,
                              capture_output=True, text=True).stdout

    def shown(self) -> str:
        """The rows, wrapped ones joined, without the blanks at their ends and the empty ones at the end."""
        rows = self.tmux("capture-pane", "-p", "-J").split("\n")
        return "\n".join(row.rstrip() for row in rows).rstrip("\n")

    def told(self) -> str:
        """All rows there ever were, in the same way."""
        return "\n".join(row.rstrip() for row in self.tmux("capture-pane", "-p", "-J", "-S", "-").split("\n")).rstrip("\n")

    def edits(self, prompt: str, line: str, point: int) -> bool:
        """Whether the last thing shown is this line behind its prompt, wrapped, the cursor on that character."""
        cursor, *rows = self.tmux("display-message", "-p", "#{cursor_x} #{cursor_y}", ";", "capture-pane", "-p").split("\n")
        column, row = map(int, cursor.split())
        down, right = divmod(len(prompt) + point, self.columns)
        shown = "".join(row.ljust(self.columns) for row in rows[max(row - down, 0):]).rstrip()
        return column == right and shown == (prompt + line).rstrip()

    def wait_until(self, condition, wanted: str) -> None:
        while not condition():
            if time.monotonic() > self._deadline:
                raise AssertionError(f"{wanted} is not shown, but\n{self.shown()}")

    def expect(self, pattern: str) -> str:
        """Wait until a regular expression matches what is shown."""
        while not re.search(pattern, shown := self.shown()):
            if time.monotonic() > self._deadline:
                raise AssertionError(f"no {pattern!r} in\n{shown}")
        return shown

    def paste(self, text: str) -> None:
        """In brackets, as tmux does for a program that wants them."""
        self.tmux("set-buffer", text)
        self.tmux("paste-buffer", "-p", "-r")

    def press(self, *keys: str) -> None:
        self.tmux("send-keys", *keys)

    def type(self, text: str) -> None:
        self.tmux("send-keys", "-l", text)

    def run(self, line: str, prompt: str) -> None:
        self.type(line)
        self.expect(re.escape(line) + r"\Z")
        self.press("Enter")
        self.expect(re.escape(line) + rf"\n(.*\n)*{prompt}>\Z")


class Notices(SockshTestCase):
    """Line, cursor and history stay as they were."""

    HANDLES = 20
    TEXT = "print the quick brown fox jumps over the lazy dog"
    EDITED = "print the quick brown fox jumps over thelazy dog"
    ANSWER = EDITED.removeprefix("print ")

    def setUp(self) -> None:
        if not shutil.which("tmux"):
            self.skipTest("tmux is not installed")

    def connect(self, screen: Screen) -> list[socket.socket]:
        """Handles of socksh's; returns the test's ends of them."""
        listener = self.enterContext(closing(socket.create_server((HOST, 0))))
        ends = []
        for i in range(self.HANDLES):
            screen.run(f"h{i} = open {HOST} {listener.getsockname()[1]}", rf"h{i} \[ESTABLISHED\]")
            ends.append(self.enterContext(closing(listener.accept()[0])))
        return ends

    def check_width(self, columns: int) -> None:
        with Screen(columns) as screen:
            screen.expect(r"socksh>\Z")
            ends = self.connect(screen)
            screen.run("print before", r"h19 \[ESTABLISHED\]")
            screen.run("set prompt '> '", "")
            for letter in self.TEXT:
                self.send(ends)
                screen.type(letter)
            self.check_line(screen, self.TEXT, len(self.TEXT))
            for keys, line, point in self.edits():
                screen.press(*keys)
                self.send(ends)
                self.check_line(screen, line, point)
            screen.press("Enter")
            screen.expect(rf"\n{self.ANSWER}\n(.*\n)*>\Z")
            screen.press("Up", "Up", "Up")
            screen.wait_until(lambda: screen.edits("> ", "print before", 12), "print before")
            self.check_rows(screen)

    def send(self, ends: list[socket.socket]) -> None:
        for end in ends:
            end.send(b"x")

    def check_line(self, screen: Screen, line: str, point: int) -> None:
        """The line and its cursor come to stand like this; for a moment a notice may stand in their place."""
        screen.wait_until(lambda: screen.edits("> ", line, point), f"{line!r} with the cursor at {point}")

    def edits(self) -> list[tuple[list[str], str, int]]:
        """Keys, and the line and the cursor that they leave: in the first row, at its ends, and among lines of before."""
        text, end = self.TEXT, len(self.TEXT)
        return [
            (["Left"] * 8, text, end - 8),
            (["BSpace"], text[:end - 9] + text[end - 8:], end - 9),
            (["C-a"], text[:end - 9] + text[end - 8:], 0),
            (["C-e"], text[:end - 9] + text[end - 8:], end - 1),
            (["Up"], "set prompt '> '", 15),
            (["Up"], "print before", 12),
            (["Down", "Down"], text[:end - 9] + text[end - 8:], end - 1),
        ]

    def check_rows(self, screen: Screen) -> None:
        """Nothing but what was run, its answers and notices: no remains of a prompt or of a line."""
        notice = r"h\d+: \d+ bytes? to read|\.\.\. and \d+ more on \d+ handles?"
        rest = screen.told().partition("\nprompt is >\n")[2].splitlines()
        other = [row for row in rest if row and not re.fullmatch(notice, row)]
        self.assertEqual(other, [f"> {self.EDITED}", self.ANSWER, "> print before"])

    def test_in_a_narrow_window(self) -> None:
        self.check_width(NARROW)

    def test_in_a_wide_window(self) -> None:
        self.check_width(WIDE)


class Pastes(SockshTestCase):
    """Of what was pasted nothing is left on the screen but the lines with their replies."""

    LINES = ["print one", "repeat 2 {", "  print in the block", "}", "print " + "a word " * 12, "print last"]
    SHOWN = ["socksh> print one", "one", "socksh> repeat 2 {", "...>   print in the block", "...> }", "in the block",
             "in the block", "socksh> print " + "a word " * 12, "a word " * 12, "socksh> print last", "last", "socksh>"]

    def setUp(self) -> None:
        if not shutil.which("tmux"):
            self.skipTest("tmux is not installed")

    def test_in_windows_of_any_width(self) -> None:
        wanted = "\n".join(line.rstrip() for line in self.SHOWN)
        for columns in NARROW, 80, WIDE:
            with self.subTest(columns), Screen(columns) as screen:
                screen.expect(r"socksh>\Z")
                screen.paste("\n".join(self.LINES))
                screen.expect(r"print last\Z")
                screen.press("Enter")
                self.check(screen, wanted)
                screen.run("print between", "socksh")
                screen.press("Up", "Up")
                screen.expect(r"print last\Z")
                screen.press("Enter")
                self.check(screen, "socksh> print between\nbetween\n" + wanted)

    def check(self, screen: Screen, wanted: str) -> None:
        shown = screen.expect(r"\nlast\nsocksh>\Z")
        self.assertEqual(shown[-len(wanted):], wanted)


class Words(SockshTestCase):
    """In a narrow window lines are broken between words, and a caret stands below what it points at."""

    def setUp(self) -> None:
        if not shutil.which("tmux"):
            self.skipTest("tmux is not installed")

    def check_rows(self, shown: str) -> None:
        for row in shown.split("\n"):  # those that the terminal has broken are joined
            self.assertLessEqual(len(row), NARROW, shown)

    def test_greeting_and_messages(self) -> None:
        with Screen(NARROW) as screen:
            self.check_rows(screen.expect(r"`help send` tells\n? +of one\.\nsocksh>\Z"))
            screen.run("socket tpc", "socksh")
            self.check_rows(screen.expect(r"did you mean tcp\?"))
            screen.run("help hostname", "socksh")
            self.check_rows(screen.expect(r"in C and\n? +Python\.\nsocksh>\Z"))

    def test_caret(self) -> None:
        line = "print some words, more words and then $nothing"
        with Screen(NARROW) as screen:
            screen.expect(r"socksh>\Z")
            screen.run(line, "socksh")
            rows = screen.shown().split("\n")
            caret = next(i for i, row in enumerate(rows) if row.strip() == "^")
            self.assertEqual(rows[caret - 1][len(rows[caret]) - 1:], "$nothing")


if __name__ == "__main__":
    main()
