"""capture: a file that Wireshark reads, of what the sockets have said."""

import os
import re
import shutil
import socket
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path

import pcapng
import peers
from peers import HOST, has_ipv6
from socksh import Conversation, SockshTestCase, main, run
from test_kinds import in_namespace

CONNECT = f"srv = server tcp {HOST} 0; c = socket tcp; c.connect {HOST} ${{srv.local.port}}; s = srv.accept; "
REQUEST = r'"GET /page HTTP/1.0\r\nHost: here\r\n\r\n"'
ANSWER = r'"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\nhello\n"'
# A query for the address of example.com.
QUERY = 'x"123401000001000000000000 076578616d706c6503636f6d00 00010001"'
RESPONSE = 'x"123481800001000100000000 076578616d706c6503636f6d00 00010001 c00c 0001 0001 00000e10 0004 c0000201"'
HTTP = (f"{CONNECT} c.send {REQUEST}; s.recv; s.send {ANSWER}; s.close; c.recvall; c.close; ")
UDP_SEGMENT = 103
DNS = (f"v = socket udp; v.bind {HOST} 0; u = socket udp; u.bind {HOST} 0; "
       f"u.sendto {HOST} ${{v.local.port}} {QUERY}; v.recvfrom; "
       f"v.sendto {HOST} ${{u.local.port}} {RESPONSE}; u.recvfrom; ")


class CaptureTestCase(SockshTestCase):
    """Has a directory, and a file in it."""

    def setUp(self) -> None:
        self.directory = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="socksh-capture-")))
        self.file = self.directory / "kept.pcapng"

    def capture(self, script: str, before: str = "", **how) -> list[pcapng.Packet]:
        """Run statements while a capture runs, to the last; its packets."""
        result = run(f"{before} capture kept.pcapng; {script}; print done", cwd=self.directory, **how)
        self.assertEqual((result.status, result.replies[-1].get("text")), (0, "done"), result)
        return pcapng.read(self.file)

    def letters(self, packets: list[pcapng.Packet]) -> str:
        """The flags of all, in order."""
        return " ".join(packet.letters for packet in packets)


class Connections(CaptureTestCase):
    """What TCP shows."""

    def test_a_conversation(self) -> None:
        packets = self.capture(HTTP)
        self.assertEqual(self.letters(packets), "S SA A AP A AP FA A FA A")
        client, server = packets[0].source, packets[0].target
        self.assertEqual(pcapng.stream(packets, client), b"GET /page HTTP/1.0\r\nHost: here\r\n\r\n")
        self.assertTrue(pcapng.stream(packets, server).endswith(b"hello\n"))

    def test_the_statement_is_the_comment(self) -> None:
        packets = self.capture(f"{CONNECT} c.send hello; s.recv; repeat 2 {{ s.send again }}")
        comments = [packet.comment for packet in packets]
        self.assertIn("c.send hello", comments)
        self.assertIn("s.recv", comments)
        self.assertEqual(comments.count("s.send again"), 2)
        self.assertTrue(comments[0].startswith("c.connect"), comments)

    def test_a_byte_is_shown_once(self) -> None:
        packets = self.capture(f"{CONNECT} c.send hello; s.recv --peek; s.recv --peek; s.recv 2; s.recvexact 3")
        self.assertEqual(self.letters(packets[:5]), "S SA A AP A")
        self.assertEqual(pcapng.stream(packets), b"hello")

    def test_a_refusal(self) -> None:
        port = peers.unused_port()
        packets = self.capture(f"c = socket tcp; try {{ c.connect {HOST} {port} }}")
        self.assertEqual(self.letters(packets), "S RA")
        self.assertEqual((packets[0].target, packets[1].source), ((HOST, port), (HOST, port)))
        self.assertNotEqual(packets[0].source[1], 0)

    def test_nobody_answers(self) -> None:
        full = "srv = server tcp 127.0.0.1 0; srv.listen 0; a = socket tcp; a.connect 127.0.0.1 ${srv.local.port}; "
        packets = self.capture("c = socket tcp; try { c.connect 127.0.0.1 ${srv.local.port} --timeout 50ms }", full)
        self.assertEqual([p.letters for p in packets if p.comment.startswith("c.connect")], ["S"])

    def test_a_reset(self) -> None:
        packets = self.capture(f"{CONNECT} c.close --reset; try {{ s.recv }}")
        self.assertEqual(self.letters(packets), "S SA A RA")
        self.assertEqual(packets[3].source, packets[0].source)

    def test_closed_with_data_unread(self) -> None:
        packets = self.capture(f"{CONNECT} c.send hello; s.close; try {{ c.recv }}")
        self.assertEqual(self.letters(packets), "S SA A AP RA")

    def test_halves_are_closed_one_by_one(self) -> None:
        packets = self.capture(f"{CONNECT} c.shutdown wr; s.recv; s.send late; c.recv; s.close; c.recv; c.close")
        self.assertEqual(self.letters(packets), "S SA A FA A AP A FA A")

    def test_our_own_deafness_is_no_end(self) -> None:
        packets = self.capture(f"{CONNECT} c.shutdown rd; c.recv; c.close")
        self.assertEqual(self.letters(packets[:4]), "S SA A FA")
        self.assertEqual(packets[3].source, packets[0].source)

    def test_a_copy_keeps_it_open(self) -> None:
        packets = self.capture(f"{CONNECT} d = c.dup; c.close; d.send x; s.recv; d.close; s.close")
        self.assertEqual(self.letters(packets), "S SA A AP A FA FA A")

    def test_a_connection_from_before(self) -> None:
        before = f"{CONNECT} c.send before; "
        packets = self.capture("c.send after; s.recv; s.send answer; c.recv; c.close; s.close", before)
        self.assertEqual(self.letters(packets), "AP A AP A FA FA A")
        self.assertEqual(pcapng.stream(packets), b"after")

    def test_a_connection_from_before_many_others(self) -> None:
        before = f"{CONNECT} repeat 600 {{ pair x y; close x y }};"
        packets = self.capture("c.send after; s.recv; d = open 127.0.0.1 ${srv.local.port}; t = srv.accept; c.close; "
                               "s.close", before)
        self.assertEqual(self.letters(packets), "AP A S SA A FA FA A FA FA A")

    def test_numbers_go_on_behind_many_others(self) -> None:
        others = "repeat 16500 { pair x y; x.send 1; close x y }"
        packets = self.capture(f"c.send one; s.recv; {others}; c.send two; s.recv", CONNECT)
        ours = [packet for packet in packets if packet.source[0] == packet.target[0] == HOST]
        self.assertEqual([packet.data for packet in ours if packet.data], [b"one", b"two"])
        self.assertEqual(ours[2].sequence, ours[0].sequence + 3)

    def test_urgent(self) -> None:
        packets = self.capture(f"{CONNECT} c.send --oob abc; s.recv; s.recv --oob")
        self.assertEqual((packets[3].letters, packets[3].urgent, packets[3].data), ("!AP", 3, b"abc"))
        self.assertEqual(pcapng.stream(packets), b"abc")

    def test_without_blocking(self) -> None:
        packets = self.capture(f"srv = server tcp {HOST} 0; c = socket tcp; c.blocking off; "
                               f"try {{ c.connect {HOST} ${{srv.local.port}} }}; c.poll --write; s = srv.accept; "
                               "c.send hello; s.recv")
        self.assertEqual(self.letters(packets), "S SA A AP A FA FA A")

    def test_ipv6_and_ipv4_in_it(self) -> None:
        if not has_ipv6():
            self.skipTest("no IPv6 here")
        packets = self.capture("srv = server tcp6 '*' 0; a = socket tcp; a.connect 127.0.0.1 ${srv.local.port}; "
                               "b = socket tcp6; b.connect ::1 ${srv.local.port}; x = srv.accept; y = srv.accept; "
                               "a.send four; x.recv; b.send six; y.recv")
        self.assertEqual({packet.source[0] for packet in packets}, {"127.0.0.1", "::1"})
        self.assertEqual([packet.data for packet in packets if packet.data], [b"four", b"six"])

    def test_a_foreign_peer(self) -> None:
        def talk(connection: socket.socket) -> None:
            connection.sendall(b"greeting")
            connection.recv(100)

        with peers.tcp_peer(talk) as peer:
            packets = self.capture(f"c = open {HOST} {peer.port}; c.recvexact 8; c.send thanks; c.recvall; c.close")
        self.assertEqual(self.letters(packets), "S SA A AP A AP FA A FA")
        self.assertEqual(pcapng.stream(packets, (HOST, peer.port)), b"greeting")
        self.assertEqual([packet.inbound for packet in packets],
                         [False, True, False, True, False, False, True, False, False])

    def test_foreign_peers_that_call(self) -> None:
        with Conversation() as talk:
            talk.ask(f"capture '{self.file}'")
            port = talk.ask(f"srv = server tcp {HOST} 0")["local"]["port"]
            with socket.create_connection((HOST, port)) as caller:
                talk.ask("s = srv.accept")
                caller.sendall(b"hello")
                talk.ask("s.recvexact 5")
            talk.ask("s.recv")
            talk.ask("s.close")
            packets = pcapng.read(self.file)  # each packet is there at once
        self.assertEqual(self.letters(packets), "S SA A AP A FA A FA")
        self.assertEqual(packets[0].target, (HOST, port))

    def test_files_of_three_megabytes_arrive_whole(self) -> None:
        content = os.urandom(3_000_017)
        (self.directory / "large").write_bytes(content)
        received = []

        def sink(connection: socket.socket) -> None:
            while piece := connection.recv(1 << 20):
                received.append(piece)

        with peers.tcp_peer(sink) as peer:
            packets = self.capture(f"c = open {HOST} {peer.port}; c.sendall < large; c.shutdown wr; c.recvall")
        self.assertEqual(b"".join(received), content)
        self.assertTrue(pcapng.stream(packets, packets[0].source) == content)

        with peers.tcp_peer(lambda connection: connection.sendall(content)) as peer:
            packets = self.capture(f"c = open {HOST} {peer.port}; c.recvall > copy")
        self.assertEqual((self.directory / "copy").read_bytes(), content)
        self.assertTrue(pcapng.stream(packets, (HOST, peer.port)) == content)


class Messages(CaptureTestCase):
    """Datagrams and Unix sockets."""

    def test_datagrams(self) -> None:
        packets = self.capture(DNS)
        self.assertEqual([(packet.letters, packet.inbound) for packet in packets], [("U", False)] * 2)
        self.assertEqual(packets[0].source, packets[1].target)

    def test_from_a_foreign_sender(self) -> None:
        with Conversation() as talk, socket.socket(type=socket.SOCK_DGRAM) as sender:
            talk.ask(f"capture '{self.file}'")
            talk.ask("u = socket udp")
            port = talk.ask("u.bind '*' 0")["local"]["port"]
            sender.sendto(b"a long message", (HOST, port))
            talk.ask("u.recvfrom 6")
            sender.sendto(b"", (HOST, port))
            talk.ask("u.recvfrom")
            packets = pcapng.read(self.file)
            self.assertEqual(packets[0].source, (HOST, sender.getsockname()[1]))
        self.assertEqual([packet.data for packet in packets], [b"a long", b""])
        self.assertEqual(packets[0].whole, len(packets[0].bytes) + 8)
        self.assertIn("truncated", packets[0].comment)
        self.assertEqual([packet.target for packet in packets], [(HOST, port)] * 2)
        self.assertTrue(all(packet.inbound for packet in packets))

    def test_more_goes_out_as_one(self) -> None:
        packets = self.capture(f"v = socket udp; v.bind {HOST} 0; u = socket udp; u.connect {HOST} ${{v.local.port}}; "
                               "u.send --more a; u.send --more b; u.send c; v.recvfrom; u.send d; v.recvfrom")
        self.assertEqual([packet.data for packet in packets], [b"abc", b"d"])

    def test_few_questions(self) -> None:
        """They stand in the journal, which has so much less room for what the session did."""
        listed = self.file.with_name("trace.txt")
        for host, count in (HOST, 6), ("127.255.255.255", 9):
            with self.subTest(host):
                run(f"u = socket udp; u.setsockopt broadcast on; capture '{self.file}'; u.sendto {host} 9 x; trace > '{listed}'",
                    json=False, check=True)
                asked = listed.read_text().count("[shell]")
                self.assertIn(asked, range(1, count + 1))
                self.assertEqual(pcapng.read(self.file)[0].source[0], HOST)

    def test_datagrams_that_one_call_moves(self) -> None:
        """Each of them is one on the wire (udp(7): UDP_SEGMENT, UDP_GRO), and shown once."""
        begin = f"v = socket udp; v.bind {HOST} 0; u = socket udp; u.connect {HOST} ${{v.local.port}}; u.setsockopt segment 4; "
        pieces = [b"abcd", b"efgh", b"ij"]
        for statements, shown in (("u.send abcdefghij; v.recv; v.recv; v.recv", pieces),
                                  ("v.setsockopt gro on; u.send abcdefghij; v.recvmsg", pieces),
                                  ("v.setsockopt gro on; u.send abcdefghij; v.recvmsg --ancillary", pieces),
                                  ("u.send --more abc; u.send defghij; v.recv", pieces), ("u.send abcd; v.recv", pieces[:1]),
                                  ("u.send ''; v.recv", [b""])):
            with self.subTest(statements):
                packets = self.capture(begin + statements)
                self.assertEqual([packet.data for packet in packets], shown)

    def test_datagrams_of_another_program_that_were_put_together(self) -> None:
        with Conversation() as talk, socket.socket(type=socket.SOCK_DGRAM) as sender:
            for statement in f"capture '{self.file}'", "u = socket udp", "u.setsockopt gro on":
                self.assertOk(talk.ask(statement))
            port = talk.ask(f"u.bind {HOST} 0")["local"]["port"]
            sender.setsockopt(socket.IPPROTO_UDP, UDP_SEGMENT, 4)
            sender.sendto(b"abcdefghij", (HOST, port))
            self.assertOk(talk.ask("u.recvmsg --ancillary"))
            packets = pcapng.read(self.file)
        self.assertEqual([(packet.data, packet.inbound) for packet in packets],
                         [(piece, True) for piece in (b"abcd", b"efgh", b"ij")])

    def test_unix_streams(self) -> None:
        packets = self.capture("srv = server unix ./path; c = socket unix; c.connect ./path; s = srv.accept; "
                               "c.send hello; s.recv; s.send back; c.recv; c.close; s.close")
        self.assertEqual(self.letters(packets), "S SA A AP A AP A FA FA A")
        self.assertEqual({packet.interface for packet in packets}, {"socksh-unix"})
        self.assertTrue(packets[0].comment.endswith("to ./path"), packets[0].comment)

    def test_several_that_call_at_the_same_path(self) -> None:
        packets = self.capture("srv = server unix ./path; a = socket unix; a.connect ./path; b = socket unix; "
                               "b.connect ./path; x = srv.accept; y = srv.accept; a.send 1; b.send 2; x.recv; y.recv")
        self.assertEqual([packet.data for packet in packets if packet.data], [b"1", b"2"])

    def test_who_was_not_accepted_is_not_taken_for_the_next(self) -> None:
        packets = self.capture("srv = server unix ./path; a = socket unix; a.connect ./path; srv.close; ! rm path\n"
                               "srv = server unix ./path; b = socket unix; b.connect ./path; s = srv.accept; "
                               "s.send hello; b.recv; try { a.recv }")
        [data] = [packet for packet in packets if packet.data]
        self.assertEqual(data.target, [packet for packet in packets if packet.letters == "S"][1].source)

    def test_pairs(self) -> None:
        for kind in "unix", "unix-dgram", "unix-seqpacket":
            with self.subTest(kind):
                packets = self.capture(f"pair a b {kind}; a.send one; a.send two; b.recv 3; b.recv 3; b.send 3; a.recv")
                self.assertEqual([packet.data for packet in packets if packet.data], [b"one", b"two", b"3"])

    def test_unix_datagrams(self) -> None:
        packets = self.capture("d = socket unix-dgram; d.bind ./d; e = socket unix-dgram; e.sendto ./d hey; d.recvfrom")
        self.assertEqual([packet.data for packet in packets], [b"hey"])
        self.assertTrue(packets[0].comment.endswith("to ./d"), packets[0].comment)

    def test_large_unix_messages(self) -> None:
        """They can be longer than a packet of IP, and than one of Wireshark."""
        room = "a.setsockopt sndbufforce 1M; "
        has_room = run(f"pair a b; {room}").status == 0
        for kind in "unix-dgram", "unix-seqpacket":
            for length in (65507, 65508, 100_000, *((300_000,) if has_room else ())):
                with self.subTest(kind, length=length):
                    packets = self.capture(f"{room if has_room else ''} a.send $(fill {length} x); b.recv {length}",
                                           f"pair a b {kind}; ")
                    self.assertEqual(b"".join(packet.data for packet in packets), b"x" * length)
                    self.assertLessEqual(max(packet.whole for packet in packets), 65535)
                    self.assertEqual(len(packets), -(-length // 65507))

    def test_large_unix_messages_say_so(self) -> None:
        packets = self.capture("a.send $(fill 100000 x); b.recv", "pair a b unix-seqpacket; ")
        self.assertEqual([packet.comment for packet in packets],
                         ["a.send $(fill 100000 x); part 1 of 2 of a message of 100000 bytes",
                          "part 2 of 2 of a message of 100000 bytes"])
        packets = self.capture("d = socket unix-dgram; d.bind ./d; e = socket unix-dgram; e.sendto ./d $(fill 70000)")
        self.assertIn("to ./d; part 1 of 2 of a message of 70000 bytes", packets[0].comment)

    def test_large_unix_messages_that_were_cut(self) -> None:
        path = self.directory / "peer"
        for most, lengths, wholes in ((100, [100], [65535]), (70_000, [65507, 4493], [65535, 34521])):
            with self.subTest(most), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender, Conversation() as talk:
                talk.ask(f"d = socket unix-dgram; d.bind '{path}'")
                talk.ask(f"capture '{self.file}'")
                sender.sendto(b"x" * 100_000, str(path))
                talk.ask(f"d.recv {most}")
                packets = pcapng.read(self.file)
                self.assertEqual([len(packet.data) for packet in packets], lengths)
                self.assertEqual([packet.whole for packet in packets], wholes)
                self.assertTrue(all("truncated: the rest is lost" in packet.comment for packet in packets), packets[0].comment)
            path.unlink()

    def test_descriptors_that_are_passed_on(self) -> None:
        packets = self.capture(f"{CONNECT} pair a b; a.sendfd c; d = b.recvfd; c.close; d.send x; s.recv")
        self.assertEqual([packet.letters for packet in packets if packet.interface == "socksh"][:5],
                         ["S", "SA", "A", "AP", "A"])


class Kinds(CaptureTestCase):
    """Sockets below TCP and UDP, in a network of their own."""

    def capture_alone(self, script: str) -> list[pcapng.Packet]:
        """Run statements there, with the right to use every kind of socket."""
        self.assertOk(in_namespace("0 0", f"capture '{self.file}'; {script}"))
        return pcapng.read(self.file)

    def test_echo_requests(self) -> None:
        for kind, address, request, reply in (("icmp", HOST, "08", 0), ("icmp6", "::1", "80", 0x81)):
            with self.subTest(kind):
                packets = self.capture_alone(f"i = socket {kind}; i.connect {address}; "
                                             f'i.send x"{request}00 0000 0000 0001 beef"; i.recv')
                self.assertEqual([packet.inbound for packet in packets], [False, True])
                self.assertEqual([packet.data[0] for packet in packets], [int(request, 16), reply])
                self.assertEqual(packets[0].data[4:], packets[1].data[4:])  # the kernel's identifier, too
                self.assertEqual({packet.target[0] for packet in packets}, {address})
                if kind == "icmp":
                    self.assertEqual([pcapng.sum16(packet.data) for packet in packets], [0xFFFF] * 2)

    def test_a_datagram_that_nobody_takes(self) -> None:
        """The error of a later call is an ICMP message, once; SO_ERROR tells it as well, and a copy has it."""
        for kind, address, protocol, said in (("udp", HOST, 1, b"\3\3"), ("udp6", "::1", 58, b"\1\4")):
            for size in 5, 5000:
                with self.subTest(kind, size=size):
                    packets = self.capture_alone(
                        f"u = socket {kind}; u.connect {address} 9; u.send $(fill {size} x); u.getsockopt error; "
                        f"u.getsockopt error; u.send $(fill {size} y); d = u.dup; d.getsockopt error")
                    self.assertEqual([packet.protocol for packet in packets], [pcapng.UDP, protocol] * 2)
                    for sent, error in zip(packets[::2], packets[1::2]):
                        quoted = error.data[8:]
                        self.assertEqual((error.data[:2], sent.bytes[:len(quoted)]), (said, quoted))
                        self.assertEqual(len(quoted), min(len(sent.bytes), 548 if protocol == 1 else 1232))
                        self.assertEqual((error.source[0], error.inbound), (address, True))
                        self.assertTrue(error.comment.startswith("noticed at "), error)
                        if protocol == 1:
                            self.assertEqual(pcapng.sum16(error.data), 0xFFFF)

    def test_a_datagram_that_nobody_takes_before_a_close(self) -> None:
        for last in "u.close", "d = u.dup; u.close; d.close":
            with self.subTest(last):
                packets = self.capture_alone(f"u = socket udp; u.connect 127.0.0.1 9; u.send hello; {last}")
                self.assertEqual([packet.protocol for packet in packets], [pcapng.UDP, 1])
                self.assertEqual(packets[1].data[8:], packets[0].bytes)

    def test_raw_packets_are_shown_once(self) -> None:
        packets = self.capture_alone("r = socket raw 253; r.sendto 127.0.0.1 hello; r.recv; "
                                     "s = socket raw6 253; s.sendto ::1 hello; s.recv")
        self.assertEqual([(packet.protocol, packet.data) for packet in packets], [(253, b"hello")] * 2)

    def test_a_header_of_the_users(self) -> None:
        header = "45000000 00000000 40fd0000 00000000 7f000001"
        [packet] = self.capture_alone(f'r = socket raw 255; r.sendto 127.0.0.1 x"{header} 6869"')
        self.assertEqual((packet.source[0], packet.protocol, packet.data), (HOST, 253, b"hi"))

    def test_frames(self) -> None:
        packets = self.capture_alone("f = socket packet; f.bind lo; g = socket packet-dgram; g.bind lo; "
                                     "u = socket udp; try { u.sendto 127.0.0.1 9 hello }; f.recv; g.recvfrom")
        self.assertEqual([packet.interface for packet in packets], ["socksh", "socksh-packet", "socksh-packet-dgram"])
        self.assertEqual([packet.link for packet in packets], [101, 1, 276])
        self.assertTrue(all(packet.bytes.endswith(b"hello") for packet in packets), packets)


class Files(CaptureTestCase):
    """Where it goes, and what may be in the way."""

    def test_beginning_and_end(self) -> None:
        result = run("capture; capture a.pcapng; pair a b; a.send hello; capture; capture off; a.send more; capture",
                     cwd=self.directory)
        self.assertOk(result)
        self.assertEqual([(r["capture"], r.get("file"), r.get("packets")) for r in result.all("capture")],
                         [("off", None, None), ("on", "a.pcapng", 0), ("on", "a.pcapng", 1), ("off", "a.pcapng", 1),
                          ("off", None, None)])
        file = self.directory / "a.pcapng"
        self.assertEqual(result.all("capture")[3]["bytes"], file.stat().st_size)
        self.assertEqual(len(pcapng.read(file)), 1)

    def test_an_end_where_none_runs(self) -> None:
        """What cleans up needs not know what runs: of all three the state is what was asked for."""
        result = run("capture off; log off; trace off; print done")
        self.assertOk(result)
        self.assertReply(result, "capture", capture="off")
        self.assertReply(result, "log", logging=False)
        self.assertReply(result, "trace", trace="off")

    def test_a_file_is_replaced(self) -> None:
        self.file.write_bytes(b"x" * 100_000)
        self.assertEqual(self.capture(""), [])

    def test_it_is_whole_when_the_session_ends(self) -> None:
        for end in "quit 3", "recv":
            with self.subTest(end):
                run(f"capture kept.pcapng; pair a b; a.send hello; a.blocking off; {end}", cwd=self.directory)
                self.assertEqual(self.letters(pcapng.read(self.file))[:2], "AP")

    def test_what_is_no_statement_for_now(self) -> None:
        for script, category, words in (
                ("capture a; capture b", "usage", "a capture into a runs already"),
                ("capture ./no/such", "file", "No such file"),
                ("capture .", "file", "directory"),
                ("capture -", "usage", "standard output"),
                (r'capture "a\0b"', "usage", "NUL"),
                ("capture /dev/full", "file", "No space left"),
        ):
            with self.subTest(script):
                error = self.assertError(run(script, cwd=self.directory), category)
                self.assertIn(words, error["message"])

    def test_a_full_disk(self) -> None:
        limit = 3000  # of a file's size, which a write meets as it meets a full disk
        result = run("capture kept.pcapng; pair a b; repeat 100 { a.send hello; b.recv }; print $?; a.send on; "
                     "capture; try { capture off }; capture again.pcapng", cwd=self.directory, json=False,
                     wrapper=["sh", "-c", f'ulimit -f {limit // 512}; exec "$0" "$@"'])
        self.assertEqual(result.status, 0, result)
        self.assertEqual(result.stderr.count("write kept.pcapng"), 1, result)
        packets = pcapng.read(self.file)
        said = re.search(r"the capture has ended: (\d+) packets, (\d+) bytes", result.stderr)
        self.assertEqual((len(packets), self.file.stat().st_size), (int(said[1]), int(said[2])), result)
        self.assertGreater(len(packets), 3)
        self.assertIn(b"a: sent 2 bytes", result.stdout)
        self.assertIn(b"no capture runs", result.stdout)

    def test_a_full_disk_leaves_no_file_open(self) -> None:
        result = run("capture kept.pcapng; pair a b; repeat 100 { a.send hello; b.recv }; ! ls -l /proc/$PPID/fd",
                     cwd=self.directory, json=False, wrapper=["sh", "-c", 'ulimit -f 5; exec "$0" "$@"'])
        self.assertIn("the capture has ended", result.stderr)
        self.assertIn(b" -> socket:", result.stdout)
        self.assertNotIn(b"kept.pcapng", result.stdout.split(b"total")[-1])

    def test_standard_output(self) -> None:
        result = run("capture -; pair a b; a.send hello", "-q", json=False)
        self.file.write_bytes(result.stdout)
        self.assertEqual(pcapng.read(self.file)[0].data, b"hello")

    def test_a_fifo(self) -> None:
        fifo = self.directory / "fifo"
        os.mkfifo(fifo)
        heard = []
        reader = threading.Thread(target=lambda: heard.append(fifo.read_bytes()))
        reader.start()
        self.assertOk(run("capture fifo; pair a b; a.send hello; b.recv", cwd=self.directory))
        reader.join()
        self.file.write_bytes(heard[0])
        self.assertEqual(pcapng.read(self.file)[0].data, b"hello")

    def test_a_fifo_that_nobody_reads(self) -> None:
        fifo = self.directory / "fifo"
        os.mkfifo(fifo)
        with Conversation() as talk:
            lines = talk.say(f"print ready; capture '{fifo}'")
            self.assertOk(talk.answer(lines))
            talk.interrupt()
            self.assertError(talk.answer(lines), "interrupted")

    def test_a_reader_that_goes(self) -> None:
        fifo = self.directory / "fifo"
        os.mkfifo(fifo)
        with Conversation() as talk:
            lines = talk.say(f"capture '{fifo}'")
            with fifo.open("rb"):
                self.assertOk(talk.answer(lines))
            talk.ask("pair a b")
            lines = talk.say("a.send hello")
            self.assertError(talk.answer(lines), "file", "EPIPE")
            self.assertOk(talk.answer(lines))
            self.assertEqual(talk.ask("capture")["capture"], "off")


def tshark(file: Path, *options: str) -> subprocess.CompletedProcess:
    """What tshark says of a file, checksums validated."""
    checks = [part for layer in ("ip", "tcp", "udp") for part in ("-o", f"{layer}.check_checksum:TRUE")]
    # As root it says that this could be dangerous: as somebody else it has nothing to say.
    who = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
    return subprocess.run(["tshark", "-n", *checks, "-r", str(file), *options], capture_output=True, text=True,
                          timeout=60, check=False, env={"PATH": os.environ["PATH"], "HOME": "/nonexistent",
                                                        "LC_ALL": "C.UTF-8"}, **who)


@unittest.skipUnless(shutil.which("tshark"), "tshark is not installed")
class Wireshark(CaptureTestCase):
    """What tshark makes of it."""

    def ask(self, *options: str) -> list[str]:
        """Its lines; it must not complain."""
        os.chmod(self.directory, 0o755)
        done = tshark(self.file, *options)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done)
        return done.stdout.splitlines()

    def fields(self, condition: str, *names: str) -> list[list[str]]:
        """Fields of the packets that meet a condition."""
        return [line.split("\t") for line in self.ask(
            "-Y", condition, "-T", "fields", *(part for name in names for part in ("-e", name)))]

    def assertClean(self) -> None:
        """No analysis, no dissector and no checksum finds fault."""
        self.assertEqual(self.ask("-Y", "tcp.analysis.flags or _ws.malformed or _ws.expert.group == \"Checksum\" or "
                                  "_ws.expert.severity == \"Error\" or "
                                  "ip.checksum.status == 0 or tcp.checksum.status == 0 or udp.checksum.status == 0"), [])
        self.assertNotEqual(self.ask(), [])

    def test_http(self) -> None:
        self.capture(HTTP)
        self.assertClean()
        self.assertEqual(self.fields("http.request", "http.request.uri", "http.host"), [["/page", "here"]])
        self.assertEqual(self.fields("http.response", "http.response.code", "http.content_type"),
                         [["200", "text/plain"]])
        followed = "".join(self.ask("-q", "-z", "follow,tcp,raw,0"))
        self.assertIn(b"GET /page HTTP/1.0\r\nHost: here\r\n\r\n".hex(), followed)
        self.assertIn(b"\r\n\r\nhello\n".hex(), followed)

    def test_dns(self) -> None:
        self.capture(DNS)
        self.assertClean()
        port = pcapng.read(self.file)[0].target[1]
        decoded = self.ask("-d", f"udp.port=={port},dns", "-T", "fields", "-e", "dns.qry.name", "-e", "dns.a")
        self.assertEqual([line.split("\t") for line in decoded], [["example.com", ""], ["example.com", "192.0.2.1"]])

    def test_comments(self) -> None:
        self.capture(HTTP)
        self.assertIn(["c.connect 127.0.0.1 ${srv.local.port}"], self.fields("frame.comment", "frame.comment"))

    def test_every_kind_at_once(self) -> None:
        six = ("s6 = server tcp6 ::1 0; c6 = socket tcp6; c6.connect ::1 ${s6.local.port}; a6 = s6.accept; "
               "c6.send six; a6.recv; u6 = socket udp6; u6.sendto ::1 ${s6.local.port} hey; "
               if has_ipv6() else "")
        self.capture(f"{six} {HTTP} {DNS} pair a b; a.send hello; b.recv; b.close; a.recv; "
                     "pair m n unix-seqpacket; m.send one; n.recv; srv2 = server unix ./path; "
                     "x = socket unix; x.connect ./path; y = srv2.accept; y.send hi; x.recv; x.close; "
                     "repeat 20 { c = socket tcp; c.connect 127.0.0.1 ${srv.local.port}; s = srv.accept; "
                     "c.sendall $(fill 200000); s.recvexact 200000; s.send ok; s.shutdown wr; c.recvall; c.close; "
                     "s.recv; s.close }")
        self.assertClean()

    def test_a_datagram_that_nobody_takes(self) -> None:
        port = peers.unused_port(socket.SOCK_DGRAM)
        self.capture(f"u = socket udp; u.connect {HOST} {port}; u.send $(fill 2000 x); u.getsockopt error")
        self.assertClean()
        self.assertEqual(self.fields("icmp", "icmp.code", "udp.dstport"), [["3", str(port)]])

    def test_large_unix_messages(self) -> None:
        for kind in "unix-dgram", "unix-seqpacket":
            with self.subTest(kind):
                self.capture(f"pair a b {kind}; a.send $(fill 100K x); b.recv 100K")
                self.assertClean()
                followed = "".join(self.ask("-q", "-z", "follow,udp,raw,0"))
                self.assertIn(b"x".hex() * 102400, followed)

    def test_from_the_middle(self) -> None:
        self.capture("c.send after; s.recv; s.send answer; c.recv; c.close; s.recv; s.close",
                     f"{CONNECT} c.send before; s.recv; ")
        self.assertClean()

    def test_interfaces_say_what_is_made_up(self) -> None:
        self.capture("pair a b; a.send hello")
        row = self.fields("tcp", "frame.interface_name", "frame.interface_description")[0]
        self.assertEqual(row[0], "socksh-unix")
        self.assertIn("made-up addresses", row[1])


if __name__ == "__main__":
    main()
