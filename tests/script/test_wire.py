"""What a capture and a ladder say of how connections end, beside what the kernel puts on the wire."""

import fcntl
import select
import socket
import struct
import tempfile
import termios
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pcapng
import peers
from socksh import SockshTestCase, main, run

PAIR = "srv = server tcp 127.0.0.1 0; c = open 127.0.0.1 ${srv.local.port}; s = srv.accept; "
MPTCP = 262
ACKNOWLEDGED = r"(?:[^\n]*\(FIN-WAIT-2\)[^\n]*\n)?"  # data has brought the ACK of the FIN, unless that came before


@dataclass
class Shown:
    """Packets as `c` for who called and `s` for who was called, with their flags; and the text of the ladder."""

    packets: str
    comments: list[str]
    ladder: str
    numbers: list[tuple[str, int, int]]
    """Whose packet, its sequence number from the SYN on, and its bytes."""


def show(statements: str, ladder: str = "ladder") -> Shown:
    """Run statements in a capture, and what it and the ladder have made of them before the session ends."""
    with tempfile.TemporaryDirectory(prefix="socksh-wire-") as directory:
        run(f"capture kept.pcapng; {statements}; {ladder} > ladder.txt; capture off", "-q", json=False, check=True,
            cwd=directory)
        packets = pcapng.read(Path(directory) / "kept.pcapng")
        text = (Path(directory) / "ladder.txt").read_text()
    caller, called = packets[0].source, packets[0].target
    packets = [packet for packet in packets if {packet.source, packet.target} == {caller, called}]
    sides = ["c" if packet.source == caller else "s" for packet in packets]
    first = {side: packet.sequence for side, packet in reversed(list(zip(sides, packets)))}
    return Shown(" ".join(side + packet.letters for side, packet in zip(sides, packets)),
                 [packet.comment for packet in packets], text,
                 [(side, packet.sequence - first[side], len(packet.data)) for side, packet in zip(sides, packets)])


@contextmanager
def two_callers_of(listener: socket.socket, talk: Callable[[socket.socket], None]) -> Iterator[None]:
    """Have a talk with who calls there first once somebody else calls, who is told when it is over."""
    def serve() -> None:
        with listener.accept()[0] as first, listener.accept()[0] as second:
            talk(first)
            second.sendall(b"over")
            with suppress(ConnectionResetError):
                second.recv(1)

    listener.settimeout(20)
    thread = threading.Thread(target=serve)
    thread.start()
    yield
    thread.join()


@contextmanager
def two_callers(talk: Callable[[socket.socket], None]) -> Iterator[peers.Peer]:
    """A peer that has such a talk over TCP."""
    with socket.create_server((peers.HOST, 0)) as listener, two_callers_of(listener, talk):
        yield peers.Peer(listener.getsockname()[1])


def reads_and_closes(connection: socket.socket) -> None:
    """All that comes is read; then it closes."""
    while connection.recv(4096):
        pass
    connection.close()


def sends_eleven(connection: socket.socket) -> None:
    """Eleven bytes, and then it waits for the end, whichever it is."""
    connection.sendall(b"hello there")
    try:
        connection.recv(1)
    except ConnectionResetError:
        pass


def leaves_it_unread(connection: socket.socket) -> None:
    """It closes once the other end has finished, and takes nothing of what had come."""
    finished = select.poll()
    finished.register(connection, select.POLLRDHUP)
    finished.poll()
    connection.close()


def says_nothing(connection: socket.socket) -> None:
    """It closes at once, without a shutdown before."""
    connection.close()


def says_bye(connection: socket.socket) -> None:
    """It says it, and closes."""
    connection.sendall(b"bye")
    connection.close()


def says_bye_and_is_heard(connection: socket.socket) -> None:
    """Where a worker of the kernel takes the end: what is on its way counts that as a byte (SIOCOUTQ)."""
    connection.sendall(b"bye")
    connection.shutdown(socket.SHUT_WR)
    while any(fcntl.ioctl(connection, termios.TIOCOUTQ, bytes(4))):
        select.select([], [], [], 0.001)
    connection.close()


def receives_no_more(connection: socket.socket) -> None:
    """It says bye, and could say more."""
    connection.sendall(b"bye")
    connection.shutdown(socket.SHUT_RD)


def says_data_and_resets(connection: socket.socket) -> None:
    """Four bytes, and then RST."""
    connection.sendall(b"data")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def but_acks(packets: str) -> str:
    """Without the bare ACKs behind the handshake: whether one is told by itself hangs on when the kernel was asked."""
    return " ".join(letters for i, letters in enumerate(packets.split()) if i < 3 or letters[1:] != "A")


class WireTestCase(SockshTestCase):
    """Knows when packets are those that were wanted."""

    def assertPackets(self, shown: Shown, wanted: str) -> None:
        self.assertEqual(but_acks(shown.packets), but_acks(wanted), shown)


class Resets(WireTestCase):
    """Where the kernel sends RST in place of FIN, and where it doesn't."""

    def test_a_remote_peers_bytes_are_left_unread(self) -> None:
        with peers.tcp_peer(sends_eleven) as peer:
            shown = show(f"c = open {peer.host} {peer.port}; c.recvexact 5; c.close")
        self.assertTrue(shown.packets.endswith(" cRA"), shown)
        self.assertIn("close: RST, 6 bytes unread", shown.ladder)

    def test_all_of_a_remote_peers_bytes_were_read(self) -> None:
        with peers.tcp_peer(sends_eleven) as peer:
            shown = show(f"c = open {peer.host} {peer.port}; c.recvexact 11; c.close")
        self.assertIn(" cFA", shown.packets)
        self.assertNotIn("RST", shown.ladder)

    def test_bytes_for_an_end_that_is_closed(self) -> None:
        shown = show(f"{PAIR} c.close; s.send x; s.close")
        self.assertPackets(shown, "cS sSA cA cFA sAP cR")
        shown = show(f"{PAIR} s.close; c.send x; c.close")
        self.assertPackets(shown, "cS sSA cA sFA cAP sR")

    def test_bytes_for_an_end_that_is_shut_down(self) -> None:
        shown = show(f"{PAIR} c.shutdown rdwr; s.send x; s.close")
        self.assertPackets(shown, "cS sSA cA cFA sAP cR")
        self.assertRegex(shown.ladder, rf"send 1 [^\n]*\n{ACKNOWLEDGED}[^\n]*RST")

    def test_a_listener_closes_before_it_accepts(self) -> None:
        shown = show("srv = server tcp 127.0.0.1 0; c = open 127.0.0.1 ${srv.local.port}; srv.close; c.close")
        self.assertPackets(shown, "cS sSA cA sRA")
        shown = show("srv = server tcp 0.0.0.0 0; c = open 127.0.0.1 ${srv.local.port}; c.close; srv.close")
        self.assertPackets(shown, "cS sSA cA cFA sRA")

    def test_a_copy_of_the_listener_keeps_its_queue(self) -> None:
        shown = show("srv = server tcp 127.0.0.1 0; c = open 127.0.0.1 ${srv.local.port}; d = srv.dup; srv.close; "
                     "s = d.accept; s.send x")
        self.assertPackets(shown, "cS sSA cA sAP")

    def test_what_nobody_read_of_a_connection_that_is_over(self) -> None:
        shown = show(f"{PAIR} s.send ho; c.shutdown wr; s.recv; s.shutdown wr; c.close")
        self.assertPackets(shown, "cS sSA cA sAP cFA sA sFA cA")
        self.assertNotIn("RST", shown.ladder)

    def test_a_remote_peer_that_takes_no_more(self) -> None:
        with peers.tcp_peer(says_nothing) as peer:
            shown = show(f"c = open {peer.host} {peer.port}; c.recv; c.send late; try {{ c.send later }}; c.close")
        self.assertPackets(shown, "cS sSA cA sFA cA cAP sR")
        self.assertRegex(shown.ladder, rf"send 4 [^\n]*\n{ACKNOWLEDGED}[^\n]*RST[\s\S]*send 5: EPIPE")
        with peers.tcp_peer(says_nothing) as peer:
            shown = show(f"c = open {peer.host} {peer.port}; c.recv; c.send late; c.close")
        self.assertPackets(shown, "cS sSA cA sFA cA cAP sR")
        self.assertRegex(shown.ladder, rf"send 4 [^\n]*\n{ACKNOWLEDGED}[^\n]*RST")

    def test_a_remote_peer_resets_what_is_half_closed(self) -> None:
        with peers.tcp_peer(leaves_it_unread) as peer:
            shown = show(f"c = open {peer.host} {peer.port}; c.send unread; c.shutdown wr; poll c > /dev/null; "
                         "c.close")
        self.assertPackets(shown, "cS sSA cA cAP cFA sRA")
        self.assertNotIn("TIME-WAIT", shown.ladder)


class Sides(WireTestCase):
    """Who is at the ends."""

    def test_a_disconnect(self) -> None:
        for who in "cs":
            shown = show(f"{PAIR} c.send hi; s.disconnect", f"ladder {who}")
            self.assertRegex(shown.ladder, r"^ +c +s\n")
            self.assertNotIn("elsewhere", shown.ladder)
            self.assertEqual(shown.ladder.count("RST"), 1, shown.ladder)
            self.assertIn("disconnect: RST", shown.ladder)
        shown = show(f"{PAIR} s.send hi; c.disconnect", "ladder s")
        self.assertRegex(shown.ladder, r"^ +c +s\n")
        self.assertIn("disconnect: RST", shown.ladder)

    def test_a_descriptor_that_is_passed_and_received(self) -> None:
        passed = f"{PAIR} pair a b; a.sendfd c; e = b.recvfd; c.close; e.send x; s.recv; "
        shown = show(f"{passed} e.close; s.recv; s.close", "ladder e")
        self.assertPackets(shown, "cS sSA cA cAP sA cFA sA sFA cA")
        self.assertIn("e.close", shown.comments)
        self.assertRegex(shown.ladder, r"^ +c +s\n")
        self.assertNotIn("elsewhere", shown.ladder)
        self.assertIn("a duplicate stays open", shown.ladder)
        self.assertRegex(shown.ladder, r"recv 1 [\s\S]*close: FIN[\s\S]*recv 0[\s\S]*close: FIN")

    def test_a_ladder_of_a_copy(self) -> None:
        shown = show(f"{PAIR} d = c.dup; c.close; d.send x; s.recv; d.close; s.recv", "ladder d")
        self.assertRegex(shown.ladder, r"^ +c +s\n[\s\S]*a duplicate stays open[\s\S]*close: FIN")

    def test_a_connection_to_itself(self) -> None:
        shown = show("c = socket tcp; c.bind 127.0.0.1 0; c.connect 127.0.0.1 ${c.local.port}; c.send hello; c.recv; "
                     "c.shutdown wr; c.recv; c.close")
        self.assertPackets(shown, "cS cSA cA cAP cA cFA cA")
        self.assertRegex(shown.ladder, r"^ +c\n[^\n]*\n +connected to itself\n")
        self.assertRegex(shown.ladder, r"connect to itself: SYN\n +\(SYN-SENT\)\n +\(SYN-RECEIVED\)\n"
                                       r"[^\n]* SYN, ACK\n +\[ESTABLISHED\]\n[^\n]* ACK\n")
        self.assertNotIn("elsewhere", shown.ladder)
        self.assertRegex(shown.ladder, r"shutdown wr: FIN\n +\(FIN-WAIT-1\)\n +\(CLOSING\)\n[^\n]* ACK\n"
                                       r" +\(TIME-WAIT\)\n[^\[]*\n\n")

    def test_how_a_connection_to_itself_ends(self) -> None:
        begin = "c = socket tcp; c.bind 127.0.0.1 0; c.connect 127.0.0.1 ${c.local.port}; "
        for end, wanted, ladder in (
                ("c.close", "cFA cA", r"close: FIN\n +\(FIN-WAIT-1\)\n +\(CLOSING\)\n[^\n]* ACK\n +\(TIME-WAIT\)"),
                ("c.close --reset", "cRA", r"close: RST\n +\(CLOSED\)"),
                ("c.disconnect", "cRA", r"disconnect: RST\n +\(CLOSED\)"),
                ("c.send me; c.close", "cAP cRA", r"close: RST, 2 bytes unread\n +\(CLOSED\)")):
            with self.subTest(end):
                shown = show(f"{begin} {end}")
                self.assertPackets(shown, f"cS cSA cA {wanted}")
                self.assertRegex(shown.ladder, ladder)

    def test_a_connection_to_itself_that_is_not_waited_for(self) -> None:
        shown = show("c = socket tcp; c.bind 127.0.0.1 0; c.blocking off; try { c.connect 127.0.0.1 ${c.local.port} }; "
                     "c.getsockopt error; c.send me; c.recv; c.close")
        self.assertPackets(shown, "cS cSA cA cAP cA cFA cA")
        self.assertEqual(shown.ladder.count("connect"), 2, shown.ladder)  # the other one is the column's title


class States(WireTestCase):
    """What a ladder says of TCP's states."""

    def test_closed_is_what_the_kernel_says_of_time_wait(self) -> None:
        shown = show(f"{PAIR} c.shutdown wr; s.recv; s.shutdown wr; c.recv; info c > /dev/null; c.close; s.close")
        self.assertIn("(TIME-WAIT)", shown.ladder)
        self.assertNotIn("[TIME-WAIT]", shown.ladder)
        column = [line[:50] for line in shown.ladder.splitlines()]
        self.assertNotIn("[CLOSED]", " ".join(column))

    def test_a_remote_peers_fin_acknowledges_ours(self) -> None:
        with peers.tcp_peer(reads_and_closes) as peer:
            shown = show(f"c = open {peer.host} {peer.port}; c.shutdown wr; c.recv; c.close")
        self.assertIn("(TIME-WAIT)", shown.ladder)
        self.assertNotIn("CLOSING", shown.ladder)
        self.assertNotIn("[CLOSED]", shown.ladder)

    def test_the_path_of_a_connection_to_itself(self) -> None:
        """RFC 9293, 3.5 and 3.6: its SYN finds it in SYN-SENT, its FIN in FIN-WAIT-1."""
        for end in "c.close", "c.shutdown wr", "c.shutdown wr; c.close":
            result = run(f"c = socket tcp; c.bind 127.0.0.1 0; c.connect 127.0.0.1 ${{c.local.port}}; {end}; states c",
                         check=True)
            self.assertEqual([step["state"] for step in result.reply("states")["path"]],
                             ["CLOSED", "SYN-SENT", "SYN-RECEIVED", "ESTABLISHED", "FIN-WAIT-1", "CLOSING", "TIME-WAIT"],
                             result)

    def test_a_copy_is_in_time_wait_as_well(self) -> None:
        result = run(f"{PAIR} d = c.dup; c.close; d.close; s.recv; s.close; states d; states c", check=True)
        self.assertEqual([reply["state"] for reply in result.replies if reply["command"] == "states"],
                         ["TIME-WAIT", "TIME-WAIT"])


class Late(WireTestCase):
    """What a remote peer sends before its end, received behind it. The kernel has FIN or RST, and all before it, by
    the time that the second conversation is heard."""

    def show(self, talk: Callable[[socket.socket], None], statements: str) -> Shown:
        with two_callers(talk) as peer:
            return show(f"c = open {peer.host} {peer.port}; d = open {peer.host} {peer.port}; "
                        f"{statements.replace('WAIT', 'd.recv')}", "ladder c")

    def test_bytes_that_waited_when_fin_was_noticed(self) -> None:
        shown = self.show(says_bye, "WAIT; info c > /dev/null; c.recv; c.recv; c.close")
        self.assertPackets(shown, "cS sSA cA sAP sFA cA cFA")
        self.assertEqual(shown.comments[3], "noticed at info c > /dev/null")
        self.assertRegex(shown.ladder, r'~\S+ [^\n]*◄─+ 3 bytes "bye" ─+[^\n]*\n[^\n]* FIN [^\n]*\n'
                         r'[\s\S]*CLOSE-WAIT[\s\S]*● recv 3 "bye"[\s\S]*● recv 0: end of stream')
        self.assertEqual(shown.ladder.count("◄─"), 1, shown.ladder)

    def test_bytes_that_are_received_piece_by_piece(self) -> None:
        shown = self.show(says_bye, "WAIT; info c > /dev/null; c.recv 1; c.recv 2; c.recv; c.close")
        self.assertPackets(shown, "cS sSA cA sAP sFA cA cFA")
        self.assertRegex(shown.ladder, r'◄─+ 3 bytes "b"\.\.\. ─[\s\S]* FIN [\s\S]*● recv 1 "b"[\s\S]*● recv 2 "ye"')

    def test_bytes_that_nobody_receives(self) -> None:
        for look, end in ("info c > /dev/null;", ""), ("", "c.close"):
            with self.subTest(end):
                shown = self.show(says_bye, f"WAIT; {look} {end}")
                self.assertEqual(shown.packets.split()[3:5], ["sAP", "sFA"], shown)
                self.assertRegex(shown.ladder, r"◄─+ 3 bytes ─[^\n]*\n[^\n]* FIN ")

    def test_bytes_that_waited_when_rst_was_noticed(self) -> None:
        for look in "try { c.send x }", "info c > /dev/null", "states c > /dev/null; try { c.send x }":
            with self.subTest(look):
                shown = self.show(says_data_and_resets, f"WAIT; {look}; c.recv; try {{ c.recv }}")
                self.assertPackets(shown, "cS sSA cA sAP sRA")
                self.assertEqual(shown.numbers[-2:], [("s", 1, 4), ("s", 5, 0)])
                self.assertRegex(shown.ladder, r'~\S+ [^\n]*◄─+ 4 bytes "data" ─[^\n]*\n[^\n]* RST '
                                 r'[\s\S]*● recv 4 "data"')

    def test_what_was_looked_at_only_stays(self) -> None:
        """Nothing is taken by the capture."""
        with two_callers(says_bye) as peer:
            result = run(f"capture kept.pcapng; c = open {peer.host} {peer.port}; d = open {peer.host} {peer.port}; "
                         "d.recv; info c; c.recv --peek; c.recv", check=True)
        self.assertEqual([reply["length"] for reply in result.all("recv")], [4, 3, 3])

    def test_writing_behind_the_peers_end(self) -> None:
        """A capture looks before it sends."""
        shown = self.show(says_bye, "c.recvexact 3; WAIT; c.send a; try { c.send b }; c.close")
        self.assertPackets(shown, "cS sSA cA sAP cA sFA cA cAP sR")
        self.assertEqual([comment for comment in shown.comments if comment.startswith("noticed")],
                         ["noticed at c.send a", "noticed at c.send b"])
        self.assertRegex(shown.ladder, r"~\S+ [^\n]* FIN [\s\S]*CLOSE-WAIT[\s\S]*send 1 [\s\S]* RST [\s\S]*EPIPE")

    def test_writing_behind_an_end_that_was_noticed(self) -> None:
        shown = self.show(says_bye, "c.recvexact 3; WAIT; info c > /dev/null; c.send a; try { c.send b }; c.close")
        self.assertPackets(shown, "cS sSA cA sAP sFA cA cAP sR")
        self.assertRegex(shown.ladder, r" FIN [\s\S]*CLOSE-WAIT[\s\S]*send 1 [\s\S]* RST [\s\S]*EPIPE")
        self.assertEqual(shown.ladder.count("FIN "), 1, shown.ladder)


class Looks(WireTestCase):
    """What a remote peer has sent, and no call of ours has asked for before we send ourselves."""

    def show(self, talk: Callable[[socket.socket], None], statements: str) -> Shown:
        with two_callers(talk) as peer:
            return show(f"c = open {peer.host} {peer.port}; d = open {peer.host} {peer.port}; d.recv; {statements}",
                        "ladder c")

    def ladder(self, talk: Callable[[socket.socket], None], statements: str) -> str:
        """That of a session without a capture, where nobody looks."""
        with two_callers(talk) as peer:
            return run(f"c = open {peer.host} {peer.port}; d = open {peer.host} {peer.port}; d.recv; {statements}; "
                       "ladder c > -", "-q", json=False, check=True).stdout.decode()

    def test_an_end_stands_before_what_is_sent(self) -> None:
        for statements in "c.send a; c.close", "c.send a; c.dup; c.close":
            with self.subTest(statements):
                shown = self.show(says_nothing, statements)
                self.assertPackets(shown, "cS sSA cA sFA cA cAP sR")
                self.assertRegex(shown.ladder, r"~\S+ [^\n]* FIN [\s\S]*\[CLOSE-WAIT][\s\S]*send 1 [\s\S]* RST ")

    def test_an_end_stands_before_ours(self) -> None:
        for end in "c.close", "c.shutdown wr; c.close":
            with self.subTest(end):
                shown = self.show(says_bye, f"c.recvexact 3; {end}")
                self.assertPackets(shown, "cS sSA cA sAP cA sFA cA cFA")
                self.assertRegex(self.ladder(says_bye, f"c.recvexact 3; {end}"),
                                 r" FIN [\s\S]*\[CLOSE-WAIT][\s\S]*(close|shutdown wr): FIN, ACK")

    def test_an_end_stands_before_a_disconnect(self) -> None:
        shown = self.show(says_nothing, "c.disconnect")
        self.assertPackets(shown, "cS sSA cA sFA cA cRA")
        self.assertRegex(self.ladder(says_nothing, "c.disconnect"), r" FIN [\s\S]*\[CLOSE-WAIT][\s\S]*disconnect: RST")

    def test_bytes_stand_before_what_is_sent(self) -> None:
        shown = self.show(says_bye, "c.send a; c.recv")
        self.assertPackets(shown, "cS sSA cA sAP sFA cA cAP")
        for what, sent in ("c.send a", "cAP"), ("c.shutdown wr", "cFA"), ("c.close", "cRA"), ("c.disconnect", "cRA"):
            with self.subTest(what), peers.tcp_peer(sends_eleven) as peer:
                shown = show(f"c = open {peer.host} {peer.port}; c.recvexact 3; {what}")
                self.assertPackets(shown, f"cS sSA cA sAP cA sAP {sent}")
                self.assertEqual([size for side, _, size in shown.numbers if side == "s" and size], [3, 8], shown)
                self.assertEqual(shown.comments[shown.packets.split().index("sAP", 5)], f"noticed at {what}")

    def test_a_ladder_tells_bytes_and_end_at_close(self) -> None:
        """Both came before, and are no answer of the close."""
        text = self.ladder(says_bye, "c.shutdown wr; c.close")
        self.assertRegex(text, r"~\S+ [^\n]*◄─+ 3 bytes ─[^\n]*\n[^\n]*◄╌+ FIN[\s\S]*close, 3 bytes unread")

    def test_a_ladder_of_two_connections_of_one_handle(self) -> None:
        with two_callers(says_nothing) as peer:
            text = run(f"c = socket tcp; c.connect {peer.host} {peer.port}; c.disconnect; c.connect {peer.host} "
                       f"{peer.port}; c.recv; c.close; ladder > -", "-q", json=False, check=True).stdout.decode()
        self.assertEqual(text.count("elsewhere"), 2, text)
        self.assertEqual(text.count("disconnect: RST"), 1, text)

    def test_a_ladder_tells_an_end_by_the_error_at_close(self) -> None:
        text = self.ladder(says_nothing, "c.send a; poll c > /dev/null; c.close")
        self.assertRegex(text, r"send 1 [\s\S]*~\S+ [^\n]* FIN [\s\S]*CLOSE-WAIT[\s\S]* RST [\s\S]*● close")

    def test_a_ladder_tells_an_end_by_what_is_told_later(self) -> None:
        """The state is asked for before any call has had the error."""
        for later in "try { c.send b }", "c.recv", "c.close", "e = c.dup; c.close; e.recv":
            with self.subTest(later):
                text = self.ladder(says_nothing, f"c.send a; info c > /dev/null; {later}")
                self.assertRegex(text, r"send 1 [\s\S]* FIN [\s\S]* RST ")
                self.assertEqual(text.count(" FIN "), 1, text)

    def test_a_reset_has_no_end_before_it(self) -> None:
        for statements in "c.close", "try { c.send x }; c.close", "info c > /dev/null; c.close":
            with self.subTest(statements):
                shown = self.show(says_data_and_resets, statements)
                self.assertPackets(shown, "cS sSA cA sAP sRA")
                self.assertNotIn(" FIN ", self.ladder(says_data_and_resets, statements))

    def test_bytes_that_were_counted(self) -> None:
        """`info` counts them, as a prompt does when they have come: they stand there."""
        with two_callers(says_bye) as peer:
            shown = show(f"c = open {peer.host} {peer.port}; d = open {peer.host} {peer.port}; d.recvexact 4; "
                         "info d > /dev/null; c.poll > /dev/null; info c > /dev/null; c.recv; c.close")
        self.assertPackets(shown, "cS sSA cA sAP sFA cA cFA")
        with peers.tcp_peer(sends_eleven) as peer:
            shown = show(f"c = open {peer.host} {peer.port}; c.recvexact 3; info c > /dev/null; c.recv; c.close")
        before, close, _ = shown.packets.partition(" cFA")  # which the peer answers, sooner or later
        self.assertEqual(but_acks(before + close), "cS sSA cA sAP sAP cFA")
        self.assertEqual(shown.comments[5], "noticed at info c > /dev/null")

    def test_a_unix_peer(self) -> None:
        """EPIPE says only that it receives no more; whether its end has come poll(2) says."""
        for talk, wanted in ((says_bye, "cS sSA cA sAP sFA cA cFA"), (receives_no_more, "cS sSA cA sAP cFA")):
            with (self.subTest(talk.__name__), tempfile.TemporaryDirectory(prefix="socksh-wire-") as directory,
                  socket.socket(socket.AF_UNIX) as listener):
                listener.bind(f"{directory}/peer")
                listener.listen()
                with two_callers_of(listener, talk):
                    shown = show(f"c = open unix:{directory}/peer; d = open unix:{directory}/peer; d.recv; "
                                 "try { c.send x }; c.recv; c.close")
                self.assertPackets(shown, wanted)

    def test_the_end_that_mptcp_counts_as_a_byte(self) -> None:
        try:
            listener = socket.socket(proto=MPTCP)
        except OSError as error:
            self.skipTest(f"no MPTCP here: {error}")
        with listener:
            listener.bind((peers.HOST, 0))
            listener.listen()
            connect = f"socket mptcp; connect {peers.HOST} {listener.getsockname()[1]}; "
            with two_callers_of(listener, says_bye_and_is_heard):
                shown = show(f"c = {connect} d = {connect} d.recv; c.send x; c.recv; c.close", "ladder c")
        self.assertPackets(shown, "cS sSA cA sAP sFA cA cAP cFA")
        self.assertNotIn("unread", shown.ladder)

    def test_the_error_of_a_copy_is_left_to_it(self) -> None:
        with two_callers(says_data_and_resets) as peer:
            result = run(f"c = open {peer.host} {peer.port}; e = c.dup; d = open {peer.host} {peer.port}; d.recv; "
                         "c.close; e.recv; e.recv")
        self.assertError(result, "socket", "ECONNRESET")


class Times(WireTestCase):
    """What was noticed later than it happened."""

    def test_a_reset_is_noticed_by_a_later_statement(self) -> None:
        with peers.tcp_peer(says_nothing) as peer:
            shown = show(f"c = open {peer.host} {peer.port}; c.recv; c.send late; try {{ c.send later }}; c.close")
        self.assertEqual(shown.comments[-1], "noticed at c.send later")
        self.assertRegex(shown.ladder, r"\n ?~\d\.\d{6} [^\n]* RST ")
        self.assertRegex(shown.ladder, r"\n  ?\d\.\d{6} [^\n]* send 4 ")
        self.assertIn("~ noticed then", shown.ladder)

    def test_what_happens_at_once_is_dated(self) -> None:
        shown = show(f"{PAIR} c.send hi; s.close; c.close")
        self.assertNotIn("~", shown.ladder)

    def test_what_is_left_stays_where_it_is(self) -> None:
        half = f"{PAIR} c.send hello; s.recv 2; s.shutdown wr; "
        with tempfile.TemporaryDirectory(prefix="socksh-wire-") as directory:
            run(f"{half} ladder c s > first; pair a b; a.send x; b.recv; close a b; ladder c s > second", "-q",
                json=False, check=True, cwd=directory)
            first, second = [(Path(directory) / name).read_text() for name in ("first", "second")]
        self.assertIn("3 bytes unread", first)
        self.assertEqual(first, second)



if __name__ == "__main__":
    main()
