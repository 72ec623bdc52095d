"""What ss(8) says of a socket, to compare with what socksh says of it."""

import re
import subprocess
from dataclasses import dataclass
from functools import cached_property

from peers import installed

# The letters of skmem, in its order: ss(8).
_MEMORY = re.compile(r"skmem:\(r(?P<receive_memory>\d+),rb(?P<receive_buffer>\d+),t(?P<send_memory>\d+),"
                     r"tb(?P<send_buffer>\d+),f(?P<forward_memory>\d+),w(?P<queued_memory>\d+),"
                     r"o(?P<option_memory>\d+),bl(?P<backlog_memory>\d+),d(?P<drops>\d+)\)")
_ARROWS = {"<->": "none", "-->": "rd", "<--": "wr", "---": "rdwr"}
# What goes on while nothing moves.
_CLOCKS = re.compile(r" (?:last(?:snd|rcv|ack):\d+|timer:\([^)]*\)|busy:\S+|rwnd_limited:\S+|app_limited)")


@dataclass(frozen=True)
class Seen:
    """A socket's line."""

    line: str
    state: str
    receive_queue: int
    send_queue: int

    @cached_property
    def words(self) -> dict[str, str]:
        """Its words, name:value; of the rates name value; the others with no value."""
        words = {}
        for name, _, value in (word.partition(":") for word in self.line.split()):
            words[name] = value
        return words | dict(re.findall(r" (\w+_rate) (\d+)bps", self.line))

    @property
    def memory(self) -> dict[str, int]:
        """Of skmem what info tells, under info's names."""
        return {name: int(value) for name, value in _MEMORY.search(self.line).groupdict().items()}

    @property
    def congestion(self) -> dict[str, str]:
        """What the congestion algorithm says of itself, as in bbr:(bw:8bps,mrtt:0.01), words and values."""
        match = re.search(r" \w+:\((bw:|ce_state:)(.*?)\)", self.line)
        return dict(word.split(":") for word in "".join(match.groups()).split(",")) if match else {}

    @property
    def shut(self) -> str:
        """The arrow between the ends, in words of shutdown: the directions that are no more."""
        return next(word for arrow, word in _ARROWS.items() if f" {arrow} " in self.line + " ")

    @property
    def timer(self) -> str | None:
        """The name of the timer that runs."""
        match = re.search(r"timer:\(([a-z]+),", self.line)
        return match and match[1]

    @property
    def at_rest(self) -> str:
        """The line without what changes by itself."""
        return _CLOCKS.sub("", self.line)


def ss(kind: str, inode: int) -> Seen:
    """The socket of this inode; the kind is -t, -u or -x. Without ss the test is skipped."""
    output = subprocess.run([installed("ss"), "-HOanoiem", kind], check=True, capture_output=True, text=True).stdout
    # With -x the local end's inode stands behind its address; else it is an extended item.
    pattern = rf"^\S+ +\S+ +\d+ +\d+ +\S+ {inode} " if kind == "-x" else rf" ino:{inode} "
    for line in output.splitlines():
        if re.search(pattern, line):
            words = line.split()[1:] if kind == "-x" else line.split()
            return Seen(line, words[0], int(words[1]), int(words[2]))
    raise AssertionError(f"ss knows no socket with the inode {inode}:\n{output}")
