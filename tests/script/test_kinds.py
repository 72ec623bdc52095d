"""Kinds of sockets that need a right, or a kernel that has them: raw, icmp, packet, MPTCP, SCTP.

What this machine lacks is skipped; that the lack is told honestly is a test of its own.
"""

import os
import shutil
import socket
import struct
import sys
import unittest
from collections.abc import Iterator
from contextlib import contextmanager

from socksh import Conversation, Result, SockshTestCase, data, main, run

HOST = "127.0.0.1"
ECHO_REQUEST, ECHO_REPLY = 8, 0
ECHO_REQUEST_6, ECHO_REPLY_6 = 128, 129
SIZE_OF_IP = 20
MPTCP, SCTP = 262, 132


def checksum(message: bytes) -> int:
    """RFC 1071's."""
    total = sum(struct.unpack(f"!{len(message) // 2}H", message))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


def echo(kind: int, identifier: int, payload: bytes = b"ping") -> bytes:
    """An ICMP echo message, which has the same form in both versions."""
    head = struct.pack("!BBHHH", kind, 0, 0, identifier, 1)
    return struct.pack("!BBHHH", kind, 0, checksum(head + payload), identifier, 1) + payload


def word(message: bytes) -> str:
    """The bytes as a word of the language."""
    return f'x"{message.hex()}"'


def wants(*kind: int) -> None:
    """Skip the test where this user can't make such a socket on this machine."""
    try:
        socket.socket(*kind).close()
    except OSError as error:
        raise unittest.SkipTest(f"no such sockets here: {error}") from None


# A network namespace whose loopback interface is up and where these groups may ping; at first it is none.
NAMESPACE = """
import fcntl, os, socket, struct, sys
with socket.socket(type=socket.SOCK_DGRAM) as any:
    SIOCSIFFLAGS, IFF_UP = 0x8914, 1
    fcntl.ioctl(any, SIOCSIFFLAGS, struct.pack("16sh22x", b"lo", IFF_UP))
if sys.argv[1]:
    with open("/proc/sys/net/ipv4/ping_group_range", "w") as groups:
        groups.write(sys.argv[1])
os.execv(sys.argv[2], sys.argv[2:])
"""


def in_namespace(groups: str, script: str, **how: bool) -> Result:
    """Run a script in a namespace of its own."""
    wrapper = ["unshare", "--user", "--map-root-user", "--net", sys.executable, "-c", NAMESPACE, groups]
    if shutil.which("unshare") is None:
        raise unittest.SkipTest("unshare is not installed")
    result = run(script, wrapper=wrapper, **how)
    if result.status and not result.stdout:
        raise unittest.SkipTest(f"no namespaces for us: {result.stderr.splitlines()[-1:]}")
    return result


class Raw(SockshTestCase):
    """Packets as they are, with the right CAP_NET_RAW."""

    def test_ping_by_hand(self) -> None:
        wants(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
        identifier = os.getpid() & 0xFFFF
        with Conversation() as shell:
            self.assertOk(shell.ask(f"r = socket raw; r.connect {HOST}"))
            self.assertOk(shell.answer())
            self.assertReply(shell.ask(f"r.send {word(echo(ECHO_REQUEST, identifier))}"), "send", sent=12)
            while True:  # ICMP of everybody on this machine comes by, our own request as well
                packet = data(shell.ask("r.recv --timeout 20s"))
                kind, _, _, came = struct.unpack_from("!BBHH", packet, SIZE_OF_IP)
                if (kind, came) == (ECHO_REPLY, identifier):
                    break
        self.assertEqual(packet[SIZE_OF_IP:], echo(ECHO_REPLY, identifier))
        self.assertEqual((packet[0], packet[9]), (0x45, socket.IPPROTO_ICMP))  # the IP header comes along

    def test_udp_by_hand(self) -> None:
        """A datagram whose header we write ourselves; the checksum 0 says there is none (RFC 768)."""
        wants(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_UDP)
        with socket.socket(type=socket.SOCK_DGRAM) as udp:
            udp.bind((HOST, 0))
            udp.settimeout(20)
            header = struct.pack("!HHHH", 4711, udp.getsockname()[1], 8 + 5, 0)
            result = run(f"r = socket raw udp; r.sendto {HOST} {word(header + b'hello')}")
            self.assertReply(result, "sendto", sent=13)
            self.assertEqual(udp.recvfrom(100), (b"hello", (HOST, 4711)))

    def test_without_the_right(self) -> None:
        """Root without CAP_NET_RAW is like everybody else."""
        wrapper = []
        if os.geteuid() == 0:
            if shutil.which("setpriv") is None:
                raise unittest.SkipTest("setpriv is not installed")
            wrapper = ["setpriv", "--bounding-set=-net_raw", "--inh-caps=-net_raw"]
        for statement in ("socket raw", "socket raw6", "socket packet", "socket packet-dgram", "socket raw udp",
                          f"server raw {HOST}", "server packet lo"):
            error = self.assertError(run(statement, wrapper=wrapper), "socket", "EPERM")
            self.assertEqual(error["call"], "socket")
            self.assertIn("CAP_NET_RAW", error["hint"])


class Packet(SockshTestCase):
    """Frames of an interface."""

    def test_send_a_frame(self) -> None:
        """Whoever listens on the interface for the EtherType sees it; this one is for experiments (IEEE 802)."""
        wants(socket.AF_PACKET, socket.SOCK_RAW, 0)
        frame = bytes(12) + b"\x88\xb5" + b"hello %d" % os.getpid()
        with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(0x88B5)) as listener:
            listener.bind(("lo", 0x88B5))
            listener.settimeout(20)
            result = run(f"p = socket packet; p.bind lo; p.send {word(frame)}")
            self.assertReply(result, "send", sent=len(frame))
            while listener.recv(100) != frame:
                pass

    def test_sees_a_datagram(self) -> None:
        """With the link-layer header, and without; recvmsg(2) of a packet socket refuses MSG_CMSG_CLOEXEC.

        On a loopback of its own: what other tests send would fill the socket's buffer, and ours be dropped.
        """
        for name, header in ("packet", 14), ("packet-dgram", 0):
            result = in_namespace("", f"p = socket {name} ip; p.bind lo; u = server udp {HOST} 0; v = socket udp; "
                                      f"v.sendto {HOST} ${{u.local.port}} seen; p.recvmsg --timeout 20s")
            reply = self.assertReply(result, "recvmsg")
            self.assertEqual(len(data(reply)), header + SIZE_OF_IP + 8 + len(b"seen"))
            self.assertTrue(data(reply).endswith(b"seen"))
            self.assertEqual((reply["from"]["interface"], reply["from"]["ethertype"]), ("lo", 0x0800))
            self.assertIn(reply["from"]["packet_type"], ("host", "outgoing"))

    def test_text_tells_frames_apart(self) -> None:
        """A loopback has each packet twice: as it goes out, and as it comes in."""
        head = (f"p = socket packet; p.bind lo; u = server udp {HOST} 0; v = socket udp; "
                f"v.sendto {HOST} ${{u.local.port}} seen; ")
        beside = "EtherType 0x0800, 00:00:00:00:00:00"
        part = "3 bytes of a message of 46"
        for receive, what in (("recvfrom", "received 46 bytes from lo (WAY)"),
                              ("recvfrom 3", f"{part} from lo (WAY): the rest is lost"),
                              ("recvmsg 3", f"{part} from lo (WAY), flags MSG_TRUNC: the rest is lost")):
            with self.subTest(receive):
                result = in_namespace("", head + f"repeat 2 {{ p.{receive} --timeout 20s }}", json=False)
                shown = result.stdout.decode()
                self.assertEqual([line for line in shown.splitlines() if "from lo" in line],
                                 [f"p: {what}".replace("WAY", f"{way}, {beside}") for way in ("outgoing", "host")], shown)

    def test_interfaces(self) -> None:
        wants(socket.AF_PACKET, socket.SOCK_RAW, 0)
        index = socket.if_nametoindex("lo")
        for name in "lo", str(index):
            result = run(f"p = socket packet-dgram ip6; bind {name}; info")
            self.assertEqual(self.assertReply(result, "bind")["local"], {
                "family": "packet", "interface": "lo", "ethertype": 0x86DD, "address": "00:00:00:00:00:00",
                "packet_type": "host"})
        error = self.assertError(run("socket packet; bind lp"), "socket", "ENODEV")
        self.assertEqual((error["call"], error["subject"]), ("if_nametoindex", "lp"))
        self.assertIn("did you mean lo?", error["hint"])


class Icmp(SockshTestCase):
    """Echo requests without a right: the kernel sets the identifier and the checksum (icmp(7))."""

    def test_ping(self) -> None:
        request = word(echo(ECHO_REQUEST, 0))
        result = in_namespace("0 0", f"i = socket icmp; connect {HOST}; send {request}; recv --timeout 20s; "
                                     f"info; sendto {HOST} {request}; recvfrom --timeout 20s")
        self.assertOk(result)
        identifier = self.assertReply(result, "info", type="icmp", state="connected")["local"]["port"]
        self.assertData(result, "recv", echo(ECHO_REPLY, identifier))
        self.assertEqual(self.assertData(result, "recvfrom", echo(ECHO_REPLY, identifier))["from"]["address"], HOST)

    def test_ping_6(self) -> None:
        wants(socket.AF_INET6, socket.SOCK_DGRAM)
        request = word(echo(ECHO_REQUEST_6, 0))
        result = in_namespace("0 0", f"i = socket icmp6; i.sendto ::1 {request}; i.recvfrom --timeout 20s")
        self.assertOk(result)
        reply = result.reply("recvfrom")
        self.assertEqual((data(reply)[0], data(reply)[8:]), (ECHO_REPLY_6, b"ping"), result)
        self.assertEqual(reply["from"]["address"], "::1")

    def test_a_group_that_may_not(self) -> None:
        for statement in "socket icmp", "socket icmp6", f"server icmp {HOST}":
            error = self.assertError(in_namespace("", statement), "socket", "EACCES")
            self.assertIn("net.ipv4.ping_group_range", error["hint"])

    def test_the_kernel_takes_echo_requests_alone(self) -> None:
        result = in_namespace("0 0", f"i = socket icmp; connect {HOST}; send {word(echo(3, 0))}")
        self.assertError(result, "socket", "EINVAL")


@contextmanager
def listening(*kind: int) -> Iterator[socket.socket]:
    """A listener of that kind on loopback."""
    wants(*kind)
    with socket.socket(*kind) as listener:
        listener.bind((HOST, 0))
        listener.listen()
        listener.settimeout(20)
        yield listener


class Streams(SockshTestCase):
    """Other protocols that are used as TCP is, with a Python at the other end."""

    def round_trip(self, name: str, protocol: int) -> None:
        with listening(socket.AF_INET, socket.SOCK_STREAM, protocol) as listener, Conversation() as shell:
            port = listener.getsockname()[1]
            self.assertOk(shell.ask(f"c = socket {name}"))
            self.assertReply(shell.ask(f"c.connect {HOST} {port}"), "connect")
            with listener.accept()[0] as connection:
                self.assertReply(shell.ask("c.sendall hello"), "sendall", sent=5)
                self.assertEqual(connection.recv(100), b"hello")
                connection.sendall(b"back")
                self.assertData(shell.ask("c.recvexact 4"), "recvexact", b"back")
                self.assertReply(shell.ask("c.info"), "info", type=name)
            self.assertReply(shell.ask("c.recv"), "recv", eof=True)

    def test_mptcp(self) -> None:
        self.round_trip("mptcp", MPTCP)

    def test_mptcp_with_a_peer_of_tcp(self) -> None:
        wants(socket.AF_INET, socket.SOCK_STREAM, MPTCP)
        with socket.create_server((HOST, 0)) as listener, Conversation() as shell:
            listener.settimeout(20)
            self.assertOk(shell.ask("c = socket mptcp"))
            self.assertOk(shell.ask(f"c.connect {HOST} {listener.getsockname()[1]}"))
            with listener.accept()[0] as connection:
                connection.sendall(b"plain TCP")
                self.assertData(shell.ask("c.recvexact 9"), "recvexact", b"plain TCP")

    def test_sctp(self) -> None:
        self.round_trip("sctp", SCTP)

    def test_refused(self) -> None:
        for name, protocol in ("mptcp", MPTCP), ("sctp", SCTP):
            with self.subTest(name):
                wants(socket.AF_INET, socket.SOCK_STREAM, protocol)
                result = run(f"a = socket {name}; bind {HOST} 0; c = socket {name}; connect {HOST} ${{a.local.port}}")
                self.assertError(result, "socket", "ECONNREFUSED")


if __name__ == "__main__":
    main()
