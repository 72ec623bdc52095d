"""A trace at a prompt: calls above the replies, and nothing while somebody types."""

import socket
from contextlib import closing

from peers import HOST
from socksh import SockshTestCase, main
from terminal import Terminal, need_editor


def setUpModule() -> None:
    need_editor()


class TraceAtAPrompt(SockshTestCase):
    """The prompt asks for the handle's state, and what comes is looked at."""

    def setUp(self) -> None:
        self.terminal = self.enterContext(Terminal())
        self.terminal.prompt("socksh")

    def test_calls_stand_above_the_reply(self) -> None:
        self.terminal.run("pair a b")
        self.terminal.run("trace on")
        self.assertRegex(self.terminal.run("a.send hello"), r"(?s)a\.send hello\n  sendto\(.*\) = 5 <.*>\na: sent 5 bytes\n")

    def test_what_the_prompt_asks_comes_with_the_next_statement(self) -> None:
        listener = self.enterContext(closing(socket.create_server((HOST, 0))))
        self.terminal.run("trace on")
        self.terminal.run(f"c = open {HOST} {listener.getsockname()[1]}", prompt=r"c \[ESTABLISHED\]")
        peer = self.enterContext(closing(listener.accept()[0]))
        self.terminal.type("print ab")
        peer.sendall(b"hello")
        self.terminal.expect("c: 5 bytes to read\r\n")
        self.terminal.expect(r"\]> print ab")
        self.assertEqual(self.terminal.run("c"), "abc\n")
        self.assertRegex(self.terminal.run("c.send x"), r"(?s)\A\S+ between statements\n  getsockopt\(.*"
                                                        r"  ioctl\(\d+, FIONREAD, \[5\]\).* c\.send x\n  sendto\(")

    def test_brief(self) -> None:
        self.terminal.run("socket tcp")
        self.terminal.run("trace on --brief")
        self.assertEqual(self.terminal.run("getsockopt nodelay"), "tcp1: nodelay is off\n")


if __name__ == "__main__":
    main()
