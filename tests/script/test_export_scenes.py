"""export: what the program holds true behind blocks, timeouts and renamed handles is what the session did."""

from itertools import product

from exports import PROGRAMS, ExportCase
from socksh import main


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

    def test_what_a_round_changes_the_next_one_begins_with(self) -> None:
        for language in PROGRAMS:
            with self.subTest(language=language):
                program = self.export("pair a b\nrepeat 2 { a.sendline hi; b.recvline; a.line-ending lf }", language).read_text()
                self.assertIn("not exported: a.sendline hi; the ending of its lines depends", program)
                program = self.export("pair a b\nrepeat 2 { a.send hi; b.recv; b.timeout 1s }", language).read_text()
                self.assertIn("not exported: b.recv; its timeout depends", program)
                self.says("pair a b\na.timeout 2s\nb.send hi\nrepeat 1 { a.timeout 2s; a.recv; a.line-ending lf; a.sendline :x }\n"
                          "b.recvline\nprint $_", ":x", language)

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


    KNOWN = "b.send hi; a.recv --timeout 1s\nb.send hi; a.recv --timeout 2s\n"

    def test_what_is_set_already_is_not_set_again(self) -> None:
        recv = "b.send hi; a.recv --timeout 2s"
        for language, text in product(PROGRAMS, (
                f"b.send hi\ntry {{ a.recv --timeout 2s }}\n{recv}",
                f"try {{ {recv} }}\n{recv}",
                f"let n 1\nif $n == 1 {{ {recv} }} else {{ print no }}\n{recv}",
                f"let n 0\nrepeat 2 {{ {recv} }}\nwhile $n == 0 {{ {recv}; let n 1 }}\n{recv}")):
            with self.subTest(text, language=language):
                self.assertSets(f"{self.KNOWN}{text}", 2, language)

    def test_the_first_call_of_a_try_has_its_timeout(self) -> None:
        text = "b.send hi; a.recv --timeout 1s\nb.send hi\ntry { a.recv --timeout 2s }\nb.send hi; a.recv --timeout 2s"
        for language in PROGRAMS:
            with self.subTest(language=language):
                self.assertSets(text, 2, language)

    UNTIL = "try { a.recv --timeout 50ms }\nprint :$?"

    def test_what_may_have_changed_is_set(self) -> None:
        """A program that goes by an older one waits for ever."""
        short, long = "b.send hi; a.recv --timeout 50ms", "b.send hi; a.recv"
        for language, text in product(PROGRAMS, (
                f"{short}\ntry {{ {long}; assert 1 == 2; {short} }}\n{self.UNTIL}",
                f"let n 0\nrepeat 3 {{ if $n == 1 {{ {self.UNTIL} }}; {short}; {long}; let n 1 }}".replace("\nprint", "; print"),
                f"{short}\nrepeat 2 {{ {long} }}\n{self.UNTIL}",
                f"let n 0\n{short}\nif $n == 0 {{ {long} }}\n{self.UNTIL}",
                f"{short}\nlet none 0\nrepeat $none {{ {short} }}\n{long}\nrepeat $none {{ {short} }}\n{self.UNTIL}",
                f"b.send no\nwhile $(a.recv) != end {{ {short}; b.send end }}\n{self.UNTIL}",
                f"let n 0\nrepeat 2 {{ if $n == 0 {{ c = a.dup }}; let n 1; {long.replace('a.', 'c.')}; "
                "b.send hi; c.recv --timeout 50ms }\nprint :timeout")):
            with self.subTest(text, language=language):
                self.says(f"pair a b\n{text}", "\n".join([":timeout"] * (2 if "repeat 3" in text else 1)), language)

    def test_what_is_accepted_has_the_listener_s(self) -> None:
        text = "srv = server tcp 127.0.0.1 0\nsrv.timeout 60ms\nc = open 127.0.0.1 ${srv.local.port}\ns = srv.accept --timeout 5s\n"
        for language in PROGRAMS:
            with self.subTest(language=language):
                self.says(f"{text}try {{ s.recv }}\nprint :$?", ":timeout", language)
        out = self.export(f"{text.replace('srv.timeout 60ms', '')}c.send hi\ns.recv", "python")
        self.assertNotIn("s.settimeout", out.read_text())

    def test_a_copy_has_what_the_first_one_has(self) -> None:
        for language in PROGRAMS:
            with self.subTest(language=language):
                self.says("pair a b\na.timeout 60ms\nc = a.dup\ntry { c.recv --timeout 5ms }\ntry { c.recv }\nprint :$?",
                          ":timeout", language)
                program = self.export("pair a b\nb.send hi; a.recv --timeout 2s\nc = a.dup\nb.send hi\nc.recv", language)
                self.assertIn({"python": "c.settimeout(None)", "c": "set_timeout(c, -1)"}[language], program.read_text())

    def test_many_loops_and_tries(self) -> None:
        many = "repeat 1 { let x 1 }\n" * 1100
        for language in PROGRAMS:
            with self.subTest(language=language):
                program = self.export(f"{Blocks.PAIRS}{many}repeat 2 {{ sendline hi; use m }}", language).read_text()
                self.assertIn("not exported: sendline hi; which handle is meant", program)

    def test_deep_blocks(self) -> None:
        """C has them all; of Python's, which are no deeper than its compiler goes, it is said."""
        for block, language in product(("try {", "repeat 1 {", "if 1 == 1 {"), PROGRAMS):
            with self.subTest(block, language=language):
                out = self.export(f"{block} print :in; " * 40 + "print :on" + " }; print :on" * 40, language)
                done = self.finish(self.program(out))
                self.assertEqual((done.returncode, done.stderr), (0, b""), out.read_text())
                self.assertEqual(done.stdout.split()[-1], b":on")
                self.assertEqual("Python has no blocks so deep" in out.read_text(), language == "python")


class Names(SceneCase):
    """What goes by a name."""

    def test_a_renamed_handle_keeps_what_is_known_of_it(self) -> None:
        text = "a = socket udp\na.bind 127.0.0.1 0\nb = socket udp\nb.connect 127.0.0.1 ${a.local.port}\nb.send hello\n" \
               "a.recvfrom\nrename a c\nprint :${c.from.address} ${c.bytes_in}\nb.send you\nc.recvfrom\nprint :${c.bytes_in}"
        for language in PROGRAMS:
            with self.subTest(language=language):
                self.says(text, ":127.0.0.1 5\n:8", language)
                self.says("pair a b\nb.send hi\na.recv\nprint :${a.bytes_in}", ":2", language)

    def test_a_name_that_makes_room_for_a_word_of_the_language(self) -> None:
        for language in PROGRAMS:
            with self.subTest(language=language):
                self.says("let if 1\nlet if_ 2\nlet if__ 3\nprint :$if $if_ $if__", ":1 2 3", language)

    def test_names_that_are_given_without_being_asked_for(self) -> None:
        def copied(name: str, copy: str, number: int) -> str:
            return f"pair {name} o{number}\n{name}.dup\n{copy}.send hi\n"

        long = copied("l" * 50, "handle1", 1)
        many = "".join(copied("l" * i, f"{'l' * i}1", i) for i in range(1, 40))
        for text, language in product((long, many), PROGRAMS):
            with self.subTest(text[:20], language=language):
                self.says(f"{text}print :done", ":done", language)


class Declarations(ExportCase):
    """What C wants to have said before it is used."""

    def test_in_the_order_of_the_session(self) -> None:
        names = [f"{letter}{i}" for i in range(60) for letter in "ba"]
        out = self.export("\n".join(f"pair {a} {b}" for a, b in zip(names[1::2], names[::2])) +
                          "\na0.send b1\nrename a1 c\nc.close\nlet read 1\nlet kept 2\nprint $read $(length \"kept = b1.x\")", "c")
        program = out.read_text()
        declared = [line.split()[1] for line in program.splitlines() if line.startswith("    int ") and line.endswith(" = -1;")]
        self.assertEqual(declared, [*names, "c"])
        self.assertIn("    (void)kept;\n", program)
        self.assertNotIn("(void)read", program)


class Slices(SceneCase):
    """${x[i]}"""

    def test_one_byte_counted_from_the_end(self) -> None:
        text = "pair a b\na.send abc\nd = b.recv\nlet i -1\nprint :${d[i]}\nlet i -2\nprint :${d[i]}${d[-1]}${d[0]}"
        for language in PROGRAMS:
            with self.subTest(language=language):
                self.says(text, ":c\n:bca", language)


class Tries(SceneCase):
    """What the session caught, the program catches."""

    def test_numbers_that_do_not_fit(self) -> None:
        text = 'let n 300\ntry { x = pack "!B" $n; print :never }\nprint :$?\nlet n 70000\ntry { x = pack "!H" $n; print :never }\n' \
               'print :$?\nlet n 65535\ntry { x = pack "!H" $n }\nprint :$?\nlet n -129\ntry { x = pack "!b" $n }\nprint :$?'
        for language in PROGRAMS:
            with self.subTest(language=language):
                self.says(text, ":usage\n:usage\n:ok\n:usage", language)


if __name__ == "__main__":
    main()
