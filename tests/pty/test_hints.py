"""Dim hints behind the cursor, and that nothing of them stays."""

import re
import shutil
import socket
import tempfile
from contextlib import closing
from pathlib import Path

from peers import HOST
from socksh import SockshTestCase, main
from terminal import CTRL_C, ENTER, Terminal, need_editor
from test_screens import Screen

RIGHT, LEFT = "\x1b[C", "\x1b[D"
DIM = r"\x1b\[2m%s\x1b\[0m"


def setUpModule() -> None:
    need_editor()


class Keys(SockshTestCase):
    """What is written to the terminal."""

    def terminal(self, term: str = "xterm", **settings: str) -> Terminal:
        terminal = self.enterContext(Terminal("--no-init", term=term, **settings))
        terminal.prompt("socksh")
        return terminal

    def hint(self, terminal: Terminal, hint: str) -> None:
        terminal.expect(DIM % re.escape(hint))

    def enter(self, terminal: Terminal, keys: str = "") -> str:
        terminal.press(keys + ENTER)
        return terminal.prompt()

    def test_parameters_are_dim(self) -> None:
        terminal = self.terminal()
        terminal.press("rename ")
        self.hint(terminal, "OLD NEW")
        terminal.press("a")
        self.hint(terminal, " NEW")

    def test_right_takes_the_rest_of_an_entry(self) -> None:
        terminal = self.terminal()
        self.enter(terminal, "print one two")
        terminal.press("pr")
        self.hint(terminal, "int one two")
        self.assertIn("\none two\n", self.enter(terminal, RIGHT))

    def test_right_takes_no_parameters_and_moves_inside_a_line(self) -> None:
        terminal = self.terminal()
        terminal.press("rename ")
        self.hint(terminal, "OLD NEW")
        terminal.press(RIGHT)
        self.hint(terminal, "OLD NEW")
        terminal.press(CTRL_C)
        terminal.prompt()
        self.assertIn("\nabc\n", self.enter(terminal, "print ac" + LEFT + LEFT + RIGHT + "b"))

    def test_in_vi_mode_and_none_in_a_search(self) -> None:
        settings = Path(self.enterContext(tempfile.TemporaryDirectory())) / "inputrc"
        settings.write_text("set editing-mode vi\nset show-mode-in-prompt on\n")
        terminal = self.enterContext(Terminal("--no-init", term="xterm", INPUTRC=str(settings)))
        terminal.expect(r"\(ins\)socksh> \Z")
        terminal.press("print one two" + ENTER)
        terminal.expect(r"\(ins\)socksh> \Z")
        terminal.press("pr")
        self.hint(terminal, "int one two")
        terminal.press(RIGHT + ENTER)
        terminal.expect(r"\rone two\r\n[^>]*socksh> \Z")
        start = len(terminal.screen)
        terminal.press("\x12one" + ENTER)
        terminal.expect(r"\rone two\r\n[^>]*socksh> \Z")
        self.assertNotIn("\x1b[2m", terminal.screen[start:])

    def test_off(self) -> None:
        terminal = self.terminal()
        self.enter(terminal, "set hints off")
        start = len(terminal.screen)
        self.enter(terminal, "print one")
        terminal.type("pr")
        self.enter(terminal, RIGHT + "int two")
        self.assertNotIn("\x1b[2m", terminal.screen[start:])

    def test_none_without_colours(self) -> None:
        for term, settings in ("dumb", {}), ("xterm", {"NO_COLOR": "1"}):
            with self.subTest(term):
                terminal = self.terminal(term, **settings)
                self.enter(terminal, "print one")
                terminal.type("rename ")
                terminal.press(CTRL_C)
                terminal.prompt()
                self.assertNotIn("\x1b[2m", terminal.screen)


class Rows(SockshTestCase):
    """What stays on the screen: nothing of a hint."""

    def setUp(self) -> None:
        if not shutil.which("tmux"):
            self.skipTest("tmux is not installed")

    def screen(self, columns: int) -> Screen:
        screen = self.enterContext(Screen(columns))
        screen.expect(r"socksh>\Z")
        screen.run("set hints on", "socksh")
        return screen

    def test_gone_after_enter(self) -> None:
        screen = self.screen(120)
        screen.type("sleep")
        screen.expect(r"socksh> sleep D\Z")
        screen.type(" 1ms")
        screen.press("Enter")
        screen.expect(r"socksh> sleep 1ms\n(.*\n)*socksh>\Z")

    def test_gone_after_enter_of_an_unfit_line(self) -> None:
        screen = self.screen(120)
        screen.type("rename")
        screen.expect(r"socksh> rename OLD NEW\Z")
        screen.press("Enter")
        screen.expect(r"socksh> rename\n(.*\n)*socksh>\Z")

    def test_gone_where_arrivals_are_told(self) -> None:
        screen = self.screen(120)
        with closing(socket.create_server((HOST, 0))) as listener:
            screen.type(f"web = open {HOST} {listener.getsockname()[1]}")
            screen.press("Enter")
            screen.expect(r"web \[ESTABLISHED\]>\Z")
            with closing(listener.accept()[0]) as peer:
                screen.type("rename")
                screen.expect(r"> rename OLD NEW\Z")
                peer.sendall(b"x")
                shown = screen.expect(r"web: 1 byte to read\nweb \[ESTABLISHED\]> rename OLD NEW\Z")
                self.assertEqual(shown.count("OLD NEW"), 1)

    def test_it_stays_on_the_row(self) -> None:
        screen = self.screen(40)
        screen.type("send")
        shown = screen.expect(r"socksh> send \[DATA\].*\Z")
        self.assertLess(len(shown.split("\n")[-1]), 40)
        screen.press("C-u")
        screen.expect(r"socksh>\Z")


if __name__ == "__main__":
    main()
