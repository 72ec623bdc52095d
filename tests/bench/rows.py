"""What is measured: a function a row, in the order of the table."""

import os
import socket
import struct
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from measure import Contestant, Failed, Reach, Row, Sample, idle_memory, server
from programs import Programs

HOST = "127.0.0.1"
MESSAGE = "m" * 64
GIB = 1 << 30
RECEIVERS = ("raw recv and write", "raw splice")
NETCATS = ("nc-openbsd", "nc-traditional")


@dataclass
class Sizes:
    """How much is done in a run."""

    runs: int = 20  # of a short program, for one sample
    trips: int = 50_000
    bulk: int = GIB
    statements: int = 1_000_000


@dataclass
class Bench:
    """What every row is made of."""

    programs: Programs
    sizes: Sizes
    scratch: Path
    stack: ExitStack

    def server(self, program: str, *arguments: object) -> tuple[int, object]:
        """Start a raw server; it runs until the row's stack ends."""
        return self.stack.enter_context(server(self.programs.raw(program, *arguments)))

    def bulk_file(self) -> Path:
        """A file of the bulk size, of bytes that can't be compressed, in the page cache."""
        path = self.scratch / "bulk"
        piece = os.urandom(1 << 20)
        with path.open("wb") as file:
            for left in range(self.sizes.bulk, 0, -len(piece)):
                file.write(piece[:left])
        return path

    def script(self, name: str, text: str) -> Path:
        """A script for somebody."""
        path = self.scratch / name
        path.write_text(text)
        return path


def startup(bench: Bench) -> Row:
    """A run that does nothing."""
    p = bench.programs
    return Row("startup", "Start and end, doing nothing", [
        p.reference("libc only", "nothing"),
        p.socksh("-c", ""),
        p.peer("nc-openbsd", "-h"),
        p.peer("nc-traditional", "-h"),
        p.peer("ncat", "--version"),
        p.peer("socat", "-V"),
        p.peer("dash", "-c", ""),
        p.peer("bash", "-c", ""),
        p.peer("lua", "-e", ""),
        p.peer("tclsh", os.devnull),
        p.peer("python3", "-c", ""),
    ], [Reach("under 1.5 times the libc-only program", "libc only", at_most=1.5),
        *(Reach(f"under {nc}", nc) for nc in NETCATS)], runs=bench.sizes.runs)


PYTHON_TALK = """
import socket
s = socket.create_connection(("127.0.0.1", {port}))
m = b"{message}"
for _ in range({count}):
    s.sendall(m)
    x = s.recv(65536)
print(x.decode(), end="")
"""

LUA_TALK = """
local s = require("socket").connect("127.0.0.1", {port})
local m, x = "{message}"
for _ = 1, {count} do
    s:send(m)
    x = s:receive(#m)
end
io.write(x)
"""

BASH_TALK = """
exec 3<>/dev/tcp/127.0.0.1/{port}
m={message}
for ((i = 0; i < {count}; i++)); do
    printf %s "$m" >&3
    read -r -N ${{#m}} x <&3
done
printf %s "$x"
"""

SOCKSH_TALK = """
c = open 127.0.0.1 {port}
let m {message}
repeat {count} {{ c.send $m; x = c.recv }}
print "$x"
"""


def expecting(output: Path, text: str) -> Callable[[Contestant], None]:
    """A look at what a run has printed."""
    def look(_: Contestant) -> None:
        got = output.read_text(errors="replace").rstrip("\n")
        if got != text:
            raise Failed(f"printed {got[:80]!r}, not {text[:80]!r}")

    return look


def oneshot(bench: Bench) -> Row:
    """Connect, send, receive, exit."""
    p, (port, _), hello = bench.programs, bench.server("echo", 1), bench.script("hello", "hello")
    output = bench.scratch / "output"
    talk = {"port": port, "count": 1, "message": "hello"}
    fed = {"stdin": str(hello)}
    row = Row("oneshot", "Connect, send 5 bytes, receive them, end: a whole process", [
        p.reference("raw C", "talk", port, 1, "hello"),
        p.socksh("-q", "-c", f"open {HOST} {port}; send hello; recv"),
        p.peer("nc-openbsd", "-N", HOST, port, **fed),
        p.peer("nc-traditional", HOST, port, **fed),
        p.peer("ncat", HOST, port, **fed),
        p.peer("socat", "-", f"TCP:{HOST}:{port}", **fed),
        p.peer("bash", "-c", BASH_TALK.format(**talk)),
        p.peer("lua-socket", "-e", LUA_TALK.format(**talk)),
        p.peer("python3", "-c", PYTHON_TALK.format(**talk)),
    ], [Reach(f"faster than {nc}", nc) for nc in NETCATS], runs=bench.sizes.runs, after=expecting(output, "hello"))
    for contestant in row.contestants:
        contestant.stdout = str(output)
    return row


def roundtrips(bench: Bench) -> Row:
    """Messages to and fro on one connection."""
    p, (port, _) = bench.programs, bench.server("echo")
    output = bench.scratch / "output"
    talk = {"port": port, "count": bench.sizes.trips, "message": MESSAGE}
    row = Row("roundtrips", f"{bench.sizes.trips} round trips of 64 bytes on one connection", [
        p.reference("raw blocking loop", "talk", port, bench.sizes.trips, MESSAGE),
        p.socksh("-q", "-c", SOCKSH_TALK.format(**talk)),
        p.peer("python3", "-c", PYTHON_TALK.format(**talk)),
        p.peer("lua-socket", "-e", LUA_TALK.format(**talk)),
        p.peer("bash", "-c", BASH_TALK.format(**talk)),
    ], [Reach("at least 0.90 of the raw loop's rate", "raw blocking loop", at_most=1 / 0.90),
        Reach("above Python's", "python3"), Reach("above Lua's", "lua-socket")],
        amount=bench.sizes.trips, unit="/s", after=expecting(output, MESSAGE))
    for contestant in row.contestants:
        contestant.stdout = str(output)
    return row


def stay_on_one_cpu(bench: Bench) -> None:
    """Waking the other end costs the least there, and shows least."""
    everywhere = os.sched_getaffinity(0)
    bench.stack.callback(os.sched_setaffinity, 0, everywhere)
    os.sched_setaffinity(0, {max(everywhere)})  # those we start inherit it


def one_cpu(bench: Bench) -> Row:
    """The same with both ends on one CPU."""
    stay_on_one_cpu(bench)
    row = roundtrips(bench)
    row.name, row.title = "one_cpu", f"{row.title}, both ends on one CPU"
    row.reaches = []
    return row


def journal(bench: Bench) -> Row:
    """What it costs to note every call while nobody reads: the raw loop, and the same with a journal."""
    stay_on_one_cpu(bench)
    port, _ = bench.server("echo")
    talk = (port, bench.sizes.trips, MESSAGE)
    p, noted = bench.programs, "noted in a journal"
    return Row("journal", f"{bench.sizes.trips} round trips of 64 bytes, both ends on one CPU", [
        p.reference("raw blocking loop", "talk", *talk),
        p.reference(noted, "noted", *talk),
    ], [Reach("at least 0.95 of the speed without a journal", "raw blocking loop", at_most=1 / 0.95, who=noted)],
        amount=bench.sizes.trips, unit="/s")


PYTHON_SEND = """
import socket, sys
with socket.create_connection(("127.0.0.1", {port})) as s:
    s.sendfile(sys.stdin.buffer)
"""


def send(bench: Bench) -> Row:
    """A cached file over TCP."""
    p, (port, sink) = bench.programs, bench.server("sink")
    file = bench.bulk_file()
    fed = {"stdin": str(file)}

    def all_came(_: Contestant) -> None:
        """The time ends when the last byte is there."""
        came = int(sink.stdout.readline())
        if came != bench.sizes.bulk:
            raise Failed(f"{came} of {bench.sizes.bulk} bytes came")

    return Row("send", f"Send a cached file of {bench.sizes.bulk / GIB:.3g} GiB", [
        p.reference("raw sendfile loop", "send", port, **fed),
        p.socksh("-q", "-c", f"c = open {HOST} {port}; c.sendall < {file}"),
        p.peer("nc-openbsd", "-N", HOST, port, **fed),
        p.peer("nc-traditional", "-q", "0", HOST, port, **fed),
        p.peer("ncat", "--send-only", HOST, port, **fed),
        p.peer("socat", "-u", "-", f"TCP:{HOST}:{port}", **fed),
        p.peer("socat", "-u", "-b", 1 << 20, "-", f"TCP:{HOST}:{port}", name="socat -b 1M", **fed),
        p.peer("python3", "-c", PYTHON_SEND.format(port=port), **fed),
    ], bulk_reaches("raw sendfile loop"), amount=bench.sizes.bulk / GIB, unit=" GiB/s", after=all_came)


def bulk_reaches(*raws: str) -> list[Reach]:
    """Near the raw loops; ahead of all peers, for less CPU."""
    peers = [*NETCATS, "ncat", "socat", "socat -b 1M", "python3"]
    return ([Reach(f"at least 0.90 of {raw}", raw, at_most=1 / 0.90) for raw in raws]
            + [Reach(f"ahead of {peer}", peer) for peer in peers]
            + [Reach(f"less CPU than {peer}", peer, what="cpu") for peer in peers])


PYTHON_RECEIVE = """
import socket, sys
room = memoryview(bytearray(1 << 20))
with socket.create_connection(("127.0.0.1", {port})) as s, open(sys.stdout.fileno(), "wb", 0) as out:
    while length := s.recv_into(room):
        out.write(room[:length])
"""


def receivers(bench: Bench, port: int, target: str) -> list[Contestant]:
    """All who can write a stream into a file."""
    p, to = bench.programs, {"stdout": target}
    return [
        p.reference(RECEIVERS[0], "receive", "copy", port, **to),
        p.reference(RECEIVERS[1], "receive", "splice", port, **to),
        p.socksh("-q", "-c", f"c = open {HOST} {port}; c.recvall > {target}"),
        p.peer("nc-openbsd", "-d", HOST, port, **to),
        p.peer("nc-traditional", HOST, port, **to),
        p.peer("ncat", "--recv-only", HOST, port, **to),
        p.peer("socat", "-u", f"TCP:{HOST}:{port}", "-", **to),
        p.peer("socat", "-u", "-b", 1 << 20, f"TCP:{HOST}:{port}", "-", name="socat -b 1M", **to),
        p.peer("python3", "-c", PYTHON_RECEIVE.format(port=port), **to),
    ]


def receive(bench: Bench) -> Row:
    """A stream into a file."""
    port, _ = bench.server("source", bench.bulk_file())
    target = bench.scratch / "received"

    def is_whole(_: Contestant) -> None:
        if target.stat().st_size != bench.sizes.bulk:
            raise Failed(f"{target.stat().st_size} of {bench.sizes.bulk} bytes came")

    return Row("receive", f"Receive {bench.sizes.bulk / GIB:.3g} GiB into a file in {bench.scratch.parent}",
               receivers(bench, port, str(target)), bulk_reaches(*RECEIVERS), amount=bench.sizes.bulk / GIB,
               unit=" GiB/s", before=lambda _: target.unlink(missing_ok=True), after=is_whole)


def discard(bench: Bench) -> Row:
    """The same into nothing."""
    port, _ = bench.server("source", bench.bulk_file())
    return Row("discard", f"Receive {bench.sizes.bulk / GIB:.3g} GiB into {os.devnull}",
               receivers(bench, port, os.devnull), bulk_reaches(*RECEIVERS), amount=bench.sizes.bulk / GIB,
               unit=" GiB/s")


def statements(bench: Bench) -> Row:
    """Trivial statements from a file, each language's own."""
    p, count = bench.programs, bench.sizes.statements
    let = bench.script("let", "let a 1\n" * count)
    assign = bench.script("assign", "a=1\n" * count)
    tcl = bench.script("set", "set a 1\n" * count)
    return Row("statements", f"{count} statements that set a variable, from a file", [
        p.socksh("-q", str(let)),
        p.peer("dash", assign),
        p.peer("bash", assign),
        p.peer("tclsh", tcl),
        p.peer("lua", assign),
        p.peer("python3", assign),
    ], [Reach("faster than bash", "bash"), Reach("faster than Tcl", "tclsh"),
        Reach("under half a microsecond each", "", at_most=0.5e-6)], amount=count, unit="/s")


def memory(bench: Bench) -> Row:
    """At rest on one connection."""
    p = bench.programs
    listener = bench.stack.enter_context(socket.create_server((HOST, 0)))
    port = listener.getsockname()[1]
    python = f"import socket; socket.create_connection(('{HOST}', {port})).recv(1)"
    lua = f"require('socket').connect('{HOST}', {port}):receive(1)"

    def sample(_: Row, contestant: Contestant) -> Sample:
        return idle_memory(contestant, listener.accept)

    return Row("memory", "Memory of one that waits on one connection", [
        p.reference("raw C", "talk", port, 1, "hello"),
        p.socksh("-q", "-c", f"open {HOST} {port}; recv"),
        p.peer("nc-openbsd", HOST, port),
        p.peer("nc-traditional", HOST, port),
        p.peer("ncat", HOST, port),
        p.peer("socat", "-", f"TCP:{HOST}:{port}"),
        p.peer("lua-socket", "-e", lua),
        p.peer("python3", "-c", python),
    ], compares="pss", sample=sample)


ROWS = {row.__name__: row for row in (
    startup, oneshot, roundtrips, one_cpu, journal, send, receive, discard, statements, memory)}
