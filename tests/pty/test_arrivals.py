"""What comes while somebody types stands above the prompt, which keeps what was typed."""

import re
import socket
import threading
from contextlib import closing

import peers
from peers import HOST
from socksh import SockshTestCase, main
from terminal import CTRL_C, ENTER, UP, Terminal, need_editor, plain


def setUpModule() -> None:
    need_editor()


class ArrivalsTestCase(SockshTestCase):
    """Has a terminal, and a peer of the test's own that its handle `web` is connected to."""

    def start(self, term: str = "dumb", **settings: object) -> Terminal:
        self.listener = self.enterContext(closing(socket.create_server((HOST, 0))))
        self.terminal = self.enterContext(Terminal(term=term, **settings))
        self.terminal.prompt("socksh")
        self.peer = self.connect("web")
        return self.terminal

    def connect(self, name: str) -> socket.socket:
        """Another connection of socksh's; returns the test's end of it."""
        self.terminal.run(f"{name} = open {HOST} {self.listener.getsockname()[1]}", prompt=rf"{name} \[ESTABLISHED\]")
        return self.enterContext(closing(self.listener.accept()[0]))

    def reset(self, peer: socket.socket) -> None:
        """Close it with RST."""
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        peer.close()


class Arrivals(ArrivalsTestCase):
    """What is told, in which words."""

    def test_data(self) -> None:
        for term in "dumb", "xterm":
            with self.subTest(term):
                terminal = self.start(term)
                terminal.type("print ab")
                self.peer.sendall(bytes(120))
                terminal.expect(r"web: 120 bytes to read")
                terminal.expect(r"\]> print ab")
                self.assertIn("abc\n", terminal.run("c"))
                self.assertIn("length 120", terminal.run("print length $(length $(web.recv 120))"))

    def test_a_close(self) -> None:
        terminal = self.start()
        self.peer.close()
        terminal.expect("web: the peer has closed its side\r\n")
        terminal.prompt(r"web .*")
        self.assertIn("end of stream", terminal.run("recv"))

    def test_ones_own_shutdown_is_no_close_of_the_peers(self) -> None:
        terminal = self.start()
        terminal.run("web.shutdown rd")
        self.peer.sendall(b"x")
        terminal.expect("web: 1 byte to read\r\n")
        terminal.prompt(r"web .*")
        self.assertNotIn("closed its side", terminal.screen)

    def test_a_reset_which_the_next_call_still_meets(self) -> None:
        terminal = self.start()
        self.reset(self.peer)
        terminal.expect("web: reset by the peer\r\n")
        terminal.prompt()
        self.assertIn("[ECONNRESET]", terminal.run("recv"))

    def test_a_connection(self) -> None:
        terminal = self.start()
        port = peers.unused_port()
        terminal.run(f"srv = server tcp {HOST} {port}", prompt=r"srv \[LISTEN\]")
        with socket.create_connection((HOST, port)) as first:
            address = f"{HOST}:{first.getsockname()[1]}"
            terminal.expect(f"srv: a connection is waiting from {address}\r\n")
            terminal.prompt(r"srv \[LISTEN\]")
            with socket.create_connection((HOST, port)) as second:
                both = f"({address}|{HOST}:{second.getsockname()[1]})"
                terminal.expect(f"srv: 2 connections are waiting from {both} and {both}\r\n")
                terminal.prompt(r"srv \[LISTEN\]")
            self.assertIn(f"accepted from {address}", terminal.run("accept"))

    def test_messages(self) -> None:
        terminal = self.start()
        with closing(socket.socket(type=socket.SOCK_DGRAM)) as peer:
            port = peers.unused_port(socket.SOCK_DGRAM)
            terminal.run(f"u = server udp {HOST} {port}")
            peer.sendto(b"hello", (HOST, port))
            terminal.expect("u: a message of 5 bytes to read\r\n")
            terminal.prompt()
            self.assertIn("hello", terminal.run("recv"))
            peer.sendto(b"", (HOST, port))
            terminal.expect("u: an empty message to read\r\n")

    def test_what_came_of_an_own_statement_is_no_news(self) -> None:
        terminal = self.start()
        terminal.run("pair a b")
        self.assertEqual(terminal.run("a.send hello"), "a: sent 5 bytes\n")
        self.assertEqual(terminal.run("close a"), "a: closed\n")

    def test_an_answer_that_is_faster_than_the_prompt(self) -> None:
        terminal = self.start()

        def answer() -> None:
            self.peer.recv(1)
            self.peer.sendall(b"hello")

        answerer = threading.Thread(target=answer)
        answerer.start()
        self.assertTrue(terminal.run("web.send x; poll web").endswith("\nweb: 5 bytes to read\n"))
        self.assertEqual(terminal.run("print once"), "once\n")
        answerer.join()

    def test_what_is_left_of_a_message_is_told(self) -> None:
        terminal = self.start()
        terminal.start("web.recv 2")
        self.peer.sendall(b"hello")
        self.assertTrue(terminal.prompt().endswith("web: 3 bytes to read\n"))
        self.assertEqual(terminal.run("web.recv 1"), "web: received 1 byte\n  l\n")

    def test_what_comes_while_a_command_waits_is_told(self) -> None:
        terminal = self.start()
        other = self.connect("other")
        terminal.start("web.recv --timeout 1h")
        terminal.expect("waiting for data on web, 1 s; Ctrl-C leaves")
        other.sendall(b"x")
        terminal.expect("other: 1 byte to read")
        terminal.press(CTRL_C)
        self.assertIn("interrupted", terminal.prompt())

    def test_a_handle_of_another_name(self) -> None:
        terminal = self.start()
        terminal.run("rename web site")
        self.peer.sendall(b"x")
        terminal.expect("site: 1 byte to read\r\n")

    def test_a_copy_outlives_the_handle(self) -> None:
        terminal = self.start()
        terminal.run("copy = web.dup")
        terminal.run("close web")
        self.peer.sendall(b"xy")
        terminal.expect("copy: 2 bytes to read\r\n")
        self.assertNotIn("web: 2", terminal.screen)

    def test_silence(self) -> None:
        terminal = self.start()
        terminal.run("set arrivals off")
        self.peer.sendall(b"x")
        terminal.run("poll web")
        terminal.run("set arrivals on")
        self.peer.sendall(b"y")
        terminal.expect("web: 2 bytes to read\r\n")
        self.assertNotIn("web: 1 byte", terminal.screen)

    def test_watch_receives_and_escapes(self) -> None:
        terminal = self.start(term="xterm")
        terminal.run("web.watch on")
        terminal.type("print ab")
        self.peer.sendall(b"\x1b]0;title\x07hello\r\n")
        terminal.expect("received 17 bytes")
        terminal.expect("hello")
        terminal.expect("print ab")
        self.assertIn("abc\n", terminal.run("c"))
        self.assertNotIn("\x1b]0", terminal.screen)
        terminal.run("web.watch off")
        self.peer.sendall(b"rest")
        terminal.expect("web: 4 bytes to read")


class OtherPrograms(ArrivalsTestCase):
    """While another program has the terminal nothing is written there; it is told after that."""

    PROGRAM = "echo RUNS; read k </dev/tty; echo LEFT"

    def check(self, line: str, **variables: str) -> None:
        terminal = self.start(**variables)
        terminal.type(line)
        terminal.press(ENTER)
        terminal.expect(r"RUNS\r\n")
        self.peer.sendall(bytes(120))
        terminal.press(ENTER)
        self.assertNotIn("web: 120", terminal.expect(r"\nLEFT\r\n"))
        self.assertTrue(terminal.prompt().endswith("web: 120 bytes to read\n"))
        self.assertEqual(terminal.run("print once"), "once\n")

    def test_a_command_of_the_shell(self) -> None:
        self.check(f"! {self.PROGRAM}")

    def test_a_pipe(self) -> None:
        self.check(f"length x | cat >f; {self.PROGRAM}")

    def test_a_pager(self) -> None:
        self.check("help recv", PAGER=f"cat > /dev/null; {self.PROGRAM}")


class New(ArrivalsTestCase):
    """What waits already when a handle is made is told once, when the prompt returns."""

    def check(self, line: str, *notices: str) -> None:
        shown = self.terminal.run(line)
        self.assertEqual(re.findall("^[a-z]+: (?=[0-9]|the peer|a message).*\n", shown, re.MULTILINE), [*notices], shown)
        self.assertEqual(self.terminal.run("print once"), "once\n")

    def test_an_accepted_connection(self) -> None:
        terminal = self.start()
        port = peers.unused_port()
        terminal.run(f"srv = server tcp {HOST} {port}", prompt=r"srv \[LISTEN\]")
        with socket.create_connection((HOST, port)) as client:
            terminal.expect("srv: a connection is waiting.*\r\n")
            terminal.prompt(r"srv \[LISTEN\]")
            client.sendall(b"hello")
            self.check("s = srv.accept", "s: 5 bytes to read\n")
            client.sendall(b"more")
            terminal.expect("s: 9 bytes to read\r\n")

    def test_one_whose_client_has_gone(self) -> None:
        terminal = self.start()
        port = peers.unused_port()
        terminal.run(f"srv = server tcp {HOST} {port}", prompt=r"srv \[LISTEN\]")
        with socket.create_connection((HOST, port)) as client:
            client.sendall(b"bye")
        terminal.expect("srv: a connection is waiting.*\r\n")
        terminal.prompt(r"srv \[LISTEN\]")
        self.check("s = srv.accept", "s: 3 bytes to read\n", "s: the peer has closed its side\n")

    def test_a_descriptor_from_a_peer(self) -> None:
        for kind, notice in ("unix", "5 bytes"), ("unix-dgram", "a message of 5 bytes"):
            with self.subTest(kind):
                terminal = self.start()
                terminal.run("pair a b")
                terminal.run(f"pair c d {kind}")
                terminal.run("c.send hello")
                terminal.run("a.sendfd d")
                self.check("e = b.recvfd", f"e: {notice} to read\n")

    def test_a_descriptor_from_the_parent(self) -> None:
        near, far = socket.socketpair()
        with near, far:
            self.start(fds=(near.fileno(),))
            far.sendall(b"hello")
            self.check(f"e = adopt {near.fileno()}", "e: 5 bytes to read\n")

    def test_a_greeting(self) -> None:
        """Whether it comes before the prompt or after it."""
        terminal = self.start()

        def greet() -> None:
            with self.listener.accept()[0] as connection:
                connection.sendall(b"hello")
                connection.recv(1)

        greeter = threading.Thread(target=greet)
        greeter.start()
        port = self.listener.getsockname()[1]
        self.check(f"g = open {HOST} {port}; poll g", "g: 5 bytes to read\n")
        terminal.run("g.recv; close g")
        greeter.join()

    def test_nothing_is_told_of_what_was_received_at_once(self) -> None:
        terminal = self.start()
        self.check("pair a b; a.send hello; b.recv")
        terminal.run("a.send hello")
        terminal.run("set arrivals off")
        self.check("e = b.dup")


class Many(ArrivalsTestCase):
    """A flood neither harms the line nor fills the screen."""

    HANDLES, EACH = 20, 50

    def test_a_thousand_while_one_types(self) -> None:
        for term in "dumb", "xterm":
            with self.subTest(term):
                terminal = self.start(term)
                terminal.run("set arrivals off")
                ends = [self.connect(f"h{i}") for i in range(self.HANDLES)]
                terminal.run("print before")
                terminal.run("set arrivals on")
                for i, key in enumerate("print typed"):
                    for end in ends:
                        for _ in range(self.EACH // 10):
                            end.send(b"x")
                    terminal.press(key)
                terminal.expect("more on [0-9]+ handles")
                self.assertIn("typed!\n", terminal.run("!"))
                terminal.press(UP + UP + ENTER)
                terminal.expect("set arrivals on")
                told = sum("to read" in line for line in plain(terminal.screen).splitlines())
                self.assertLess(told, 100)


if __name__ == "__main__":
    main()
