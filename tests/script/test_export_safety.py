"""export of hostile and of large sessions: what is written does no more than the session did, and is written at all."""

from exports import LANGUAGES, PROGRAMS, ExportCase
from socksh import main, run


class Safety(ExportCase):
    """What the programs have in common."""

    def said(self, text: str, language: str, *, complete: bool = True) -> list[str]:
        """What the program says."""
        out = self.export(text, language)
        done = self.finish(self.program(out))
        self.assertEqual(done.returncode, 0, f"{done.stderr.decode()}\n{out.read_text()}")
        if complete:
            self.ended_well(done, out)
        return done.stdout.decode().splitlines()

    def same(self, text: str, *lines: str) -> None:
        """Every program says these lines."""
        for language in PROGRAMS:
            with self.subTest(text, language=language):
                self.assertEqual(self.said(text, language), list(lines))


class Numbers(Safety):
    """A number means what it means to the shell, and what is none is not written as one."""

    def test_text_in_place_of_a_fraction_is_not_run(self) -> None:
        text = r'if 1 == 2 { x = pack d "1\") or __import__(\"os\").mkdir(\"made\") or float(\"1" }'
        for language in PROGRAMS:
            out = self.export(text, language)
            code = [line for line in out.read_text().splitlines() if not line.lstrip().startswith(("#", "//"))]
            self.assertNotIn("mkdir", "\n".join(code))
            self.assertIn("; it is no number", out.read_text())
            self.assertEqual(self.finish(self.program(out)).returncode, 0)
        self.assertFalse((self.directory / "made").exists())

    def test_what_is_no_fraction_is_left_out(self) -> None:
        for word in "banana", "infinit", "nan1", "1_0", "0x1p3":
            for language in PROGRAMS:
                out = self.export(f"if 1 == 2 {{ x = pack d {word} }}", language)
                self.assertIn("; it is no number", out.read_text(), word)

    def test_infinities(self) -> None:
        for word in "inf", "-inf", "+Infinity", "nan", "NaN", "-INF", "-infinity":
            value = word.lower().lstrip("+")[:4].rstrip("i") if "inf" in word.lower() else word.lower()
            self.same(f"x = pack !d {word}\nunpack !d $x --into v\nprint $v", value)

    def test_fractions(self) -> None:
        for word, value in ("010", "10"), ("18446744073709551616", "18446744073709551616"), ("00.5", "0.5"), ("0x10", "16"), \
                ("-007", "-7"), ("1e3", "1000"), ("5.", "5"), ("+2", "2"):
            self.same(f"x = pack !d {word}\ny = pack !d {value}\nif $x == $y {{ print same }}", "same")

    def test_numbers_that_are_known_as_the_program_runs(self) -> None:
        for word, count in ("0x3", 3), ("003", 3), ("010", 10), ("0X2", 2), ("+2", 2):
            self.same(f"let n {word}\nrepeat $n {{ print $n }}", *[word] * count)
            self.same(f"pair a b\na.send {word}\nn = b.recv\nrepeat $n {{ print once }}", *["once"] * count)


class Memory(Safety):
    """Programs in C keep what they read until it is used, and have room for all of it."""

    def test_what_is_expected_is_where_it_is_received(self) -> None:
        self.same("pair a b\na.send end\nx = b.recv\na.send xxend\nx = b.expect $x\nprint $x", "xxend")
        self.same("pair a b\na.send end\nb.recv\nprint $_\na.send xxend\nb.expect $_\nprint $_", "end", "xxend")
        self.same("pair a b unix-seqpacket\na.send end\nx = b.recv\na.send xxend\nx = b.expect $x\nprint $x", "xxend")

    def test_many_values_in_one(self) -> None:
        names = ",".join(["$n"] * 300)
        self.same(f'pair a b\na.send 7\nn = b.recv\nlet n $n\nlet x "{names}"\nprint $x', ",".join("7" * 300))
        self.same(f'x = pack B 7\nunpack B $x --into n\nlet y "{names}"\nprint $y', ",".join("7" * 300))

    def test_many_values_packed(self) -> None:
        numbers = [str(i % 100) for i in range(300)]
        self.same(f"x = pack 300B {' '.join(numbers)}\ny = encode hex $x\nprint $y", bytes(map(int, numbers)).hex())
        self.same("x = pack 4x\ny = encode hex $x\nprint $y", "00000000")
        self.same('x = pack ""\nprint "<$x>"', "<>")

    def test_many_values_unpacked(self) -> None:
        numbers = " ".join(str(i % 100) for i in range(300))
        self.same(f"x = pack 300B {numbers}\ny = unpack 300B $x\nprint $y", numbers)

    def test_more_values_than_there_can_be(self) -> None:
        text = "let n 1\nx = pack B 1\nif $n == 2 { unpack 2000000000B $x }\nprint on"
        for language in PROGRAMS:
            self.assertEqual(self.said(text, language, complete=False), ["on"])

    def test_a_long_chain_of_variables(self) -> None:
        """What the last one holds says what the first one is."""
        lets = "\n".join(f"let v{i} 1" for i in range(100))
        chain = "; ".join(f"let v{i} $v{i + 1}" for i in range(99))
        self.same(f"{lets}\nrepeat 2 {{ {chain}; let v99 word }}\nprint $v0 $v97 $v98 $v99", "1 1 word word")

    def test_a_long_session_that_receives_in_blocks(self) -> None:
        """What is done with the data behind each of them is looked for once, not to the end each time."""
        rounds = "pair a b\nif 1 == 1 { a.send x; b.recv }\ntry { a.send y; b.recv }\nclose a b\n" * 3000
        for language in PROGRAMS:
            out = self.export(f"set journal 64M\n{rounds}", language)
            self.assertTrue("not exported" not in out.read_text().lower())

    def test_many_handles(self) -> None:
        pairs = [(f"a{i}", f"b{i}") for i in range(40)]
        text = "\n".join(f"pair {a} {b}" for a, b in pairs) + "\na0.send x\npoll " + " ".join(sum(pairs, ())) + "\nprint done"
        for language in LANGUAGES:
            self.assertIn("done", self.said(text, language))


class Comments(Safety):
    """A comment ends with its line, and takes nothing else with it."""

    def test_a_backslash_at_the_end(self) -> None:
        for end in "\\", "??/", "\\\\":
            for language in LANGUAGES:
                with self.subTest(end, language=language):
                    self.assertEqual(self.said(f"x = interfaces | cat && : {end}\nprint on", language, complete=False)[-1:], ["on"])

    def test_a_file_whose_name_ends_in_one(self) -> None:
        (self.directory / "name\\").write_text("print from it\n")
        for language in PROGRAMS:
            self.assertEqual(self.said(r'source "name\\"', language), ["from it"])

    def test_line_feeds_and_the_ends_of_comments(self) -> None:
        for word in r'"a*/b"', r'"a\rprint(1)\n*/"', r'"\u2028x"', r'"a\xff\x0c"':
            for language in PROGRAMS:
                with self.subTest(word, language=language):
                    text = f"z = interfaces | cat && : {word}\nprint on"
                    self.assertEqual(self.said(text, language, complete=False)[-1:], ["on"])


    def test_a_block_of_comments_alone_does_nothing(self) -> None:
        """One with a statement before them needs no other."""
        for block, passes in (("info a", 1), ("info a > f; a.info > f", 1), ("a.send x; info a > f", 0), ("if 1 == 2 { info a > f }; info a > f", 1)):
            for head in "if 1 == 1", "repeat 1":
                out = self.export(f"pair a b\n{head} {{ {block} }}\nprint on", "python")
                self.assertEqual(out.read_text().count("    pass\n"), passes, out.read_text())
                self.assertEqual(self.finish(self.program(out)).stdout.decode().splitlines()[-1:], ["on"])


class Inclusions(Safety):
    """Files that run one another."""

    def test_a_file_inside_itself(self) -> None:
        (self.directory / "boom").write_text("if 1 == 2 { source boom; source boom; source boom }\nprint once\n")
        for language in PROGRAMS:
            out = self.export("source boom", language)
            self.assertEqual(out.read_text().count("not exported: source boom; it stands in itself"), 3)
            self.assertIn("once", self.finish(self.program(out)).stdout.decode())

    def test_very_many_files(self) -> None:
        for i in range(8):
            (self.directory / f"f{i}").write_text("if 1 == 2 { " + f"source f{i + 1}; " * 20 + "}\n")
        (self.directory / "f8").write_text("print x\n")
        for language in PROGRAMS:
            self.assertIn("; too much is run by others", self.export("source f0", language).read_text())


class Text(Safety):
    """Bytes that are no text, and text that looks like code."""

    def test_paths_that_are_no_text(self) -> None:
        with open(bytes(self.directory) + b"/\xffname", "wb") as file:
            file.write(b"content")
        text = r'''pair a b
a.sendall < "\xffname"
x = b.recv
print $x
'''
        self.same(text, "content")
        self.same('pair a b\na.send hello\nb.recv > "\\xffmade"\na.sendall < "\\xffmade"\nx = b.recv\nprint $x', "hello")

    def test_what_is_left_out_sets_nothing(self) -> None:
        """Neither a block that is too deep nor a value that nobody can write: what reads it is left out, too."""
        deep = "if 1 == 1 { " * 20 + "let x new" + " }" * 20
        for statement in deep, "let x $(c.options)":
            for language in PROGRAMS:
                with self.subTest(statement, language=language):
                    if statement != deep or language == "python":
                        text = f"c = socket tcp\nlet x old\n{statement}\nprint $x\nprint on"
                        self.assertEqual(self.said(text, language, complete=False), ["on"])
                        text = text.replace("print $x", "let --default x other; print $x")
                        self.assertEqual(self.said(text, language, complete=False), ["on"])

    def test_data_that_looks_like_an_assignment(self) -> None:
        self.same('pair a b\nn = a.send "x = y"\nprint $n', "5")


class Scripts(ExportCase):
    """The script has what the session had."""

    def test_a_name_that_begins_like_another(self) -> None:
        out = self.directory / "some.socksh"
        for close, kept in ("close ab b", "close ab"), ("close b ab", "close  ab"), ("close ab ab2 b", "close ab"), \
                ("close --reset ab b", "close --reset ab"), ('close "b" ab', "close ab"):
            made = "ab = socket tcp\nab2 = socket tcp\nb = socket tcp\n"
            run(f"{made}{close}\nexport script {out} ab")
            self.assertEqual([line.split() for line in out.read_text().splitlines() if line.startswith("close")],
                             [kept.split()])

    def test_many_variables(self) -> None:
        out = self.directory / "some.socksh"
        names = [f"v{i}" for i in range(300)]
        text = "\n".join(f"let {name} {i}" for i, name in enumerate(names))
        run(f"{text}\npair a b\na.send {' '.join('$' + name for name in names)}\nexport script {out} a")
        self.assertEqual(out.read_text().count("\nlet "), 300)


if __name__ == "__main__":
    main()
