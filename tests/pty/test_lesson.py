"""A lesson at the prompt: it tells, waits for a statement, and looks at what came of what was typed."""

import tempfile
from pathlib import Path

from socksh import ROOT, SockshTestCase, main
from terminal import CTRL_C, ENTER, Terminal, need_editor, plain

LESSONS = sorted((ROOT / "docs" / "lessons").glob("*.md"))
WAITS = "press Enter to have it typed:\n"
OWN = """# Mine
Make two ends.
```socksh
pair a b
```
```check
assert ${a.type} == unix   # a should be a Unix socket
```
Now say *something*.
```socksh
a.send hello
```
This fails:
```socksh EPIPE
a.shutdown wr; a.send more
```
What is caught is no failure:
```socksh
try { a.send more }
```
That was all.
"""


def unfolded(text: str) -> str:
    """Text in one row."""
    return " ".join(text.split())


def setUpModule() -> None:
    need_editor()


class Lesson(SockshTestCase):
    """One of our own, in a file."""

    def setUp(self) -> None:
        directory = Path(self.enterContext(tempfile.TemporaryDirectory()))
        (directory / "own.md").write_text(OWN)
        self.terminal = self.enterContext(Terminal())
        self.terminal.prompt("socksh")
        self.begin = f"lesson {directory}/own.md"

    def test_enter_has_it_typed(self) -> None:
        shown = self.terminal.run(self.begin)
        self.assertIn("Make two ends.", shown)
        self.assertIn("Type, or press Enter to have it typed:\n  pair a b\n", shown)
        shown = self.terminal.run("")
        self.assertIn("> pair a b\n", shown)
        self.assertIn("Now say *something*.", shown)
        self.assertIn("a: sent 5 bytes", self.terminal.run(""))
        self.assertIn("What is caught", self.terminal.run(""))
        shown = self.terminal.run("")
        self.assertIn("[EPIPE]", shown)
        self.assertIn("That was all.", shown)
        self.assertEqual(self.terminal.run(""), "")

    def test_a_wanted_error_is_one_with_k_too(self) -> None:
        with Terminal("-k") as terminal:
            terminal.prompt("socksh")
            terminal.run(self.begin)
            terminal.run("")
            terminal.run("")
            self.assertIn("What is caught", terminal.run(""))
            terminal.run("lesson off")
            self.assertIn("behind", terminal.run("assert 1 == 2; print behind"))

    def test_another_way_is_taken_where_a_check_holds(self) -> None:
        self.terminal.run(self.begin)
        self.assertIn("Now say", self.terminal.run("pair a z unix"))

    def test_what_differs_is_told_and_the_lesson_waits(self) -> None:
        self.terminal.run(self.begin)
        shown = self.terminal.run("pair a z unix-dgram")
        self.assertIn("Not yet: a should be a Unix socket\nThe lesson waits for: pair a b\n", shown)
        self.terminal.run("close a z")
        self.assertIn("Now say", self.terminal.run("pair a b"))

    def test_anything_may_be_tried_in_between(self) -> None:
        self.terminal.run(self.begin)
        self.assertIn("The lesson waits for: pair a b", self.terminal.run("print hello"))
        self.assertIn("The lesson waits for: pair a b", self.terminal.run("nonsense"))
        self.assertIn("Now say", self.terminal.run(""))

    def test_a_line_is_typed_as_one_and_only_the_wanted_error_will_do(self) -> None:
        self.terminal.run(self.begin)
        self.terminal.run("")
        self.terminal.run("")
        self.assertIn("The lesson waits for: a.shutdown wr; a.send more\n", self.terminal.run("nonsense"))
        self.assertIn("What is caught", self.terminal.run("a.shutdown wr; a.send more"))

    def test_a_check_that_holds_already_tells_nothing(self) -> None:
        self.terminal.run("pair a z")
        self.terminal.run(self.begin)
        self.assertIn("The lesson waits for: pair a b\n", self.terminal.run("print hello"))

    def test_it_can_be_left(self) -> None:
        self.terminal.run(self.begin)
        self.assertEqual(self.terminal.run("lesson off"), "")
        self.assertEqual(self.terminal.run("print hello"), "hello\n")

    def test_who_leaves_the_session_has_done_nothing(self) -> None:
        for statement in "quit", "print bye; quit", "q":
            with self.subTest(statement), Terminal() as terminal:
                terminal.prompt("socksh")
                terminal.run(self.begin)
                terminal.type(statement)
                seen = len(terminal.screen)
                terminal.press(ENTER)
                self.assertEqual(terminal.end(), 0)
                self.assertEqual(plain(terminal.screen[seen:]).split(), ["bye"] if "bye" in statement else [])

    def test_one_that_is_begun_anew_on_one_line(self) -> None:
        self.terminal.run(self.begin)
        shown = self.terminal.run(f"lesson off; {self.begin}")
        self.assertIn("Type, or press Enter", shown)
        self.assertNotIn("The lesson waits for", shown)

    def test_the_line_about_what_it_waits_for_says_that_it_looks_and_is_gone_before_it_tells(self) -> None:
        own = Path(self.begin.removeprefix("lesson "))
        own.write_text("```socksh\npair a b\n```\n```socksh\na.send x\n```\n"
                       "```check\ntry { b.recv --timeout 2s }\nassert ${b.type} == unix-dgram # b is not it\n```\n")
        self.terminal.run(self.begin)
        told = r"\rthe lesson's check, 1 s: waiting for data on b; Ctrl-C leaves"
        self.terminal.press(ENTER)  # before the exercise is told: whether its check can tell
        self.terminal.expect(told)
        self.assertRegex(self.terminal.expect("Type, or press Enter"), r"leaves\r +\r(\r?\n)?Type")
        self.terminal.prompt()
        self.terminal.start("print hello")
        self.terminal.expect(told)
        self.assertRegex(self.terminal.expect("Not yet"), r"(\A|leaves)\r +\rNot yet")
        self.terminal.prompt()

    def test_a_check_that_ctrl_c_has_left_tells_nothing(self) -> None:
        own = Path(self.begin.removeprefix("lesson "))
        own.write_text("```socksh\npair a b\n```\n```socksh\nlet x 1\n```\n"
                       "```check\nassert $(b.recv --timeout 20s) == x # b should have x\n```\n")
        self.terminal.run(self.begin)
        waits = "waiting for data on b; Ctrl-C leaves"
        self.terminal.press(ENTER)
        self.terminal.expect(waits)
        self.terminal.press(CTRL_C)
        self.terminal.prompt()
        self.terminal.run("a.send x")  # had the check found that nothing was done, this would do
        self.assertIn("The lesson waits for: let x 1\n", self.terminal.run("print hello"))
        self.terminal.run("b.recv")
        self.terminal.start("let x 1")
        self.terminal.expect(waits)
        self.terminal.press(CTRL_C)
        shown = self.terminal.prompt()
        self.assertIn("The lesson waits for: let x 1\n", shown)
        self.assertNotIn("Not yet", shown)

    def test_ctrl_c_in_a_check_leaves_out_the_rest_of_what_was_pasted(self) -> None:
        own = Path(self.begin.removeprefix("lesson "))
        own.write_text("```socksh\npair a b\n```\n```check\nassert $(a.recv --timeout 20s) == x\n```\n")
        self.terminal.run(self.begin)
        self.terminal.press("\x1b[200~pair a b\nlet ran 1\x1b[201~")
        self.terminal.expect("let ran 1")
        self.terminal.press(ENTER)
        self.terminal.expect("waiting for data on a; Ctrl-C leaves")
        self.terminal.press(CTRL_C)
        self.assertIn("1 more line was left out", self.terminal.prompt())
        self.assertIn("error (name)", self.terminal.run("print $ran"))

    def test_its_check_cannot_leave_it(self) -> None:
        own = Path(self.begin.removeprefix("lesson "))
        own.write_text("```socksh\nlet a 1\n```\n```check\nlesson off\nassert $a == 1\n```\nThat was all.\n")
        self.terminal.run(self.begin)
        self.assertIn("That was all.", self.terminal.run("let a 1"))

    def test_its_check_is_no_statement_of_the_session(self) -> None:
        self.terminal.run(self.begin)
        self.terminal.run("")
        self.assertNotIn("assert", self.terminal.run("export script -").replace("assert $(set hints off)", ""))

    def test_what_was_made_in_it_is_closed_when_it_is_left(self) -> None:
        self.terminal.run("pair mine yours")
        self.terminal.run(self.begin)
        self.terminal.run("")
        self.assertIn("The lesson's handles are closed: a, b\n", self.terminal.run("lesson off"))
        self.assertNotIn("closed", self.terminal.run(self.begin))
        self.assertIn("mine", self.terminal.run("sockets"))

    def test_it_can_begin_again(self) -> None:
        self.terminal.run(self.begin)
        self.terminal.run("")
        shown = self.terminal.run(self.begin)
        self.assertIn("The lesson's handles are closed: a, b\n", shown)
        self.assertIn("Make two ends.", shown)
        self.assertIn("Now say", self.terminal.run(""))

    def test_what_is_left_at_its_end_is_closed(self) -> None:
        self.terminal.run(self.begin)
        shown = "".join(self.terminal.run("") for _ in range(4))
        self.assertTrue(shown.endswith("That was all.\nThe lesson's handles are closed: a, b\n"), shown)
        self.assertNotIn("unix", self.terminal.run("sockets"))

    def test_where_its_statement_fails_it_says_how_to_begin_again(self) -> None:
        self.terminal.run(self.begin)
        self.terminal.run("")
        shown = self.terminal.run("b.close")
        self.assertIn("(Enter types it, `lesson off` leaves the lesson)", shown)
        shown = unfolded(self.terminal.run(""))
        self.assertIn("[EPIPE]", shown)
        again = f"`{self.begin}` begins again"
        self.assertIn(again, shown)
        self.assertIn("Make two ends.", self.terminal.run(self.begin))

    def test_a_hint_shows_it(self) -> None:
        terminal = self.enterContext(Terminal("--no-init", term="xterm"))
        terminal.prompt("socksh")
        terminal.type(self.begin)
        terminal.press(ENTER)
        terminal.expect("\x1b\\[2mpair a b\x1b\\[0m")


class Shipped(SockshTestCase):
    """Those that are installed."""

    def test_a_dead_end_has_a_way_back(self) -> None:
        terminal = self.enterContext(Terminal("--no-init"))
        terminal.prompt("socksh")
        terminal.run("set arrivals off")
        terminal.run("lesson 1")
        for _ in range(4):
            terminal.run("")
        terminal.run("s.close")
        self.assertIn("`lesson 1` begins again", terminal.run(""))
        self.assertIn("The lesson's handles are closed: srv, c\n", terminal.run("lesson 1"))
        self.assertNotIn("error", terminal.run(""))

    def test_the_last_statement_is_what_was_typed(self) -> None:
        terminal = self.enterContext(Terminal("--no-init"))
        terminal.prompt("socksh")
        terminal.run("lesson 1")
        terminal.run("")
        self.assertIn("listen(", terminal.run("trace"))

    def test_enter_types_each_to_its_end(self) -> None:
        for lesson in LESSONS:
            with self.subTest(lesson.name):
                terminal = self.enterContext(Terminal("--no-init"))
                terminal.prompt("socksh")
                terminal.run("set arrivals off")
                shown = terminal.run(f"lesson {int(lesson.name[:2])}")
                while WAITS in shown:
                    statement = shown.rpartition(WAITS)[2]
                    shown = terminal.run("")
                    self.assertIn("> " + unfolded(statement), unfolded(shown))
                    self.assertNotIn("The lesson waits for:", shown)
                last = lesson.read_text().split()[-1]
                self.assertTrue(shown.rstrip().endswith(last), shown)


if __name__ == "__main__":
    main()
