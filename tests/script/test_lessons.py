"""Lessons, run at once: each of docs/lessons, and what a lesson of one's own is told when something differs."""

import tempfile
import unittest
from pathlib import Path

from socksh import STATUS, Conversation, Result, SockshTestCase, call, main, run

LESSONS = sorted((Path(__file__).parents[2] / "docs" / "lessons").glob("*.md"))


def told(statement: str) -> Result:
    """What a person is shown."""
    return run(statement, json=False)


class Shipped(SockshTestCase):
    """The lessons that are installed."""

    def test_each_runs(self) -> None:
        self.assertTrue(LESSONS)
        for lesson in LESSONS:
            with self.subTest(lesson.name):
                result = told(f"lesson {lesson.stem.partition('-')[2]}")
                self.assertEqual(result.status, 0, f"\n{result}")

    def test_each_checks_what_it_teaches(self) -> None:
        for lesson in LESSONS:
            with self.subTest(lesson.name):
                self.assertIn("\n```check\n", lesson.read_text())

    def test_each_closes_what_it_opens(self) -> None:
        for lesson in LESSONS:
            with self.subTest(lesson.name):
                reply = run(f"lesson {int(lesson.name[:2])}; sockets").replies[-1]
                self.assertEqual(reply["sockets"], [])

    def test_the_list_has_them_all(self) -> None:
        reply = run("lesson").reply("lesson")
        self.assertEqual([f"{row['number']:02}-{row['name']}" for row in reply["lessons"]],
                         [lesson.stem for lesson in LESSONS])
        for row in reply["lessons"]:
            self.assertTrue(row["title"], row)

    def test_by_number_or_the_name_of_its_file_it_is_the_same(self) -> None:
        for name in "1", "01-conversation":
            events = run(f"lesson {name}").events
            self.assertEqual(events[0]["event"], "prose")
            self.assertIn("A first conversation", events[0]["text"])


class Own(SockshTestCase):
    """A Markdown file of one's own."""

    def lesson(self, text: str) -> Result:
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory) / "own.md"
            path.write_text(text)
            return told(f"lesson {path}")

    def test_a_check_that_differs_is_a_mismatch_and_explains(self) -> None:
        result = self.lesson("Say\n```socksh\nlet a 1\n```\n```check\nassert $a == 2   # a should be two\n```\n")
        self.assertEqual(result.status, 1)
        self.assertIn("own.md:6", result.stderr)
        self.assertIn("a should be two", result.stderr)

    def test_a_check_that_ctrl_c_has_left_has_found_nothing(self) -> None:
        with tempfile.TemporaryDirectory() as directory, Conversation() as shell:
            own = Path(directory) / "own.md"
            own.write_text("```socksh\npair a b\n```\n```check\nassert $(b.recv) == x # b should have x\n```\n")
            shell.answer(shell.say(f"print ready; lesson {own}"))
            shell.interrupt()
            self.assertEqual(shell.close(), STATUS["interrupted"])
            self.assertNotIn("b should have x", str(shell.result()))

    def test_an_error_that_is_wanted_is_none(self) -> None:
        for wanted in "ENOTCONN", "socket":
            result = self.lesson(f"```socksh {wanted}\nsocket tcp; send x\n```\n")
            self.assertEqual(result.status, 1 if wanted == "ENOTCONN" else 0, result)
        result = self.lesson("```socksh EPIPE\nsocket tcp; send x\n```\nend\n")
        self.assertEqual(result.status, 0, result)

    def test_an_error_that_is_wanted_is_none_where_errors_do_not_end_a_run(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory) / "own.md"
            path.write_text("```socksh EPIPE\nsocket tcp; send x\n```\n```socksh\nprint reached\n```\n")
            result = call("-k", "-c", f"lesson {path}")
        self.assertEqual(result.status, 0, result)
        self.assertIn("\nreached\n", result.stdout.decode())

    def test_quit_ends_it(self) -> None:
        result = self.lesson("```socksh\nquit 3\n```\nMore prose.\n```socksh\nlet a 1\n```\n")
        self.assertEqual(result.status, 3, result)
        self.assertNotIn("More prose", result.stdout.decode())

    def test_an_error_that_does_not_come_is_a_mismatch(self) -> None:
        result = self.lesson("```socksh EPIPE\nlet a 1\n```\n")
        self.assertEqual(result.status, 1)
        self.assertIn("fail with EPIPE", result.stderr)

    def test_an_error_that_is_not_wanted_ends_it(self) -> None:
        result = self.lesson("```socksh\nsocket tcp; send x\nprint unreached\n```\n")
        self.assertNotEqual(result.status, 0)
        self.assertNotIn("unreached\n", result.stdout.decode().replace("> print unreached\n", ""))

    def test_what_try_catches_is_no_failure(self) -> None:
        result = self.lesson("```socksh\ntry { socket tcp; send x }\nassert $? == socket\n```\n")
        self.assertEqual(result.status, 0, result)

    def test_a_lesson_that_is_none(self) -> None:
        for text, status in ("```socksh\nsend {\n```\n", 2), ("", 0), ("prose alone\n", 0):
            self.assertEqual(self.lesson(text).status, status, text)
        result = told("lesson convesation")
        self.assertEqual(result.status, 3)
        self.assertIn("did you mean conversation?", result.stderr)
        self.assertEqual(told("lesson ./missing.md").status, 10)


if __name__ == "__main__":
    main()
