"""What a capture shows beside what a raw socket sees on the loopback of a network namespace at the same time."""

import fcntl
import os
import select
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pcapng
from socksh import SKIPPED, Conversation, SockshTestCase, main
from tcp_table import is_settled

INSIDE = "SOCKSH_RAW_WIRE"
NAMESPACE = ["unshare", "--user", "--map-root-user", "--net"]
HOSTS = {socket.AF_INET: "127.0.0.1", socket.AF_INET6: "::1"}
ETH_P_ALL, ETH_P_IP, OUTGOING = 3, 0x800, 4
SIOCSIFFLAGS, IFF_UP = 0x8914, 1
ABORT = struct.pack("ii", 1, 0)  # linger for no time


def segment(content: bytes) -> pcapng.Packet:
    """A segment of TCP as it goes over the loopback, without the checksum that nobody needs there."""
    is_four = content[0] >> 4 == 4
    header, ends = ((content[0] & 15) * 4, content[12:20]) if is_four else (40, content[8:40])
    half = len(ends) // 2
    family = socket.AF_INET if is_four else socket.AF_INET6
    hosts = [socket.inet_ntop(family, ends[:half]), socket.inet_ntop(family, ends[half:])]
    source, target, sequence, acknowledged, offset, flags = struct.unpack_from("!HHIIBB", content, header)
    return pcapng.Packet("lo", 0, content, len(content), "", False, pcapng.RAW, pcapng.TCP, (hosts[0], source),
                         (hosts[1], target), flags, sequence, acknowledged, 0, content[header + (offset >> 4) * 4:])


class Wire:
    """The TCP segments that have gone over the loopback since it was made."""

    def __init__(self) -> None:
        self.seen: list[pcapng.Packet] = []
        self._raw = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_ALL))
        self._raw.bind(("lo", ETH_P_ALL))
        self._raw.settimeout(20)

    def close(self) -> None:
        self._raw.close()

    def see_ipv4_only(self) -> None:
        """So that what goes over IPv6, however much, takes no room."""
        self._raw.bind(("lo", ETH_P_IP))

    def _read(self) -> None:
        content, address = self._raw.recvfrom(1 << 17)
        if address[2] != OUTGOING:
            self.seen.append(segment(content))

    def read_all(self, seconds: float = 0) -> None:
        """What has come, for the first of which it waits so long."""
        while select.select([self._raw], [], [], seconds)[0]:
            self._read()
            seconds = 0

    def settle(self) -> None:
        """Wait until what is under way has come. A raw socket sees a segment before TCP does, which a worker of the
        kernel may take a while later, and on another processor behind what was sent after it."""
        end = time.monotonic() + 20
        while not is_settled():
            self.read_all(0.001)
            if time.monotonic() > end:
                raise TimeoutError("segments are under way for 20 seconds")
        self.read_all()

    def wait_for(self, letters: str) -> None:
        """Wait until one more segment with these flags has come, and its answer."""
        count = len(self.seen)
        while letters not in [packet.letters for packet in self.seen[count:]]:
            self._read()
        self.settle()


def told(packets: list[pcapng.Packet]) -> list[tuple]:
    """Whose each segment is, `c` of who called, its flags, numbers from SYN on and bytes; without bare ACKs, which a
    capture makes up, and PSH."""
    caller = packets[0].source
    first: dict[tuple[str, int], int] = {}
    for packet in packets:
        first.setdefault(packet.source, packet.sequence)
    return [("c" if packet.source == caller else "s", packet.letters.replace("P", ""),
             packet.sequence - first[packet.source], packet.data)
            for packet in packets if packet.data or packet.letters != "A"]


def experts(packets: list[pcapng.Packet]) -> list[tuple[str, str]]:
    """What tshark's experts say of each packet, by its flags; without the remark on acknowledgements of what came
    twice, which are an option that a capture doesn't make up."""
    with tempfile.NamedTemporaryFile(prefix="socksh-raw-") as file:
        file.write(struct.pack("=IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 1 << 18, pcapng.RAW))
        for number, packet in enumerate(packets):
            file.write(struct.pack("=IIII", number, 0, len(packet.bytes), packet.whole) + packet.bytes)
        file.flush()
        shown = subprocess.run(["tshark", "-n", "-r", file.name, "-T", "fields", "-e", "tcp.flags.str", "-e",
                                "_ws.expert.message"], capture_output=True, text=True, timeout=60, check=True).stdout
    lines = [line.partition("\t") for line in shown.splitlines()]
    return [(flags, said.replace("D-SACK Sequence,", "")) for flags, _, said in lines]


def abort(listener: socket.socket, has_end: bool) -> None:
    """Accept, and reset that at once."""
    with listener.accept()[0] as peer:
        if has_end:
            peer.shutdown(socket.SHUT_WR)
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORT)


@contextmanager
def resets() -> Iterator[None]:
    """Connections over IPv6 that are reset at once, one behind the other, and one at the least."""
    is_over, one = threading.Event(), threading.Event()

    def make() -> None:
        with socket.create_server((HOSTS[socket.AF_INET6], 0), family=socket.AF_INET6) as listener:
            while not is_over.is_set():
                with socket.create_connection(listener.getsockname()[:2]):
                    abort(listener, has_end=False)
                one.set()

    thread = threading.Thread(target=make)
    thread.start()
    one.wait()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


class RawWire(SockshTestCase):
    """Conversations with a peer in this process, one statement after the other."""

    def setUp(self) -> None:
        self.file = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="socksh-raw-"))) / "kept.pcapng"

    @contextmanager
    def conversation(self) -> Iterator[tuple[Conversation, Wire]]:
        """A capture, and the raw one."""
        with Conversation("-k") as shell, closing(Wire()) as wire:
            shell.ask(f"capture {self.file}")
            yield shell, wire

    @contextmanager
    def peer(self, family: int = socket.AF_INET) -> Iterator[tuple[Conversation, Wire, socket.socket]]:
        """The same with a connection to somebody elsewhere."""
        with (self.conversation() as (shell, wire),
              socket.create_server((HOSTS[family], 0), family=family) as listener):
            self.assertOk(shell.ask(f"c = open {HOSTS[family]} {listener.getsockname()[1]}"))
            with listener.accept()[0] as peer:
                yield shell, wire, peer

    def assertSame(self, shell: Conversation, wire: Wire, statements: list[str]) -> None:
        """Both captures tell the same of a conversation that ends with these statements."""
        for statement in statements:
            shell.ask(statement)
            wire.settle()
        shell.ask("capture off")
        self.assertEqual(told(pcapng.read(self.file)), told(wire.seen))

    def test_an_end_that_nobody_noticed(self) -> None:
        for family in HOSTS:
            for statements in (["c.send a", "c.close"], ["c.send a", "c.send b", "c.close"], ["c.shutdown wr", "c.close"],
                               ["c.close"], ["c.disconnect"], ["c.close --reset"]):
                with self.subTest(statements, family=family), self.peer(family) as (shell, wire, peer):
                    peer.close()
                    wire.wait_for("FA")
                    self.assertSame(shell, wire, statements)

    def test_bytes_that_nobody_received(self) -> None:
        for statements in (["c.send a", "c.recv"], ["c.send a", "c.recv 2", "c.send b", "c.recv"], ["c.shutdown wr", "c.recv"],
                           ["c.close"], ["c.disconnect"], ["c.close --reset"], ["d = c.dup", "d.send a", "c.recv"]):
            with self.subTest(statements), self.peer() as (shell, wire, peer):
                peer.sendall(b"hello")
                wire.wait_for("AP")
                self.assertSame(shell, wire, statements)

    def test_a_reset_with_an_end_before_it_and_without(self) -> None:
        for statements in (["c.close"], ["c.send b", "c.close"], ["c.recv", "c.recv", "c.close"], ["info c", "c.close"],
                           ["c.shutdown wr", "c.close"], ["d = c.dup", "c.close", "d.recv"]):
            for has_end in True, False:
                with self.subTest(statements, has_end=has_end), self.peer() as (shell, wire, peer):
                    peer.sendall(b"hello")
                    if has_end:
                        peer.shutdown(socket.SHUT_WR)
                    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORT)
                    peer.close()
                    wire.wait_for("RA")
                    self.assertSame(shell, wire, statements)

    def test_a_reset_behind_an_end(self) -> None:
        """A peer that closes with data unread has taken it, and acknowledges with its RST; one that had closed hasn't."""
        for statements in ["c.recv"], ["c.send b", "c.recv"], ["info c"], ["c.close"], ["c.shutdown wr", "c.close"], ["c.disconnect"]:
            with self.subTest(statements), self.peer() as (shell, wire, peer):
                peer.shutdown(socket.SHUT_WR)
                wire.wait_for("FA")
                shell.ask("c.send hi")
                wire.settle()
                peer.close()
                wire.settle()
                self.assertSame(shell, wire, statements)

    def test_an_end_behind_a_close(self) -> None:
        for family in HOSTS:
            for last in [], ["c.send a"]:
                with self.subTest(last, family=family), self.peer(family) as (shell, wire, peer):
                    for statement in [*last, "c.close"]:
                        shell.ask(statement)
                    wire.wait_for("FA")
                    while peer.recv(1):
                        pass
                    peer.close()
                    wire.wait_for("FA")
                    self.assertSame(shell, wire, [])

    def test_an_end_behind_a_close_of_an_address_within_another(self) -> None:
        """A socket of IPv6 speaks IPv4 (RFC 4291, 2.5.5.2)."""
        with self.conversation() as (shell, wire), socket.create_server(("127.0.0.1", 0)) as listener:
            for statement in "c = socket tcp6", f"c.connect ::ffff:127.0.0.1 {listener.getsockname()[1]}", "c.close":
                self.assertOk(shell.ask(statement))
            wire.wait_for("FA")
            with listener.accept()[0] as peer:
                while peer.recv(1):
                    pass
            wire.wait_for("FA")
            self.assertSame(shell, wire, [])

    def test_a_reset_behind_a_close(self) -> None:
        """The peer is in this namespace, too: a reset is the only one that the kernel has sent."""
        def leave_unread(peer: socket.socket) -> None:
            peer.close()

        def abort(peer: socket.socket) -> None:
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORT)
            peer.recv(100)
            peer.close()

        for family in HOSTS:
            for end in leave_unread, abort:
                for statements in ["c.send hi", "c.close"], ["c.send hi", "c.shutdown wr", "c.close"]:
                    with (self.subTest(end.__name__, family=family, statements=statements),
                          self.peer(family) as (shell, wire, peer)):
                        for statement in statements:
                            shell.ask(statement)
                        wire.wait_for("FA")
                        end(peer)
                        wire.wait_for("RA")
                        self.assertSame(shell, wire, [])

    def test_a_reset_of_our_own_behind_a_close(self) -> None:
        """The peer's bytes find nobody: a capture has neither them nor the answer, for nothing tells of them."""
        with self.peer() as (shell, wire, peer):
            shell.ask("c.close")
            wire.wait_for("FA")
            peer.sendall(b"late")
            wire.wait_for("R")
            shell.ask("capture off")
            self.assertEqual(told(pcapng.read(self.file)), [row for row in told(wire.seen) if row[1] in ("S", "SA", "FA")])

    def test_resets_of_others(self) -> None:
        """The kernel counts theirs, too: a capture has a reset only where there was one."""
        def leave_unread(peer: socket.socket) -> None:
            peer.close()

        def finish(peer: socket.socket) -> None:
            while peer.recv(100):
                pass
            peer.close()

        def answer(peer: socket.socket) -> None:
            peer.recv(100)
            peer.close()

        for end in leave_unread, finish, answer:
            for _ in range(8):
                with self.subTest(end.__name__), self.peer() as (shell, wire, peer), resets():
                    wire.see_ipv4_only()
                    thread = threading.Thread(target=end, args=[peer])
                    shell.ask("c.send hi")
                    thread.start()
                    shell.ask("c.close")
                    thread.join()
                    shell.ask("capture off")
                    wire.read_all()
                    letters = [packet.letters for packet in wire.seen]
                    shown = [packet.letters for packet in pcapng.read(self.file)]
                    self.assertLessEqual(shown.count("RA"), letters.count("RA"), (shown, letters))
                    self.assertLessEqual(shown.count("R"), letters.count("R"), (shown, letters))

    def test_a_listener_that_closes_before_it_accepts(self) -> None:
        with self.conversation() as (shell, wire), socket.create_server(("127.0.0.1", 0)) as listener:
            for statement in f"c = open 127.0.0.1 {listener.getsockname()[1]}", "c.send hi", "c.close":
                shell.ask(statement)
            wire.wait_for("FA")
            listener.close()
            wire.wait_for("RA")
            self.assertSame(shell, wire, [])

    def test_who_calls_and_has_left(self) -> None:
        with self.conversation() as (shell, wire):
            port = shell.ask("srv = server tcp 127.0.0.1 0")["local"]["port"]
            with socket.create_connection(("127.0.0.1", port)) as caller:
                caller.sendall(b"hello")
            wire.wait_for("FA")
            self.assertSame(shell, wire, ["s = srv.accept", "s.send a", "s.recv", "s.close", "srv.close"])

    def test_both_ends_are_here(self) -> None:
        connect = ["srv = server tcp 127.0.0.1 0", "c = open 127.0.0.1 ${srv.local.port}", "s = srv.accept"]
        for statements in (["c.send hi", "s.recv", "c.shutdown wr", "s.recv", "s.send back", "s.close", "c.recvall", "c.close"],
                           ["c.send hi", "s.send ho", "s.recv", "c.recv", "s.close", "c.close"],
                           ["c.send hi", "s.send ho", "s.close", "c.close"],
                           ["c.shutdown wr", "s.shutdown wr", "c.close", "s.close"],
                           ["c.close", "s.send a", "s.send b", "s.close"],
                           ["c.shutdown rdwr", "s.send a", "s.close", "c.close"],
                           ["s.send ho", "c.close", "s.close"], ["s.close --reset", "c.close"], ["s.disconnect", "c.close"]):
            with self.subTest(statements), self.conversation() as (shell, wire):
                self.assertSame(shell, wire, connect + statements)

    def test_a_connection_to_itself(self) -> None:
        for statements in (["c.send hi", "c.recv", "c.shutdown wr", "c.recv", "c.close"], ["c.send hi", "c.send ho", "c.recv", "c.close"],
                           ["c.send hi", "c.close"], ["c.close"], ["c.close --reset"], ["c.disconnect"],
                           ["c.send hi", "c.shutdown rdwr", "c.close"], ["d = c.dup", "d.send hi", "c.close", "d.recv", "d.close"]):
            with self.subTest(statements), self.conversation() as (shell, wire):
                self.assertSame(shell, wire, ["c = socket tcp", "c.bind 127.0.0.1 0", "c.connect 127.0.0.1 ${c.local.port}",
                                              *statements])

    @unittest.skipUnless(shutil.which("tshark"), "tshark is not installed")
    def test_what_experts_say_of_a_connection_to_itself(self) -> None:
        with self.conversation() as (shell, wire):
            self.assertSame(shell, wire, ["c = socket tcp", "c.bind 127.0.0.1 0", "c.connect 127.0.0.1 ${c.local.port}",
                                          "c.send hi", "c.recv", "c.shutdown wr", "c.recv", "c.close"])
            self.assertEqual(experts(pcapng.read(self.file)), experts(wire.seen))

    def test_who_resets_what_is_shut_down_both_ways(self) -> None:
        """The kernel answers data that nobody can take any more, and counts it; no call has its bytes."""
        late, has_late = b"late", False

        def send(peer: socket.socket) -> None:
            peer.sendall(late)

        for end, seen in (send, "R"), (socket.socket.close, "RA"):
            for statements in ["c.close"], ["c.recv", "c.close"], ["info c", "c.close"], ["c.disconnect"]:
                with self.subTest(statements, seen=seen), self.peer() as (shell, wire, peer):
                    for statement in "c.send hi", "c.shutdown rdwr":
                        shell.ask(statement)
                    end(peer)
                    wire.wait_for(seen)
                    for statement in statements:
                        shell.ask(statement)
                    has_late |= late in [packet.data for packet in wire.seen]
                    shell.ask("capture off")
                    self.assertEqual(told(pcapng.read(self.file)), [row for row in told(wire.seen) if row[-1] != late])
        self.assertTrue(has_late)

    def test_a_disconnect_behind_an_end(self) -> None:
        """It resets what is half closed, and nothing that is over."""
        def finish(peer: socket.socket) -> None:
            peer.recv(100)
            peer.close()

        for end, seen, ladder in ((finish, "FA", r"FIN, ACK[\s\S]*\(TIME-WAIT\)[\s\S]* disconnect "),
                                  (socket.socket.close, "RA", r" RST[\s\S]* disconnect "),
                                  (None, "", "disconnect: RST")):
            with self.subTest(seen), self.peer() as (shell, wire, peer):
                for statement in "c.send hi", "c.shutdown wr":
                    shell.ask(statement)
                if end:
                    end(peer)
                    wire.wait_for(seen)
                shown = self.file.with_name("ladder.txt")
                self.assertSame(shell, wire, ["c.disconnect", f"ladder > {shown}"])
                self.assertRegex(shown.read_text(), ladder)
                self.assertEqual(shown.read_text().count("RST"), 0 if seen == "FA" else 1)

    def test_a_refusal(self) -> None:
        for statements in (["c.connect 127.0.0.1 9"], ["c.blocking off", "c.connect 127.0.0.1 9", "c.getsockopt error"],
                           ["c.blocking off", "c.connect 127.0.0.1 9", "c.close"],
                           ["c.blocking off", "c.connect 127.0.0.1 9", "c.connect 127.0.0.1 9"],
                           ["c.blocking off", "c.connect 127.0.0.1 9", "c.recv", "c.close"],
                           ["c.blocking off", "c.connect 127.0.0.1 9", "c.send a", "c.close"]):
            with self.subTest(statements), self.conversation() as (shell, wire):
                self.assertSame(shell, wire, ["c = socket tcp", *statements])

    def test_a_reset_before_connect_is_told_of_its_answer(self) -> None:
        """The peer accepts and resets before connect(2) asks, which then says ECONNRESET, and EPIPE behind FIN."""
        for has_end in True, False:
            for statements in (["c.blocking off", "c.connect {} {}", "<", "c.blocking on", "c.connect {} {}", "c.close"],
                               ["c.blocking off", "c.connect {} {}", "<", "c.connect {} {}"],
                               ["c.blocking off", "c.connect {} {}", "<", "c.getsockopt error"],
                               ["c.blocking off", "c.connect {} {}", "<", "c.close"]):
                with (self.subTest(statements, has_end=has_end), self.conversation() as (shell, wire),
                      socket.create_server(("127.0.0.1", 0)) as listener):
                    thread = threading.Thread(target=abort, args=(listener, has_end))
                    thread.start()
                    shell.ask("c = socket tcp")
                    for statement in statements:
                        if statement == "<":
                            thread.join()
                            wire.settle()
                        else:
                            shell.ask(statement.format(*listener.getsockname()))
                    thread.join()
                    ladder = self.file.with_name("ladder.txt")
                    self.assertSame(shell, wire, [f"ladder > {ladder}"])
                    self.assertRegex(ladder.read_text(), "SYN, ACK[\\s\\S]*" + "FIN[\\s\\S]*" * has_end + "RST")


def bring_loopback_up() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh22x", b"lo", IFF_UP))


if __name__ == "__main__":
    if os.environ.get(INSIDE):
        bring_loopback_up()
        main()
    elif shutil.which("unshare") is None or subprocess.run([*NAMESPACE, "true"], check=False).returncode:
        print("no namespaces for us")
        sys.exit(SKIPPED)
    else:
        os.environ[INSIDE] = "1"
        os.execvp("unshare", [*NAMESPACE, sys.executable, *sys.argv])
