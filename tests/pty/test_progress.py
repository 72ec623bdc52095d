"""How far a long transfer is stands on a line of its own while it goes on, and is gone when it ends.

The peer goes on by a piece only when the test says so, which is when the line has told of the piece before.
"""

import os
import socket
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import peers
from peers import HOST
from socksh import SockshTestCase, main, run
from terminal import CTRL_C, ENTER, Terminal, need_editor, plain

MIB = 1 << 20
SIZE, PIECE = 64 * MIB, 4 * MIB
LINE = r"\r  (?:sent|received) [^\r\n]*; Ctrl-C ends it"
SECOND = 1.2  # the first is silent


def setUpModule() -> None:
    need_editor()


class Pace:
    """A peer that moves a piece whenever it is told to, and all of the rest at the end."""

    def __init__(self, move: Callable[[socket.socket, int], int]) -> None:
        self.move = move  # so many bytes at most; returns how many
        self.steps = threading.Semaphore(0)
        self.free = threading.Event()

    def talk(self, connection: socket.socket) -> None:
        left = SIZE
        while left:
            if not self.free.is_set():
                self.steps.acquire()
            moved = self.move(connection, min(left, PIECE))
            if moved == 0:
                return
            left -= moved

    def finish(self) -> None:
        self.free.set()
        self.steps.release()


def read(connection: socket.socket, most: int) -> int:
    return len(connection.recv(most, socket.MSG_WAITALL))


def write(connection: socket.socket, most: int) -> int:
    connection.sendall(bytes(most))
    return most


class Progress(SockshTestCase):
    """At a terminal."""

    def setUp(self) -> None:
        self.file = Path(self.enterContext(tempfile.TemporaryDirectory())) / "file"
        self.file.touch()
        os.truncate(self.file, SIZE)

    def start(self, pace: Pace, statement: str, term: str = "dumb") -> Terminal:
        peer = self.enterContext(peers.tcp_peer(pace.talk))
        self.addCleanup(pace.finish)
        terminal = self.enterContext(Terminal("-e", f"file={self.file}", term=term))
        terminal.prompt("socksh")
        terminal.run(f"c = open {HOST} {peer.port}")
        terminal.type(statement)
        terminal.press(ENTER)
        return terminal

    def step_until_told(self, terminal: Terminal, pace: Pace, begun: float) -> str:
        """Let the peer go on, piece by piece, until a line is shown; returns it."""
        terminal.wait_until(lambda: time.monotonic() > begun + SECOND, "a second should pass")
        pace.steps.release()
        return terminal.expect(LINE).rpartition("\r")[2]

    def check(self, statement: str, pace: Pace, form: str, after: str, term: str = "dumb") -> None:
        begun = time.monotonic()
        terminal = self.start(pace, statement, term)
        told = self.step_until_told(terminal, pace, begun)
        self.assertRegex(told, form)
        told_again = self.step_until_told(terminal, pace, time.monotonic() - 1)
        self.assertRegex(told_again, form)
        self.assertNotEqual(told, told_again)
        pace.finish()
        shown = terminal.expect(after)
        self.assertRegex(shown, r"\r +\r")  # blanks over the last line
        terminal.prompt()

    def test_sending(self) -> None:
        for term in "dumb", "xterm":
            with self.subTest(term):
                self.check("c.sendall < $file", Pace(read),
                           r"^  sent [\d.]+ ?\S+ of 64(\.0)? ?\S+ \(\d+ %\), [\d.]+ ?\S+/s, \d+ s left; "
                           r"Ctrl-C ends it$",
                           r"c: sent 67108864 bytes\r\n", term)

    def test_receiving(self) -> None:
        """Nobody knows how much will come."""
        self.check("c.recvall > /dev/null", Pace(write), r"^  received [\d.]+ ?\S+, [\d.]+ ?\S+/s; Ctrl-C ends it$",
                   r"c: received 67108864 bytes, to the end of the stream\r\n")

    def test_the_line_is_gone_after_ctrl_c(self) -> None:
        begun = time.monotonic()
        pace = Pace(read)
        terminal = self.start(pace, "c.sendall < $file")
        self.step_until_told(terminal, pace, begun)
        terminal.press(CTRL_C)
        shown = terminal.expect(r"error \(interrupted\)")
        self.assertRegex(shown, r"\r +\r+(?:\x1b\[[0-9;]*m)*error")
        self.assertRegex(terminal.prompt(), r"\d+ of the file's bytes were sent before that")
        self.assertEqual(terminal.run("print here"), "here\n")

    def test_no_line_over_what_a_peer_sent(self) -> None:
        """Data that is shown at the terminal has it to itself."""
        for statement in "c.recvall > -", "c.recvall | cat":
            go_on = threading.Event()

            def talk(connection: socket.socket, go_on: threading.Event = go_on) -> None:
                connection.sendall(b"abc")
                go_on.wait(20)
                connection.sendall(b"def")

            with self.subTest(statement), peers.tcp_peer(talk) as peer, Terminal() as terminal:
                terminal.prompt("socksh")
                terminal.run(f"c = open {HOST} {peer.port}")
                begun = time.monotonic()
                terminal.type(statement)
                terminal.press(ENTER)
                terminal.expect("abc")
                terminal.wait_until(lambda end=begun + SECOND: time.monotonic() > end, "a second should pass")
                go_on.set()
                self.assertIn("def", terminal.prompt())
                self.assertNotIn("Ctrl-C ends it", terminal.screen)

    def test_nothing_of_a_fast_transfer(self) -> None:
        """The peer, who waits for more, does not close: that would be told at any moment."""
        os.truncate(self.file, MIB)
        pace = Pace(read)
        pace.finish()
        terminal = self.start(pace, "c.sendall < $file")
        self.assertEqual(plain(terminal.prompt()).strip(), "c: sent 1048576 bytes")
        self.assertNotIn("Ctrl-C", terminal.screen)

    def test_nothing_where_there_is_no_terminal(self) -> None:
        """A transfer as slow as that of the others, by a peer that paces itself by the clock."""
        begun = time.monotonic()

        def slowly(connection: socket.socket, most: int) -> int:
            connection.settimeout(20)
            if time.monotonic() < begun + SECOND:
                threading.Event().wait(SECOND)
            return read(connection, most)

        pace = Pace(slowly)
        pace.finish()
        with peers.tcp_peer(pace.talk) as peer:
            result = run(f"c = open {HOST} {peer.port}; c.sendall < {self.file}", json=False)
        self.assertEqual((result.status, result.stderr), (0, ""), result)
        self.assertNotIn(b"Ctrl-C", result.stdout)
        self.assertGreater(time.monotonic(), begun + SECOND)


if __name__ == "__main__":
    main()
