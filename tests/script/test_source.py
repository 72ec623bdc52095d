"""source, patterns, and commands of the system's shell."""

import tempfile
from pathlib import Path

from socksh import SockshTestCase, data, main, run


class Source(SockshTestCase):
    """source FILE."""

    def setUp(self) -> None:
        self.directory = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def run_files(self, script: str, *args: str, **files: str):
        """Run statements where these files are."""
        for name, content in files.items():
            (self.directory / name).write_text(content)
        return run(script, *args, cwd=self.directory)

    def test_handles_and_variables_stay(self) -> None:
        result = self.run_files("source inner; b.recv; print $x", inner="pair a b\na.send hello\nlet x 1\n")
        self.assertOk(result)
        self.assertData(result, "recv", b"hello")
        self.assertReply(result, "print", text="1")

    def test_replies_tell_their_place(self) -> None:
        result = self.run_files("print out; source inner", inner="\nprint in\n")
        first, second = result.all("print")
        self.assertNotIn("source", first)
        self.assertEqual((second["source"], second["line"]), ("inner", 2))

    def test_nested(self) -> None:
        result = self.run_files("source one; print end", one="print 1\nsource two\nprint 3", two="print 2")
        self.assertEqual([reply["text"] for reply in result.all("print")], ["1", "2", "3", "end"])

    def test_an_error_inside_ends_the_run(self) -> None:
        result = self.run_files("source one; print never", one="source two\nprint never", two="print in\nnope\n")
        self.assertError(result, "name")
        self.assertEqual([reply["text"] for reply in result.all("print")], ["in"])
        failed = result.reply("nope")
        self.assertEqual((failed["source"], failed["line"]), ("two", 2))

    def test_an_error_inside_try(self) -> None:
        result = self.run_files("try { source one }; print $?", one="nope\nprint never")
        self.assertEqual(result.status, 0, result)
        self.assertReply(result, "print", text="name")

    def test_going_on_after_an_error_inside(self) -> None:
        result = self.run_files("source one; print after", "-k", one="nope\nprint in")
        self.assertEqual([reply["text"] for reply in result.all("print")], ["in", "after"], result)
        self.assertEqual(result.status, 3)

    def test_nothing_of_a_file_runs_that_can_not_be_read(self) -> None:
        result = self.run_files("source one", one="print never\nprint {\n")
        self.assertError(result, "usage")
        self.assertEqual(result.all("print"), [])

    def test_missing(self) -> None:
        self.assertError(run("source nothing"), "file", "ENOENT")

    def test_itself(self) -> None:
        result = self.run_files("source own", own="source own\n")
        self.assertError(result, "resource")
        self.assertEqual(len(result.replies), 1, result)

    def test_quit_inside_ends_all(self) -> None:
        result = self.run_files("source one; print never", one="quit 9\nprint never")
        self.assertEqual((result.status, result.all("print")), (9, []), result)


class Patterns(SockshTestCase):
    """expect --regex, and matches."""

    def test_expect_takes_what_it_says(self) -> None:
        result = run(r'pair a b; a.send "id=42;rest"; b.expect --regex "[0-9]+;"; b.recv')
        self.assertData(result, "expect", b"id=42;", matched="42;")
        self.assertData(result, "recv", b"rest")

    def test_expect_without_a_match_takes_nothing(self) -> None:
        result = run(r'pair a b; a.send "250-one"; try { b.expect --regex "^250 " --timeout 20ms }; b.recv')
        self.assertError(result.reply("expect"), "timeout")
        self.assertData(result, "recv", b"250-one")

    def test_bytes(self) -> None:
        result = run(r'pair a b; a.send x"00 ff fe 00 41"; b.expect --regex "\\xff.\\x00"; b.recv')
        self.assertData(result, "expect", b"\0\xff\xfe\0")
        self.assertData(result, "recv", b"A")

    def test_matches(self) -> None:
        for a, pattern, holds in (("220 ready", "^220 ", True), ("xx220", "^220", False), ("abc", "b", True),
                                  ("", "^$", True), ("a", "(?i)A", True), ("a", "A", False)):
            with self.subTest(pattern):
                result = run(f"assert '{a}' matches '{pattern}'")
                self.assertOk(result) if holds else self.assertError(result, "mismatch")

    def test_wrong_pattern(self) -> None:
        for script in "assert x matches '('", "pair a b; a.expect --regex '['", "if x matches '*' { print y }":
            with self.subTest(script):
                self.assertIn("pattern", self.assertError(run(script), "usage")["message"])


class Shell(SockshTestCase):
    """! and $(! ...)."""

    def test_value(self) -> None:
        self.assertReply(run("let x $(! printf 'a b'); print [$x]"), "print", text="[a b]")
        self.assertReply(run("print $(! echo \"(x)\")!"), "print", text="(x)\n!")

    def test_status_is_no_error(self) -> None:
        result = run("! exit 3\nprint $?")
        self.assertReply(result, "!", status=3)
        self.assertReply(result, "print", text="ok")
        self.assertIn(b"exit status 3", run("! exit 3", json=False).stdout)

    def test_a_signal(self) -> None:
        self.assertReply(run("! kill -TERM $$"), "!", status=128 + 15)

    def test_output_in_order(self) -> None:
        self.assertEqual(run("print one\n! echo two\nprint three", json=False).stdout, b"one\ntwo\nthree\n")

    def test_nothing_is_expanded(self) -> None:
        self.assertEqual(data(run("let x 1\n! echo '$x' \"$x\" \\n").reply("!")), b"$x  n\n")

    def test_sockets_stay_ours(self) -> None:
        """A command inherits none of our descriptors."""
        result = run("pair a b\nx = ! ls /proc/self/fd | wc -l\nprint $x")
        self.assertEqual(data(result.reply("print")).strip(), b"4", result)


if __name__ == "__main__":
    main()
