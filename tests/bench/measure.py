"""Running contestants, and the numbers that come of it."""

import os
import signal
import statistics
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

DEADLINE = 120  # seconds that a single run may take
Sample = dict[str, float]


class Failed(Exception):
    """A contestant did not do what was asked; its numbers would mean nothing."""


@dataclass
class Contestant:
    """A program with its arguments; without a command, what is missing."""

    name: str
    command: list[str]
    missing: str = ""
    stdin: str = os.devnull
    stdout: str = os.devnull
    stderr: str = os.devnull
    samples: list[Sample] = field(default_factory=list)
    failure: str = ""

    def values(self, what: str) -> list[float]:
        """What was measured in every round."""
        return [sample[what] for sample in self.samples]

    def median(self, what: str) -> float:
        """The middle of the rounds."""
        return statistics.median(self.values(what))


@dataclass
class Reach:
    """What socksh, or a part of it, is to reach."""

    says: str
    beside: str  # who it is held against; empty: so many seconds a unit
    at_most: float = 1.0  # times what that one takes
    what: str = "wall"
    who: str = "socksh"


@dataclass
class Row:
    """A measurement: contestants, of whom the first is the reference."""

    name: str
    title: str
    contestants: list[Contestant]
    reaches: list[Reach] = field(default_factory=list)
    compares: str = "wall"
    amount: float = 0  # of units done in a run; then rates are shown
    unit: str = ""
    runs: int = 1  # that make one sample
    before: Callable[[Contestant], None] = lambda contestant: None
    after: Callable[[Contestant], None] = lambda contestant: None  # part of the time
    sample: Callable[["Row", Contestant], Sample] | None = None  # else a timed run

    def find(self, name: str) -> Contestant:
        """Who is called so."""
        return next(one for one in self.contestants if one.name == name)


def spawn(contestant: Contestant, stdin: int | None = None) -> int:
    """Start it. Python's ignoring of SIGPIPE is not handed on."""
    writing = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    opened = (os.POSIX_SPAWN_OPEN, 0, contestant.stdin, os.O_RDONLY, 0)
    handed = (os.POSIX_SPAWN_DUP2, stdin, 0)
    return os.posix_spawn(
        contestant.command[0], contestant.command, ENVIRONMENT,
        file_actions=[opened if stdin is None else handed,
                      (os.POSIX_SPAWN_OPEN, 1, contestant.stdout, writing, 0o600),
                      (os.POSIX_SPAWN_OPEN, 2, contestant.stderr, writing, 0o600)],
        setsigdef=[signal.SIGPIPE, signal.SIGXFSZ])


def timed(row: Row, contestant: Contestant) -> Sample:
    """The seconds of a run, by the clock and by the CPU, children included."""
    wall = cpu = 0.0
    for _ in range(row.runs):
        row.before(contestant)
        start = time.perf_counter()
        pid = spawn(contestant)
        with deadline(pid):
            _, status, usage = os.wait4(pid, 0)
            row.after(contestant)
        wall += time.perf_counter() - start
        cpu += usage.ru_utime + usage.ru_stime
        if status:
            raise Failed(f"status {os.waitstatus_to_exitcode(status)}: {last_words(contestant)}")
    return {"wall": wall / row.runs, "cpu": cpu / row.runs}


def last_words(contestant: Contestant) -> str:
    """The end of what it said on standard error."""
    return Path(contestant.stderr).read_text(errors="replace").strip()[-200:] or "it said nothing"


@contextmanager
def deadline(pid: int) -> Iterator[None]:
    """Kill who takes too long."""
    def late(*_) -> None:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        raise Failed(f"took more than {DEADLINE} s")

    signal.signal(signal.SIGALRM, late)
    signal.alarm(DEADLINE)
    try:
        yield
    finally:
        signal.alarm(0)


def idle_memory(contestant: Contestant, accept: Callable[[], object]) -> Sample:
    """KiB in memory, shared pages in part (PSS) and whole (RSS), of who is connected and has come to rest."""
    reading, writing = os.pipe()
    pid = spawn(contestant, reading)
    try:
        with deadline(pid):
            connection = accept()
            wait_for_rest(pid)
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    finally:
        os.close(reading)
        os.close(writing)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    del connection
    fields = dict(line.split(":", 1) for line in rollup.splitlines()[1:])
    return {"pss": float(fields["Pss"].split()[0]), "rss": float(fields["Rss"].split()[0])}


def wait_for_rest(pid: int) -> None:
    """Until a process sleeps and has not run for a while."""
    seen = None
    while True:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        switches = Path(f"/proc/{pid}/status").read_text().partition("voluntary_ctxt_switches")[2]
        if fields[0] in "ZX":
            raise Failed("ended where it should have waited")
        if fields[0] == "S" and switches == seen:
            return
        seen = switches
        time.sleep(0.05)


def run_round(row: Row, number: int) -> None:
    """Every contestant once; another one begins each time, so that the machine's noise hits all alike."""
    able = [one for one in row.contestants if one.command and not one.failure]
    for contestant in rotated(able, number):
        try:
            contestant.samples.append((row.sample or timed)(row, contestant))
        except (Failed, OSError) as error:
            contestant.failure = str(error)
            contestant.samples = []


def rotated(items: list, by: int) -> list:
    """The same, with another one first."""
    start = by % len(items) if items else 0
    return items[start:] + items[:start]


def ratios(one: Contestant, other: Contestant, what: str) -> list[float]:
    """What one took of what the other took in the same round, so that a drift of the machine does not count."""
    return [a / max(b, 1e-9) for a, b in zip(one.values(what), other.values(what))]


@contextmanager
def server(command: list[str]) -> Iterator[tuple[int, subprocess.Popen]]:
    """A server of ours, until the block ends: its port, which it prints first, and the process."""
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=ENVIRONMENT) as process:
        try:
            yield int(process.stdout.readline()), process
        finally:
            process.kill()


# What users have, and nothing of theirs: no init files, a UTF-8 locale.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")} | {
    "PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "HOME": "/nonexistent", "TERM": "dumb"}
