"""Waits on files, pipes and fast peers end at a deadline and at Ctrl-C, as waits on sockets do."""

import os
import signal
import socket
import subprocess
import tempfile
import unittest
from pathlib import Path

import peers
from socksh import ROOT, SOCKSH, STATUS, Conversation, SockshTestCase, environment, main, run

HOST = "127.0.0.1"


class Leaving(SockshTestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory(prefix="socksh-leaving-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.fifo = self.folder / "fifo"
        os.mkfifo(self.fifo)

    def interrupted(self, *arguments: str, stdin: int | None = None) -> None:
        """It says that it is there, waits, and ends by one SIGINT."""
        with subprocess.Popen([SOCKSH, "--json", *arguments], stdin=stdin or subprocess.DEVNULL, stdout=subprocess.PIPE,
                              env=environment(str(self.folder))) as process:
            if arguments[0] == "-c":
                process.stdout.readline()
            else:
                self.until_asleep(process)
            process.send_signal(signal.SIGINT)
            try:
                self.assertEqual(process.wait(20), STATUS["interrupted"])
            finally:
                process.kill()

    def until_asleep(self, process: subprocess.Popen) -> None:
        """Until it has blocked SIGINT, to take it in its own time."""
        status = Path(f"/proc/{process.pid}/status")
        while not int(next(line for line in status.read_text().splitlines() if line.startswith("SigBlk")).split()[1], 16) & 2:
            self.assertIsNone(process.poll())

    def test_a_fifo_without_writer(self) -> None:
        self.interrupted("-c", f"print ready; print < {self.fifo}")
        self.interrupted("-c", f"print ready; pair a b; a.sendall < {self.fifo}")
        self.interrupted("-c", f"print ready; source {self.fifo}")
        self.interrupted(str(self.fifo))

    def test_a_fifo_without_reader(self) -> None:
        self.interrupted("-c", f"print ready; print x > {self.fifo}")

    def test_a_fifo_until_the_deadline(self) -> None:
        """The time of a statement is its own and its files': --timeout's, or else that of the handle."""
        for statement, call in ((f"b.recvall --timeout 50ms > {self.fifo}", "open"),
                                (f"b.recv --timeout 50ms >> {self.fifo}", "open"),
                                (f"b.timeout 50ms; b.recv > {self.fifo}", "open"),
                                (f"a.send --timeout 50ms < {self.fifo}", "read"),
                                (f"a.timeout 50ms; a.send < {self.fifo}", "read"),
                                (f"a.sendall --timeout 50ms < {self.fifo}", "read")):
            with self.subTest(statement):
                result = run(f"pair a b; a.send x; try {{ {statement} }}; b.recv --nowait", timeout=20)
                error = self.assertError(next(reply for reply in result.replies if not reply["ok"]), "timeout")
                self.assertEqual((error["call"], error["subject"]), (call, str(self.fifo)))
                self.assertData(result.replies[-1], "recv", b"x")
                self.assertEqual(result.status, 0)

    def test_an_interrupt_names_the_fifo(self) -> None:
        for statement in f"a.recv > {self.fifo}", f"a.sendall < {self.fifo}", f"a.send < {self.fifo}":
            with self.subTest(statement), Conversation() as shell:
                self.assertOk(shell.ask("pair a b"))
                shell.say(f"print ready; {statement}")
                self.assertReply(shell.answer(), "print", text="ready")
                shell.interrupt()
                self.assertEqual(self.assertError(shell.answer(), "interrupted")["subject"], str(self.fifo))

    def test_a_fifo_whose_reader_takes_nothing(self) -> None:
        reader = os.open(self.fifo, os.O_RDONLY | os.O_NONBLOCK)
        self.addCleanup(os.close, reader)
        script = f"pair a b; x = fill 256K; b.setsockopt rcvbuf 1M; a.setsockopt sndbuf 1M; a.sendall $x; close a; "
        for receive in "recvall", "recvexact 256K":
            error = self.assertError(run(f"{script} b.{receive} --timeout 50ms > {self.fifo}"), "timeout")
            self.assertEqual((error["call"], error["subject"]), ("write", str(self.fifo)))

    def test_wrong_words_before_a_wait(self) -> None:
        """What is wrong with a statement is said before its data is waited for."""
        self.assertError(run(f"pair a b; a.send --no-such-option < {self.fifo}", timeout=20), "usage")

    def test_a_silent_standard_input(self) -> None:
        ours, theirs = os.pipe()
        self.addCleanup(os.close, theirs)
        self.addCleanup(os.close, ours)
        self.interrupted("-c", "pair a b; a.sendall < -", stdin=ours)
        with os.fdopen(os.dup(ours)) as silent:
            result = subprocess.run([SOCKSH, "-q", "-c", "pair a b; a.sendall --timeout 50ms < -"], stdin=silent,
                                    env=environment(str(self.folder)), capture_output=True, timeout=20)
        self.assertEqual(result.returncode, STATUS["timeout"])

    def test_a_shell_command_that_starts_others(self) -> None:
        with Conversation() as shell:
            # Said by the last process of the chain: a signal before it is there would not reach it.
            shell.say("! sh -c 'echo up >&2; exec sleep 600'; true")
            shell.wait_for_error_output("up")
            shell.interrupt()
            self.assertEqual(shell.close(), STATUS["interrupted"], shell.result())

    def test_a_sender_that_never_pauses(self) -> None:
        def pour(connection: socket.socket) -> None:
            try:
                while True:
                    connection.sendall(bytes(1 << 20))
            except OSError:
                pass

        with peers.tcp_peer(pour) as peer:
            self.assertError(run(f"open {HOST} {peer.port}; recvall --timeout 200ms > /dev/null"), "timeout")
            self.interrupted("-c", f"open {HOST} {peer.port}; recvall > /dev/null")

    def test_a_slow_command(self) -> None:
        result = run(f"pair a b; a.sendall < {ROOT}/LICENSE; b.recvall --timeout 100ms | sleep 1")
        self.assertError(result, "timeout")


class GivenUp(SockshTestCase):
    def test_no_reset_is_made_up(self) -> None:
        """Giving a connect up leaves ECONNRESET in the kernel's socket, which no peer has sent."""
        with peers.full_backlog() as peer:
            result = run(f"c = socket tcp; try {{ connect {HOST} {peer.port} --timeout 50ms }}; print $?; info c; c.send x")
        self.assertReply(result, "print", text="timeout")
        self.assertReply(result, "info", state="CLOSED", error_pending=False, unacknowledged=0)
        self.assertError(result.replies[-1], "socket", "EPIPE")

    def test_every_address_has_its_share_of_the_time(self) -> None:
        with peers.full_backlog() as peer:
            result = run(f"open {HOST} {peer.port} --timeout 50ms")
        failed = result.replies[-1]
        self.assertError(failed, "timeout")
        self.assertEqual([attempt["code"] for attempt in failed["tried"]], ["timeout"])


class Going(SockshTestCase):
    def test_what_can_not_be_read_is_tried_once(self) -> None:
        folder = os.open("/", os.O_RDONLY)
        self.addCleanup(os.close, folder)
        result = subprocess.run([SOCKSH, "-k", "-"], stdin=folder, env=environment("/"), capture_output=True, timeout=20)
        self.assertEqual((result.returncode, result.stderr.count(b"EISDIR")), (STATUS["file"], 1))

    def test_a_child_does_not_read_the_program(self) -> None:
        result = subprocess.run(
            [SOCKSH, "-q", "-"], input=b"! cat\nprint two\n", env=environment("/"), capture_output=True, timeout=20)
        self.assertEqual(result.stdout, b"two\n")

    def test_a_chain_without_end(self) -> None:
        with tempfile.NamedTemporaryFile("w", suffix=".socksh") as script:
            script.write("if 1 == 2 { }" + " else if 1 == 2 { }" * 100_000 + " else { print last }")
            script.flush()
            self.assertReply(run(Path(script.name)), "print", text="last")

    def test_a_chain_is_checked_before_it_runs(self) -> None:
        result = run("pair a b; a.send x; try { if $(b.recv) == x { } else print }; b.recv --nowait")
        self.assertData(result, "recv", b"x")


class Quiet(SockshTestCase):
    def output(self, script: str) -> bytes:
        """What -q writes."""
        return run(script, "-q", json=False).stdout

    def test_what_came_before_an_error_is_not_lost(self) -> None:
        self.assertEqual(self.output("pair a b; a.send abc; b.recvall --timeout 50ms"), b"abc")

    def test_a_stream_beyond_the_limit_of_a_value(self) -> None:
        self.assertEqual(self.output("set value-limit 10; pair a b; a.sendall 0123456789abcdef; close a; b.recvall"),
                         b"0123456789abcdef")

    def test_what_is_kept_is_not_shown(self) -> None:
        self.assertEqual(self.output("pair a b; a.send abc; x = b.recv; print done"), b"done\n")


class Messages(SockshTestCase):
    def test_expect_takes_a_large_message_whole(self) -> None:
        result = run("set display-limit 1; pair a b unix-dgram; let x 0123456789abcdef; "
                     + "x = print $x$x; " * 13 + "a.setsockopt sndbuf 1M; a.send $x; b.expect abc")
        self.assertReply(result, "expect", length=16 << 13)


if __name__ == "__main__":
    main()
