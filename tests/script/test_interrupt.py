"""Ctrl-C ends whatever waits or runs for ever: exit status 130, and what was open stays usable.

An interrupt that comes between a statement that says it is ready and the wait behind it counts for the wait, so that
nothing here depends on time.
"""

import hashlib
import os
import signal
import socket
import subprocess
import tempfile
import threading

import peers
from peers import HOST
from socksh import SOCKSH, STATUS, Conversation, SockshTestCase, data, environment, main

LISTEN = f"s = server tcp {HOST} 0"
# What is made first, what waits, and what of the same socket works afterwards.
WAITS = {
    "accept": (LISTEN, "s.accept", f"c = socket tcp; c.connect {HOST} ${{s.local.port}}; s.accept"),
    "recv": ("pair a b", "b.recv", "a.send hello; b.recv"),
    "recvall": ("pair a b", "b.recvall", "a.send hello; b.recv"),
    "recvline": ("pair a b", "b.recvline", r'a.send "hello\n"; b.recvline'),
    "recvexact": ("pair a b; a.send he", "b.recvexact 5", "a.send llo; b.recvexact 5"),
    "expect": ("pair a b; a.send hel", "b.expect hello", "a.send lo; b.expect hello"),
    "recvfrom": (f"u = socket udp; u.bind {HOST} 0", "u.recvfrom",
                 f"v = socket udp; v.sendto {HOST} ${{u.local.port}} x; u.recvfrom"),
    "poll": ("pair a b", "b.poll", "a.send x; b.poll"),
    "sleep": ("pair a b", "sleep 10m", "a.send x; b.recv"),
    "while": ("let n 0", "while $n == 0 { let n 0 }", "let n 1"),
    "repeat": ("let n 0", "repeat 1000000000000 { let n 0 }", "let n 1"),
    "empty while": ("let n 0", "while $n == 0 { }", "let n 1"),
    "empty repeat": ("let n 0", "repeat 1000000000000 { }", "let n 1"),
    "blocks in blocks": ("let n 0", "while $n == 0 { repeat 1000 { if $n == 0 { let n 0 } } }", "let n 1"),
    "shell": ("let n 0", "let x $(! exec sleep 600)", "let n 1"),
}


class InterruptTestCase(SockshTestCase):
    """With a statement that waits, and an interrupt for it."""

    def interrupt(self, shell: Conversation, statement: str) -> range:
        """Interrupt a statement that runs; returns its line."""
        lines = shell.say(f"print ready; {statement}")
        ready = shell.answer(lines)
        self.assertEqual(data(ready), b"ready", ready)
        shell.interrupt()
        return lines


class Waits(InterruptTestCase):
    """Every command that waits."""

    def test_interrupt_ends_the_run(self) -> None:
        for name, (before, waits, _) in WAITS.items():
            with self.subTest(name), Conversation() as shell:
                shell.ask(before)
                self.interrupt(shell, waits)
                self.assertEqual(shell.close(), STATUS["interrupted"], shell.result())
                self.assertError(shell.result().replies[-1], "interrupted")

    def test_the_socket_stays_usable(self) -> None:
        for name, (before, waits, after) in WAITS.items():
            with self.subTest(name), Conversation() as shell:
                shell.ask(before)
                self.interrupt(shell, f"try {{ {waits}; print never }}; print $?")
                said = shell.say(f"{after}; print end")
                shell.close()
                printed = [reply["text"] for reply in shell.result().all("print")]
                self.assertEqual(printed, ["ready", "interrupted", "end"], shell.result())
                self.assertTrue(all(reply["ok"] for reply in shell.result().replies if reply["line"] in said),
                                shell.result())
                self.assertEqual(shell.result().status, 0)

    def test_going_on_after_errors_is_no_going_on_here(self) -> None:
        with Conversation("-k") as shell:
            self.interrupt(shell, "sleep 10m; print never")
            self.assertEqual(shell.close(), STATUS["interrupted"])
            self.assertNotIn(b"never", shell.result().stdout)

    def test_a_loop_around_try_ends(self) -> None:
        """try is for errors: who wants to leave a loop that tries again and again must not have to kill it."""
        for body in "b.recv --timeout 20ms", "b.recv", "nope":
            with self.subTest(body), Conversation() as shell:
                shell.ask("pair a b; let n 0")
                self.interrupt(shell, f"while $n == 0 {{ try {{ {body} }} }}")
                self.assertEqual(shell.close(timeout=5), STATUS["interrupted"], shell.result())

    def test_nothing_is_taken_from_the_socket(self) -> None:
        for command in "recvexact 10", "recvline", "expect zzz":
            with self.subTest(command), Conversation() as shell:
                shell.ask("pair a b")
                shell.ask("a.send hello")
                self.interrupt(shell, f"try {{ b.{command} }}; x = b.recv; print $x$_")
                shell.close()
                self.assertEqual(shell.result().replies[-1]["text"], "hellohello", shell.result())

    def test_what_was_received_is_kept(self) -> None:
        """recvall takes data as it comes: what it has when it is interrupted is in $_."""
        content = hashlib.shake_128(b"socksh").digest(16 << 20)
        taken = threading.Event()

        def talk(connection: socket.socket) -> None:
            connection.sendall(content)  # far more than buffers hold
            taken.set()
            connection.recv(1)

        with peers.tcp_peer(talk) as peer, Conversation() as shell:
            shell.ask(f"c = open {HOST} {peer.port}")
            waits = shell.say("try { c.recvall }; x = print $_")
            self.assertTrue(taken.wait(20))
            shell.interrupt()
            self.assertError(shell.answer(waits), "interrupted")
            first = data(shell.answer(waits))
            shell.ask("c.shutdown wr")
            self.assertGreater(len(first), len(content) // 4)
            self.assertEqual(first + data(shell.ask("c.recvall")), content)


class Elsewhere(InterruptTestCase):
    """What is no command of a stream."""

    def test_connect(self) -> None:
        with peers.full_backlog() as peer, Conversation() as shell:
            shell.ask("c = socket tcp")
            self.interrupt(shell, f"try {{ c.connect {HOST} {peer.port} }}; print $?; c.fileno")
            shell.close()
            *_, said, after = shell.result().replies
            self.assertEqual(said["text"], "interrupted", shell.result())
            self.assertOk(after)

    def test_open_leaves_nothing_behind(self) -> None:
        with peers.full_backlog() as peer, Conversation() as shell:
            self.interrupt(shell, f"try {{ c = open {HOST} {peer.port} }}; print $?; sockets")
            shell.close()
            *_, said, after = shell.result().replies
            self.assertEqual((said["text"], after["sockets"]), ("interrupted", []), shell.result())

    def test_sendall_to_a_peer_that_reads_nothing(self) -> None:
        with tempfile.NamedTemporaryFile() as large, Conversation() as shell:
            large.truncate(64 << 20)
            shell.ask("pair a b")
            shell.ask("a.send kept")
            self.interrupt(shell, f"try {{ a.sendall < {large.name} }}; print $?; b.recvexact 4")
            shell.close()
            *_, said, after = shell.result().replies
            self.assertEqual(said["text"], "interrupted", shell.result())
            self.assertData(after, "recvexact", b"kept")

    def test_a_command_that_reads_nothing(self) -> None:
        with tempfile.NamedTemporaryFile() as large, Conversation() as shell:
            large.truncate(1 << 20)
            shell.say(f"print < {large.name} | echo up >&2; exec sleep 600")
            shell.wait_for_error_output("up")
            shell.interrupt()
            self.assertEqual(shell.close(), STATUS["interrupted"], shell.result())

    def test_a_command_that_outlives_its_input(self) -> None:
        with Conversation() as shell:
            shell.say("print x | echo up >&2; exec sleep 600")
            shell.wait_for_error_output("up")
            shell.interrupt()
            self.assertEqual(shell.close(), STATUS["interrupted"], shell.result())

    def test_an_export_that_nobody_reads(self) -> None:
        """A FIFO without a reader, and one whose reader takes nothing."""
        with tempfile.TemporaryDirectory() as directory:
            fifo = os.path.join(directory, "fifo")
            os.mkfifo(fifo)
            for language in "python", "c", "script":
                for reads in False, True:
                    with self.subTest(language, reads=reads), Conversation() as shell:
                        reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK) if reads else -1
                        shell.ask(f"let x {'long' * 50000}; print $x")
                        self.interrupt(shell, f"try {{ export {language} {fifo} }}; print $?")
                        self.assertEqual(shell.close(), 0)
                        if reads:
                            os.close(reader)
                        said = shell.result().replies[-1]
                        self.assertEqual(said["text"], "interrupted", shell.result())

    def test_a_figure_that_nobody_reads(self) -> None:
        with tempfile.TemporaryDirectory() as directory, Conversation() as shell:
            fifo = os.path.join(directory, "fifo")
            os.mkfifo(fifo)
            shell.ask("pair a b")
            self.interrupt(shell, f"try {{ ladder --svg {fifo} }}; print $?")
            self.assertEqual(shell.close(), 0)
            self.assertEqual(shell.result().replies[-1]["text"], "interrupted", shell.result())

    def test_waiting_for_statements(self) -> None:
        with Conversation() as shell:
            shell.ask("hostname")
            shell.interrupt()
            shell.answer(range(0, 99))
            self.assertEqual(shell.close(), STATUS["interrupted"], shell.result())

    def test_text_and_quiet(self) -> None:
        for mode in (), ("-q",):
            with self.subTest(mode), tempfile.TemporaryDirectory() as home:
                with subprocess.Popen([SOCKSH, *mode, "-c", "print ready; sleep 10m"], env=environment(home),
                                      stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
                    self.assertEqual(process.stdout.readline(), b"ready\n")
                    process.send_signal(signal.SIGINT)
                    _, errors = process.communicate(timeout=20)
                self.assertEqual(process.returncode, STATUS["interrupted"])
                self.assertIn(b"error (interrupted)", errors)

    def test_a_shell_command_is_told(self) -> None:
        """It gets the interrupt too, and may end its work first."""
        with Conversation() as shell:
            shell.say("! trap 'echo bye >&2; exit' INT; echo up >&2; while :; do sleep 0.01; done")
            shell.wait_for_error_output("up")
            shell.interrupt()
            self.assertEqual(shell.close(), STATUS["interrupted"], shell.result())
            self.assertIn("bye", shell.result().stderr)


if __name__ == "__main__":
    main()
