"""export python: what the language has otherwise than the shell is written so that the program does the same."""

import unittest

from exports import ToldCase
from socksh import main, run


class PythonCase(ToldCase):
    """Sessions and their programs in Python."""

    def quoted(self, text: str) -> str:
        """As a word of the session."""
        return '"' + "".join(letter if letter.isalnum() or letter in " .,:-" else f"\\x{ord(letter):02x}"
                             for letter in text) + '"'

    def in_python(self, text: str, *options: str) -> str:
        return self.compare_whatever(text, *options, languages=("python",))


@unittest.skipUnless(run("assert a matches a", "-k").status == 0, "built without PCRE2")
class Patterns(PythonCase):
    """Regular expressions: what socksh finds, the program finds."""

    TEXTS = ("", "a", "b", "ab", "aab", "A1", "x-y]z^", "220 ready\r\nmore", "220 ready\r\n", "a\nb\n", "a b\tc", "x\r\na",
             "HTTP/1.1 404 Not Found\r\nHost: h\r\n\r\n", "\\[{($", "_9", "a,b|c+d", "a{x}", "\r\nb", "a\rb", "\n", "\r\n", "222",
             "\x0b", "2.5&~", "\x1b[m")
    PATTERNS = (r"^a", r"^b", r"a$", r"b$", r"^$", r"^", r"$", r"^.+ready$", r"^220 ", r"more$", r"ready$", r"y\r", r".", r"a.b",
                r"(?s)a.b", r"\w+\s\w", r"\s\w", r"[^a]b", r"\D$", r"^\s", r"^\S", r"^(?:a|b)$", r"(^a|^b)", r"^(a)?", r"\n^b", r"\R^a",
                r"[[:digit:]]", r"^[[:digit:]]+ ", r"[[:upper:]]", r"(?i)[[:upper:]]\d", r"[[:^digit:]]", r"[[:^alpha:]]",
                r"[[:word:].]", r"[[:punct:]]", r"[^[:space:]]\s", r"[[:cntrl:]]", r"[[:xdigit:]]{3}", r"[[:blank:]]c", r"[[:^graph:]]",
                r"[[:<:]]9", r"[[:<:]]b", r"a[[:>:]]", r"\h", r"\H", r"\v", r"\V", r"\R", r"\R$", r"\R\n", r"\N", r"a\z", r"b\Z", r"\A1",
                r"\Bb", r"\bb", r"\e", r"\x{32}", r"\x41", r"\o{62}", r"\061", r"[\h-]", r"[]x]", r"[\]^]", r"[-^]", r"[[]",
                r"[&&~~]", r"[a-]", r"[\x{31}-\x33]", r"[\b]", r"(?<n>a)b", r"(?P<n>a)b", r"(?'n'a)b", r"(?<=2|22)[^2]",
                r"(?<!2|0)2", r"(?<=a)b", r"a(?=b)", r"a(?!b)", r"(.)\1", r"(?i)http/1\.[01]", r"a{2,3}b?", r"a{x}", r"a*?b",
                r"(a|ab)(b|c)", r"^[^:]+: ", r"404 [A-Z]\w+( Found)?\r\n", r"[\s\S]", r"", r"(|x)a", r"\B\w?",
                r"\Q2.5\E&", r"\Q\[{(\E\$", r"a\Q\E?b", r"\p{L}{2}", r"\P{Lu}", r"\p{Nd}+ \pL", r"[\p{Lu}_]\d", r"(?i)\p{Lu}",
                r"(?|(a)|(b))\r?\n", r"(?|(?<n>a)b|(?<n>2))", r"a\Kb", r"^220\K ", r"\Ga", r"\G\w", r"\C", r"a++b", r"\d++ ", r"\w++\w", r"(?>a|ab)b",
                r"(?>\w+)\W", r"(*atomic:a|ab)b", r"(*pla:a)\w", r"(*nlb:a)b", r"(?x) a \s b # and more", r"(?xx)[a b]\t", r"(?#c)a(?#d)*b",
                r"(?i:h)ost", r"(?i)h(?-i)ost", r"a(?i)B|C", r"(?-m)^a$", r"(?-m)y$", r"(?n)(a)b", r"(?^)2$", r"(a)b\g{-1}?", r"(?<n>2)\k<n>",
                r"(?<n>2)(?P=n)\g1", r"(2)\g{1}", r"a|b\Z", r"\r^", r"\r$\n", r"\s^b", r"\n|^x", r".+\R", r"\S?\R", r"[--a]", r"[a&&2]",
                r"[\Q]\E^]", r"[\d\-a]\.", r"[[:upper:][:digit:]]{3}", r"a{0,2}b", r"(?:ab?){2,}+\D")

    def test_matches(self) -> None:
        text = "\n".join(f"let t {self.quoted(text)}\nif $t matches {self.quoted(pattern)} {{ print : {i} {j} }}"
                         for i, text in enumerate(self.TEXTS) for j, pattern in enumerate(self.PATTERNS))
        self.in_python(text)

    def test_the_lines(self) -> None:
        for pattern, written in (("^220 ", r'b"(?<![^\r\n])220 "'), ("^[[:digit:]]+ ", r'b"(?<![^\r\n])\\d+ "'), ("[[:alpha:]_]", 'b"[A-Z_a-z]"'), ("x[[:^digit:]]", r'b"x\\D"'),
                                 (r"[\w.-]+@\Qa.b\E", r'b"[\\w.-]+@a\\.b"'), (r"a\Kb", 'b"ab"'), (r"(?i)[[:upper:]]x", 'b"(?i)[A-Za-z]x"'),
                                 (r"(?x) (\d+) [.] \1", r'b"(\\d+)\\.\\1"'),
                                 ("(?x)a # \0b", 'b"a"'), ("[[\0\0]a", r'b"[\\x00\\[]a"'),
                                 (r"(?<n>\d)", r'b"(?P<n>\\d)"'), (r"x\z", r'b"x\\Z"')):
            with self.subTest(pattern):
                result = run(f"let t a\nif $t matches {self.quoted(pattern)} {{ print a }}\nexport python -", "-q", json=False)
                self.assertIn(f"re.search({written}", result.stdout.decode())

    def test_expect(self) -> None:
        for pattern in "[[:digit:]]{2} ", r"^\d\d\h", "42(?<n>.)":
            for start in "b.", "try { b.":
                end = " }" * start.startswith("try")
                self.in_python(f'pair a b\na.send "x\\r\\n42 is"\n{start}expect --regex {self.quoted(pattern)} --timeout 20s{end}\n'
                             "x = b.recv\nprint : $x")

    def test_expect_sees_what_waits(self) -> None:
        """A repetition takes as much of it as it can, and what is behind the match is looked at, but left."""
        for pattern in r"\d+", "4(?=2)", r"\d+?", r"is\b", r"\w+$", "i|is", r"(?s).*":
            for start, end in ("b.", ""), ("try { b.", " }"):
                self.in_python(f'pair a b\na.send "42 is\\r\\nmore"\n{start}expect --regex {self.quoted(pattern)} --timeout 20s{end}\n'
                             "print : $(encode hex $_)")

    LACKING = (r"(a)(?-1)", r"(?<=a(b|cc))d", r"(?C)a", r"(*UTF)a", r"(?(?=a)b|c)", r"(a\1|b)", r"(?!(a)).\1", r"(?|(a)|(b))\1",
               r"\b+", r"(?<!a|1)?\W", r"a(?R)?", r"(?U)a+", r"(a|)*b", r"\X", r"(a)(?1)")

    def test_what_re_lacks_is_not_exported(self) -> None:
        for pattern in self.LACKING:
            with self.subTest(pattern):
                result = run(f"let t a\nif $t matches {self.quoted(pattern)} {{ print a }}\nexport python -", "-q", "-k", json=False)
                self.assertNotIn(b"re.search", result.stdout)
                if b"not exported" not in result.stdout:
                    self.assertIn("the pattern is wrong", result.stderr)

    def test_a_pattern_that_is_made_as_the_program_runs(self) -> None:
        result = run('pair a b; a.send ab; let p a; let x $(b.recv)\nlet p $x\nassert $x matches $p\nexport python -', "-q", json=False)
        self.assertIn(b"matches $p; the pattern is known only as the program runs\n", result.stdout)


class Lines(PythonCase):
    """What a line of the program does."""

    def test_a_server_of_both_families(self) -> None:
        if run("server tcp6 :: 0").status:
            self.skipTest("no IPv6")
        for any_address in "::", "*":
            self.in_python(f"srv = server tcp6 {any_address} 0\nc = open 127.0.0.1 ${{srv.local.port}}\n"
                         "print : $(srv.getsockopt v6only)")

    def test_how_many_may_wait(self) -> None:
        self.in_python("srv = server tcp 127.0.0.1 0\nt = socket tcp\nt.bind 127.0.0.1 0\nt.listen\n"
                     "print : ${srv.backlog_limit} ${t.backlog_limit}")

    def test_bytes_that_are_no_text(self) -> None:
        """Bytes that are no characters are printed as they are, by the program, too, and in their place."""
        text = 'pair a b\nprint before\nprint x"ff41"\na.send x"fe"\nx = b.recv\nprint é $x $_\nprint after'
        command, out = self.session(text, "python")
        said = self.finish([command[0], "-q", *command[1:]]).stdout
        done = self.finish(self.program(out))
        self.ended_well(done, out)
        self.assertEqual((done.stdout, said), (b"before\n\xffA\n\xc3\xa9 \xfe \xfe\nafter\n",) * 2)

    def test_an_address_that_is_no_text(self) -> None:
        text = ('srv = server unix "@$NAME\\x80"\nc = socket unix\nc.connect ${srv.local}\nd = srv.accept\nc.send ${d.local}\n'
                "if ${c.peer} == ${srv.local} { print : the same }\nx = d.recv\nif $x == ${c.peer.path} { print : received }")
        command, out = self.session(text, "python", NAME=self.directory.name)
        self.finish(command)
        done = self.finish(self.program(out))
        self.ended_well(done, out)
        self.assertEqual(done.stdout, b": the same\n: received\n")

    def test_how_much_was_sent(self) -> None:
        program = self.in_python('pair a b\nn = a.sendall hello\na.sendall x\nassert $n == 5\na.send sent $n\nm = a.sendline é $n --more\n'
                               "print : $n $m $(a.sendall abc)\nx = b.recvexact 12\nprint : $x")
        self.assertIn('\na.sendall(b"x")\n', program)

    def test_unpack_of_nothing(self) -> None:
        self.in_python('v = unpack "!4x" abcd\nprint :on$v')
        self.in_python('let n 2\nunpack "!2x" abcd --from $n\nprint :on')

    def test_a_renamed_variable(self) -> None:
        self.in_python("let y x\nrename y t\nprint : $t\nlet n 5\nrename n m\nif $m > 4 { print : $m $t }")

    def test_data_before_anything_came(self) -> None:
        for text in ('print ":<$_>"\na.send x\nb.recv\nprint : $_', 'while $_ != "end\\n" { a.send "end\\n"; b.recvline }\nprint : $_',
                     'if x == y { b.recv }\nprint ":<$_>"', "a.send x\nx = b.recv\nprint : $_ $x"):
            self.in_python(f"pair a b\n{text}")
        self.assertNotIn('data = b""\n', self.in_python("pair a b\na.send x\nb.recv\nprint : $_\ntry { b.recv --timeout 1ms }\nprint : $?"))

    def test_a_wait_of_no_time(self) -> None:
        self.in_python("pair a b\ntry { b.recv --timeout 0 }\nprint : $?\nb.timeout 0\ntry { b.recvline }\nprint : $?\n"
                     "b.blocking off\ntry { b.recv }\nprint : $?\nb.blocking on\na.send x\ny = b.recv --timeout 0\nprint : $y")
        self.in_python("pair a b\nb.recv --timeout 0\nprint : behind", "-k")

    def test_an_error_that_nobody_asks_for(self) -> None:
        for text, options in (("try { open 127.0.0.1 1 }", ()), ("open 127.0.0.1 1", ("-k",))):
            command, out = self.session(f"{text}\nprint : behind", "python")
            self.finish([command[0], *options, *command[1:]])
            done = self.finish(self.program(out))
            self.ended_well(done, out)
            self.assertEqual(done.stdout, b": behind\n")
            self.assertIn(b"Connection refused", done.stderr)


if __name__ == "__main__":
    main()
