"""Run the real socksh and look at what it answered."""

import base64
import os
import select
import shlex
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from json import loads
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SOCKSH = os.environ.get("SOCKSH", str(ROOT / "build/src/socksh"))
SKIPPED = 77  # what meson takes for "this file was skipped"

# The exit status of a run that an error of this category ended.
STATUS = {
    "mismatch": 1, "usage": 2, "name": 3, "address": 4, "service": 5, "socket": 6, "timeout": 7,
    "closed": 8, "tls": 9, "file": 10, "resource": 11, "interrupted": 130,
}


def data(reply: dict) -> bytes:
    """The bytes a reply carries."""
    return base64.b64decode(reply["base64"], validate=True)


def environment(home: str, **more: str) -> dict[str, str]:
    """A clean environment; only the settings of sanitizers and coverage pass through."""
    passing = {name: value for name, value in os.environ.items()
               if name.endswith("SAN_OPTIONS") or name.startswith(("GCOV_", "LLVM_PROFILE_"))}
    return passing | {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": home} | more


def _readable(output: bytes) -> str:
    """Output for a failure's message: the first lines and the last ones, each cut in the middle if it is long."""
    lines = output.decode(errors="backslashreplace").splitlines()
    if len(lines) > 40:
        lines[20:-20] = [f"... {len(lines) - 40} lines more ..."]
    return "\n".join("  " + (line if len(line) < 2000 else f"{line[:900]} ... {line[-900:]}") for line in lines)


SANITIZED = Path(SOCKSH).exists() and b"__asan_init" in Path(SOCKSH).read_bytes()
"""Whether the address sanitizer is in it: it reserves memory without end, and keeps what was freed."""


@dataclass(frozen=True)
class Result:
    """A run that has ended."""

    command: list[str]
    status: int
    stdout: bytes
    stderr: str  # what is no UTF-8 is there as surrogates

    @cached_property
    def lines(self) -> list[dict]:
        """Every reply and event, in order."""
        try:
            return [loads(line) for line in self.stdout.splitlines()]
        except ValueError as error:
            raise AssertionError(f"standard output is not one JSON object a line: {error}\n{self}") from None

    @property
    def replies(self) -> list[dict]:
        """The replies, in order."""
        return [line for line in self.lines if "event" not in line]

    @property
    def events(self) -> list[dict]:
        """The events, in order."""
        return [line for line in self.lines if "event" in line]

    @property
    def error(self) -> dict | None:
        """The first error."""
        return next((reply["error"] for reply in self.replies if not reply["ok"]), None)

    def all(self, command: str) -> list[dict]:
        """Every reply of a command."""
        return [reply for reply in self.replies if reply.get("command") == command]

    def reply(self, command: str) -> dict:
        """The first reply of a command."""
        if found := self.all(command):
            return found[0]
        raise AssertionError(f"no reply of {command}\n{self}")

    def __str__(self) -> str:
        errors = self.stderr.encode(errors="surrogateescape")
        return (f"$ {shlex.join(self.command)}\nexit status {self.status}\n"
                f"standard output:\n{_readable(self.stdout)}\nstandard error:\n{_readable(errors)}")


def call(*args: str | Path, stdin: bytes | str | None = None, timeout: float = 60, cwd: str | Path | None = None,
         env: dict[str, str] | None = None, shell: str | None = None, wrapper: Sequence[str] = (),
         fds: Sequence[int] = ()) -> Result:
    """Call socksh with these arguments, to the end; or let `sh` do it: there, "$@" is the call.

    A wrapper is a command that calls what is behind it. The descriptors are inherited under their numbers.
    """
    command = [*wrapper, *(["sh", "-c", shell, "sh"] if shell else []), SOCKSH, *map(str, args)]
    given = stdin.encode() if isinstance(stdin, str) else stdin
    feed = {"stdin": subprocess.DEVNULL} if given is None else {"input": given}
    with tempfile.TemporaryDirectory(prefix="socksh-home-") as home:
        try:
            done = subprocess.run(command, capture_output=True, timeout=timeout, cwd=cwd or home, pass_fds=fds,
                                  env=environment(home, **(env or {})), **feed)
        except subprocess.TimeoutExpired as late:
            errors = (late.stderr or b"").decode(errors="surrogateescape")
            so_far = Result(command, -signal.SIGKILL, late.stdout or b"", errors)
            raise AssertionError(f"no end after {timeout} s\n{so_far}") from None
    return Result(command, done.returncode, done.stdout, done.stderr.decode(errors="surrogateescape"))


def run(script: str | Path, *args: str, json: bool = True, check: bool = False, **how: Any) -> Result:
    """Run statements, or a script where it is a Path, as `call` does; `check` wants success."""
    source = [script] if isinstance(script, Path) else ["-c", script]
    result = call(*(["--json"] if json else []), "--no-init", *args, *source, **how)
    if check and result.status != 0:
        raise AssertionError(f"the run failed\n{result}")
    return result


class Conversation:
    """A socksh that is fed one statement after the other, each after the reply of the last."""

    def __init__(self, *args: str, timeout: float = 20, fds: Sequence[int] = ()) -> None:
        self.timeout = timeout
        self.said = range(1, 1)
        self.lines: list[dict] = []
        self._waiting: list[dict] = []
        self._heard: list[bytes] = []
        self._rest = b""
        self._home = tempfile.TemporaryDirectory(prefix="socksh-home-")
        self._errors = tempfile.TemporaryFile()
        self._command = [SOCKSH, "--json", "--no-init", *args, "-"]
        self.process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0,
                                        stderr=self._errors, pass_fds=fds, cwd=self._home.name,
                                        env=environment(self._home.name))

    def __enter__(self) -> "Conversation":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.process.stdin.close()
        self._errors.close()
        self._home.cleanup()

    @property
    def events(self) -> list[dict]:
        """The events heard so far."""
        return [line for line in self.lines if "event" in line]

    def say(self, statement: str) -> range:
        """Write a statement without waiting for its reply; returns the numbers of its lines."""
        try:
            self.process.stdin.write(statement.encode() + b"\n")
        except BrokenPipeError:
            raise AssertionError(f"socksh ended before {statement!r}\n{self.result()}") from None
        self.said = range(self.said.stop, self.said.stop + 1 + statement.count("\n"))
        return self.said

    def answer(self, lines: range | None = None, timeout: float | None = None) -> dict:
        """The next reply of what was said, by default last; replies of other lines are kept for later."""
        wanted = self.said if lines is None else lines
        for reply in self._waiting:
            if reply["line"] in wanted:
                self._waiting.remove(reply)
                return reply
        for heard in self._listen(timeout):
            if "event" in heard:
                continue
            if heard["line"] in wanted:
                return heard
            self._waiting.append(heard)
        raise AssertionError(f"socksh ended without a reply to {wanted}\n{self.result()}")

    def ask(self, statement: str, timeout: float | None = None) -> dict:
        """Write a statement and wait for its reply."""
        return self.answer(self.say(statement), timeout)

    def event(self, name: str, timeout: float | None = None) -> dict:
        """Wait for the next event of a name; replies that come before it are kept for later."""
        for heard in self._listen(timeout):
            if heard.get("event") == name:
                return heard
            if "event" not in heard:
                self._waiting.append(heard)
        raise AssertionError(f"socksh ended without the event {name}\n{self.result()}")

    def wait_for_error_output(self, text: str) -> None:
        """Wait until standard error holds a text; commands of the system's shell can say there that they run."""
        deadline = time.monotonic() + self.timeout
        while text not in (so_far := self.result()).stderr:
            if time.monotonic() > deadline or so_far.status is not None:
                raise AssertionError(f"{text!r} was not said on standard error\n{so_far}")

    def interrupt(self) -> None:
        """What Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)

    def close(self, timeout: float | None = None) -> int:
        """End the input, hear the rest and return the exit status."""
        self.process.stdin.close()
        self._waiting += [heard for heard in self._listen(timeout) if "event" not in heard]
        return self.result().status

    def result(self) -> Result:
        """The run so far; its status is None while it goes on."""
        try:
            status = self.process.wait(timeout=self.timeout if self.process.stdin.closed else 0.1)
        except subprocess.TimeoutExpired:
            status = None
        self._errors.seek(0)
        stderr = self._errors.read().decode(errors="surrogateescape")
        return Result(self._command, status, b"".join(self._heard) + self._rest, stderr)

    def _listen(self, timeout: float | None) -> Iterator[dict]:
        """Every JSON line as it arrives, to the end of the output or the deadline."""
        deadline = time.monotonic() + (self.timeout if timeout is None else timeout)
        while True:
            while b"\n" in self._rest:
                line, self._rest = self._rest.split(b"\n", 1)
                self._heard.append(line + b"\n")
                try:
                    self.lines.append(loads(line))
                except ValueError as error:
                    raise AssertionError(f"not a JSON line: {error}\n{self.result()}") from None
                yield self.lines[-1]
            if not select.select([self.process.stdout], [], [], max(0, deadline - time.monotonic()))[0]:
                raise AssertionError(f"nothing came before the deadline\n{self.result()}")
            chunk = self.process.stdout.read(1 << 20)
            if not chunk:
                return
            self._rest += chunk


class SockshTestCase(unittest.TestCase):
    """Assertions on a run, or on one reply; a failure shows all of it."""

    def assertOk(self, source: Result | dict) -> None:
        """The run, or the reply, is without error."""
        if isinstance(source, Result):
            self.assertEqual((source.status, source.error), (0, None), f"\n{source}")
        else:
            self.assertTrue(source["ok"], f"\n{source}")

    def assertReply(self, source: Result | dict, command: str, **fields: object) -> dict:
        """The first reply of the command succeeded and holds these fields; returns it."""
        reply = source.reply(command) if isinstance(source, Result) else source
        self.assertEqual(reply.get("command"), command, f"\n{source}")
        self.assertTrue(reply["ok"], f"\n{source}")
        self.assertEqual({name: reply.get(name) for name in fields}, fields, f"\n{source}")
        return reply

    def assertData(self, source: Result | dict, command: str, expected: bytes, **fields: object) -> dict:
        """As assertReply, and the reply carries these bytes, all of them."""
        reply = self.assertReply(source, command, **fields)
        self.assertEqual(data(reply), expected, f"\n{source}")
        self.assertEqual(reply["length"], len(expected), f"\n{source}")
        return reply

    def assertError(self, source: Result | dict, category: str, code: str | None = None) -> dict:
        """The run, or the reply, failed with this error, and the run with its status; returns the error."""
        error = source.error if isinstance(source, Result) else None if source["ok"] else source["error"]
        self.assertIsNotNone(error, f"no error\n{source}")
        self.assertEqual(error["category"], category, f"\n{source}")
        if code is not None:
            self.assertEqual(error["code"], code, f"\n{source}")
        if isinstance(source, Result):
            self.assertEqual(source.status, STATUS[category], f"\n{source}")
        return error


class _Outcome(unittest.TextTestResult):
    """Counts the tests that ran to their end."""

    passed = 0

    def addSuccess(self, test: unittest.TestCase) -> None:
        super().addSuccess(test)
        self.passed += 1


def main() -> None:
    """Run the file's tests; its exit status tells meson when all of them were skipped."""
    runner = unittest.TextTestRunner(resultclass=_Outcome, verbosity=2)  # 2 names every skip's reason
    outcome = unittest.main(testRunner=runner, exit=False).result
    if not outcome.wasSuccessful():
        sys.exit(1)
    if not outcome.passed:
        sys.exit(SKIPPED if outcome.skipped else "no test was found")
