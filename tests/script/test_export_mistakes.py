"""export of what a session refuses: names that are none or are taken, words that are no values; and what is left as it was."""

import unittest

from exports import LANGUAGES, PROGRAMS, ToldCase, told
from socksh import main, run

REFUSED = "try { open 127.0.0.1 1 }\n"


class Closed(ToldCase):
    """A handle that is closed is none, whatever its descriptor is by then."""

    PAIR = "pair a b\n"

    def test_every_use(self) -> None:
        for use in ("a.send x", "a.recv", "print ${a.fd}", "print $a", "poll a b", "close b a", "use a", "rename a c", "a.timeout 1s",
                    "b.sendfd a", "close a"):
            for language in PROGRAMS:
                command, out = self.session(f"{self.PAIR}b.send y\nclose a\ntry {{ {use}; print :no }}\nprint :$?", language)
                self.assertIn(b"\n:name\n", self.finish(command).stdout)
                done = self.finish(self.program(out))
                self.assertEqual((done.returncode, done.stdout.decode()), (0, ":name\n"), f"{use}\n{out.read_text()}")

    def test_where_a_block_has_closed_it(self) -> None:
        for block in ("let n 1\nif $n == 1 { close a }", "try { close a }", "let n 1\nrepeat $n { close a }", "let n 1\nwhile $n == 1 { close a; let n 2 }"):
            self.compare(f"{self.PAIR}{block}\nu = socket udp\ntry {{ a.send x; print :no }}\nprint :$?", [":name"])
        self.compare(f"{self.PAIR}let n 1\nif $n == 2 {{ close a }} else {{ try {{ a.send x }}; print :$? }}\n"
                     "try { a.send x }\nprint :$?", [":ok", ":ok"])

    def test_the_next_round(self) -> None:
        self.compare(f"{self.PAIR}let n 1\nwhile $n < 3 {{ try {{ a.send x }}; print :$?; try {{ close a }}; print :$?; if $n == 1 {{ let n 2 }} "
                     "else { let n 3 } }\nu = socket udp", [":ok", ":ok", ":name", ":name"])

    def test_made_again(self) -> None:
        self.compare(f"{self.PAIR}repeat 2 {{ close a; a = socket udp; try {{ a.bind 127.0.0.1 0 }}; print :$? }}", [":ok", ":ok"])


class Unmade(ToldCase):
    """What a block has not made is none behind it, and what it has not set."""

    def test_handles(self) -> None:
        for block in ("if 1 == 2 { pair x y }", "if 1 == 2 { pair x y } else { print }", "try { assert 1 == 2; pair x y }", "let n 0; repeat $n { pair x y }",
                      "try { x = open 127.0.0.1 1 }", "if 1 == 2 { pair x y } else if 1 == 3 { pair x y }"):
            for use in "print :$x", "x.send a", "poll x --timeout 0", "close x", "print ${x.fd}", "rename x z":
                self.compare(f"{block}\ntry {{ {use}; print :no }}\nprint :$?", [":name"], languages=PROGRAMS)

    def test_handles_that_both_ways_make(self) -> None:
        self.compare("if 1 == 2 { pair x y } else { pair x y }\ntry { x.send a; print :$(y.recv) }\nprint :$?", [":a", ":ok"])

    def test_variables(self) -> None:
        for value in "1", "abc":
            for block in f"if 1 == 2 {{ let x {value} }}", f"try {{ assert 1 == 2; let x {value} }}", f"let n 0; repeat $n {{ let x {value} }}":
                for use in "print :$x", "let y $x", "if $x == 1 { print :no }", "print ${x[0]}", "rename x y":
                    self.compare(f"{block}\ntry {{ {use}; print :no }}\nprint :$?", [":name"], languages=PROGRAMS)
        self.compare("if 1 == 1 { let x 1 }\ntry { print :$x }", [":1"])

    def test_rounds(self) -> None:
        self.compare("repeat 2 { try { print :$x }; print :$?; let x 1 }", [":name", ":1", ":ok"])


class Kept(ToldCase):
    """What fails gives no variable another value, and $_ none."""

    def keeps(self, make: str, fails: str, category: str) -> None:
        for before in "let n abc", "let n 5":
            value = before.split()[-1]
            self.compare(f"{make}\n{before}\ntry {{ n = {fails}; print :no }}\nprint :$? $n", [f":{category} {value}"])
        self.compare(f"{make}\n{before}\nn = {fails}\nprint :$? $n", [f":{category} {value}"], "-k")

    def test_variables(self) -> None:
        for command in "recv", "recvexact 3", "recvline", "recvall", "expect y", "recvmsg":
            self.keeps("pair a b\nb.send x" if command in ("recvexact 3", "recvall") else "pair a b", f"a.{command} --timeout 5ms", "timeout")
        for command in "recv", "recvfrom", "expect y", "recvmsg":
            self.keeps("u = socket udp\nu.bind 127.0.0.1 0", f"u.{command} --timeout 5ms", "timeout")
        for command in "send x", "sendall x", "sendline x", "sendto /nonexistent x":
            self.keeps("pair a b\nclose b", f"a.{command}", "socket")

    def test_data(self) -> None:
        said = [":ab", ":ab", ":timeout"]
        for command in "recv", "recvexact 3", "recvline", "recvall", "expect y", "recvmsg":
            self.compare(f"pair a b\nb.send ab\na.recv\nprint :$_\ntry {{ a.{command} --timeout 5ms }}\nlet s $?\nprint :$_\nprint :$s", said)

    def test_data_that_came_before(self) -> None:
        self.compare("pair a b\nlet n 1\nb.send ab\na.recv\nb.send cd\ntry { n = a.recvall --timeout 5ms }\nprint :$_ $n", [":cd 1"])

    def test_who_sent(self) -> None:
        self.compare("u = socket udp\nu.bind 127.0.0.1 0\nu.sendto 127.0.0.1 ${u.local.port} x\nu.recvfrom\nlet was ${u.from}\n"
                     "try { u.recvfrom --timeout 5ms }\nlet is ${u.from}\nif $was == $is { print :same } else { print :$is }", [":same"])


class Mistyped(ToldCase):
    """At a prompt one types it again: the program has no trace of the first."""

    TYPED = "srv = server tcp 127.0.0.1 0\n{}c = open 127.0.0.1 ${{srv.local.port}}\nprint :$?"

    def program_of(self, text: str, language: str) -> str:
        command, out = self.session(text, language)
        self.finish([command[0], "-k", *command[1:]])
        return out.read_text()

    def test_behind_a_question(self) -> None:
        """An address was asked for before the mistake was found."""
        for mistake in ("c = open 127.0.0.1 ${srv.local.prot}", "print ${srv.local.port} ${srv.nosuch}", "srv.getsockname ${srv.local.port}",
                        "srv.send ${srv.local.port} $nosuch", "print $(srv.getsockopt reuseaddr) ${srv.nosuch}", "open 127.0.0.1 ${srv.local.port} ${srv.nosuch}"):
            for language in LANGUAGES:
                self.assertEqual(self.program_of(self.TYPED.format(f"{mistake}\n"), language),
                                 self.program_of(self.TYPED.format(""), language), mistake)


class Mistakes(ToldCase):
    """A mistake ended the `try`: nothing behind it has run, in the session or in the program."""

    def ends(self, statement: str, category: str) -> None:
        text = f"pair a b\ntry {{ a.send one; {statement}; a.send two }}\nprint :$?\nx = b.recv\nprint :$x"
        for language in PROGRAMS:
            with self.subTest(statement, language=language):
                command, out = self.session(text, language)
                shown = self.finish(command)
                self.assertEqual(told(shown.stdout), [f":{category}", ":one"])
                done = self.finish(self.program(out))
                self.assertEqual((done.returncode, done.stdout), (0, f":{category}\n:one\n".encode()), out.read_text())
                self.assertEqual(out.read_text().count("not exported"), 1, out.read_text())

    def test_mistakes(self) -> None:
        self.ends("a.setsockopt nosuchopt on", "usage")
        self.ends("a.send --nosuch x", "usage")
        self.ends("print ${a.nosuch}", "name")
        self.ends("print $nosuch", "name")
        self.ends("nosuch x", "name")
        self.ends("nosuch.send x", "name")
        self.ends("source nosuchfile", "file")
        self.ends("history 12", "name")

    def test_fields_that_are_none_now(self) -> None:
        """Of an end that there isn't, or that such a socket's address hasn't."""
        for make in "x = socket unix", "x = socket tcp", "x = socket udp", "x = server tcp 127.0.0.1 0":
            for field in "peer", "peer.path" if "unix" in make else "peer.port":
                self.compare(f"{make}\ntry {{ print :${{x.{field}}} }}\nprint :$?", [":name"], languages=PROGRAMS)
        for field in "a.local.port", "a.peer.address", "x.local.path", "x.peer.path":
            self.compare_left(f"pair a b\nx = socket tcp\ntry {{ print :${{{field}}} }}\nprint :$?", [":name"])

    def test_a_path_that_nobody_gave(self) -> None:
        for block in "{}", "try {{ {} }}":
            self.compare(f"pair a b\nlet p 1\n{block.format('let p ${a.peer.path}; print :$p:${a.local}:${a.local.path}')}\nprint :$(length $p)", ["::(unnamed):", ":0"])
            self.compare(f"srv = server unix @{self.id()[-20:]}\na = open unix:@{self.id()[-20:]}\nb = srv.accept\n{block.format('print :${b.peer.path}:${a.peer.path}')}",
                         [f"::@{self.id()[-20:]}"])

    def test_a_handle_that_is_not_there(self) -> None:
        """Also as a word of the statement: then none of it is done."""
        for statement in ("y.poll --timeout 0", "poll y --timeout 0", "poll a y --timeout 0", "y.print x", "y.close", "close y",
                          "close b y", "use y", "rename y z", "b.sendfd y", "unset y"):
            self.ends(statement, "name")

    def test_a_name_that_is_taken(self) -> None:
        for statement in ("let a x", "a = length x", "a = b.recv --nowait", "a = open 127.0.0.1 1", "pair a c", "pair c b", "rename a b",
                          "unpack !B x --into a", "unset a"):
            self.ends(statement, "name")

    def test_words_that_are_not_its_own(self) -> None:
        for statement in ("a.print x", "a.poll b", "a.close b", "b.recv abc", "b.recv --timeout soon", "a.send --nosuch x", "b.recv 1 2",
                          "a.shutdown all", "let 9 x", "pair c", "repeat x { a.send no }"):
            self.ends(statement, "usage")

    def test_values_that_are_none(self) -> None:
        """Bytes of constants alone: the session knows."""
        for statement in ("let v $(fill 3 ab)", "v = fill 3 300", "print $(decode hex zz)", "v = pack !B abc", "v = pack !B 300", "v = pack !B 1 2", "v = pack zz 1",
                          "unpack !HH abcd --into p", "unpack !H abcd --into p,q", "print $(encode nosuch x)"):
            self.ends(statement, "usage")
        for statement in "v = checksum crc32", "v = checksum internet", "v = length", "v = encode hex", "v = decode hex":
            self.compare(f"try {{ {statement}; print :$v }}\nprint :$?", [f":{'' if 'code' in statement else 65535 if 'internet' in statement else 0}", ":ok"])

    @unittest.skipUnless(run("assert a matches a", "-k").status == 0, "built without PCRE2")
    def test_patterns_that_are_none(self) -> None:
        for pattern in "a{2,1}", "(?<n>a)(?<n>b)", "a)":
            for statement in 'if abc matches "{}" {{ print :no }}', 'while abc matches "{}" {{ print :no }}', 'assert abc matches "{}"', 'b.expect --regex "{}"':
                self.ends(statement.format(pattern), "usage")

    def test_within_a_file(self) -> None:
        (self.directory / "inner").write_text("a.send one\nnosuch x\na.send two\n")
        self.compare_left("pair a b\ntry { source inner; a.send three }\nprint :$?\nx = b.recv\nprint :$x", [":name", ":one"])

    def test_on_one_of_the_ways(self) -> None:
        """What is behind depends on it, and $? as well: neither is in the program."""
        self.compare_left("pair a b\nlet n 1\ntry { a.send one; if $n == 1 { nosuch x }; a.send two }\nprint :$?\n"
                          "x = b.recv\nprint :$x\nprint :$?", [":one", ":ok"])

    def test_an_inner_try_is_all_that_ends(self) -> None:
        self.compare_left("pair a b\ntry { try { nosuch x; a.send one }; a.send two }\nprint :$?\nx = b.recv\nprint :$x",
                          [":ok", ":two"])

    def test_what_stands_in_the_statement_has_run(self) -> None:
        """Up to the mistake, and not behind it."""
        for mistake, left in (("print $(a.recv 3) ${a.nosuch}", ":two"), ("print $(a.recv 3) $nosuch $(a.recv)", ":two"), ("print ${a.nosuch} $(a.recv 3)", ":onetwo"),
                              ("let x $(a.recv 3)$nosuch", ":two"), ("b.send $(a.recv 3) ${b.nosuch}", ":two"), ("if $(a.recv 3) == $nosuch { print :no }", ":two")):
            for block in "try {{ {} }}", "try {{ print :on; {}; print :no }}":
                said = [":on"] if ":on" in block else []
                self.compare_left(f"pair a b\nb.send one\nb.send two\n{block.format(mistake)}\nprint :$?\na.recv\nprint :$_", [*said, ":name", left])
                if mistake.startswith("if"):  # where the way there is one of several
                    self.compare_left(f"pair a b\nb.send one\n{block.format('if 1 == 2 { print :no } else ' + mistake)}\nprint :on", [*said, ":on"])
                    self.compare_left(f"pair a b\nb.send one\n{block.format(mistake.replace('if', 'while'))}\nprint :on", [*said, ":on"])
            if not mistake.startswith("if"):
                self.compare_left(f"pair a b\nb.send one\nb.send two\ntry {{ {mistake} }}\nx = a.recv\nprint :$x", [left])

    def test_what_a_program_lacks_went_well(self) -> None:
        self.compare_left(f"pair a b\n{REFUSED}a.setsockopt rcvtimeo 5s\nprint :$?", [":ok"])

    def test_what_a_program_lacks_is_no_mistake(self) -> None:
        self.compare_left("pair a b\ntry { a.setsockopt rcvtimeo 5s; a.send two }\nprint :$?\nx = b.recv\nprint :$x",
                          [":ok", ":two"])

    def compare_left(self, text: str, said: list[str]) -> None:
        """The programs say that, though not all is exported."""
        for language in PROGRAMS:
            with self.subTest(text, language=language):
                out = self.export(text, language)
                done = self.finish(self.program(out))
                self.assertEqual((done.returncode, told(done.stdout)), (0, said), out.read_text())
                self.assertIn("not exported", out.read_text())


if __name__ == "__main__":
    main()
