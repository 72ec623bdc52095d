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

    def cursor(self) -> tuple[int, int]:
        column, row = self.tmux("display-message", "-p", "#{cursor_x} #{cursor_y}").split()
        return int(column), int(row)

    def expect(self, pattern: str) -> str:
        """Wait until a regular expression matches what is shown."""
        while not re.search(pattern, shown := self.shown()):
            if time.monotonic() > self._deadline:
                raise AssertionError(f"no {pattern!r} in\n{shown}")
        return shown

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

    HANDLES, TEXT = 20, "print the quick brown fox jumps over the lazy dog"

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
            for i, letter in enumerate(self.TEXT):
                for end in ends:
                    end.send(b"x")
                screen.type(letter)
            screen.press(*["Left"] * 8)
            for end in ends:
                end.send(b"x" * 4711)
            screen.expect(r"\d more on \d+ handles\n(.*\n)*> " + self.TEXT + r"\Z")
            self.wait_for_silence(screen)
            column, row = screen.cursor()
            shown = screen.tmux("capture-pane", "-p").split("\n")
            at = len("> " + self.TEXT) - 8
            self.assertEqual((column, shown[row][column - 1:column]), (at % columns, self.TEXT[-9]))
            screen.press("BSpace")
            screen.press("Enter")
            screen.expect(self.TEXT[6:-9] + self.TEXT[-8:] + r"\n>\Z")
            screen.press("Up", "Up", "Up")
            screen.expect(r"\n> print before\Z")

    def wait_for_silence(self, screen: Screen) -> None:
        """Until all that has come is told."""
        shown, since = screen.shown(), time.monotonic()
        while time.monotonic() - since < 1.5:  # much longer than between two announcements
            if shown != (now := screen.shown()):
                shown, since = now, time.monotonic()

    def test_in_a_narrow_window(self) -> None:
        self.check_width(NARROW)

    def test_in_a_wide_window(self) -> None:
        self.check_width(WIDE)


if __name__ == "__main__":
    main()
