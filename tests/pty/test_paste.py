"""What is pasted at the prompt: it waits for Enter, and then runs line by line."""

import socket
import threading
from contextlib import suppress

import peers
from socksh import SockshTestCase, main
from terminal import CTRL_C, CTRL_D, ENTER, UP, Terminal, need_editor, plain

BEGIN, END = "\x1b[200~", "\x1b[201~"
PIECE = 1024  # bytes that a terminal's queue takes


def setUpModule() -> None:
    need_editor()


class PasteTestCase(SockshTestCase):
    """Has a terminal where the first prompt stands."""

    def setUp(self) -> None:
        self.terminal = self.enterContext(Terminal(term="xterm"))
        self.terminal.prompt("socksh")

    def paste(self, text: str) -> None:
        self.terminal.press(BEGIN + text + END)

    def paste_much(self, text: str) -> str:
        """Returns what was told of it, where it stays out of sight."""
        text = BEGIN + text + END
        for start in range(0, len(text), PIECE):
            self.terminal.press(text[start:start + PIECE])
        told = self.terminal.expect(r"\d+ bytes pasted, \d+ lines?: Enter runs \w+, Ctrl-C drops \w+")
        self.terminal.prompt("socksh")
        return told

    def enter(self, end: str, prompt: str = "socksh") -> str:
        """Press Enter; returns what the lines showed, to where `end` and the prompt behind it stand."""
        self.terminal.press(ENTER)
        shown = plain(self.terminal.expect(end))
        return shown[shown.find("socksh> "):] + self.terminal.prompt(prompt)

    def run_pasted(self, text: str, drawn: str, end: str, prompt: str = "socksh") -> str:
        self.paste(text)
        self.terminal.expect(drawn)
        return self.enter(end, prompt)


class Lines(PasteTestCase):
    """Each is shown, and its reply below it."""

    def test_each_is_shown_with_its_reply(self) -> None:
        for line_end in "\n", "\r":
            with self.subTest(line_end):
                shown = self.run_pasted(f"print one{line_end}print two{line_end}print three", "print three", "\nthree\r\n")
                self.assertEqual(shown, "socksh> print one\none\nsocksh> print two\ntwo\nsocksh> print three\nthree\n")

    def test_the_prompt_is_the_state_by_then(self) -> None:
        shown = self.run_pasted("c = socket tcp\nprint there", "print there", "\nthere\r\n", r"c \[CLOSED\]")
        self.assertRegex(shown, r"^socksh> c = socket tcp\nc: tcp socket.*\nc \[CLOSED\]> print there\nthere\n$")

    def test_a_block_and_a_quote_stay_whole(self) -> None:
        shown = self.run_pasted("repeat 2 {\n  print x\n}\nprint 'a\nb'", "b'", "\na\r\nb\r\n")
        self.assertEqual(shown, "socksh> repeat 2 {\n...>   print x\n...> }\nx\nx\nsocksh> print 'a\n...> b'\na\nb\n")

    def test_comments_and_empty_lines_are_passed_over(self) -> None:
        shown = self.run_pasted("# one\n\nprint a; print b\n\n# two\n", "# two", "\nb\r\n")
        self.assertEqual(shown, "socksh> print a; print b\na\nb\n")

    def test_an_error_is_shown_and_the_rest_goes_on(self) -> None:
        shown = self.run_pasted("nonsense\nprint }\nprint last", "print last", "\nlast\r\n")
        self.assertRegex(shown, r"socksh> nonsense\nerror \(name\): (.*\n)+socksh> print }\nerror \(usage\): (.*\n)+"
                                r"socksh> print last\nlast\n")

    def test_many_errors_in_a_row_are_no_program(self) -> None:
        shown = self.run_pasted("nonsense\n" * 12 + "! touch ran", "touch ran", "left out\r\n")
        self.assertEqual(shown.count("error (name)"), 10)
        self.assertTrue(shown.endswith("10 lines in a row failed: 3 more lines were left out\n"), shown)
        self.assertFalse((self.terminal.home / "ran").exists())

    def test_ctrl_c_leaves_the_rest_out(self) -> None:
        for wait in "sleep 1h", "try { sleep 1h }":
            with self.subTest(wait):
                self.paste(f"print one\n{wait}\nprint skipped\nprint too")
                self.terminal.expect("print too")
                self.terminal.press(ENTER)
                self.terminal.expect("sleep 1h.*\n")
                self.terminal.wait_until(self.terminal.is_waiting, "sleep should wait")
                self.terminal.press(CTRL_C)
                shown = self.terminal.prompt("socksh")
                self.assertRegex(shown, r"error \(interrupted\): .*\n2 more lines were left out\n\Z")
                self.assertEqual(self.terminal.run("print here"), "here\n")

    def test_keys_typed_before_ctrl_c_are_dropped_with_it(self) -> None:
        self.terminal.press("sleep 1h" + ENTER + "print skipped" + ENTER)
        self.terminal.expect("sleep 1h\r\n")
        self.terminal.wait_until(self.terminal.is_waiting, "sleep should wait")
        self.terminal.press(CTRL_C)
        self.terminal.prompt("socksh")
        self.terminal.run("print here")
        self.assertNotIn("\nskipped", self.terminal.screen)

    def test_quit_leaves_at_once(self) -> None:
        self.paste("quit 3\nprint skipped")
        self.terminal.expect("print skipped")
        self.terminal.press(ENTER)
        self.assertEqual(self.terminal.end(), 3)
        self.assertNotIn("\nskipped", self.terminal.screen)

    def test_an_arrival_is_told_between_the_lines(self) -> None:
        go_on = threading.Event()

        def talk(connection: socket.socket) -> None:
            go_on.wait(20)
            connection.sendall(b"hello")
            with suppress(ConnectionError):
                connection.recv(1)

        with peers.tcp_peer(talk) as peer:
            self.paste(f"c = open {peers.HOST} {peer.port}\nsleep 1h\nprint last")
            self.terminal.expect("print last")
            self.terminal.press(ENTER)
            self.terminal.expect("waiting in sleep, 1 s")
            go_on.set()
            self.terminal.expect(r"c: 5 bytes[^\n]*\n")
            self.terminal.press(CTRL_C)
            self.terminal.expect("1 more line was left out")

    def test_up_recalls_it_whole(self) -> None:
        self.run_pasted("print one\nprint two", "print two", "\ntwo\r\n")
        self.terminal.press(UP)
        self.terminal.expect("print two")
        self.assertEqual(self.enter("\ntwo\r\n"), "socksh> print one\none\nsocksh> print two\ntwo\n")

    def test_one_that_ends_within_a_block_waits_for_its_end(self) -> None:
        """Nothing runs before that; and what was entered is in sight."""
        self.paste("print one\nrepeat 2 {\nprint x")
        self.terminal.expect("print x")
        self.terminal.press(ENTER)
        shown = self.terminal.prompt(r"\.\.\.")
        self.assertTrue(shown.endswith("socksh> print one\n...> repeat 2 {\n...> print x\n"), shown)
        self.assertEqual(self.terminal.run("}", prompt="socksh"),
                         "socksh> print one\none\nsocksh> repeat 2 {\n...> print x\n...> }\nx\nx\n")

    def test_ctrl_d_drops_one_that_ends_within_a_block(self) -> None:
        self.paste("print one\nrepeat 2 {\nprint x")
        self.terminal.expect("print x")
        self.terminal.press(ENTER)
        self.terminal.prompt(r"\.\.\.")
        self.terminal.press(CTRL_D)
        self.assertIn("error (usage)", self.terminal.prompt("socksh"))
        self.assertNotIn("\none", self.terminal.screen)

    def test_of_a_long_line_the_beginning_is_shown(self) -> None:
        told = self.paste_much("print one\nlet x " + "x" * 100_000 + "\nprint two\n")
        self.assertIn("100027 bytes pasted, 3 lines", told)
        shown = self.enter("\ntwo\r\n")
        self.assertRegex(shown, r"\nsocksh> let x x+\.\.\. and \d+ bytes more\n")
        self.assertLess(len(shown), 6000)


class Much(PasteTestCase):
    """What is too long to be drawn stays out of sight, and is neither slow nor shown at length."""

    def test_many_megabytes(self) -> None:
        self.terminal.type("print a; ")
        lines = "# a comment, and nothing else\n" * ((10 << 20) // 30) + "print last\n"
        text = BEGIN + lines + END
        for start in range(0, len(text), PIECE):
            self.terminal.press(text[start:start + PIECE])
        self.terminal.expect(rf"{len(lines)} bytes pasted, {lines.count(chr(10))} lines: Enter runs them, Ctrl-C drops them")
        self.terminal.prompt("socksh")
        self.assertEqual(self.enter("\nlast\r\n"),
                         "socksh> print a; # a comment, and nothing else\na\nsocksh> print last\nlast\n")
        self.assertLess(len(self.terminal.screen), 1000)

    def test_of_very_many_lines_only_errors_are_shown(self) -> None:
        lines = ["let x $n"] * 3000
        lines[10], lines[2000] = "print shown", "nonsense"
        self.paste_much("let n 5\n" + "\n".join(lines))
        shown = self.enter("3001 lines have run; errors: 1\r\n")
        self.assertIn("socksh> print shown\nshown\n", shown)
        self.assertIn("the first 1000 of 3001 lines have run; of the rest only errors are shown;\n  Ctrl-C ends it\n", shown)
        self.assertRegex(shown, r"\nsocksh> nonsense\nerror \(name\): ")
        self.assertEqual(shown.count("socksh> "), 1001)
        self.assertEqual(self.terminal.run("print $x"), "5\n")

    def test_what_is_typed_behind_it_runs_behind_it(self) -> None:
        """It has no place among the lines that are out of sight but their end."""
        self.paste_much("let x 5\n" * 3000)
        self.terminal.type("abc")
        shown = self.enter("3001 lines have run; errors: 1\r\n")
        self.assertRegex(shown, r"errors are shown;\n  Ctrl-C ends it\nsocksh> abc\nerror \(name\): ")

    def test_it_stands_where_the_cursor_was(self) -> None:
        self.terminal.type("print a; print z")
        self.terminal.press("\x1b[D" * len("print z"))
        self.paste("print x\n" * 30)
        self.terminal.expect(r"socksh> print z\x08{7}")
        self.terminal.press(" ; print y; ")
        self.terminal.expect("print y.*; ")
        shown = self.enter("\nz\r\n")
        self.assertTrue(shown.startswith("socksh> print a; print x\na\nx\nsocksh> print x\n"), shown)
        self.assertTrue(shown.endswith("socksh> print x\nx\nsocksh>  ; print y; print z\ny\nz\n"), shown)

    def test_two_stand_in_their_order(self) -> None:
        self.paste_much("print 1\n" * 30)
        self.paste_much("print 2\n" * 30 + "print last")
        replies = [line for line in self.enter("\nlast\r\n").split("\n") if line in ("1", "2")]
        self.assertEqual(replies, ["1"] * 30 + ["2"] * 30)

    def test_ctrl_c_ends_very_many_lines(self) -> None:
        self.paste_much("print x\n" * 1100 + "sleep 1h\nprint skipped\n")
        self.terminal.press(ENTER)
        self.terminal.expect("of the rest only errors")
        self.terminal.wait_until(self.terminal.is_waiting, "sleep should wait")
        self.terminal.press(CTRL_C)
        self.assertRegex(self.terminal.prompt("socksh"), r"1101 lines have run; errors: 1\n1 more line was left out\n\Z")
        self.assertEqual(self.terminal.run("print here"), "here\n")

    def test_more_lines_than_the_screen_has_stay_out_of_sight(self) -> None:
        self.assertIn("240 bytes pasted, 30 lines", self.paste_much("print x\n" * 30))
        self.assertEqual(self.enter("(x\r\n[^x]*){30}").count("\nx\n"), 30)

    def test_one_huge_line(self) -> None:
        text = "print $(length " + "x" * (10 << 20) + ")"
        self.assertIn(f"{len(text)} bytes pasted, 1 line: Enter runs it, Ctrl-C drops it", self.paste_much(text))
        self.terminal.press(ENTER)
        self.terminal.expect(rf"{10 << 20}\r\n")
        self.terminal.prompt("socksh")
        self.assertLess(len(self.terminal.screen), 1000)

    def test_ctrl_c_drops_it(self) -> None:
        self.paste_much("print dropped\n" * 1000)
        self.terminal.press(CTRL_C)
        self.terminal.prompt("socksh")
        self.assertEqual(self.terminal.run("print kept"), "kept\n")
        self.assertNotIn("\ndropped", self.terminal.screen)


class Bytes(PasteTestCase):
    """Whatever comes in a paste, nothing of it is lost and nothing is taken for a key."""

    def test_in_pieces(self) -> None:
        for piece in "\x1b[2", "00~print o", "ne\x1b[20", "1~":
            self.terminal.press(piece)
        self.terminal.expect("print one")
        self.terminal.press(ENTER)
        self.assertRegex(self.terminal.prompt("socksh"), r"\none\n\Z")

    def test_control_bytes_are_data(self) -> None:
        """As keys they would end the session, or stop it, and the rest would be read by the shell that it runs in."""
        for byte in "\x1c", "\x1a", "\x03", "\x13":
            self.paste(f"print abc{byte}def")
            self.terminal.press(ENTER)
            self.assertIn("def", self.terminal.prompt("socksh"))

    def test_a_nul_is_spelled(self) -> None:
        self.paste('print $(length "a\0\0b")')
        self.terminal.expect(r"2 NUL bytes pasted: written as \\0, which means that byte only between double\r\n  quotes\r\n")
        self.terminal.expect(r'print \$\(length "a\\0\\0b"\)')
        self.terminal.press(ENTER)
        self.assertRegex(self.terminal.prompt("socksh"), r"\n4\n\Z")

    def test_a_nul_elsewhere_is_a_usage_error_and_no_more(self) -> None:
        self.paste("print one\nprint a\0b\nprint three")
        self.terminal.expect("1 NUL byte pasted")
        self.terminal.expect("print three")
        shown = self.enter("\nthree\r\n")
        self.assertRegex(shown, r"> print one\none\nsocksh> print a\\0b\nerror \(usage\): (.*\n)+socksh> print three\nthree\n")

    def test_a_nul_in_a_long_one(self) -> None:
        self.terminal.press(BEGIN + "print one\n" * 30 + 'print $(length "\0")\n' + END)
        self.terminal.expect("321 bytes pasted, 31 lines")
        self.terminal.expect("1 NUL byte pasted")
        self.terminal.prompt("socksh")
        self.assertTrue(self.enter("\n1\r\n").endswith('socksh> print $(length "\\0")\n1\n'))

    def test_nuls_behind_a_paste_stay_keys(self) -> None:
        self.terminal.press(BEGIN + "print a\0" + END + "\0" + BEGIN + "\0b" + END)
        self.terminal.expect(r"print a\\0\S*\\0b")
        self.terminal.press(CTRL_C)
        self.terminal.prompt("socksh")

    def test_escapes_are_shown_and_not_obeyed(self) -> None:
        shown = self.run_pasted("print one\nprint '\x1b]0;title\x07'", "0;title", "title.*\n.*title.*\r\n")
        self.assertIn(r"socksh> print '\e]0;title\x07'", shown)
        self.assertNotIn("\x1b]0", self.terminal.screen)

    def test_one_without_an_end_is_left_with_ctrl_c(self) -> None:
        for begun in "", "print lost", "print lost\nprint lost\n" * 5000, "abc\0def\x03ghi":
            with self.subTest(begun[:20]):
                text = BEGIN + begun
                for start in range(0, len(text), PIECE):
                    self.terminal.press(text[start:start + PIECE])
                self.terminal.press(CTRL_C)
                self.terminal.prompt("socksh")
                self.assertEqual(self.terminal.run("print kept"), "kept\n")
                self.assertNotIn("\nlost", self.terminal.screen)


if __name__ == "__main__":
    main()
