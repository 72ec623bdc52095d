"""The test support itself: every peer talks to a Python socket, and a pretended socksh to the helpers."""

import socket
import subprocess
import sys
import tempfile
import textwrap
import unittest
from pathlib import Path
from unittest import mock

import peers
import socksh
from peers import HOST, Peer
from socksh import Conversation, SockshTestCase, data, main, run


def exchange(address: tuple | str, sent: bytes, expected: bytes = b"") -> bytes:
    """Send, end our side, and return what came: to the end, or as much as is expected."""
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    with socket.socket(family) as connection:
        connection.settimeout(10)
        connection.connect(address)
        connection.sendall(sent)
        if expected:
            return connection.recv(len(expected), socket.MSG_WAITALL)
        connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(1 << 16), b""))


class Servers(unittest.TestCase):
    """Software that the distribution packages."""

    def test_nginx(self) -> None:
        with peers.nginx({"hello.txt": b"hello, web\n"}) as server:
            reply = exchange((HOST, server.port), b"GET /hello.txt HTTP/1.0\r\n\r\n")
        self.assertTrue(reply.startswith(b"HTTP/1.1 200 OK\r\n"), reply)
        self.assertTrue(reply.endswith(b"\r\n\r\nhello, web\n"), reply)

    def test_redis(self) -> None:
        with peers.redis() as server:
            for address in (HOST, server.port), str(server.path):
                self.assertEqual(exchange(address, b"PING\r\n", b"+PONG\r\n"), b"+PONG\r\n")

    def test_mail(self) -> None:
        with peers.mail() as server, socket.create_connection((HOST, server.port), timeout=10) as connection:
            with connection.makefile("rwb") as stream:
                self.assertTrue(stream.readline().startswith(b"220 mail.example"))
                for line, code in (("HELO test.example", b"250"), ("MAIL FROM:<ada@test.example>", b"250"),
                                   ("RCPT TO:<bob@far.example>", b"250"), ("DATA", b"354"),
                                   ("Subject: test\r\n\r\nThe body.\r\n.", b"250"), ("QUIT", b"221")):
                    stream.write(line.encode() + b"\r\n")
                    stream.flush()
                    answer = stream.readline()
                    self.assertTrue(answer.startswith(code), answer)
            [message] = peers.messages(server)
        self.assertIn("Subject: test\n\nThe body.\n", message)

    def test_dnsmasq(self) -> None:
        query = bytes.fromhex("002a 0100 0001 0000 0000 0000") + b"\3www\7example\0" + bytes.fromhex("0001 0001")
        with peers.dnsmasq("--address=/www.example/192.0.2.7") as server:
            by_stream = exchange((HOST, server.port), len(query).to_bytes(2, "big") + query)
            with socket.socket(type=socket.SOCK_DGRAM) as client:
                client.settimeout(10)
                client.sendto(query, (HOST, server.port))
                by_datagram = client.recv(512)
        self.assertEqual(by_stream[2:], by_datagram)
        self.assertTrue(by_datagram.startswith(b"\0\x2a"))
        self.assertTrue(by_datagram.endswith(bytes([192, 0, 2, 7])))

    def test_echo(self) -> None:
        for start in peers.ncat_echo, peers.socat_echo, peers.socat_unix_echo:
            with self.subTest(start.__name__), start() as server:
                address = str(server.path) if start is peers.socat_unix_echo else (HOST, server.port)
                self.assertEqual(exchange(address, b"echo", b"echo"), b"echo")
                if start is not peers.ncat_echo:  # ncat drops what is on its way when our side ends
                    self.assertEqual(exchange(address, b"echo to the end"), b"echo to the end")

    def test_clients(self) -> None:
        for program, address in ("ncat", "{0} {1}"), ("socat", "- TCP:{0}:{1}"):
            with self.subTest(program), socket.create_server((HOST, 0)) as listener:
                listener.settimeout(10)
                arguments = address.format(*listener.getsockname()).split()
                with peers.client(program, *arguments) as process:
                    connection, _ = listener.accept()
                    with connection:
                        process.stdin.write(b"up")
                        self.assertEqual(connection.recv(2), b"up")
                        connection.sendall(b"down")
                    self.assertEqual(process.communicate(timeout=10)[0], b"down")

    def test_missing_software_skips(self) -> None:
        with mock.patch.object(peers, "_PATH", ""), self.assertRaisesRegex(unittest.SkipTest, "nginx is not installed"):
            peers.nginx({}).__enter__()

    def test_a_server_that_ends_is_an_error(self) -> None:
        with self.assertRaisesRegex(RuntimeError, "does not start"):
            peers._server("false", lambda *_: [], "never").__enter__()


class Threads(unittest.TestCase):
    """Peers inside the test."""

    def test_udp_echo(self) -> None:
        with peers.udp_echo() as peer, socket.socket(type=socket.SOCK_DGRAM) as sender:
            sender.settimeout(10)
            for sent in b"datagram", b"", bytes(9000):
                sender.sendto(sent, (HOST, peer.port))
                self.assertEqual(sender.recvfrom(1 << 16), (sent, (HOST, peer.port)))

    def test_half_close(self) -> None:
        with peers.half_close_peer() as peer:
            self.assertEqual(exchange((HOST, peer.port), b"all of it"), b"9 bytes: all of it")

    def test_nobody_answers(self) -> None:
        def attempt(peer: Peer) -> bytes:
            with socket.create_connection((HOST, peer.port), timeout=0.3) as connection:
                connection.sendall(b"hello?")
                return connection.recv(1)

        for start in peers.silent_peer, peers.full_backlog:
            with self.subTest(start.__name__), start() as peer, self.assertRaises(TimeoutError):
                attempt(peer)
        with self.assertRaises(ConnectionRefusedError):
            attempt(Peer(peers.unused_port()))


PRETENDED = '''#!{python}
import base64, json, sys
script = sys.stdin if sys.argv[-1] == "-" else sys.argv[-1].splitlines()
for number, line in enumerate(script, 1):
    command, _, rest = line.strip().partition(" ")
    reply = dict(line=number, command=command, ok=command != "fail")
    if command == "fail":
        reply["error"] = dict(category="socket", code="ECONNREFUSED")
    elif command == "send":
        reply |= dict(length=len(rest), base64=base64.b64encode(rest.encode()).decode())
    print(json.dumps(dict(event="seen", bytes=len(line))))
    print(json.dumps(reply), flush=True)
    if command == "fail":
        sys.exit("it failed") if "-k" in sys.argv else sys.exit(6)
'''


class Helpers(SockshTestCase):
    """What runs socksh, tried on a program that answers as it does."""

    def setUp(self) -> None:
        directory = Path(self.enterContext(tempfile.TemporaryDirectory()))
        program = directory / "socksh"
        program.write_text(PRETENDED.replace("{python}", sys.executable))
        program.chmod(0o755)
        self.enterContext(mock.patch.object(socksh, "SOCKSH", str(program)))

    def test_run(self) -> None:
        result = run("use web\nsend hello")
        self.assertOk(result)
        self.assertReply(result, "use", line=1)
        self.assertEqual(data(self.assertData(result, "send", b"hello", line=2)), b"hello")
        self.assertEqual([event["event"] for event in result.events], ["seen", "seen"])
        with self.assertRaisesRegex(AssertionError, "no reply of recv"):
            result.reply("recv")

    def test_failure_shows_the_run(self) -> None:
        result = run("send x\nfail")
        self.assertError(result, "socket", "ECONNREFUSED")
        for wrong in (lambda: self.assertOk(result), lambda: self.assertError(result, "timeout"),
                      lambda: self.assertData(result, "send", b"y"), lambda: run("fail", check=True)):
            with self.assertRaisesRegex(AssertionError, "exit status 6\nstandard output:\n"):
                wrong()

    def test_conversation(self) -> None:
        with Conversation() as shell:
            self.assertData(shell.ask("send one"), "send", b"one")
            second, third = shell.say("send two"), shell.say("send three")
            self.assertData(shell.answer(third), "send", b"three")
            self.assertData(shell.answer(second), "send", b"two")
            self.assertReply(shell.ask("use a\nuse b"), "use", line=4)
            self.assertReply(shell.answer(), "use", line=5)
            self.assertError(shell.ask("fail"), "socket")
            with self.assertRaisesRegex(AssertionError, "ended"):
                shell.ask("send four")
            self.assertEqual(shell.close(), 6)

    def test_conversation_has_a_deadline(self) -> None:
        with Conversation(timeout=0.1) as shell, self.assertRaisesRegex(AssertionError, "deadline"):
            shell.answer(range(1, 2))

    def test_main_tells_meson_of_skips(self) -> None:
        skip = "raise unittest.SkipTest('not today')"
        for first, second, status in (skip, "pass", 0), (skip, skip, 77), (skip, "self.fail()", 1):
            with self.subTest(first=first, second=second), tempfile.TemporaryDirectory() as directory:
                file = Path(directory, "test_it.py")
                file.write_text(textwrap.dedent(f"""
                    import unittest
                    from socksh import main
                    class It(unittest.TestCase):
                        def test_1(self): {first}
                        def test_2(self): {second}
                    main()
                """))
                done = subprocess.run([sys.executable, str(file)], env={"PYTHONPATH": str(Path(__file__).parent)},
                                      capture_output=True, text=True)
                self.assertEqual(done.returncode, status, done.stderr)
                self.assertIn("skipped 'not today'", done.stderr)


if __name__ == "__main__":
    main()
