"""export: what the program holds true behind blocks, timeouts and renamed handles is what the session did."""

import subprocess
import unittest

from socksh import main
from test_export import LANGUAGES, ExportCase

PROGRAMS = tuple(language for language in LANGUAGES if language != "script")


class SceneCase(ExportCase):
    """Sessions whose programs print what the session printed."""

    def says(self, text: str, expected: str, language: str) -> str:
        """The lines with a colon that the exported program prints; gives the program."""
        out = self.export(text, language)
        done = self.finish(self.program(out))
        self.ended_well(done, out)
        lines = [line for line in done.stdout.decode().splitlines() if line.startswith(":")]
        self.assertEqual(lines, expected.split("\n"), out.read_text())
        return out.read_text()


class Blocks(SceneCase):
    """A block that may not have run changes nothing for certain."""

    PAIRS = "let never no\npair a b\npair m n\nuse a\n"
    HEARD = "b.recvline --timeout 5s\nprint :$_\n"

    def test_the_current_handle_is_the_one_it_was(self) -> None:
        for block in ("if $never == yes { use m }", "while $never == yes { use m }",
                      "if $never == no { print on } else { use m }", "let none 0\nrepeat $none { use m }",
                      "if $never == yes { use m } else if $never == perhaps { use n }",
                      "try { assert $never == yes; use m }"):
            for language in PROGRAMS:
                with self.subTest(block, language=language):
                    self.says(f"{self.PAIRS}{block}\nsendline hi\n{self.HEARD}", ":hi", language)

    def test_the_current_handle_is_the_one_it_became(self) -> None:
        for block in ("if $never == no { use a }", "repeat 2 { use a }", "try { use a; b.recv --nowait }",
                      "if $never == yes { use m } else { use a }"):
            for language in PROGRAMS:
                with self.subTest(block, language=language):
                    self.says(f"{self.PAIRS}use m\n{block}\nsendline hi\n{self.HEARD}", ":hi", language)

    def test_each_way_begins_where_the_block_does(self) -> None:
        for language in PROGRAMS:
            with self.subTest(language=language):
                self.says(f"{self.PAIRS}if $never == yes {{ use m }} else {{ sendline hi }}\n{self.HEARD}", ":hi", language)

    def test_where_nobody_can_tell_it_is_said(self) -> None:
        for language in PROGRAMS:
            with self.subTest(language=language):
                program = self.export(f"{self.PAIRS}repeat 2 {{ if $never == yes {{ use m }}; sendline hi }}", language).read_text()
                self.assertIn("not exported: sendline hi; which handle is meant depends on a block before it", program)
                program = self.export(f"{self.PAIRS}repeat 2 {{ sendline hi; use m }}", language).read_text()
                self.assertIn("not exported: sendline hi; which handle is meant", program)
                program = self.export(f"{self.PAIRS}if $never == yes {{ a.line-ending lf }}\na.sendline hi", language).read_text()
                self.assertIn("not exported: a.sendline hi; the ending of its lines depends", program)
                program = self.export(f"{self.PAIRS}a.send hi\nif $never == yes {{ b.timeout 1s }}\nb.recv", language).read_text()
                self.assertIn("not exported: b.recv; its timeout depends", program)

    DEFAULTS = (("if $never == yes { let x 1 }\nlet --default x 2\nprint :$x", ":2"),
                ("if $never == no { let x 1 }\nlet --default x 2\nprint :$x", ":1"),
                ("if $never == yes { let x 1 } else { let x 3 }\nlet --default x 2\nprint :$x", ":3"),
                ("try { assert $never == yes; let x 1 }\nlet --default x word\nprint :$x", ":word"),
                ("let x 0\nif $never == no { unset x }\nlet --default x 5\nprint :$x", ":5"),
                ("repeat 3 { let --default x 0; let x 1$x }\nprint :$x", ":1110"))

    def test_a_default_stands_where_nothing_else_was_given(self) -> None:
        for text, expected in self.DEFAULTS:
            for language in PROGRAMS:
                with self.subTest(text, language=language):
                    self.says(f"let never no\n{text}", expected, language)


class Timeouts(SceneCase):
    """What a wait takes at the most."""

    SETS = {"python": "a.settimeout(", "c": "set_timeout(a, "}

    def assertSets(self, text: str, count: int, language: str) -> None:
        """So often the program sets a's timeout; it is run."""
        out = self.export(f"pair a b\n{text}", language)
        self.ended_well(self.finish(self.program(out)), out)
        self.assertEqual(out.read_text().count(self.SETS[language]), count, out.read_text())

    def test_what_a_variable_holds_may_change(self) -> None:
        for language in PROGRAMS:
            with self.subTest(language=language):
                recv = "b.send hi; a.recv --timeout $t"
                self.assertSets(f"let t 100ms\n{recv}\nlet t 2s\n{recv}", 2, language)
                self.assertSets("b.send hi\na.recv --timeout 2s\nb.send hi\na.recv --timeout 2s", 1, language)
                self.assertSets("let t 2s\na.timeout $t\nlet t none\nb.send hi\na.recv\nb.send hi\na.recv", 1, language)
                self.assertSets("let t 1s\na.timeout $t\nlet t 2s\na.timeout $t\nb.send hi\na.recv", 2, language)

    def test_each_of_many_handles(self) -> None:
        for language in PROGRAMS:
            with self.subTest(language=language):
                others = "\n".join(f"pair x{i} y{i}; x{i}.send hi; y{i}.recv --timeout 3s" for i in range(40))
                recv = "b.send hi; a.recv --timeout 1s"
                self.assertSets(f"let never no\n{others}\nif $never == yes {{ {recv} }}\n{recv}", 2, language)


if __name__ == "__main__":
    main()
