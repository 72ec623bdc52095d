"""A log that is kept at the prompt: it has what is shown there; and its replay."""

import re
import tempfile
from pathlib import Path

from socksh import SockshTestCase, call, main, run
from terminal import CTRL_C, CTRL_D, ENTER, Terminal, need_editor


def setUpModule() -> None:
    need_editor()


class Log(SockshTestCase):
    """A log in a file."""

    def setUp(self) -> None:
        self.file = Path(self.enterContext(tempfile.TemporaryDirectory())) / "session.log"
        self.terminal = self.enterContext(Terminal(PAGER="cat"))
        self.terminal.prompt("socksh")
        self.terminal.run(f"log {self.file}")

    def logged(self) -> list[str]:
        """Its lines, without the times."""
        return [line.partition(" ")[2] for line in self.file.read_text().splitlines()]

    def test_replies_and_errors(self) -> None:
        for line in "print hello", "recv", "log off", "print later":
            self.terminal.run(line)
        lines = self.logged()
        self.assertEqual(lines[:4], [f": the log goes to {self.file}", "= beginnings of names will do",
                                     "> print hello", ": hello"])
        self.assertIn("! error (name): recv: there is no current handle", lines)
        self.assertEqual(lines[-2:], ["> log off", "# the log ends here"])

    def test_a_line_that_is_no_statement(self) -> None:
        for line in "print hello", "print $", "log off":
            self.terminal.run(line)
        lines = self.logged()
        self.assertEqual(lines[2:5], ["> print hello", ": hello", "> print $"])
        self.assertRegex(lines[5], r"^! error \(usage\): \$ begins an expansion")
        self.assertEqual(call("--replay", self.file).status, 0)

    def test_what_is_unfinished_at_the_end(self) -> None:
        self.terminal.run("repeat 2 {", prompt=r"\.\.\.")
        self.terminal.press(CTRL_D)
        self.terminal.prompt()
        self.terminal.run("print hello")
        self.assertEqual([line for line in self.logged() if line[0] == ">"], ["> repeat 2 {", "> print hello"])
        self.assertEqual(call("--replay", self.file).status, 0)

    def test_what_went_through_the_pager(self) -> None:
        shown = self.terminal.run("help recv")
        self.assertIn("recv [N]", shown)
        self.assertTrue(any("recv [N]" in line for line in self.logged()), self.logged())

    def test_what_came_by_itself(self) -> None:
        self.terminal.run("pair a b")
        self.terminal.run("a.watch on; b.send hello")
        self.terminal.press(ENTER)
        self.terminal.prompt()
        self.assertTrue(any(line.startswith("* a: ") for line in self.logged()), self.logged())

    def test_of_a_lesson_what_was_typed(self) -> None:
        """Its checks nobody has typed; what they move is in the log, as all data is."""
        own = self.file.with_name("own.md")
        own.write_text("```socksh\npair a b\n```\n```check\ntry { a.send x }\nassert $(b.recv) == x\n```\n")
        for line in f"lesson {own}", "print $_", "", "log off":
            self.terminal.run(line)
        self.assertEqual([line for line in self.logged() if line.startswith(">")],
                         [f"> lesson {own}", "> print $_", "> pair a b", "> log off"])
        self.assertIn('a -> "x"', self.logged())
        result = call("--replay", self.file)
        self.assertEqual((result.status, result.stderr), (0, ""), result)

    def test_beginnings_of_names(self) -> None:
        """They are names at a prompt, and so they are when its log is replayed."""
        for line in "pai a b", "a.send x", "b.rec", "b.recv", "repe 2 { pri hello }", "log off":
            self.terminal.run(line)
        self.assertIn("! error (name): rec is the beginning of several commands", self.logged())
        result = call("--replay", self.file)
        self.assertEqual((result.status, result.stderr), (0, ""), result)

    def test_what_the_history_has_again(self) -> None:
        for line in "let a 1", "print $a", "history", "history 3", "history 99", "log off":
            self.terminal.run(line)
        self.assertEqual([line for line in self.logged() if line.startswith(">")][2:],
                         ["> history", "> history 3", "> print $a", "> history 99", "> log off"])
        result = call("--replay", self.file)
        self.assertEqual((result.status, result.stderr), (0, ""), result)

    def test_of_two_lessons(self) -> None:
        """A lesson's end closes what was made in it, and so the next can make the same."""
        own = self.file.with_name("own.md")
        own.write_text("```socksh\npair a b\n```\n```socksh\na.send x; b.recv\n```\n")
        for line in ("let mine 1", f"lesson {own}", "", "", f"lesson {own}", "", f"lesson {own}", "", "lesson off",
                     "print $mine", "log off"):
            self.terminal.run(line)
        self.assertEqual(self.logged().count("= close a b"), 3)
        result = call("--replay", self.file)
        self.assertEqual((result.status, result.stderr), (0, ""), result)
        for language in "script", "python", "c":
            run(f"replay {self.file}; export {language} /dev/null", check=True)
        program = self.file.with_name("program")
        run(f"replay {self.file}; export script {program}", check=True)
        self.assertEqual(call(program).status, 0)

    def test_of_a_lesson_that_was_left(self) -> None:
        """The replay isn't in it, and does what was typed."""
        for line in "lesson 1", "", "lesson off", "log off":
            self.terminal.run(line)
        result = call("--replay", self.file)
        self.assertEqual((result.status, result.stderr), (0, ""), result)
        self.assertIn(b"1 statements, and their replies are the same", result.stdout)


    def test_of_a_port_that_was_read_and_typed(self) -> None:
        """The README's session, as one types it."""
        port = re.search(r"127.0.0.1:(\d+)", self.terminal.run("srv = server tcp 127.0.0.1 0"))[1]
        for line in (f"c = open localhost {port}", "s = srv.accept", "c.sendline GET /motd", "s.recvline",
                     r's.send "two\nlines\n"', "s.shutdown wr", "c.recvall", "s.send more",
                     f"connect localhost {port}", "connect localhost htp", "log off"):
            self.terminal.run(line)
        result = call("--replay", self.file)
        self.assertEqual((result.status, result.stderr), (0, ""), result)
        self.assertIn(b"11 statements, and their replies are the same", result.stdout)


class Replay(SockshTestCase):
    """One of a log that says so."""

    def setUp(self) -> None:
        self.file = Path(self.enterContext(tempfile.TemporaryDirectory())) / "session.log"
        self.terminal = self.enterContext(Terminal())
        self.terminal.prompt("socksh")

    def test_while_it_waits_a_line_says_what_for(self) -> None:
        run(f"log {self.file}\npair a b\nlet wait 1", check=True)
        self.file.write_text(self.file.read_text().replace("let wait 1", "b.recv"))
        self.terminal.start(f"replay {self.file}")
        self.terminal.expect(r"\rreplay, 1 s: waiting for data on b; Ctrl-C leaves")
        self.terminal.press(CTRL_C)
        self.assertIn("error (interrupted)", self.terminal.prompt())

    def test_a_wait_that_ctrl_c_has_left_is_left_out(self) -> None:
        self.terminal.run(f"log {self.file}")
        self.terminal.run("pair a b")
        waits = "b.recv", "repeat 2 { b.send x; b.recv }", "try { repeat 2 { b.recv } }"
        for statement in waits:
            self.terminal.start(statement)
            self.terminal.press(CTRL_C)
            self.terminal.prompt()
        self.terminal.run("print more")
        self.terminal.run("log off")
        result = call("--replay", self.file, timeout=10)
        self.assertEqual((result.status, result.stderr), (0, ""), result)
        shown = result.stdout.decode()
        for statement in waits:
            self.assertRegex(shown, rf"(?m)^line \d+: {re.escape(statement)}\n  left by Ctrl-C in the log: not run\n")
        self.assertIn("2 statements, and their replies are the same", shown)
        left = call("--json", "--replay", self.file).reply("replay")["interrupted"]
        self.assertEqual([row["statement"] for row in left], list(waits))

    def test_the_line_is_gone_before_a_difference_is_told(self) -> None:
        run(f"log {self.file}\npair a b\nlet wait 1\nlog off", check=True)
        self.file.write_text(self.file.read_text().replace("let wait 1", "b.recv --timeout 2s"))
        self.terminal.start(f"replay {self.file}")
        self.terminal.expect("waiting for data on b; Ctrl-C leaves")
        self.assertRegex(self.terminal.expect("line 4: b.recv"), r"(\A|leaves)\r +\rline")


if __name__ == "__main__":
    main()
