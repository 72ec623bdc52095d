"""Files and streams of any size: whole, byte by byte what was sent, in constant memory, and left with Ctrl-C."""

import hashlib
import os
import re
import socket
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from unittest.mock import patch

import peers
from peers import HOST
from socksh import STATUS, Conversation, Result, SockshTestCase, call, main, run

MIB = 1 << 20
LARGE = 200 * MIB + 17
HUGE = 2048 * MIB
DEADLINE = 60

files = tempfile.TemporaryDirectory(prefix="socksh-bulk-")
large = Path(files.name) / "large"
content = b""  # of the large file: blocks that differ, and a bit
digest = ""


def setUpModule() -> None:
    """Make the large file once."""
    global digest, content
    block = hashlib.shake_128(b"socksh").digest(MIB)
    content = b"".join(number.to_bytes(8) + block[8:] for number in range(LARGE // MIB)) + block[:LARGE % MIB]
    large.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()


def tearDownModule() -> None:
    files.cleanup()


def digest_of(read: Callable[[int], bytes]) -> tuple[int, str]:
    """How much there is to read, and its digest."""
    heard, length = hashlib.sha256(), 0
    while piece := read(MIB):
        heard.update(piece)
        length += len(piece)
    return length, heard.hexdigest()


class Sink:
    """A peer that keeps the length and the digest of what it is sent."""

    def __init__(self) -> None:
        self.heard: list[tuple[int, str]] = []
        self.done = threading.Event()

    def talk(self, connection: socket.socket) -> None:
        self.heard.append(digest_of(connection.recv))
        self.done.set()

    def wait(self) -> tuple[int, str]:
        assert self.done.wait(DEADLINE), "the end of the stream does not come"
        return self.heard[0]


def give(path: Path) -> Callable[[socket.socket], None]:
    """A peer that sends a file."""
    def talk(connection: socket.socket) -> None:
        with path.open("rb") as file, suppress(ConnectionError):
            connection.sendfile(file)

    return talk


class BulkTestCase(SockshTestCase):
    """Has a directory, where statements run."""

    def setUp(self) -> None:
        self.directory = Path(self.enterContext(tempfile.TemporaryDirectory(dir=files.name)))

    def run_here(self, script: str, *args: str, **how: object) -> Result:
        return run(script, *args, cwd=self.directory, timeout=DEADLINE, **how)

    def assertLarge(self, file: str) -> None:
        """A file here is the large one."""
        with (self.directory / file).open("rb") as got:
            self.assertEqual(digest_of(got.read), (LARGE, digest))


class Sending(BulkTestCase):
    """sendall <."""

    def send(self, statement: str, **how: object) -> None:
        sink = Sink()
        with peers.tcp_peer(sink.talk) as peer:
            result = self.run_here(f"c = open {HOST} {peer.port}; {statement}", **how)
            self.assertOk(result)
            self.assertReply(result, "sendall", sent=LARGE, length=LARGE)
            self.assertEqual(sink.wait(), (LARGE, digest))

    def test_a_file(self) -> None:
        self.send(f"c.sendall < {large}")

    def test_with_more(self) -> None:
        """Flags are for send(2), not for sendfile(2)."""
        self.send(f"c.sendall --more < {large}")

    def test_standard_input_from_a_pipe(self) -> None:
        self.send("c.sendall < -", shell=f'cat {large} | "$@"')

    def test_standard_input_from_a_file(self) -> None:
        self.send("c.sendall < -", shell=f'"$@" < {large}')

    def test_a_fifo_waits_for_its_writer(self) -> None:
        """A FIFO that nobody has opened to write yet reads like one at its end."""
        fifo = self.directory / "fifo"
        os.mkfifo(fifo)
        for flag in "", "--more ":  # by splice(2), and by send(2)
            with self.subTest(flag):
                error = self.assertError(self.run_here(f"pair a b; a.sendall {flag}--timeout 20ms < fifo"), "timeout")
                self.assertEqual(error["call"], "read")
                self.assertEqual(self.run_here(f"pair a b; a.sendall {flag}< fifo; b.recv", shell='{ echo late > fifo; } & "$@"')
                                 .reply("recv")["text"], "late\n")
        self.assertReply(self.run_here("pair a b; a.sendall < fifo", shell=': > fifo & "$@"'), "sendall", sent=0)

    def test_from_where_standard_input_stands(self) -> None:
        sink = Sink()
        with peers.tcp_peer(sink.talk) as peer:
            result = self.run_here(f"c = open {HOST} {peer.port}; c.sendall < -",
                                   shell=f'{{ head -c {MIB} > /dev/null; "$@"; }} < {large}')
            self.assertReply(result, "sendall", sent=LARGE - MIB)
            self.assertEqual(sink.wait(), (LARGE - MIB, hashlib.sha256(memoryview(content)[MIB:]).hexdigest()))

    def test_over_unix(self) -> None:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(self.directory / "socket"))
            listener.listen()
            sink = Sink()

            def serve() -> None:
                with listener.accept()[0] as connection:
                    sink.talk(connection)

            thread = threading.Thread(target=serve, daemon=True)
            thread.start()
            self.assertOk(self.run_here(f"c = open unix:socket; c.sendall < {large}"))
            self.assertEqual(sink.wait(), (LARGE, digest))
            thread.join()

    def test_to_ncat_and_socat(self) -> None:
        for program, form in ("ncat", "--recv-only {} {}"), ("socat", "-u TCP:{}:{} -"):
            with self.subTest(program), Conversation(timeout=DEADLINE) as shell:
                port = shell.ask(f"srv = server tcp {HOST} 0")["local"]["port"]
                with peers.client(program, *form.format(HOST, port).split()) as client:
                    self.assertOk(shell.ask("c = srv.accept --timeout 20s"))
                    sending = shell.say(f"c.sendall < {large}; close c")
                    self.assertEqual(digest_of(client.stdout.read), (LARGE, digest))
                    self.assertReply(shell.answer(sending), "sendall", sent=LARGE)

    def test_a_standard_input_that_is_closed(self) -> None:
        self.assertError(self.run_here("pair a b; a.sendall < -", shell='"$@" <&-'), "file", "EBADF")

    def test_a_peer_that_goes(self) -> None:
        with peers.tcp_peer(lambda connection: connection.recv(MIB, socket.MSG_WAITALL)) as peer:
            result = self.run_here(f"c = open {HOST} {peer.port}; c.sendall < {large}")
        error = self.assertError(result, "socket")
        self.assertIn(error["code"], ("EPIPE", "ECONNRESET"))
        self.assertRegex(error["hint"], r"^\d+ of the file's bytes were sent before that$")


class Receiving(BulkTestCase):
    """recvall > and |."""

    def receive(self, statement: str, *args: str, **how: object) -> Result:
        with peers.tcp_peer(give(large)) as peer:
            result = self.run_here(f"c = open {HOST} {peer.port}; c.{statement}", *args, **how)
        self.assertEqual(result.status, 0, result)
        return result

    def test_into_a_file(self) -> None:
        self.assertReply(self.receive("recvall > got"), "recvall", length=LARGE, eof=True)
        self.assertLarge("got")

    def test_behind_what_a_file_has(self) -> None:
        (self.directory / "got").write_bytes(b"before")
        self.receive("recvall >> got")
        with (self.directory / "got").open("rb") as got:
            self.assertEqual(got.read(6), b"before")
            self.assertEqual(digest_of(got.read), (LARGE, digest))

    def test_into_a_command(self) -> None:
        self.assertReply(self.receive("recvall | sha256sum > sum"), "recvall", length=LARGE)
        self.assertEqual((self.directory / "sum").read_text().split()[0], digest)

    def test_into_a_fifo(self) -> None:
        os.mkfifo(self.directory / "fifo")
        self.receive("recvall > fifo", shell='sha256sum < fifo > sum & "$@"; status=$?; wait; exit $status')
        self.assertEqual((self.directory / "sum").read_text().split()[0], digest)

    def test_standard_output_into_a_pipe(self) -> None:
        self.receive("recvall > -", "-q", json=False, shell='"$@" | sha256sum > sum')
        self.assertEqual((self.directory / "sum").read_text().split()[0], digest)

    def test_standard_output_into_a_file(self) -> None:
        self.receive("recvall > -", "-q", json=False, shell='"$@" > got')
        self.assertLarge("got")

    def test_what_q_shows_is_the_last_data_too(self) -> None:
        script = "pair a b; a.send hello; close a; b.recvall; assert $_ == hello"
        self.assertEqual(call("-q", "-c", script).stdout, b"hello")
        result = call("-q", "-c", "pair a b; a.send hello; b.recvall --timeout 10ms")
        self.assertEqual((result.status, result.stdout), (STATUS["timeout"], b"hello"))
        self.assertIn("5 bytes that came before are in $_", result.stderr)

    def test_a_deadline_tells_how_far_it_came(self) -> None:
        """Also where it has passed before anything was waited for."""
        script = f"pair a b; a.send hello; b.recvall --timeout 0 > {self.directory}/got"
        result = call("-q", "-c", script)
        self.assertEqual(result.status, STATUS["timeout"])
        self.assertIn("5 bytes that came before are written", result.stderr)
        result = call("-q", "-c", script.replace("a.send hello; ", ""))
        self.assertIn("sent nothing in that time", result.stderr)

    def test_what_q_shows_may_be_more_than_a_value(self) -> None:
        script = "set value-limit 64K; pair a b; a.sendall $(fill 60000 x); a.send $(fill 6000 y); close a; b.recvall"
        result = call("-q", "-c", script + "; assert $_ == ''")
        self.assertEqual(result.status, 0, result.stderr)
        self.assertEqual(result.stdout, b"x" * 60000 + b"y" * 6000)

    def test_from_ncat_and_socat(self) -> None:
        for program, form in ("ncat", "--send-only {} {}"), ("socat", "-u - TCP:{}:{}"):
            with self.subTest(program), Conversation(timeout=DEADLINE) as shell:
                port = shell.ask(f"srv = server tcp {HOST} 0")["local"]["port"]
                with peers.client(program, *form.format(HOST, port).split()) as client:
                    self.assertOk(shell.ask("c = srv.accept --timeout 20s"))
                    receiving = shell.say(f"c.recvall > {self.directory}/got")
                    with large.open("rb") as file:
                        while piece := file.read(MIB):
                            while piece:
                                piece = piece[client.stdin.write(piece):]
                    client.stdin.close()
                    self.assertReply(shell.answer(receiving), "recvall", length=LARGE)
                self.assertLarge("got")

    def test_a_full_disk(self) -> None:
        """What could not be written is not lost."""
        with peers.tcp_peer(give(large)) as peer, Conversation(timeout=DEADLINE) as shell:
            shell.ask(f"c = open {HOST} {peer.port}")
            receiving = shell.say(f"try {{ c.recvall > /dev/full }}; let first $_; c.recvall > {self.directory}/rest; "
                                  f"print $first > {self.directory}/first")
            error = self.assertError(shell.answer(receiving), "file", "ENOSPC")
            self.assertEqual(error["subject"], "/dev/full")
            self.assertOk(shell.ask("print end"))
        first = (self.directory / "first").read_bytes()
        self.assertIn(f"{len(first)} more were received and are in $_", error["hint"])
        self.assertTrue(first + (self.directory / "rest").read_bytes() == content)

    def test_a_file_as_large_as_may_be(self) -> None:
        with peers.tcp_peer(give(large)) as peer:
            result = self.run_here(f"c = open {HOST} {peer.port}; c.recvall > got",
                                   shell='ulimit -f 2048; exec "$@"')
        error = self.assertError(result, "file", "EFBIG")
        got = (self.directory / "got").read_bytes()
        self.assertTrue(got and content.startswith(got))
        self.assertRegex(error["hint"], rf"^{len(got)} bytes are written; \d+ more were received and are in \$_$")

    def test_a_command_that_reads_a_part(self) -> None:
        with peers.tcp_peer(give(large)) as peer:
            result = self.run_here(f"c = open {HOST} {peer.port}; c.recvall | head -c {MIB} > part")
        self.assertError(result, "file", "EPIPE")
        self.assertTrue((self.directory / "part").read_bytes() == content[:MIB])


class Interrupted(BulkTestCase):
    """Ctrl-C in the middle: the count is true, and the socket stays usable."""

    def test_sending(self) -> None:
        """The peer reads a part, and the rest when the transfer has been left."""
        heard, go_on, sink = threading.Event(), threading.Event(), Sink()
        first: list[bytes] = []

        def talk(connection: socket.socket) -> None:
            first.append(connection.recv(20 * MIB, socket.MSG_WAITALL))
            heard.set()
            go_on.wait(DEADLINE)
            sink.talk(connection)

        with peers.tcp_peer(talk) as peer, Conversation(timeout=DEADLINE) as shell:
            shell.ask(f"c = open {HOST} {peer.port}")
            sending = shell.say(f"try {{ c.sendall < {large} }}")
            self.assertTrue(heard.wait(DEADLINE))
            shell.interrupt()
            reply = shell.answer(sending)
            error = self.assertError(reply, "interrupted")
            sent = int(re.fullmatch(r"(\d+) of the file's bytes were sent before that", error["hint"])[1])
            self.assertEqual((reply["sent"], reply["length"]), (sent, LARGE))
            self.assertEqual(shell.ask("print ${c.bytes_out}")["text"], str(sent))
            go_on.set()
            self.assertOk(shell.ask("c.sendall tail"))
            self.assertOk(shell.ask("c.shutdown wr"))
            length, rest = sink.wait()
            self.assertEqual(len(first[0]) + length, sent + 4)
            self.assertEqual(rest, hashlib.sha256(content[len(first[0]):sent] + b"tail").hexdigest())

    def receive(self, statement: str, received: Callable[[], bytes]) -> None:
        """Leave a recvall of a peer that has sent more than buffers hold, and receive the rest by another."""
        part = 64 * MIB
        taken, go_on = threading.Event(), threading.Event()

        def talk(connection: socket.socket) -> None:
            connection.sendall(memoryview(content)[:part])
            taken.set()
            go_on.wait(DEADLINE)
            connection.sendall(memoryview(content)[part:])

        with peers.tcp_peer(talk) as peer, Conversation(timeout=DEADLINE) as shell:
            shell.ask(f"c = open {HOST} {peer.port}")
            receiving = shell.say(f"try {{\nc.{statement}\n}}")
            self.assertTrue(taken.wait(DEADLINE))
            shell.interrupt()
            reply = shell.answer(receiving)
            error = self.assertError(reply, "interrupted")
            self.assertEqual(error["hint"], f"{reply['length']} bytes that came before are written")
            go_on.set()
            self.assertOk(shell.ask(f"c.recvall > {self.directory}/rest"))
            first = received()
            self.assertEqual(len(first), reply["length"])
            self.assertTrue(first + (self.directory / "rest").read_bytes() == content)

    def test_receiving_into_a_file(self) -> None:
        got = self.directory / "got"
        self.receive(f"recvall > {got}", got.read_bytes)

    def test_receiving_into_a_command(self) -> None:
        got = self.directory / "got"
        self.receive(f"recvall | cat > {got}", got.read_bytes)

    def test_a_command_that_reads_nothing(self) -> None:
        with peers.tcp_peer(give(large)) as peer, Conversation() as shell:
            shell.ask(f"c = open {HOST} {peer.port}")
            receiving = shell.say("try {\nc.recvall | echo up >&2; exec sleep 600\n}")
            shell.wait_for_error_output("up")
            shell.interrupt()
            self.assertError(shell.answer(receiving), "interrupted")
            self.assertOk(shell.ask("c.recvexact 1M"))

    def test_the_deadline_of_a_command_that_reads_nothing(self) -> None:
        with peers.tcp_peer(give(large)) as peer, Conversation() as shell:
            shell.ask(f"c = open {HOST} {peer.port}")
            receiving = shell.say("try {\nc.recvall --timeout 200ms | exec sleep 600\n}")
            self.assertError(shell.answer(receiving), "timeout")


class Memory(BulkTestCase):
    """The most memory that socksh ever had is that of a small transfer."""

    def setUp(self) -> None:
        """The address sanitizer keeps what was freed for a while: here it keeps next to nothing."""
        super().setUp()
        options = f"{os.environ.get('ASAN_OPTIONS', '')}:quarantine_size_mb=1:thread_local_quarantine_size_kb=64"
        self.enterContext(patch.dict(os.environ, ASAN_OPTIONS=options.strip(":")))

    def most(self, size: int, statement: str) -> int:
        """The KiB of a socksh that has moved a file of this size, of which no block is written."""
        file = self.directory / "sparse"
        file.touch()
        os.truncate(file, size)

        def talk(connection: socket.socket) -> None:
            room = bytearray(MIB)
            if statement.startswith("recvall"):
                give(file)(connection)
            else:
                while connection.recv_into(room):
                    pass

        with peers.tcp_peer(talk) as peer, Conversation(timeout=DEADLINE) as shell:
            shell.ask("set journal 64K")  # which is bounded as well, and here full at once
            shell.ask(f"let file {file}")
            shell.ask(f"c = open {HOST} {peer.port}")
            reply = shell.ask(f"c.{statement}")
            self.assertOk(reply)
            self.assertEqual(reply["length"], size)
            status = Path(f"/proc/{shell.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1])

    def compare(self, statement: str) -> None:
        small, huge = self.most(MIB, statement), self.most(HUGE, statement)
        self.assertLess(huge, small + 8192, "KiB")  # of 2 GiB; a sanitizer's own memory moves by some MiB

    def test_sending(self) -> None:
        self.compare("sendall < $file")

    def test_sending_by_copying(self) -> None:
        self.compare("sendall --more < $file")

    def test_receiving_into_a_file(self) -> None:
        self.compare("recvall > /dev/null")

    def test_receiving_into_a_command(self) -> None:
        self.compare("recvall | cat > /dev/null")


class Limit(BulkTestCase):
    """A stream that is larger than a value may be."""

    def test_recvall_into_a_variable(self) -> None:
        with peers.tcp_peer(give(large)) as peer, Conversation(timeout=DEADLINE) as shell:
            shell.ask(f"c = open {HOST} {peer.port}")
            self.assertOk(shell.ask("set value-limit 4M"))
            self.assertError(shell.ask("try { x = c.recvall }"), "resource")
            self.assertEqual(shell.ask("print $?")["text"], "resource")
            self.assertError(shell.ask("try { print $x }"), "name")
            received = int(shell.ask("print ${c.bytes_in}")["text"])
            self.assertGreaterEqual(received, 4 * MIB)
            rest = self.directory / "rest"
            self.assertReply(shell.ask(f"c.recvall > {rest}"), "recvall", length=LARGE - received)
            self.assertTrue(rest.read_bytes() == content[received:])

    def test_what_came_can_be_used(self) -> None:
        with peers.tcp_peer(give(large)) as peer, Conversation(timeout=DEADLINE) as shell:
            shell.ask(f"c = open {HOST} {peer.port}")
            self.assertOk(shell.ask("set value-limit 4M"))
            receiving = shell.say("try { x = c.recvall }")
            reply = shell.answer(receiving)
            error = self.assertError(reply, "resource")
            self.assertOk(shell.ask(f"print $_ > {self.directory}/first"))
            first = (self.directory / "first").read_bytes()
            self.assertEqual(len(first), reply["length"])
            self.assertIn(f"the {len(first)} bytes that came are in $_", error["hint"])
            self.assertReply(shell.ask(f"c.recvall > {self.directory}/rest"), "recvall", length=LARGE - len(first))
            self.assertTrue(first + (self.directory / "rest").read_bytes() == content)

    def test_a_file_of_any_size_is_no_value(self) -> None:
        with peers.tcp_peer(lambda connection: None) as peer:
            result = self.run_here(f"set value-limit 1M; c = open {HOST} {peer.port}; c.send < {large}")
        self.assertIn("sendall", self.assertError(result, "resource")["message"])


if __name__ == "__main__":
    main()
