"""Files and streams that are no proper scripts: each is refused for what it is, quickly, with nothing of it run."""

import os
import tempfile
import unittest
from pathlib import Path

from socksh import SOCKSH, STATUS, Result, SockshTestCase, call, main, run


class BadScripts(SockshTestCase):
    """As FILE, as standard input, and as source."""

    def setUp(self) -> None:
        self.directory = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.path = self.directory / "script"

    def every_way(self, content: bytes) -> dict[str, Result]:
        """Run a script in every way there is."""
        self.path.write_bytes(content)
        return {"file": call(self.path), "standard input": call(stdin=content), "as JSON": call("--json", self.path),
                "source": call("-c", f"source {self.path}")}

    def assertRefused(self, content: bytes, category: str, *said: str) -> None:
        """It fails with this category, and nobody is left to guess why."""
        for way, result in self.every_way(content).items():
            with self.subTest(way):
                shown = result.stderr + result.stdout.decode()
                self.assertEqual(result.status, STATUS[category], result)
                for part in said:
                    self.assertIn(part, shown)
                self.assertLess(len(shown), 2000, "all of the script in a message")
                self.assertNotIn("never", shown)

    def test_nul(self) -> None:
        self.assertRefused(b"print ne\0ver\n", "usage", "NUL", "1", "9")

    def test_nul_in_a_comment_or_a_quote(self) -> None:
        for content in b"# a \0\n", b"print 'a\0b'", b'print "a\0b"', b"print x\n\0":
            self.assertRefused(content, "usage", "NUL")

    def test_invalid_utf8(self) -> None:
        """Bytes are bytes: they are carried as they are, and shown escaped."""
        for way, result in self.every_way(b"print [\xff\xc3\x28\xed\xa0\x80]\n").items():
            with self.subTest(way):
                self.assertEqual(result.status, 0, result)
        self.assertEqual(call("-q", self.path).stdout, b"[\xff\xc3\x28\xed\xa0\x80]\n")
        self.assertEqual(call(self.path).stdout, b"[\\xff\\xc3(\\xed\\xa0\\x80]\n")

    def test_invalid_utf8_in_names(self) -> None:
        for content in (b"fro\xffb\n", b"\xff.send x\n", b"print $\xff\n", b"\xff = print x\n",
                        b"pair a b; a.recv --\xff\n"):
            with self.subTest(content):
                for result in self.every_way(content).values():
                    self.assertIn(result.status, (STATUS["usage"], STATUS["name"]), result)
                    (result.stdout + result.stderr.encode(errors="surrogateescape")).decode()

    def test_binary_file(self) -> None:
        content = Path(SOCKSH).read_bytes()[:1 << 20]
        self.assertRefused(content, "usage", "is this a script")

    def test_random_bytes(self) -> None:
        for result in self.every_way(bytes(range(1, 256)) * 100).values():
            self.assertIn(result.status, (STATUS["usage"], STATUS["name"]), result)

    def test_a_line_of_64_mib(self) -> None:
        self.assertRefused(b"print " + b"never" * (64 << 20 >> 2), "resource", "bytes")

    def test_a_line_of_64_mib_without_end_on_a_pipe(self) -> None:
        result = call("-", shell='yes never | tr -d "\\n" | "$@"')
        self.assertEqual(result.status, STATUS["resource"], result)

    def test_a_long_line_that_fits(self) -> None:
        words = b"word " * 100_000
        for way, result in self.every_way(b"let x " + words + b"\nprint ${x[0:4]}\n").items():
            with self.subTest(way):
                self.assertEqual(result.status, 0, result)

    def test_a_hundred_thousand_statements(self) -> None:
        for way, result in self.every_way(b"let x 1\n" * 100_000 + b"nope\n").items():
            with self.subTest(way):
                self.assertEqual(result.status, STATUS["name"], result)
                self.assertIn("100001", result.stderr or result.stdout[-1000:].decode())

    def test_deep_nesting(self) -> None:
        for opening, closing in ((b"try { ", b" }"), (b"repeat 1 {\n", b"\n}"), (b"print $(", b")"),
                                 (b"let x \"$(", b")\"")):
            for depth in 1000, 200_000:
                with self.subTest(opening=opening, depth=depth):
                    self.assertRefused(opening * depth + b"print never" + closing * depth, "usage", "nested")
                    self.assertRefused(opening * depth, "usage", "nested")

    def test_nesting_that_is_allowed(self) -> None:
        for result in self.every_way(b"try { " * 30 + b"print $(print $(print deep))" + b" }" * 30).values():
            self.assertEqual(result.status, 0, result)
            self.assertIn(b"deep", result.stdout)

    def test_it_ends_inside(self) -> None:
        for content in (b"repeat 2 {\nprint never\n", b'print "never\n\n', b"print 'never", b"print $(print never",
                        b"try {"):
            with self.subTest(content):
                for way, result in self.every_way(content).items():
                    with self.subTest(way):
                        self.assertEqual(result.status, STATUS["usage"], result)
                        self.assertIn("isn't closed", result.stderr + result.stdout.decode())

    def test_closed_too_often(self) -> None:
        self.assertRefused(b"repeat 1 { }\n}\n", "usage", "}")

    def test_a_directory(self) -> None:
        for result in call(self.directory), call("-c", f"source {self.directory}"), \
                call(shell=f'"$@" < {self.directory}'):
            self.assertEqual(result.status, STATUS["file"], result)
            self.assertIn("Is a directory", result.stderr)

    def test_missing(self) -> None:
        result = call(self.path)
        self.assertEqual(result.status, STATUS["file"], result)
        self.assertRegex(result.stderr, f"error \\(file\\): open {self.path}: No such file or directory")
        self.assertEqual(call("").status, STATUS["file"])
        self.assertEqual(call("n" * 10_000).status, STATUS["file"])

    @unittest.skipIf(os.geteuid() == 0, "root may read every file")
    def test_unreadable(self) -> None:
        self.path.write_text("print never")
        self.path.chmod(0)
        result = call(self.path)
        self.assertEqual(result.status, STATUS["file"], result)
        self.assertIn("Permission denied", result.stderr)

    def test_standard_input_is_closed(self) -> None:
        self.assertEqual(call("-", shell='"$@" <&-', timeout=20).status, STATUS["file"])

    def test_a_message_begins_with_its_place(self) -> None:
        self.path.write_text("print x\n\n  nope y\n")
        self.assertRegex(call(self.path).stderr, rf"\A{self.path}:3:3: error \(name\): .*nope")
        for way in call("-c", "print x; nope"), call(stdin="print x; nope"):
            self.assertRegex(way.stderr, r"\Aline 1:10: error \(name\): .*nope")

    def test_a_message_without_a_line_is_readable_too(self) -> None:
        own = self.directory / "own"
        own.write_text(f"source {own}\n")
        self.assertRegex(call(own).stderr, rf"\A({own}[:\d]*: )?error \(resource\): ")

    def test_the_word_at_fault_is_pointed_at(self) -> None:
        """The line is shown as it is written, and the caret stands under the word."""
        for line, word in (('print "a\\r\\n"; nope', "nope"), ("print \\", "\\"), ('print "é漢字"; nope', "nope"),
                           ("print '\\d' $nothing", "$nothing")):
            with self.subTest(line):
                _, shown, caret, *_ = run(line, json=False).stderr.splitlines()
                self.assertEqual(shown, "  " + line)
                before = caret.index("^") - 2
                wide = sum(character in "漢字" for character in line)
                self.assertEqual(line.index(word) + wide, before, f"{shown}\n{caret}")

    def test_hints_say_what_to_type(self) -> None:
        self.assertIn(r'"\r\n"', run("print \\", json=False).stderr)
        self.assertIn(r"\r \n \t", run(r'print "\q"', json=False).stderr)
        self.assertIn(r'"a\n" == "b" does not hold', run(r'assert "a\n" == b', json=False).stderr)
        self.assertIn(r'"\0"', call(stdin="print \0").stderr)


if __name__ == "__main__":
    main()
