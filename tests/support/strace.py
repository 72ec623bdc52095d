"""The system calls of socksh on sockets as strace(1) lists them, and as `trace` does.

strace writes a list for each thread. What the C library calls in a thread of its own, another thread of socksh makes in
its place (seccomp(2)): strace lists it for both, and here it is the one that asks that counts.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CALLS = "network,ioctl,fcntl,read,write,writev,close,sendfile,splice,seccomp"

SHOWN = 64 * 1024  # bytes of data
HEAD = 16  # of a message of netlink

_FILTERED = re.compile(r" seccomp\(.* = \d+ ?")  # the thread has a filter
_CALL = re.compile(r"(\w+)\((.*)\) += (.*)")
_DURATION = re.compile(r" <\d+\.\d{6}>$")
_TIME = re.compile(r"^\d+\.\d+ ")
_OWNER = re.compile(r"^\[(shell|library)\] ")
_DUMPED = re.compile(r"^ \| [0-9a-f]{5}  ([0-9a-f ]{48}) ", re.MULTILINE)
_HEAD = re.compile(r"\[?(\{nlmsg_len=(\d+), [^}]*\})(?:, )?")
_POINTER = re.compile(r"0x[0-9a-f]{9,}")
_OLD = re.compile(r"\b(SO_\w+)_OLD\b")  # strace tells two numbers of some options apart, which C programs do not
_OTHER_NAMES = {  # of one number
    r"\b(IP(?:V6)?_)(ORIGDSTADDR)\b": r"\1RECV\2",
    r"\bSO_DETACH_FILTER\b": "SO_DETACH_BPF",
    r"\|0x300, nlmsg_seq": "|NLM_F_DUMP, nlmsg_seq",  # before a socket is bound strace can't tell its protocol
    r"\bSOL_ICMPV6, 1,": "SOL_ICMPV6, ICMP6_FILTER,",  # strace has a name for it in setsockopt alone
}
_UNKNOWN = re.compile(r"0x[0-9a-f]+ /\* \w*\?+ \*/")  # a number that this strace has no name for
_NAMED_VALUE = re.compile(r"\[(?:\d+ /\* )?SOCK_TXREHASH_[\w?]+(?: \*/)?\]")


def available() -> bool:
    """Whether strace is installed and may trace here."""
    return bool(shutil.which("strace")) and subprocess.run(
        ["strace", "-qq", "-o", "/dev/null", "true"], stderr=subprocess.DEVNULL, check=False).returncode == 0


def wrapper(list_file: Path) -> list[str]:
    """What to put before a command, so that its calls go into files with this name before their own."""
    return ["strace", "-ff", "-ttt", "-qq", "-s", str(SHOWN), "-e", "signal=none", "-e", f"trace={CALLS}",
            "-e", "read=all", "-e", "write=all", "-o", str(list_file)]


@dataclass(frozen=True)
class Call:
    """A call, with its arguments and result as text."""

    name: str
    arguments: str
    result: str
    by: str = "session"
    moved: bytes = b""  # as strace has dumped them

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
    line, *dump = _TIME.sub("", line.strip()).split("\n", 1)
    owner = _OWNER.match(line)
    match = _CALL.fullmatch(_DURATION.sub("", line[owner.end() if owner else 0:]))
    if not match:
        raise AssertionError(f"not a call: {line!r}")
    moved = bytes.fromhex(" ".join(_DUMPED.findall("\n".join(dump))))
    return Call(match[1], match[2], match[3], owner[1] if owner else "session", moved)


def _numbers(text: str) -> list[int]:
    return [int(number) for number in text.split(",")]


def threads(list_file: Path) -> tuple[list[Call], list[Call]]:
    """What the thread that runs statements has called on sockets, and what all did in which the C library asks."""
    lists = sorted(filter(None, (re.split(r"\n(?! [|*=])", file.read_text().strip())
                                 for file in list_file.parent.glob(f"{list_file.name}.*"))),
                   key=lambda lines: float((lines[0] or "inf").split()[0]))
    statements, *others = lists
    asking = [lines for lines in others if any(_FILTERED.search(line) for line in lines)]
    library = asking or others  # where there may be no filter, it asks in whichever
    return list(on_sockets(statements)), [call for lines in library for call in on_sockets(lines)]


def on_sockets(lines: list[str]) -> Iterator[Call]:
    """Of a thread's list the calls on sockets."""
    sockets: set[int] = set()
    for call in map(parse, lines):
        name = call.name
        if name == "socket":
            ours = True
            sockets |= {call.value} if call.value >= 0 else set()
        elif name == "seccomp":
            ours = False
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


def _end(text: str, start: int) -> int:
    """Behind the bracket that closes the one at `start`."""
    depth = 0
    for match in re.compile(r'"(?:[^"\\]|\\.)*"|[][{}]').finditer(text, start):
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(match[0], 0)
        if depth == 0:
            return match.end()
    raise AssertionError(f"an open bracket: {text!r}")


def _without_messages(text: str) -> tuple[str, list[bytes]]:
    """A text with netlink's messages in it: with only their heads, and the bytes that our list has behind these.

    strace takes the rest apart, ours gives it as a string.
    """
    start = re.search(r"\[+\{nlmsg_len=", text).start()
    end = _end(text, start)
    place, heads, payloads = start + text[start:end].startswith("[["), [], []
    while place < end and (head := _HEAD.match(text, place)):
        message_end = _end(text, place) if text[place] == "[" else head.end()
        heads.append(head[1])
        payload = text[head.end():message_end - 1]
        payloads.append(_bytes(payload[1:-1]) if payload.startswith('"') else b"")
        place = message_end + len(", ")
    return text[:start] + " ".join(heads) + text[end:], payloads


def _bytes(text: str) -> bytes:
    """What a string of C stands for."""
    return text.encode("latin-1").decode("unicode_escape").encode("latin-1")


def _messages(data: bytes) -> list[bytes]:
    """netlink(7): what stands behind the head of each message."""
    found = []
    while len(data) >= HEAD:
        length = int.from_bytes(data[:4], sys.byteorder)
        found.append(data[HEAD:length])
        data = data[(length + 3) & ~3:]
    return found


def agree(ours: Call, theirs: Call) -> bool:
    """Whether both are the same call, with the same arguments and the same result."""
    theirs_text, ours_text = theirs.arguments, ours.arguments
    if "nlmsg_len=" in ours_text:
        ours_text, told = _without_messages(ours_text)
        theirs_text, _ = _without_messages(theirs_text)
        if told != _messages(theirs.moved):
            return False
    arguments = _pattern(theirs_text)
    if theirs.name == "getsockopt" and "SOL_TCP, TCP_INFO, {" in theirs.arguments:  # newer ones take it apart
        arguments = re.sub(r"TCP_INFO, .*, \\\[", lambda _: r'TCP_INFO, ".*, \[', arguments)
    return (ours.name == theirs.name and re.fullmatch(arguments, ours_text) is not None and
            re.fullmatch(_pattern(theirs.result), ours.result) is not None)
