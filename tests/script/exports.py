"""What the tests of export share: a session, its program in each language, and peers that keep what they got."""

import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from examples import DEADLINE, settings
from peers import HOST
from socksh import SOCKSH, SockshTestCase, environment

C_FLAGS = ("-std=c11", "-Wall", "-Wextra", "-Werror", "-D_DEFAULT_SOURCE")
SUFFIXES = {"python": ".py", "c": ".c", "script": ".socksh"}
LANGUAGES = tuple(language for language in SUFFIXES if language != "c" or shutil.which("cc"))
PROGRAMS = tuple(language for language in LANGUAGES if language != "script")  # which would say replies, too


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


def told(output: bytes) -> list[str]:
    """What a session or a program says of itself: lines that begin with a colon."""
    return [line for line in output.decode().splitlines() if line.startswith(":")]


class ToldCase(ExportCase):
    """What a session tells its programs tell."""

    def both(self, text: str, *options: str, language: str) -> tuple[list[str], list[str], str]:
        """What the session tells, what its program does, which ends, and has all of it; and the program."""
        command, out = self.session(text, language)
        shown = self.finish([command[0], *options, *command[1:]])
        done = self.finish(self.program(out))
        self.ended_well(done, out)
        return told(shown.stdout), told(done.stdout), out.read_text()

    def compare(self, text: str, said: list[str], *options: str, languages: tuple[str, ...] = LANGUAGES) -> None:
        """Both tell that."""
        for language in languages:
            with self.subTest(text, language=language):
                session, program, source = self.both(text, *options, language=language)
                self.assertEqual(session, said)
                self.assertEqual(program, said, source)

    def compare_whatever(self, text: str, *options: str, languages: tuple[str, ...] = LANGUAGES) -> str:
        """Both tell the same, whatever it is; gives the last program."""
        source = ""
        for language in languages:
            with self.subTest(text, language=language):
                session, program, source = self.both(text, *options, language=language)
                self.assertTrue(session, "the session says nothing")
                self.assertEqual(program, session, source)
        return source


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
