"""export: the programs it writes are run, and do what the session did."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import unittest
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import peers
from examples import DEADLINE, EXAMPLES, settings
from peers import HOST
from socksh import SOCKSH, Conversation, SockshTestCase, environment, main, run

C_FLAGS = ("-std=c11", "-Wall", "-Wextra", "-Werror", "-D_DEFAULT_SOURCE")
SUFFIXES = {"python": ".py", "script": ".socksh"}
LANGUAGES = tuple(language for language in SUFFIXES if language != "c" or shutil.which("cc"))


def text_of(name: str) -> str:
    """An example; one that would go on until Ctrl-C says when it is ready and ends after two rounds."""
    text = (EXAMPLES / f"{name}.socksh").read_text()
    port = "" if name.startswith("unix") else " ${%s.local.port}" % ("u" if name.startswith("udp") else "srv")
    ready = f'print "ready{port}"\n' if "server" in name else ""
    return text.replace("while ok == ok {", ready + "repeat 2 {")


class ExportCase(SockshTestCase):
    """A directory for what is exported, and how it is run."""

    def setUp(self) -> None:
        self.directory = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="socksh-export-")))

    def session(self, text: str, language: str, **variables: object) -> tuple[list[str], Path]:
        """The command that runs statements and exports them, and where to."""
        file, out = self.directory / "session.socksh", self.directory / f"exported{SUFFIXES[language]}"
        out.unlink(missing_ok=True)
        file.write_text(f"{text}\nexport {language} {out}\n")
        return [SOCKSH, "--no-init", *settings(variables), str(file)], out

    def program(self, out: Path) -> list[str]:
        """The command that runs what was exported."""
        if out.suffix == ".py":
            return [sys.executable, "-u", str(out)]
        if out.suffix == ".socksh":
            return [SOCKSH, "--no-init", str(out)]
        built = subprocess.run(["cc", *C_FLAGS, "-o", out.with_suffix(""), out], capture_output=True, text=True)
        self.assertEqual((built.returncode, built.stderr), (0, ""), out.read_text())
        return [str(out.with_suffix(""))]

    def finish(self, command: list[str]) -> subprocess.CompletedProcess:
        """Run it to its end."""
        return subprocess.run(command, capture_output=True, timeout=DEADLINE, stdin=subprocess.DEVNULL,
                              env=environment(str(self.directory)), cwd=self.directory)

    def export(self, text: str, language: str, **variables: object) -> Path:
        """Run statements and export them."""
        command, out = self.session(text, language, **variables)
        done = self.finish(command)
        self.assertTrue(out.exists(), f"nothing was exported\n{done.stdout.decode()}{done.stderr.decode()}")
        return out

    def ended_well(self, done: subprocess.CompletedProcess, out: Path) -> None:
        """The program did all it had to."""
        self.assertEqual(done.returncode, 0, f"{done.stderr.decode()}\n{out.read_text()}")
        self.assertNotIn("not exported", out.read_text())


class Peer:
    """A peer that keeps what it got, conversation by conversation."""

    def __init__(self) -> None:
        self.got: list[bytes] = []
        self._news = threading.Condition()

    def note(self, data: bytes) -> None:
        with self._news:
            self.got.append(data)
            self._news.notify_all()

    def wait_for(self, count: int) -> list[bytes]:
        with self._news:
            self._news.wait_for(lambda: len(self.got) >= count, DEADLINE)
            return list(self.got)


@contextmanager
def listening(family: int, address: object, talk: Callable[[socket.socket], bytes]) -> Iterator[tuple[Peer, object]]:
    """Talk to one client after the other; gives the peer and its address."""
    peer = Peer()
    with socket.socket(family) as listener:
        listener.bind(address)
        listener.listen()

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.settimeout(DEADLINE)
                    try:
                        peer.note(talk(connection))
                    except OSError as error:
                        peer.note(repr(error).encode())

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield peer, listener.getsockname()
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def echo(connection: socket.socket) -> bytes:
    """Send back what comes."""
    heard = b""
    while piece := connection.recv(999):
        heard += piece
        connection.sendall(piece)
    return heard


def tell(connection: socket.socket) -> bytes:
    """Speak first, to the end; then hear."""
    connection.sendall(b"Thu Jan  1 00:00:00 1970\r\n")
    connection.shutdown(socket.SHUT_WR)
    return b"".join(iter(lambda: connection.recv(99), b""))


def serve_web(connection: socket.socket) -> bytes:
    """Answer a request."""
    heard = b""
    while not heard.endswith(b"\r\n\r\n"):
        heard += connection.recv(1)
    connection.sendall(b"HTTP/1.0 200 OK\r\nA: b\r\n\r\nbody\n")
    return heard


def answer_query(query: bytes) -> bytes:
    """An address for what was asked."""
    record = bytes.fromhex("c00c 0001 0001 0000003c 0004 c0000207")
    return query[:2] + bytes.fromhex("8180 0001 0001 0000 0000") + query[12:] + record


def answer_by_stream(connection: socket.socket) -> bytes:
    """The same behind its length."""
    query = connection.recv(int.from_bytes(connection.recv(2, socket.MSG_WAITALL), "big"), socket.MSG_WAITALL)
    answer = answer_query(query)
    connection.sendall(len(answer).to_bytes(2, "big") + answer)
    connection.recv(1)
    return query


@contextmanager
def datagrams(answer: Callable[[bytes], list[bytes]]) -> Iterator[tuple[Peer, int]]:
    """Answer every datagram."""
    peer = Peer()
    with socket.socket(type=socket.SOCK_DGRAM) as own:
        own.bind((HOST, 0))

        def serve() -> None:
            while True:
                data, sender = own.recvfrom(999)
                if data == b"end of the test":
                    return
                peer.note(data)
                for reply in answer(data):
                    own.sendto(reply, sender)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield peer, own.getsockname()[1]
        finally:
            own.sendto(b"end of the test", own.getsockname())
            thread.join()


class Clients(ExportCase):
    """Examples that talk to a peer: it gets from the export what it got from the session."""

    def compare(self, name: str, peer: Peer, **variables: object) -> None:
        for language in LANGUAGES:
            with self.subTest(name, language=language):
                before = len(peer.got)
                out = self.export(text_of(name), language, **variables)
                there = len(peer.wait_for(before + 1))
                done = self.finish(self.program(out))
                self.ended_well(done, out)
                got = peer.wait_for(2 * there - before)
                self.assertEqual(got[there:], got[before:there], out.read_text())

    def test_tcp_client(self) -> None:
        with listening(socket.AF_INET, (HOST, 0), tell) as (peer, address):
            self.compare("tcp-client", peer, HOST=HOST, PORT=address[1])

    def test_tcp_echo_client(self) -> None:
        with listening(socket.AF_INET, (HOST, 0), echo) as (peer, address):
            self.compare("tcp-echo-client", peer, PORT=address[1], MESSAGE='how "are" {you}?')

    def test_http_client(self) -> None:
        with listening(socket.AF_INET, (HOST, 0), serve_web) as (peer, address):
            self.compare("http-client", peer, HOST=HOST, SERVICE=address[1])

    def test_unix_echo_client(self) -> None:
        with listening(socket.AF_UNIX, str(self.directory / "echo"), echo) as (peer, address):
            self.compare("unix-echo-client", peer, NAME=address)

    def test_unix_echo_client_of_an_abstract_address(self) -> None:
        with listening(socket.AF_UNIX, f"\0socksh-export-{os.getpid()}", echo) as (peer, _):
            self.compare("unix-echo-client", peer, NAME=f"@socksh-export-{os.getpid()}")

    def test_udp_client(self) -> None:
        with datagrams(lambda data: [data, b"me, too"]) as (peer, port):
            self.compare("udp-client", peer, PORT=port, MESSAGE="anybody?")

    def test_udp_echo_client(self) -> None:
        with datagrams(lambda data: [data]) as (peer, port):
            self.compare("udp-echo-client", peer, PORT=port, WAIT="20s")

    def test_udp_echo_client_of_lost_datagrams(self) -> None:
        with datagrams(lambda data: []) as (peer, port):
            text = text_of("udp-echo-client").split("assert")[0]
            for language in LANGUAGES:
                with self.subTest(language=language):
                    before = len(peer.got)
                    out = self.export(text, language, PORT=port, WAIT="50ms", MESSAGE=language)
                    self.ended_well(self.finish(self.program(out)), out)
                    self.assertEqual(peer.wait_for(before + 6)[before:], [language.encode()] * 6)

    def test_dns_query(self) -> None:
        with datagrams(lambda data: [answer_query(data)]) as (asked, port), \
                listening(socket.AF_INET, (HOST, port), answer_by_stream) as (peer, _):
            self.compare("dns-query", peer, HOST=HOST, PORT=port, NAME="www.example", WAIT="20s")
            self.assertEqual(len(set(asked.got)), 1)
            out = self.export(text_of("dns-query"), "python", HOST=HOST, PORT=port, NAME="www.example", WAIT="20s")
            told = self.finish(self.program(out)).stdout.decode()
            self.assertIn("TCP: www.example has the address 192.0.2.7\n", told)


class Alone(ExportCase):
    """Examples that are server and client at once: their assertions hold in the export, too."""

    def check(self, name: str) -> None:
        for language in LANGUAGES:
            with self.subTest(name, language=language):
                out = self.export(text_of(name), language)
                self.ended_well(self.finish(self.program(out)), out)

    def test_hello(self) -> None:
        self.check("hello")

    def test_lost_send(self) -> None:
        self.check("lost-send")

    def test_ping(self) -> None:
        try:
            socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP).close()
        except PermissionError:
            self.skipTest("raw sockets are not for us")
        self.check("ping")


class Servers(ExportCase):
    """Examples that serve: their clients get from the export what they got from the session."""

    @contextmanager
    def started(self, command: list[str]) -> Iterator[int]:
        """A server that has said it is ready; gives its port."""
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
                              env=environment(str(self.directory)), cwd=self.directory) as process:
            watchdog = threading.Timer(DEADLINE, process.kill)
            watchdog.start()
            try:
                words = next(line.split() for line in process.stdout if line.startswith("ready"))
                yield int(words[1]) if len(words) > 1 else 0
                process.stdout.read()
            finally:
                watchdog.cancel()
            self.assertEqual(process.wait(DEADLINE), 0)

    def compare(self, name: str, ask: Callable[[int], object], **variables: object) -> None:
        for language in LANGUAGES:
            with self.subTest(name, language=language):
                command, out = self.session(text_of(name), language, **variables)
                with self.started(command) as port:
                    first = [ask(port), ask(port)]
                (self.directory / "echo").unlink(missing_ok=True)
                with self.started(self.program(out)) as port:
                    self.assertEqual([ask(port), ask(port)], first, out.read_text())
                (self.directory / "echo").unlink(missing_ok=True)
                self.assertNotIn("not exported", out.read_text())

    def talk(self, address: object, family: int = socket.AF_INET) -> bytes:
        with socket.socket(family) as connection:
            connection.settimeout(DEADLINE)
            connection.connect(address)
            connection.sendall(b"one" * 1000)
            connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(9999), b""))

    def test_tcp_echo_server(self) -> None:
        self.compare("tcp-echo-server", lambda port: self.talk((HOST, port)))

    def test_unix_echo_server(self) -> None:
        path = str(self.directory / "echo")
        self.compare("unix-echo-server", lambda _: self.talk(path, socket.AF_UNIX), NAME=path)

    def test_greeting_server(self) -> None:
        def greeted(port: int) -> bool:
            with socket.create_connection((HOST, port), timeout=DEADLINE) as connection:
                expected = f"good morning, {HOST} port {connection.getsockname()[1]}\r\n"
                return connection.makefile("rb").read() == expected.encode()

        self.compare("greeting-server", greeted, GREETING="good morning")

    def test_udp_echo_server(self) -> None:
        def ask(port: int) -> bytes:
            with socket.socket(type=socket.SOCK_DGRAM) as client:
                client.settimeout(DEADLINE)
                client.sendto(b"--nowait $x", (HOST, port))
                return client.recv(99)

        self.compare("udp-echo-server", ask)


class Examples(unittest.TestCase):
    """No example is forgotten."""

    def test_each_is_exported(self) -> None:
        text = Path(__file__).read_text()
        for file in sorted(EXAMPLES.glob("*.socksh")):
            self.assertIn(f'"{file.stem}"', text)


if __name__ == "__main__":
    main()
