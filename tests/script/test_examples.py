"""Every script of docs/examples, run against real counterparts: each other, ncat, socat, nginx and Python sockets."""

import os
import re
import socket
import struct
import subprocess
import tempfile
import unittest
from pathlib import Path

import peers
from examples import DEADLINE, EXAMPLES, example, running, serving
from peers import HOST
from socksh import SOCKSH, Result, SockshTestCase, data, environment, main


def connect(port: int) -> socket.socket:
    """A client of our own."""
    return socket.create_connection((HOST, port), timeout=DEADLINE)


def datagrams() -> socket.socket:
    """A UDP peer of our own."""
    peer = socket.socket(type=socket.SOCK_DGRAM)
    peer.bind((HOST, 0))
    peer.settimeout(DEADLINE)
    return peer


class Files(unittest.TestCase):
    """What holds for each of them."""

    def test_each_has_a_test(self) -> None:
        tests = re.findall(r"def (test_\w+)", Path(__file__).read_text())
        for file in sorted(EXAMPLES.iterdir()):
            with self.subTest(file.name):
                begins = "test_" + file.stem.replace("-", "_")
                self.assertTrue(any(name.startswith(begins) for name in tests), f"no {begins}...")

    def test_each_is_executable_and_says_how_it_is_run(self) -> None:
        for file in sorted(EXAMPLES.iterdir()):
            with self.subTest(file.name):
                self.assertEqual(file.suffix, ".socksh")
                self.assertTrue(os.access(file, os.X_OK))
                self.assertTrue(file.read_text().startswith("#!/usr/bin/env -S socksh\n# "))
                self.assertRegex(file.read_text(), rf"\n#     socksh .*{re.escape(file.name)}\n")


class Alone(SockshTestCase):
    """Scripts that are server and client at once."""

    def test_hello(self) -> None:
        result = example("hello", json=False)
        self.assertEqual((result.status, result.stderr), (0, ""), f"\n{result}")
        story = ["srv: listening on 127.0.0.1:", "c: connected to 127.0.0.1:", "s: accepted from 127.0.0.1:",
                 "ESTABLISHED", "hello, server\\r\\n", "hello, client\\r\\n", "onetwo", "That was all.", "goodbye",
                 "FIN-WAIT-2", "c: end of stream", "closed: c srv"]
        told = iter(result.stdout.decode().splitlines())
        for part in story:
            self.assertTrue(any(part in line for line in told), f"{part!r} is not told in its turn\n{result}")

    def test_hello_runs_by_its_name(self) -> None:
        with tempfile.TemporaryDirectory() as home:
            path = f"{Path(SOCKSH).parent}:{os.environ['PATH']}"
            done = subprocess.run([EXAMPLES / "hello.socksh"], env=environment(home) | {"PATH": path},
                                  capture_output=True, timeout=DEADLINE)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertIn(b"\nsrv: listening on 127.0.0.1:", done.stdout)

    def test_lost_send(self) -> None:
        result = example("lost-send")
        self.assertEqual(result.status, 0, f"\n{result}")
        self.assertReply(result, "send", sent=18)
        self.assertReply(result, "info", state="CLOSED", unacknowledged=18, error_pending=True)
        errors = [(reply["command"], reply["error"]["code"]) for reply in result.replies if not reply["ok"]]
        self.assertEqual(errors, [("shutdown", "ENOTCONN"), ("send", "EPIPE")])


class TcpClient(SockshTestCase):
    """A server that speaks first."""

    def test_tcp_client(self) -> None:
        seen = []

        def tell_the_time(connection: socket.socket) -> None:
            seen.append(connection.getpeername())
            connection.sendall(b"Thu Jan  1 00:00:00 1970\r\n")

        with peers.tcp_peer(tell_the_time) as peer:
            result = example("tcp-client", json=False, PORT=peer.port)
        self.assertEqual((result.status, result.stderr), (0, ""), f"\n{result}")
        told = result.stdout.decode()
        self.assertIn("I am {}, port {}\n".format(*seen[0]), told)
        self.assertIn(f"The server is {HOST}, port {peer.port}\n", told)
        self.assertIn("  Thu Jan  1 00:00:00 1970\\r\\n\n", told)

    def test_tcp_client_looks_the_port_up(self) -> None:
        error = self.assertError(example("tcp-client", HOST=HOST, SERVICE="no-such-service"), "service")
        self.assertEqual(error["subject"], "no-such-service")


class HttpClient(SockshTestCase):
    """Each way to fail ends in words, and a status, of its own."""

    def get(self, status: int, words: str, **variables: object) -> Result:
        result = example("http-client", json=False, **{"HOST": HOST, "RESOURCE": "/hello.txt"} | variables)
        self.assertEqual(result.status, status, f"\n{result}")
        self.assertIn(words, result.stdout.decode().splitlines()[-1], f"\n{result}")
        return result

    def test_http_client(self) -> None:
        with peers.nginx({"hello.txt": b"hello, web\n"}) as server:
            result = self.get(0, "all there", SERVICE=server.port)
            self.assertIn(b"\n  hello, web\\n\n", result.stdout)
            self.get(1, "does not give us /none", SERVICE=server.port, RESOURCE="/none")

    def test_http_client_finds_nobody(self) -> None:
        self.get(4, "no such host", HOST="no..host")  # not a name: no name server is asked
        self.get(5, "No service", SERVICE="no-such-service")
        self.get(6, "nothing listens", SERVICE=peers.unused_port())

    def test_http_client_kept_waiting(self) -> None:
        with peers.silent_peer() as peer:
            self.get(7, "Nobody answered for 200ms", SERVICE=peer.port, WAIT="200ms")

    def test_http_client_hung_up_on(self) -> None:
        def hear_the_request(connection: socket.socket) -> None:
            request = connection.makefile("rb")
            while request.readline() not in (b"\r\n", b""):
                pass

        with peers.tcp_peer(hear_the_request) as peer:
            self.get(8, "closed before it had answered", SERVICE=peer.port)


class Ping(SockshTestCase):
    """Packets made by hand."""

    def test_ping(self) -> None:
        try:
            socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP).close()
        except PermissionError:
            self.skipTest("raw sockets are not for us")
        result = example("ping")
        self.assertOk(result)
        self.assertEqual([data(reply).decode() for reply in result.all("print")],
                         ["reply from 127.0.0.1: 45 bytes, id 4242, sequence 1, ttl 64"] * 2)


class Echo(SockshTestCase):
    """Servers and clients over TCP."""

    def test_tcp_echo_server(self) -> None:
        with serving("tcp-echo-server") as (_, port):
            for program, address in ("ncat", f"{HOST} {port}"), ("socat", f"- TCP:{HOST}:{port}"):
                with self.subTest(program), peers.client(program, *address.split()) as client:
                    self.assertEqual(client.communicate(b"one\ntwo\n", timeout=DEADLINE)[0], b"one\ntwo\n")

    def test_tcp_echo_server_takes_nothing_for_an_option(self) -> None:
        with serving("tcp-echo-server") as (_, port):
            for said in b"--oob", b"--", b"$HOST $(quit)", b"}", bytes(range(256)):
                with self.subTest(said), connect(port) as connection:
                    connection.sendall(said)
                    self.assertEqual(connection.recv(len(said), socket.MSG_WAITALL), said)

    def test_tcp_echo_server_survives_a_reset(self) -> None:
        with serving("tcp-echo-server") as (server, port):
            with connect(port) as connection:
                server.reply("accept")
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.assertError(server.reply("recv"), "socket", "ECONNRESET")
            self.assertOk(example("tcp-echo-client", HOST=HOST, PORT=port, MESSAGE="still there?"))

    def test_tcp_echo_server_ends_by_ctrl_c(self) -> None:
        with serving("tcp-echo-server") as (server, _):
            self.assertEqual(server.interrupt(), 130)

    def test_tcp_echo_server_ends_by_ctrl_c_while_a_client_is_connected(self) -> None:
        with serving("tcp-echo-server") as (server, port), connect(port) as connection:
            connection.sendall(b"up")
            self.assertEqual(connection.recv(2, socket.MSG_WAITALL), b"up")
            self.assertEqual(server.interrupt(), 130)

    def test_tcp_echo_server_takes_a_free_port(self) -> None:
        with running("tcp-echo-server") as server:
            port = server.reply("server")["local"]["port"]
            self.assertOk(example("tcp-echo-client", PORT=port))

    def test_tcp_echo_client(self) -> None:
        with peers.socat_echo() as peer:
            result = example("tcp-echo-client", HOST=HOST, PORT=peer.port, MESSAGE="how are you?")
        self.assertOk(result)
        self.assertData(result, "recvline", b"how are you?\r\n")

    def test_tcp_echo_client_notices_another_answer(self) -> None:
        with peers.tcp_peer(lambda connection: connection.sendall(connection.recv(99).swapcase())) as peer:
            self.assertError(example("tcp-echo-client", HOST=HOST, PORT=peer.port, MESSAGE="Hello"), "mismatch")

    def test_greeting_server(self) -> None:
        with serving("greeting-server", GREETING="good morning") as (server, port):
            for _ in range(2):
                with connect(port) as connection:
                    expected = f"good morning, {HOST} port {connection.getsockname()[1]}\r\n"
                    self.assertEqual(connection.makefile("rb").read(), expected.encode())
            self.assertEqual(server.interrupt(), 130)


class UnixEcho(SockshTestCase):
    """The same over a Unix socket."""

    def test_unix_echo_server(self) -> None:
        path = Path(self.enterContext(tempfile.TemporaryDirectory()), "echo")
        with running("unix-echo-server", NAME=path) as server:
            server.reply("server")
            with peers.client("ncat", "-U", str(path)) as client:
                self.assertEqual(client.communicate(b"by file\n", timeout=DEADLINE)[0], b"by file\n")
                said = data(server.reply("print"))
            self.assertEqual(said, b"Process %d of user %d is connected." % (client.pid, os.geteuid()))
            self.assertOk(example("unix-echo-client", NAME=path, MESSAGE="hello"))

    def test_unix_echo_client(self) -> None:
        with peers.socat_unix_echo() as peer:
            result = example("unix-echo-client", NAME=peer.path, MESSAGE="how are you?")
        self.assertOk(result)
        self.assertData(result, "recvline", b"how are you?\r\n")


class Udp(SockshTestCase):
    """Datagrams."""

    def test_udp_client(self) -> None:
        with datagrams() as peer:
            with running("udp-client", HOST=HOST, PORT=peer.getsockname()[1], MESSAGE="anybody?") as client:
                said, address = peer.recvfrom(99)
                self.assertEqual(said, b"anybody?\n")
                for answer in b"I", b"", b"me, too":
                    peer.sendto(answer, address)
                    self.assertData(client.reply("recvfrom"), "recvfrom", answer, eof=False)
                self.assertEqual(client.interrupt(), 130)

    def test_udp_echo_server(self) -> None:
        with serving("udp-echo-server") as (server, port):
            with datagrams() as one, datagrams() as other:
                for client, said in (one, b"one"), (other, b"other"), (one, b""), (other, b"--nowait"):
                    client.sendto(said, (HOST, port))
                    self.assertEqual(client.recvfrom(99), (said, (HOST, port)))
            self.assertOk(example("udp-echo-client", HOST=HOST, PORT=port, MESSAGE="three", WAIT="20s"))
            self.assertEqual(server.interrupt(), 130)

    def test_udp_echo_client(self) -> None:
        with peers.udp_echo() as peer:
            result = example("udp-echo-client", HOST=HOST, PORT=peer.port, MESSAGE="how are you?", WAIT="20s")
        self.assertOk(result)
        self.assertData(result, "recv", b"how are you?")

    def test_udp_echo_client_sends_again_what_was_lost(self) -> None:
        with datagrams() as peer:
            port = peer.getsockname()[1]
            with running("udp-echo-client", HOST=HOST, PORT=port, MESSAGE="again", WAIT="100ms") as client:
                peer.recvfrom(99)
                self.assertError(client.reply("recv"), "timeout")
                peer.sendto(*peer.recvfrom(99))
                self.assertData(client.reply("recv"), "recv", b"again")
                self.assertEqual(client.process.wait(DEADLINE), 0)

    def test_udp_echo_client_learns_that_nobody_is_there(self) -> None:
        port = peers.unused_port(socket.SOCK_DGRAM)
        result = example("udp-echo-client", HOST=HOST, PORT=port, MESSAGE="anybody?", WAIT="20s")
        self.assertEqual(result.error["code"], "ECONNREFUSED", f"\n{result}")
        self.assertEqual(result.status, 1)


class DnsQuery(SockshTestCase):
    """A real name server, over both of its transports."""

    RECORDS = ("--address=/www.example/192.0.2.7", "--host-record=real.example,192.0.2.8",
               "--cname=alias.example,real.example", "--txt-record=text.example,words")

    def ask(self, name: str) -> list[str]:
        with peers.dnsmasq(*self.RECORDS) as server:
            result = example("dns-query", HOST=HOST, PORT=server.port, NAME=name, WAIT="20s")
        self.assertOk(result)
        return [data(reply).decode() for reply in result.all("print")]

    def test_dns_query(self) -> None:
        for way, told in zip(("UDP", "TCP"), zip(*[iter(self.ask("www.example"))] * 2), strict=True):
            self.assertRegex(told[0], rf"^{way}: id 4242, flags 8[0-9a-f]80, answers 1$")
            self.assertEqual(told[1], f"{way}: www.example has the address 192.0.2.7")

    def test_dns_query_follows_an_alias(self) -> None:
        told = self.ask("alias.example")
        self.assertIn("answers 2", told[0])
        self.assertEqual(told[1::2], [f"{way}: alias.example has the address 192.0.2.8" for way in ("UDP", "TCP")])

    def test_dns_query_without_an_answer(self) -> None:
        self.assertEqual(self.ask("text.example")[1::2],
                         [f"{way}: text.example has the address none" for way in ("UDP", "TCP")])

    def test_dns_query_kept_waiting(self) -> None:
        with datagrams() as peer:
            result = example("dns-query", HOST=HOST, PORT=peer.getsockname()[1], WAIT="100ms")
        self.assertError(result, "timeout")

    def test_dns_query_answered_by_another(self) -> None:
        with peers.udp_echo() as peer:  # the question itself is no answer: it has no records
            result = example("dns-query", HOST=HOST, PORT=peer.port, WAIT="20s")
        self.assertEqual(data(result.reply("print")), b"UDP: id 4242, flags 0100, answers 0")
        self.assertError(result, "socket", "ECONNREFUSED")


if __name__ == "__main__":
    main()
