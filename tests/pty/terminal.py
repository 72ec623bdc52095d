"""socksh at a terminal of the test's own: type keys, and wait for what the screen says.

Every wait ends at one deadline and fails with all that was shown. Keys are sent when a prompt stands there, never
before: while readline sets the terminal up, they would be lost.
"""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import tempfile
import termios
import time
import unittest
from contextlib import suppress
from pathlib import Path

from socksh import SOCKSH, environment

DEADLINE = 20.0  # seconds for everything that one terminal is asked
ROWS, COLUMNS = 24, 80

UP, TAB, ENTER = "\x1b[A", "\t", "\r"
CTRL_C, CTRL_D, CTRL_Z = "\x03", "\x04", "\x1a"

_ESCAPE = r"\x1b\[[0-9;?]*[A-Za-z]"
# At the beginning of a row, and nothing follows it.
_PROMPT = rf"(?:^|[\r\n])(?:{_ESCAPE}|\r)*(?:%s)> \Z"
ANY_PROMPT = r"socksh|\.\.\.|\S+ \[[A-Za-z0-9 -]+\]"


def plain(shown: str) -> str:
    """Text without its escapes and returns."""
    return re.sub(rf"{_ESCAPE}|\r", "", shown)


def without_hints(home: Path) -> None:
    """Have sessions of that home show nothing behind the cursor: tests wait for what they type, and for nothing else."""
    init = home / ".config/socksh/init.socksh"
    if os.access(home, os.W_OK) and not init.exists():
        init.parent.mkdir(parents=True, exist_ok=True)
        init.write_text("assert $(set hints off) == off\n")  # which replies nothing


def need_editor() -> None:
    """Skip the file's tests where socksh was built without the line editor."""
    if not (Path(SOCKSH).parent / "socksh-editor.so").exists():
        raise unittest.SkipTest("socksh was built without readline")


class Terminal:
    """A program, socksh unless said, in a window of 80 columns; the end of the block ends it."""

    def __init__(self, *arguments: str, term: str = "dumb", home: Path | None = None, command: list[str] | None = None,
                 columns: int = COLUMNS, fds: tuple[int, ...] = (), **variables: str) -> None:
        self.screen = ""  # all it has shown
        self._seen = 0  # how much of that was waited for
        self._deadline = time.monotonic() + DEADLINE
        self._own_home = None if home else tempfile.TemporaryDirectory(prefix="socksh-home-")
        self.home = home or Path(self._own_home.name)
        without_hints(self.home)
        variables = {"TERM": term, "INPUTRC": "/dev/null"} | variables
        self.keys, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, columns, 0, 0))
        self.process = subprocess.Popen(
            command or [SOCKSH, *arguments], stdin=terminal, stdout=terminal, stderr=terminal, cwd=self.home,
            env=environment(str(self.home), **variables), start_new_session=True, pass_fds=fds,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        self.terminal = terminal  # kept open: its settings outlive the program

    def __enter__(self) -> "Terminal":
        return self

    def __exit__(self, *_: object) -> None:
        for process in Path("/proc").glob("[0-9]*"):  # a shell's jobs have groups of their own
            with suppress(OSError):
                if os.getsid(int(process.name)) == self.process.pid:
                    os.kill(int(process.name), signal.SIGKILL)
        self.process.wait()
        for fd in {self.keys, self.terminal} - {None}:
            os.close(fd)
        if self._own_home:
            self._own_home.cleanup()

    def fail(self, reason: str) -> AssertionError:
        """An error that shows the whole screen."""
        return AssertionError(f"{reason}\n--- shown, {len(self.screen) - self._seen} characters not waited for:\n"
                              f"{self.screen!r}\n---\n{self.screen}\n---")

    def _hear(self) -> None:
        """Add what comes next to the screen, or see that the program has ended."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise self.fail("the deadline passed")
        if select.select([self.keys], [], [], min(left, 0.05))[0]:
            self.screen += os.read(self.keys, 1 << 16).decode(errors="backslashreplace")
        elif self.process.poll() is not None:
            raise self.fail(f"it ended, with {self.process.returncode}")

    def expect(self, pattern: str) -> str:
        """Wait until a regular expression matches what was not waited for yet; returns what came up to its end."""
        while not (match := re.search(pattern, self.screen[self._seen:])):
            try:
                self._hear()
            except AssertionError as error:
                raise AssertionError(f"no {pattern!r}: {error}") from None
        shown = self.screen[self._seen:self._seen + match.end()]
        self._seen += match.end()
        return shown

    def prompt(self, text: str = ANY_PROMPT) -> str:
        """Wait for a prompt, a regular expression; returns the plain text before it."""
        coloured = text.replace(r"\[", rf"\[(?:{_ESCAPE})*").replace(r"\]", rf"(?:{_ESCAPE})*\]")
        shown = plain(self.expect(_PROMPT % coloured))
        return re.sub(rf"(?:{text})> \Z", "", shown)

    def press(self, keys: str) -> None:
        """Press keys; a prompt, or the echo of the keys before, should have been waited for."""
        os.write(self.keys, keys.encode())

    def type(self, text: str) -> None:
        """Press keys and wait until they stand there."""
        self.press(text)
        self.expect(re.escape(text))

    def run(self, line: str, prompt: str = ANY_PROMPT) -> str:
        """Type a line; returns the plain text between it and the next prompt."""
        self.type(line)
        self.press(ENTER)
        return self.prompt(prompt).removeprefix("\n")

    def wait_until(self, condition, wanted: str) -> None:
        """Look at what the program does until it is as wanted."""
        while not condition():
            if time.monotonic() > self._deadline:
                raise self.fail(f"the deadline passed: {wanted}")
            select.select([], [], [], 0.005)  # let it run

    def start(self, line: str) -> None:
        """Type a line whose command waits; returns when it does."""
        self.type(line)
        self.press(ENTER)
        self.wait_until(self.is_waiting, f"{line} should wait")

    def _has(self, *flags: int) -> bool:
        local = termios.tcgetattr(self.terminal)[3]
        return all(local & flag for flag in flags)

    def is_cooked(self) -> bool:
        """Whether the terminal is as a program finds it: lines are edited and Ctrl-C is a signal."""
        return self._has(termios.ICANON, termios.ECHO, termios.ISIG)

    def is_waiting(self) -> bool:
        """Whether the program in the foreground runs a command, and that one sleeps."""
        try:
            state = Path(f"/proc/{os.tcgetpgrp(self.keys)}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return False
        return self._has(termios.ICANON, termios.ISIG) and state == "S"  # it may have muted the keys

    def mapped(self) -> str:
        """The files in the program's memory."""
        return Path(f"/proc/{self.process.pid}/maps").read_text()

    def end(self) -> int:
        """Wait for the program's end; returns its exit status, or a signal's number, negative."""
        self.wait_until(lambda: self._drain() or self.process.poll() is not None, "it should end")
        self._drain()
        return self.process.returncode

    def _drain(self) -> None:
        with suppress(AssertionError):
            while select.select([self.keys], [], [], 0)[0]:
                self._hear()

    def hang_up(self) -> None:
        """Close the window."""
        os.close(self.keys)
        os.close(self.terminal)
        self.keys = self.terminal = None
