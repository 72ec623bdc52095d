"""The prompt at a terminal: what it shows, and what becomes of a line typed there."""

import re
import socket

import peers
from socksh import SockshTestCase, main
from terminal import CTRL_C, CTRL_D, ENTER, TAB, UP, Terminal, need_editor


def setUpModule() -> None:
    need_editor()


class PromptTestCase(SockshTestCase):
    """Has a terminal where the first prompt stands."""

    def terminal(self, **settings: str) -> Terminal:
        terminal = self.enterContext(Terminal(**settings))
        terminal.prompt("socksh")
        return terminal


class Prompt(PromptTestCase):
    """What stands before the cursor."""

    def test_names_the_current_handle_and_its_state(self) -> None:
        terminal = self.terminal()
        terminal.run("srv = server tcp 127.0.0.1 0", prompt=r"srv \[LISTEN\]")
        terminal.run("c = socket tcp", prompt=r"c \[CLOSED\]")
        terminal.run("connect 127.0.0.1 ${srv.local.port}", prompt=r"c \[ESTABLISHED\]")
        terminal.run("srv.accept", prompt=r"srv1 \[ESTABLISHED\]")
        terminal.run("close c", prompt=r"srv1 \[CLOSE-WAIT\]")
        terminal.run("close srv1", prompt="socksh")

    def test_can_be_set(self) -> None:
        terminal = self.terminal()
        terminal.run('set prompt "{handle}, {type} {local.port}, {pid}> "', prompt="socksh")
        terminal.run("c = socket tcp", prompt="c, tcp 0, ")  # which has no such field now
        terminal.run('set prompt "me> "', prompt="me")
        self.assertEqual(terminal.run('set prompt ""', prompt=r"c \[CLOSED\]"), "prompt is {handle} [{state}]> \n")
        for wrong in "{handle> ", "a}b{", "a\\nb", "{nofield}":
            self.assertIn("error (usage): ", terminal.run(f'set prompt "{wrong}"', prompt=r"c \[CLOSED\]"))

    def test_is_short_where_it_would_not_fit(self) -> None:
        terminal = self.terminal()
        terminal.run("a_handle_with_a_long_name = socket tcp")
        terminal.run('set prompt "{handle}{handle}{handle}> "', prompt="a_handle_with_a_long_name")

    def test_a_path_of_a_peer_does_not_command_the_terminal(self) -> None:
        terminal = self.terminal(term="xterm")
        terminal.run('set prompt "{peer}> "', prompt="socksh")
        terminal.run(r'srv = server unix "$(hostname)\x1b]0;title"', prompt="")
        terminal.run(r'open "unix:$(hostname)\x1b]0;title"', prompt=r".*\\e\]0;title")
        self.assertNotIn("\x1b]0", terminal.screen)

    def test_a_terminal_that_is_not_utf_8_gets_ascii(self) -> None:
        terminal = self.enterContext(Terminal(LC_ALL="C", PAGER="sed s/^/paged:/"))
        terminal.prompt("socksh")
        terminal.run(r'a = socket unix; a.bind "@\xe4\xba\x9b31m"', prompt=r"a \[bound\]")
        terminal.run('set prompt "{local}> "', prompt=r"@\\u4E9B31m")
        terminal.run(r'pair c d; repeat 30 { c.send "\xe4\xba\x9b31m"; d.recv }', prompt=".*")
        self.assertRegex(terminal.run("ladder c d", prompt=".*"), r"paged:.*\\u4E9B31m")
        self.assertTrue(terminal.screen.isascii(), terminal.screen)

    def test_asks_for_the_rest_of_a_block(self) -> None:
        terminal = self.terminal()
        self.assertEqual(terminal.run("repeat 2 {", prompt=r"\.\.\."), "")
        self.assertEqual(terminal.run("print again", prompt=r"\.\.\."), "")
        self.assertEqual(terminal.run("}", prompt="socksh"), "again\nagain\n")

    def test_asks_for_the_rest_of_a_quote(self) -> None:
        terminal = self.terminal()
        self.assertEqual(terminal.run("print 'one", prompt=r"\.\.\."), "")
        self.assertEqual(terminal.run("two'", prompt="socksh"), "one\ntwo\n")


class Waiting(PromptTestCase):
    """While a command waits, a line says what for."""

    def leave(self, terminal: Terminal) -> str:
        terminal.press(CTRL_C)
        return terminal.prompt()

    def test_what_for_and_how_long(self) -> None:
        terminal = self.terminal()
        terminal.run("pair a b")
        terminal.start("b.recv")
        for seconds in 1, 2:
            terminal.expect(rf"\rwaiting for data on b, {seconds} s; Ctrl-C leaves")
        self.assertIn("error (interrupted)", self.leave(terminal))

    def test_a_connection(self) -> None:
        terminal = self.terminal()
        terminal.run("srv = server tcp 127.0.0.1 0")
        terminal.start("srv.accept")
        terminal.expect(r"\rwaiting for a connection on srv, 1 s")
        self.leave(terminal)

    def test_no_socket(self) -> None:
        terminal = self.terminal()
        terminal.start("sleep 1h")
        terminal.expect(r"\rwaiting in sleep, 1 s")
        self.leave(terminal)

    def test_an_entry_of_the_history_is_the_line_that_it_repeats(self) -> None:
        terminal = self.terminal()
        terminal.run("pair a b")
        for line in "b.recvexact 1", "repeat 1 { b.recvexact 1 }":
            terminal.start(line)
            self.leave(terminal)
        for number, told in (2, "waiting for data on b, 1 s"), (3, "repeat, 1 s: waiting for data on b"):
            terminal.start(f"history {number}")
            terminal.expect(rf"\r{told}; Ctrl-C leaves")
            self.leave(terminal)

    def test_a_loop_of_short_waits(self) -> None:
        terminal = self.terminal()
        terminal.run("pair a b")
        terminal.start("repeat 99 { if a == a { sleep 50ms } }")
        for seconds in 1, 2:
            terminal.expect(rf"\rrepeat, {seconds} s: waiting in sleep; Ctrl-C leaves")
        self.assertIn("error (interrupted)", self.leave(terminal))

    def test_a_loop_that_replies(self) -> None:
        terminal = self.terminal()
        terminal.run("pair a b")
        terminal.start("repeat 1000 { try { b.recv --timeout 400ms } }")
        terminal.expect(r"\rrepeat, 1 s: waiting for data on b; Ctrl-C leaves")
        self.assertRegex(terminal.expect(r"error \(timeout\)"), r"\r +\r")
        terminal.expect(r"\rrepeat, [23] s: waiting for data on b; Ctrl-C leaves")
        self.leave(terminal)

    def test_a_loop_that_waits_for_nothing(self) -> None:
        terminal = self.terminal()
        terminal.type("while 1 == 1 { let x 1 > /dev/null }")
        terminal.press(ENTER)
        terminal.expect(r"\rwhile, 1 s; Ctrl-C leaves")
        self.leave(terminal)

    def test_each_statement_of_a_line_has_its_own_time(self) -> None:
        terminal = self.terminal()
        terminal.run("pair a b")
        terminal.start("sleep 1500ms; b.recv")
        terminal.expect(r"\rwaiting in sleep, 1 s")
        terminal.expect(r"\rwaiting for data on b, 1 s")
        self.assertNotIn("data on b, 2 s", terminal.screen)
        self.leave(terminal)

    def test_few_words_in_few_columns(self) -> None:
        for columns, told in (44, "waiting for data on b, 1 s; Ctrl-C leaves"), (40, "for data on b, 1 s; ^C leaves"), \
                             (25, "1 s; Ctrl-C leaves"):
            with self.subTest(columns):
                terminal = self.terminal(columns=columns)
                terminal.run("pair a b")
                terminal.start("b.recv")
                terminal.expect(rf"\r{re.escape(told)}\Z")
                self.leave(terminal)

    def test_a_loop_in_few_columns(self) -> None:
        for columns, told in (40, "repeat, 1 s: for data on b; ^C leaves"), (30, "repeat, 1 s; Ctrl-C leaves"):
            with self.subTest(columns):
                terminal = self.terminal(columns=columns)
                terminal.run('set prompt "me> "', prompt="me")
                terminal.run("pair a b", prompt="me")
                terminal.start("repeat 2 { b.recv }")
                terminal.expect(rf"\r{re.escape(told)}\Z")
                terminal.press(CTRL_C)
                terminal.prompt("me")

    def test_keys_leave_nothing_in_the_line(self) -> None:
        """Neither the key that leaves, nor what is typed ahead, nor an arrow key, which would move the line."""
        terminal = self.terminal(term="xterm")
        terminal.run("pair a b")
        terminal.start("b.recv --timeout 2s")
        terminal.expect("waiting for data on b, 1 s; Ctrl-C leaves")
        terminal.press(UP + "print ahead" + ENTER)
        shown = terminal.expect(r"error \(timeout\)")
        self.assertRegex(shown, r"leaves\r +\r(\x1b\[[0-9;]*m)*error")
        self.assertNotIn("ahead", shown)
        terminal.expect("ahead\r\n")
        terminal.prompt()
        terminal.start("b.recv")
        terminal.expect("waiting for data on b, 1 s; Ctrl-C leaves")
        terminal.press(CTRL_C)
        self.assertRegex(terminal.expect(r"error \(interrupted\)"), r"\A(\rwaiting.*leaves)*\r +\r(\x1b\[[0-9;]*m)*error")
        terminal.prompt()

    def test_the_key_that_leaves_at_once_is_written_over(self) -> None:
        terminal = self.terminal()
        terminal.start("sleep 1h")
        terminal.press(CTRL_C)
        self.assertRegex(terminal.expect(r"error \(interrupted\)"), r"\A(\r?\n)?(\^C)?\rerror")
        terminal.prompt()

    def test_another_program_finds_the_terminal_as_it_was(self) -> None:
        terminal = self.terminal()
        terminal.run("repeat 1 {", prompt=r"\.\.\.")
        terminal.run("sleep 1300ms; ! stty -a", prompt=r"\.\.\.")
        terminal.press("}" + ENTER)
        terminal.expect("repeat, 1 s")
        self.assertRegex(terminal.prompt("socksh"), r"[^-]\becho\b(?s:.*)[^-]\bechoctl\b")

    def test_is_gone_before_the_reply(self) -> None:
        terminal = self.terminal()
        port = peers.unused_port()
        terminal.run(f"srv = server tcp 127.0.0.1 {port}")
        terminal.start("srv.accept")
        terminal.expect(r"\rwaiting for a connection on srv, 1 s; Ctrl-C leaves")
        with socket.create_connection(("127.0.0.1", port)):
            self.assertRegex(terminal.expect("srv1: accepted"), r"(\A|leaves)\r +\rsrv1")

    def test_another_program_has_the_terminal_alone(self) -> None:
        terminal = self.terminal()
        terminal.run("! sleep 1.2; echo done", prompt="socksh")
        self.assertNotIn("waiting", terminal.screen)


class Lines(PromptTestCase):
    """What is typed and what it does."""

    def test_a_command_replies(self) -> None:
        terminal = self.terminal()
        terminal.run("pair a b")
        self.assertEqual(terminal.run("a.send hello"), "a: sent 5 bytes\n")
        self.assertEqual(terminal.run("b.recv"), "b: received 5 bytes\n  hello\n")

    def test_the_beginning_of_a_name_will_do(self) -> None:
        terminal = self.terminal()
        terminal.run("serve tcp 127.0.0.1 0", prompt=r"srv1 \[LISTEN\]")
        self.assertEqual(terminal.run("hostn"), terminal.run("hostname"))

    def test_a_beginning_of_several_names_is_answered_with_them(self) -> None:
        for line in "soc", "s = soc":
            with self.subTest(line):
                answer = self.terminal().run(line)
                self.assertRegex(answer, r"^error \(name\): ")
                self.assertIn("socket", answer)
                self.assertIn("sockets", answer)

    def test_an_unknown_name_is_answered_with_the_nearest(self) -> None:
        answer = self.terminal().run("conect 127.0.0.1 80")
        self.assertRegex(answer, r"^error \(name\): ")
        self.assertIn("connect", answer)

    def test_an_error_does_not_end_the_session(self) -> None:
        terminal = self.terminal()
        terminal.run("c = socket tcp")
        self.assertRegex(terminal.run("recv"), r"^error \(socket\): recv c: .* \[ENOTCONN\]\n  ")
        self.assertRegex(terminal.run('print "$nobody"'), r"^error \(name\): ")
        self.assertRegex(terminal.run("print }"), r"^error \(usage\): ")
        self.assertEqual(terminal.run("print still here"), "still here\n")

    def test_what_a_peer_sent_does_not_command_the_terminal(self) -> None:
        terminal = self.terminal(term="xterm")
        terminal.run("pair a b")
        terminal.run(r'a.send "\e]0;title\x07\e[35mred"')
        terminal.run("b.recv")
        self.assertIn("red", terminal.screen)
        self.assertNotIn("\x1b]", terminal.screen)
        self.assertNotIn("\x1b[35m", terminal.screen)

    def test_ctrl_d_drops_an_unfinished_statement(self) -> None:
        terminal = self.terminal()
        terminal.run("c = socket tcp")
        terminal.run("repeat 2 {", prompt=r"\.\.\.")
        terminal.press(CTRL_D)
        self.assertIn("error (usage)", terminal.prompt(r"c \[CLOSED\]"))
        self.assertEqual(terminal.run("print here"), "here\n")

    def test_tab_completes_a_command(self) -> None:
        terminal = self.terminal()
        terminal.press("hostn" + TAB)
        terminal.expect("hostname $")
        terminal.press(ENTER)
        self.assertNotIn("error", terminal.prompt("socksh"))

    def test_tab_completes_a_handle(self) -> None:
        terminal = self.terminal()
        terminal.run("longname = socket tcp")
        terminal.press("use long" + TAB)
        terminal.expect("use longname $")

    def test_tab_lists_what_is_possible(self) -> None:
        terminal = self.terminal()
        terminal.type("getsock")
        terminal.press(TAB + TAB)
        listed = terminal.expect(r"\n\S*socksh> getsock$")
        self.assertIn("getsockname", listed)
        self.assertIn("getsockopt", listed)

    def test_ctrl_d_leaves(self) -> None:
        terminal = self.terminal()
        terminal.run("print said")
        terminal.press(CTRL_D)
        self.assertEqual(terminal.end(), 0)
        self.assertTrue(terminal.is_cooked())
        self.assertTrue(terminal.screen.endswith("\r\n"), repr(terminal.screen))

    def test_ctrl_d_asks_once_where_connections_are_open(self) -> None:
        terminal = self.terminal()
        terminal.run("u = socket udp")
        terminal.run("pair a b")
        terminal.run("close b")
        terminal.press(CTRL_D)
        terminal.expect("a is connected: Ctrl-D again closes it and leaves\r\n")
        terminal.prompt()
        terminal.run("print no")
        terminal.press(CTRL_D)
        terminal.expect("Ctrl-D again closes it and leaves\r\n")
        terminal.prompt()
        terminal.press(CTRL_D)
        self.assertEqual(terminal.end(), 0)

    def test_a_beginning_of_quit_asks_once_where_connections_are_open(self) -> None:
        terminal = self.terminal()
        terminal.run("pair a b")
        asks = "2 handles are connected: `q` again, or `quit` at once, closes them and leaves\n"
        self.assertEqual(terminal.run("q"), asks)
        terminal.run("print no")
        self.assertEqual(terminal.run("q; q"), asks + asks)
        terminal.type("q")
        terminal.press(ENTER)
        self.assertEqual(terminal.end(), 0)

    def test_quit_leaves_at_once(self) -> None:
        for word in "quit", "exit":
            with self.subTest(word):
                terminal = self.terminal()
                terminal.run("pair a b")
                terminal.type(word)
                terminal.press(ENTER)
                self.assertEqual(terminal.end(), 0)

    def test_quit_leaves_with_its_status(self) -> None:
        terminal = self.terminal()
        terminal.type("quit 3")
        terminal.press(ENTER)
        self.assertEqual(terminal.end(), 3)


class Colour(PromptTestCase):
    """Errors are in colour where the terminal has it and nobody objects."""

    STYLE = r"\x1b\[[0-9;]*m"

    def shown_of_an_error(self, **settings: str) -> str:
        terminal = self.terminal(term="xterm", **settings)
        terminal.run("nonsense")
        self.assertIn("error (name):", terminal.screen)
        return terminal.screen

    def test_a_terminal_gets_colour(self) -> None:
        self.assertRegex(self.shown_of_an_error(), self.STYLE)

    def test_a_state_has_a_colour(self) -> None:
        for settings, colour in ({}, "\x1b[36m"), ({"NO_COLOR": "1"}, ""):
            with self.subTest(settings):
                terminal = self.terminal(term="xterm", **settings)
                terminal.run("srv = server tcp 127.0.0.1 0")
                self.assertIn(f"srv [{colour}LISTEN", terminal.screen)

    def test_no_color_is_obeyed(self) -> None:
        self.assertNotRegex(self.shown_of_an_error(NO_COLOR="1"), self.STYLE)

    def test_an_empty_no_color_says_nothing(self) -> None:
        self.assertRegex(self.shown_of_an_error(NO_COLOR=""), self.STYLE)

    def test_a_dumb_terminal_gets_no_escapes_at_all(self) -> None:
        terminal = self.terminal(term="dumb")
        terminal.run("c = socket tcp")
        terminal.run("nonsense")
        self.assertNotIn("\x1b", terminal.screen)


if __name__ == "__main__":
    main()
