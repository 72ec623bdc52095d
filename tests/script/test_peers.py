"""Scripts of socksh against real software: each says what a person would type."""

import hashlib
import tempfile
from pathlib import Path

import peers
from peers import HOST
from socksh import Conversation, SockshTestCase, data, main, run


class Web(SockshTestCase):
    """nginx."""

    def test_http_1_0(self) -> None:
        with peers.nginx({"hello.txt": b"hello, web\n"}) as server:
            result = run(rf"""
                web = socket tcp
                web.connect {HOST} {server.port}
                web.sendall "GET /hello.txt HTTP/1.0\r\n\r\n"
                web.recvall
                web.close
            """)
        self.assertOk(result)
        self.assertEqual(self.assertReply(result, "connect")["peer"]["port"], server.port)
        answer = data(self.assertReply(result, "recvall"))
        self.assertTrue(answer.startswith(b"HTTP/1.1 200 OK\r\n"), result)
        self.assertTrue(answer.endswith(b"\r\n\r\nhello, web\n"), result)

    def test_keep_alive(self) -> None:
        get = r"""
            web.sendall "GET /{0} HTTP/1.1\r\nHost: localhost\r\n\r\n"
            web.recvline
            web.expect "Content-Length: "
            size = web.expect --regex "[0-9]+\r\n"
            web.expect "\r\n\r\n"
            web.recvexact ${{size[0:-2]}}
        """
        files = {"first.txt": b"first\n", "second.bin": bytes(range(256)) * 300}
        with peers.nginx(files) as server:
            result = run(f"web = open {HOST} {server.port}\n" + "".join(get.format(name) for name in files))
        self.assertOk(result)
        self.assertEqual([data(reply) for reply in result.all("recvline")], [b"HTTP/1.1 200 OK\r\n"] * 2, result)
        self.assertEqual([data(reply) for reply in result.all("recvexact")], list(files.values()))

    def test_missing_page_is_read_as_any_other(self) -> None:
        with peers.nginx({}) as server:
            result = run(rf"""
                web = open tcp://{HOST}:{server.port}
                web.sendall "GET /nothing HTTP/1.0\r\n\r\n"
                status = web.recvline
                assert $status contains " 404 "
            """)
        self.assertOk(result)

    def test_download_of_100_mib(self) -> None:
        content = hashlib.shake_128(b"socksh").digest(100 << 20)
        with tempfile.TemporaryDirectory() as directory, peers.nginx({"big": content}) as server:
            kept = Path(directory, "big")
            result = run(rf"""
                web = open {HOST} {server.port}
                web.sendall "GET /big HTTP/1.0\r\n\r\n"
                web.expect "\r\n\r\n"
                web.recvall > {kept}
            """)
            self.assertReply(result, "recvall", length=len(content))
            with kept.open("rb") as file:
                received = hashlib.file_digest(file, "sha256").hexdigest()
        self.assertOk(result)
        self.assertEqual(received, hashlib.sha256(content).hexdigest())


class Redis(SockshTestCase):
    """redis, with inline commands and with its protocol."""

    TALK = r"""
        r.sendline PING
        r.recvline
        r.sendline SET greeting "from socksh"
        r.recvline
        r.sendline SET greeting hello
        r.recvline
        r.sendline GET greeting
        r.recvline
        r.recvexact 7
        r.sendall "*2\r\n\$3\r\nGET\r\n\$8\r\ngreeting\r\n"
        r.recvline
        r.recvexact 7
    """
    LINES = [b"+PONG\r\n", b"-ERR syntax error\r\n", b"+OK\r\n", b"$5\r\n", b"$5\r\n"]

    def talk(self, opening: str) -> None:
        """Say the same however the connection was made."""
        result = run(opening + self.TALK)
        self.assertOk(result)
        self.assertEqual([data(reply) for reply in result.all("recvline")], self.LINES, result)
        self.assertEqual([data(reply) for reply in result.all("recvexact")], [b"hello\r\n"] * 2, result)

    def test_tcp(self) -> None:
        with peers.redis() as server:
            self.talk(f"r = socket tcp; r.connect {HOST} {server.port}")

    def test_unix(self) -> None:
        with peers.redis() as server:
            self.talk(f"r = socket unix; r.connect {server.path}")
            self.talk(f"r = open unix:{server.path}")

    def test_quit_ends_the_stream(self) -> None:
        with peers.redis() as server:
            result = run(f"r = open {HOST} {server.port}\nr.sendline QUIT\nr.recvline\nr.recv\nr.recvline")
        self.assertData(result, "recvline", b"+OK\r\n")
        self.assertData(result, "recv", b"", eof=True)
        self.assertError(result, "closed")


class Mail(SockshTestCase):
    """exim, in the dialogue of RFC 5321."""

    def test_a_message_arrives(self) -> None:
        with peers.mail() as server:
            result = run(rf"""
                mail = open {HOST} {server.port}
                mail.expect --regex "220 .*\r\n"
                mail.sendline HELO socksh.example
                mail.expect --regex "250 .*\r\n"
                mail.sendline "MAIL FROM:<ada@socksh.example>"
                mail.expect --regex "250 .*\r\n"
                mail.sendline "RCPT TO:<bob@far.example>"
                mail.expect --regex "250 .*\r\n"
                mail.sendline DATA
                mail.expect --regex "354 .*\r\n"
                mail.sendline "Subject: a test"
                mail.sendline ""
                mail.sendline "Typed by hand."
                mail.sendline "."
                mail.expect --regex "250 OK id=.*\r\n"
                mail.sendline QUIT
                mail.expect --regex "221 .*\r\n"
                mail.recv
            """)
            self.assertOk(result)
            [message] = peers.messages(server)
        self.assertIn("for bob@far.example;", message)
        self.assertIn("Subject: a test\n\nTyped by hand.\n", message)
        self.assertData(result, "recv", b"", eof=True)

    def test_a_refusal_is_a_mismatch(self) -> None:
        with peers.mail() as server:
            result = run(rf"""
                mail = open {HOST} {server.port}
                mail.expect --regex "220 .*\r\n"
                mail.sendline DATA
                answer = mail.recvline
                assert $answer matches "^354 "
                mail.sendline "never sent"
            """)
        self.assertTrue(data(self.assertReply(result, "recvline")).startswith(b"503 "), result)
        self.assertError(result, "mismatch")
        self.assertEqual(len(result.all("sendline")), 1, result)


class Echo(SockshTestCase):
    """ncat and socat as servers."""

    TALK = r"""
        e.sendline one
        e.recvline
        e.sendall x"00 ff 1b 5b"
        e.recvexact 4
        e.shutdown wr
        e.recv
    """

    def talk(self, opening: str) -> None:
        """Say the same however the connection was made."""
        result = run(opening + self.TALK)
        self.assertOk(result)
        self.assertData(result, "recvline", b"one\r\n")
        self.assertNotIn("text", self.assertData(result, "recvexact", b"\x00\xff\x1b["))
        self.assertData(result, "recv", b"", eof=True)

    def test_ncat(self) -> None:
        with peers.ncat_echo() as server:
            self.talk(f"e = open {HOST} {server.port}")

    def test_socat(self) -> None:
        with peers.socat_echo() as server:
            self.talk(f"e = open {HOST} {server.port}")

    def test_socat_unix(self) -> None:
        with peers.socat_unix_echo() as server:
            self.talk(f"e = open unix:{server.path}")


class Serving(SockshTestCase):
    """socksh as the server that ncat and socat come to."""

    def serve(self, shell: Conversation, program: str, *arguments: str) -> None:
        """Accept a program on `srv`, while it waits, and talk both ways."""
        accept = shell.say("c = srv.accept --timeout 20s")
        with peers.client(program, *arguments) as process:
            self.assertReply(shell.answer(accept), "accept")
            process.stdin.write(b"question\n")
            self.assertData(shell.ask("c.recvline --timeout 20s"), "recvline", b"question\n")
            self.assertReply(shell.ask(r'c.sendall "answer\n"'), "sendall", length=7)
            self.assertReply(shell.ask("c.close"), "close")
            self.assertEqual(process.communicate(timeout=20)[0], b"answer\n")
        self.assertEqual(shell.close(), 0, shell.result())

    def test_tcp(self) -> None:
        for program, form in ("ncat", "{} {}"), ("socat", "- TCP:{}:{}"):
            with self.subTest(program), Conversation() as shell:
                local = self.assertReply(shell.ask(f"srv = server tcp {HOST} 0"), "server")["local"]
                self.assertEqual((local["family"], local["address"]), ("inet", HOST))
                self.serve(shell, program, *form.format(HOST, local["port"]).split())

    def test_unix(self) -> None:
        for program, form in ("ncat", "-U {}"), ("socat", "- UNIX-CONNECT:{}"):
            with self.subTest(program), tempfile.TemporaryDirectory() as directory, Conversation() as shell:
                path = f"{directory}/socket"
                local = self.assertReply(shell.ask(f"srv = server unix {path}"), "server")["local"]
                self.assertEqual((local["family"], local["path"]), ("unix", path))
                self.serve(shell, program, *form.format(path).split())

    def test_two_clients_are_told_apart(self) -> None:
        with Conversation() as shell:
            port = str(shell.ask(f"srv = server tcp {HOST} 0")["local"]["port"])
            with peers.client("ncat", HOST, port) as first:
                self.assertReply(shell.ask("srv.accept --timeout 20s"), "accept")
                with peers.client("ncat", HOST, port) as second:
                    self.assertReply(shell.ask("srv.accept --timeout 20s"), "accept")
                    for handle in "srv2", "srv1":
                        shell.ask(f"{handle}.send for {handle}")
                        shell.ask(f"{handle}.close")
                    self.assertEqual(second.communicate(timeout=20)[0], b"for srv2")
                self.assertEqual(first.communicate(timeout=20)[0], b"for srv1")


class Datagrams(SockshTestCase):
    """A UDP peer that sends back what it gets."""

    def test_sendto(self) -> None:
        with peers.udp_echo() as peer:
            result = run(f"u = socket udp; u.sendto {HOST} {peer.port} a datagram; u.recvfrom --timeout 20s")
        self.assertOk(result)
        self.assertReply(result, "sendto", sent=10, length=10)
        self.assertData(result, "recvfrom", b"a datagram", truncated=False,
                        **{"from": {"family": "inet", "address": HOST, "port": peer.port}})

    def test_connected(self) -> None:
        with peers.udp_echo() as peer:
            result = run(f"u = socket udp; u.connect {HOST} {peer.port}; u.send connected; u.recv --timeout 20s")
        self.assertOk(result)
        self.assertData(result, "recv", b"connected")

    def test_empty_is_no_end(self) -> None:
        with peers.udp_echo() as peer:
            result = run(f'u = open udp://{HOST}:{peer.port}; u.send ""; u.recv --timeout 20s')
        self.assertOk(result)
        self.assertData(result, "recv", b"", eof=False)

    def test_truncated(self) -> None:
        with peers.udp_echo() as peer:
            result = run(f"u = open udp://{HOST}:{peer.port}; u.send 0123456789; u.recvfrom 4 --timeout 20s")
        self.assertOk(result)
        self.assertData(result, "recvfrom", b"0123", truncated=True)


class HalfClose(SockshTestCase):
    """A peer that answers only when our side of the stream has ended."""

    def test_shutdown_then_receive(self) -> None:
        with peers.half_close_peer() as peer:
            result = run(f"h = open {HOST} {peer.port}; h.sendall over to you; h.shutdown wr; h.recvall")
        self.assertOk(result)
        self.assertData(result, "recvall", b"11 bytes: over to you")


class Nobody(SockshTestCase):
    """Peers that do not answer."""

    def test_refused(self) -> None:
        result = run(f"c = socket tcp; c.connect {HOST} {peers.unused_port()}")
        self.assertError(result, "socket", "ECONNREFUSED")

    def test_silence_ends_at_the_deadline(self) -> None:
        with peers.silent_peer() as peer:
            self.assertError(run(f"c = open {HOST} {peer.port}; c.recv --timeout 200ms"), "timeout")

    def test_an_unanswered_syn_ends_at_the_deadline(self) -> None:
        with peers.full_backlog() as peer:
            self.assertError(run(f"c = socket tcp; c.connect {HOST} {peer.port} --timeout 200ms"), "timeout")


if __name__ == "__main__":
    main()
