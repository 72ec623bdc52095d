"""Scripts longer than what is parsed at once: they act as short ones do, in little memory."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

from socksh import SANITIZED, SOCKSH, STATUS, SockshTestCase, call, main

FILLING = "let filling 0123456789\n"
MANY = 2000  # of these: about 46 KB


class LongScripts(SockshTestCase):
    """Errors stand where they are, blocks and quotes go on as far as they like."""

    def setUp(self) -> None:
        directory = self.enterContext(tempfile.TemporaryDirectory())
        self.path = Path(directory) / "script"

    def run_script(self, text: str, *options: str):
        """What a script of this text does."""
        self.path.write_text(text)
        return call(*options, self.path)

    def test_nothing_runs_before_an_error_of_grammar_at_the_end(self) -> None:
        result = self.run_script("print never\n" + FILLING * MANY + "print 'open\n")
        self.assertEqual(result.status, STATUS["usage"], result)
        self.assertEqual(result.stdout, b"")
        self.assertIn(f"script:{MANY + 2}:7", result.stderr)

    def test_an_error_at_the_end_names_its_line(self) -> None:
        result = self.run_script(FILLING * MANY + "frob\n")
        self.assertEqual(result.status, STATUS["name"], result)
        self.assertIn(f"script:{MANY + 1}:1", result.stderr)
        self.assertIn("  frob\n  ^\n", result.stderr)

    def test_a_block_may_be_longer(self) -> None:
        result = self.run_script("let n 0\nif 1 == 1 {\n" + FILLING * MANY + "let n 1\n}\nprint $n\n", "-q")
        self.assertEqual((result.status, result.stdout), (0, b"1\n"), result)

    def test_an_error_behind_a_block_shows_its_own_line(self) -> None:
        block = "repeat 1 {\n" + FILLING * 10 + "}\n"
        result = self.run_script(block * 300 + "frob\n")
        self.assertIn(f"script:{300 * 12 + 1}:1", result.stderr)
        self.assertIn("  frob\n  ^\n", result.stderr)

    def test_a_quote_may_be_longer(self) -> None:
        result = self.run_script("let text '" + FILLING * MANY + "'\nprint $(length $text)\n", "-q")
        self.assertEqual((result.status, result.stdout), (0, b"%d\n" % (MANY * len(FILLING))), result)

    def test_an_error_ends_it_and_with_k_does_not(self) -> None:
        text = FILLING * MANY + "assert 1 == 2\n" + FILLING * MANY + "print behind\n"
        self.assertEqual(self.run_script(text, "-q").stdout, b"")
        result = self.run_script(text, "-q", "-k")
        self.assertEqual((result.status, result.stdout), (STATUS["mismatch"], b"behind\n"), result)

    def test_quit_ends_it(self) -> None:
        result = self.run_script(FILLING * MANY + "quit\n" + FILLING * MANY + "print never\n", "-q")
        self.assertEqual((result.status, result.stdout), (0, b""), result)

    def test_it_takes_little_more_memory_than_its_text(self) -> None:
        if SANITIZED:
            self.skipTest("the address sanitizer keeps what was freed")
        text = FILLING * 200_000  # 4.6 MB; as one program it would take 60
        self.path.write_text(text)
        process = subprocess.Popen([SOCKSH, "-q", self.path])
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = status
        self.assertEqual(status, 0)
        self.assertLess(usage.ru_maxrss * 1024, 8 * len(text))


if __name__ == "__main__":
    main()
