"""The system calls on socksh's sockets as strace(1) lists them, and as `trace` does."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CALLS = "network,ioctl,fcntl,close,sendfile,splice"

_CALL = re.compile(r"(\w+)\((.*)\) += (.*)")
_DURATION = re.compile(r" <\d+\.\d{6}>$")
_POINTER = re.compile(r"0x[0-9a-f]{9,}")
_OLD = re.compile(r"\b(SO_\w+)_OLD\b")  # strace tells two numbers of some options apart, which C programs do not
_OTHER_NAMES = {  # of one number
    r"\b(IP(?:V6)?_)(ORIGDSTADDR)\b": r"\1RECV\2",
    r"\bSO_DETACH_FILTER\b": "SO_DETACH_BPF",
    r"\bSOL_ICMPV6, 1,": "SOL_ICMPV6, ICMP6_FILTER,",  # strace has a name for it in setsockopt alone
}
_UNKNOWN = re.compile(r"0x[0-9a-f]+ /\* \w*\?+ \*/")  # a number that this strace has no name for
_NAMED_VALUE = re.compile(r"\[(?:\d+ /\* )?SOCK_TXREHASH_[\w?]+(?: \*/)?\]")


def available() -> bool:
    """Whether strace is installed and may trace here."""
    return bool(shutil.which("strace")) and subprocess.run(
        ["strace", "-qq", "-o", "/dev/null", "true"], stderr=subprocess.DEVNULL, check=False).returncode == 0


def wrapper(list_file: Path) -> list[str]:
    """What to put before a command, so that its calls go into the file."""
    return ["strace", "-qq", "-e", "signal=none", "-e", f"trace={CALLS}", "-o", str(list_file)]


@dataclass(frozen=True)
class Call:
    """A call, with its arguments and result as text."""

    name: str
    arguments: str
    result: str

    def __str__(self) -> str:
        return f"{self.name}({self.arguments}) = {self.result}"

    @property
    def descriptor(self) -> int:
        """The first argument."""
        return int(self.arguments.split(",")[0])

    @property
    def value(self) -> int:
        """The result as a number."""
        return int(self.result.split()[0], 0)


def parse(line: str) -> Call:
    """A line of either list."""
    match = _CALL.fullmatch(_DURATION.sub("", line.strip()))
    if not match:
        raise AssertionError(f"not a call: {line!r}")
    return Call(match[1], match[2], match[3])


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",")]


def on_sockets(lines: list[str]) -> Iterator[Call]:
    """Of strace's list the calls on the session's sockets.

    Those of the C library (it asks for interfaces' names) and netlink's are in blocking mode, which socksh's never
    are.
    """
    sockets: set[int] = set()
    for call in map(parse, lines):
        name = call.name
        if name == "socket":
            ours = "SOCK_NONBLOCK" in call.arguments
            sockets |= {call.value} if ours else set()
        elif name == "socketpair":
            ours = True
            sockets |= set(_numbers(call.arguments.rpartition("[")[2].rstrip("]"))) if call.value == 0 else set()
        elif name == "splice":
            first, _, second, *_ = call.arguments.split(", ")
            ours = bool({int(first), int(second)} & sockets)
        else:
            ours = call.descriptor in sockets
        if not ours:
            continue
        yield call
        if name == "accept4" or "F_DUPFD_CLOEXEC" in call.arguments:
            sockets.add(call.value)
        if rights := re.search(r"SCM_RIGHTS, cmsg_data=\[([\d, ]+)\]", call.arguments):
            sockets |= set(_numbers(rights[1])) if name == "recvmsg" else set()
        if name == "close":
            sockets.discard(call.descriptor)


def in_trace(text: str) -> list[Call]:
    """The calls of a file that `trace` wrote; its headings begin a line."""
    return [parse(line) for line in text.splitlines() if line.startswith("  ")]


def _pattern(text: str) -> str:
    """A regular expression for what our list has in the place of strace's text."""
    parts = [(_POINTER, r"0x\.\.\."), (_UNKNOWN, r"\w+(?: /\* \S+ \*/)?"), (_NAMED_VALUE, r"\[-?\d+\]")]
    text = _OLD.sub(r"\1", text)
    for name, other in _OTHER_NAMES.items():
        text = re.sub(name, other, text)
    joined = re.compile("|".join(f"({part.pattern})" for part, _ in parts))
    pattern, end = "", 0
    for match in joined.finditer(text):
        pattern += re.escape(text[end:match.start()]) + parts[match.lastindex - 1][1]
        end = match.end()
    return pattern + re.escape(text[end:])


def agree(ours: Call, theirs: Call) -> bool:
    """Whether both are the same call, with the same arguments and the same result."""
    arguments = _pattern(theirs.arguments)
    if theirs.name == "getsockopt" and "SOL_TCP, TCP_INFO, {" in theirs.arguments:  # newer ones take it apart
        arguments = re.sub(r"TCP_INFO, .*, \\\[", lambda _: r'TCP_INFO, ".*, \[', arguments)
    return (ours.name == theirs.name and re.fullmatch(arguments, ours.arguments) is not None and
            re.fullmatch(_pattern(theirs.result), ours.result) is not None)
