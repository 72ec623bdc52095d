"""TAB at a terminal: one candidate is inserted with what follows it, several are listed with their summaries."""

import fcntl
import re
import struct
import termios

from socksh import SockshTestCase, main
from terminal import CTRL_C, ENTER, TAB, Terminal, need_editor, plain


def setUpModule() -> None:
    need_editor()


class Completion(SockshTestCase):
    """Has a terminal where the first prompt stands."""

    def terminal(self, **settings: str) -> Terminal:
        terminal = self.enterContext(Terminal(**settings))
        terminal.prompt("socksh")
        return terminal

    def completes(self, terminal: Terminal, typed: str, line: str) -> None:
        """TAB makes `line` of what is typed, at the terminal's bell or without; the line is dropped then."""
        terminal.type(typed)
        terminal.press(TAB + "|")
        shown = plain(terminal.expect(r"\|"))
        self.assertEqual(typed + shown.replace("\a", ""), line + "|")
        terminal.press(CTRL_C)
        terminal.prompt()

    def test_inserts_what_is_unique(self) -> None:
        terminal = self.terminal()
        terminal.run("web = socket tcp")
        for typed, line in (
                ("hostn", "hostname "),
                ("print a; hostn", "print a; hostname "),
                ("print $(hostn", "print $(hostname "),
                ('print "$(hostn', 'print "$(hostname '),
                ("web.setsocko", "web.setsockopt "),
                ("we", "web"),
                ("use we", "use web "),
                ("print ${web.sta", "print ${web.state}"),
                ("setsockopt nodel", "setsockopt nodelay "),
                ("setsockopt nodelay of", "setsockopt nodelay off "),
                ("explain ECONNREF", "explain ECONNREFUSED "),
                ("resolve --fam", "resolve --family "),
                ("resolve --family=inet6", "resolve --family=inet6 "),
        ):
            with self.subTest(typed):
                self.completes(terminal, typed, line)

    def test_inserts_files_in_quotes(self) -> None:
        terminal = self.terminal()
        (terminal.home / "one file").write_text("print read")
        (terminal.home / "plain").write_text("print read")
        (terminal.home / "sub").mkdir()
        for typed, line in (
                ("source pla", "source plain "),
                ("source su", "source sub/"),
                ("print <pla", "print <plain "),
                ("source 'one f", "source 'one file' "),
                ('source "one f', 'source "one file" '),
        ):
            with self.subTest(typed):
                self.completes(terminal, typed, line)
        terminal.type("source one")
        terminal.press(TAB)
        terminal.expect('"one file" $')
        terminal.press(ENTER)
        self.assertEqual(terminal.prompt("socksh").removeprefix("\n"), "read\n")

    def test_inserts_what_is_common(self) -> None:
        self.completes(self.terminal(), "getso", "getsock")

    def test_completes_the_rest_of_a_block(self) -> None:
        terminal = self.terminal()
        terminal.run("repeat 1 {", prompt=r"\.\.\.")
        self.completes(terminal, "hostn", "hostname ")

    def test_lists_with_summaries(self) -> None:
        terminal = self.terminal()
        terminal.type("getsock")
        terminal.press(TAB + TAB)
        listed = plain(terminal.expect(r"\n\S*socksh> getsock$"))
        self.assertRegex(listed, r"\n  getsockopt +read a socket option\n")
        self.assertRegex(listed, r"\n  getsockname +\S")
        terminal.press("opt no-such-option" + ENTER)
        self.assertIn("error (name)", terminal.prompt("socksh"))

    def test_a_list_fits_the_screen(self) -> None:
        terminal = self.terminal()
        terminal.press(TAB + TAB)
        listed = plain(terminal.expect(r"\n\S*socksh> $")).splitlines()
        self.assertLess(len(listed), 24)
        self.assertTrue(any(re.fullmatch(r"  \.\.\. and \d+ more", line) for line in listed), listed)
        self.assertTrue(all(len(line) < 80 for line in listed), listed)

    def test_a_list_fits_a_narrow_screen(self) -> None:
        terminal = self.terminal()
        fcntl.ioctl(terminal.keys, termios.TIOCSWINSZ, struct.pack("HHHH", 10, 40, 0, 0))
        terminal.run("c = socket tcp")
        terminal.type("setsockopt ")
        terminal.press(TAB + TAB)
        listed = plain(terminal.expect(r"\n\S*c \[CLOSED\]> setsockopt $")).splitlines()
        self.assertLess(len(listed), 10)
        self.assertTrue(all(len(line) < 40 for line in listed), listed)

    def test_nothing_to_complete_changes_nothing(self) -> None:
        self.completes(self.terminal(), "print 'no such thing", "print 'no such thing")

    def test_a_peer_commands_no_terminal(self) -> None:
        terminal = self.terminal(term="xterm")
        terminal.run("s = socket unix")
        terminal.run(r'bind "@socksh\e]0;title\x07"')
        terminal.type("print ${s.local")
        terminal.press(TAB + TAB)
        terminal.expect(r"local\.path")
        self.assertNotIn("\x1b]", terminal.screen)


if __name__ == "__main__":
    main()
