"""export of names and addresses: a name that stands for several things in a session, hosts in brackets."""

import unittest

from exports import LANGUAGES, PROGRAMS, SUFFIXES, ExportCase
from peers import has_ipv6
from socksh import main, run


class NamesCase(ExportCase):
    """What the programs print."""

    def prints(self, text: str, printed: bytes) -> None:
        for language in PROGRAMS:
            with self.subTest(text, language=language):
                out = self.export(text, language)
                done = self.finish(self.program(out))
                self.ended_well(done, out)
                self.assertEqual(done.stdout, printed, out.read_text())

    def leaves_out(self, text: str, *comments: str) -> None:
        """Lines that no program could have, and why."""
        for language in PROGRAMS:
            with self.subTest(text, language=language):
                out = self.export(text, language)
                self.assertEqual(self.finish(self.program(out)).returncode, 0, out.read_text())
                told = [line.split("not exported: ")[1] for line in out.read_text().splitlines() if "not exported: " in line]
                self.assertEqual(told, list(comments))


class Values(NamesCase):
    """What a variable holds is what the session's does."""

    def test_large_unsigned_numbers(self) -> None:
        large = "18446744073709551615"
        self.prints('x = unpack !Q x"ffffffffffffffff"\nprint $x', f"{large}\n".encode())
        self.prints('x = unpack "<Q" x"ffffffffffffffff"\nif $x > 5 { print more } else { print less }', b"more\n")
        self.prints(f'unpack --into x,y !QB x"ffffffffffffffff01"\nprint $x $y\nassert $x == {large}\nif $y == 1 {{ print one }}',
                    f"{large} 1\none\n".encode())
        self.prints(f"x = pack !QQ {large} 0xfffffffffffffffe\ny = encode hex $x\nprint $y", b"f" * 31 + b"e\n")
        self.prints("x = pack !q -9223372036854775808\ny = encode hex $x\nprint $y", b"8" + b"0" * 15 + b"\n")
        self.prints('unpack !Q x"ffffffffffffffff"', f"{large}\n".encode())
        self.prints('x = unpack !Q x"fffffffffffffffe"\ny = pack !Q $x\nz = encode hex $y\nprint $z', b"fffffffffffffffe\n")
        self.prints('x = unpack !Q x"0000000000000002"\npair a b\na.send hello\nb.recvexact $x\nprint $_', b"he\n")

    def test_fields_that_are_options(self) -> None:
        self.prints("pair a b\nlet name @test-${a.cookie}\nx = a.getsockopt cookie\nif ${a.cookie} == $x { print same }\n"
                    "srv = server unix $name\nif ${srv.local} == @test-$x { print same }", b"same\nsame\n")
        self.prints("srv = server tcp 127.0.0.1 0\nx = srv.getsockopt congestion\nif ${srv.congestion} == $x { print same }", b"same\n")
        self.prints("pair a b\ntry { if ${a.cookie} > 0 { print more } }", b"more\n")

    def test_a_backlog(self) -> None:
        text = "srv = socket tcp\nsrv.bind 127.0.0.1 0\nsrv.listen 7\nc = open 127.0.0.1 ${srv.local.port}\nsrv.poll\n"
        self.prints(f"{text}print ${{srv.backlog}} of ${{srv.backlog_limit}}", b"1 of 7\n")

    def test_poll_counts(self) -> None:
        self.prints("pair a b\npair c d\na.send x\nn = poll b d\nprint $n\nc.send x\nprint $(poll b d)\nm = d.poll --timeout 0\nprint $m",
                    b"1\n2\n1\n")
        self.prints("pair a b\nlet n text\nn = a.poll --timeout 0\nif $n == 0 { print none }", b"none\n")

    def test_settings(self) -> None:
        self.prints("pair a b\nt = a.timeout\na.timeout 1500ms\nu = a.timeout\nv = a.timeout 0.25\nprint $t $u $v", b"none 1.5 s 250 ms\n")
        self.prints("pair a b\nx = a.blocking\ny = a.blocking off\nz = a.blocking\nprint $x $y $z", b"on off off\n")
        self.prints("pair a b\nx = a.line-ending\ny = a.line-ending lf\na.sendline\nprint $x $y\nb.recv\nassert $_ == \"\\n\"", b"crlf lf\n")

    def test_a_timeout_while_nothing_blocks(self) -> None:
        self.prints("pair a b\na.timeout 30ms\na.blocking off\nx = a.timeout\nprint $x\na.blocking on\ntry { a.recv }\nprint $?", b"30 ms\ntimeout\n")

    def test_a_setting_that_is_not_known(self) -> None:
        why, lost = "the value of timeout", "print $x; what x was given before is not exported"
        self.leaves_out("pair a b\nlet x 1\nlet d 20ms\na.timeout $d\nx = a.timeout\nprint $x", why, lost)
        self.leaves_out("pair a b\nlet x 1\nif $x == 1 { a.timeout 20ms }\nx = a.timeout\nprint $x", why, lost)
        self.leaves_out("pair a b\nlet x 1\nif $x == 1 { a.blocking off }\nx = a.blocking\nprint $x", "the value of blocking", lost)


class Lost(NamesCase):
    """What a statement that is left out has set isn't what it was before."""

    X = "what x was given before is not exported"
    UNKNOWN = "unpack --into x,y $f abcdef"

    def test_a_variable_among_others(self) -> None:
        text = f"let x 1\nlet f !HH\nlet f 3s3s\n{self.UNKNOWN}\nprint $x"
        self.leaves_out(text, self.UNKNOWN, f"print $x; {self.X}")
        self.leaves_out(text.replace("--into ", "--into="), self.UNKNOWN.replace("--into ", "--into="), f"print $x; {self.X}")

    def test_in_the_next_round(self) -> None:
        text = f"let x 1\nlet f !HH\nlet f 3s3s\nrepeat 2 {{ print $x; {self.UNKNOWN} }}\nlet x 5\nprint $x"
        self.leaves_out(text, f"print $x; {self.X}", self.UNKNOWN)
        text = f"let x 1\nlet f !HH\nlet f 3s3s\nlet n 1\nwhile $n == 1 {{ if $x == 1 {{ {self.UNKNOWN} }} else {{ let n 2 }} }}\nprint :$x"
        for language in PROGRAMS:
            self.assertIn("; " + self.X, self.export(text, language).read_text())

    def test_set_again(self) -> None:
        """Then it is known again."""
        self.leaves_out(f"let x 1\nlet f !HH\nlet f 3s3s\nrepeat 2 {{ let x 2; print $x; {self.UNKNOWN} }}", self.UNKNOWN)

    def test_data(self) -> None:
        """$_ is of what was received last."""
        why = "; what was received before is not exported"
        text = "pair a b\na.send onetwo\nb.recv 3\nlet f !H\nlet f 2s\nb.recvexact $(unpack $f 03)\nprint $_"
        self.leaves_out(text, "b.recvexact $(unpack $f 03)", f"print $_{why}")
        self.leaves_out(text.replace("03)\n", "03); a.send x; b.recv\n"), "b.recvexact $(unpack $f 03)")
        text = "pair a b\na.send onetwo\nb.recv 2\nlet f !H\nlet f 1s\nrepeat 2 { print $_; b.recvexact $(unpack $f 1) }"
        self.leaves_out(text, f"print $_{why}", "b.recvexact $(unpack $f 1)")

    def test_a_file_that_is_gone(self) -> None:
        text = "let x 1\n! echo 'let x 2' > it\nsource it\n! rm it\nprint $x\nlet x 3\nprint $x"
        self.leaves_out(text, "source it; it is no file that can be read now", f"print $x; {self.X}")


class Shared(NamesCase):
    """A name that is a handle's and, before or behind that, a variable's."""

    def test_a_former_handles_name(self) -> None:
        made = {"let a hi": b"hi\n", "a = encode hex ab": b"6162\n", "unpack --into a 2s hi": b"hi\n",
                "let c 12; rename c a": b"12\n", "let a x; a = print hi": b"hi\n"}
        for makes, want in made.items():
            self.prints(f"pair a b\nclose a\n{makes}\nprint $a", want)
            self.prints(f"pair a b\nrename a d\n{makes}\nb.send $a\nx = d.recv\nprint $x", want)

    def test_a_former_variables_name(self) -> None:
        self.prints("let a hi\nprint $a\npair a b\nprint $a", b"hi\na\n")
        self.prints("let a hi\npair b c\nrename b a\nprint $a\nclose a\nlet a bye\nprint $a", b"a\nbye\n")

    def test_renamed_again(self) -> None:
        self.prints("pair a b\nclose a\nlet a 12\nrename a c\nprint $c\npair a d\nprint $a", b"12\na\n")

    def test_in_a_loop(self) -> None:
        self.prints("pair n b\nclose n\nlet n 3\nwhile $n != 0 { print $n; let n 0 }\nprint $n", b"3\n0\n")

    def test_a_default_behind_a_handle(self) -> None:
        self.prints("let n 1\nif $n == 1 { let a hi }\npair b c\nrename b a\nclose a\nlet --default a ho\nprint $a", b"ho\n")
        self.prints("let a 7\nrepeat 2 { try { rename a d }; let --default a 8; print $a $d }", b"8 7\n8 8\n")

    def test_what_depends_on_a_block(self) -> None:
        unsure = "; whether a is a handle depends on a block"
        self.leaves_out("pair a b\nlet n 1\nif $n == 1 { close a; let a hi }\nprint $a", f"print $a{unsure}")
        self.leaves_out("pair a b\nrepeat 2 { print $a; try { close a }; let a hi }", f"print $a{unsure}")
        self.leaves_out("let a hi\nrepeat 2 { print $a; try { pair a b } }", f"print $a{unsure}")

    def test_of_some_handles(self) -> None:
        for language in PROGRAMS:
            out = self.directory / f"some{SUFFIXES[language]}"
            self.assertOk(run(f"pair a b\npair c d\nclose a\nlet a hi\nc.send $a\nd.recv\nexport {language} {out} c d"))
            self.assertIn(b"hi", self.finish(self.program(out)).stdout, out.read_text())


class Passed(ExportCase):
    """Of some handles alone: a socket that was passed comes with what passed it."""

    def test_what_passed_it(self) -> None:
        text = "pair a b\npair c d\na.sendfd c\nc2 = b.recvfd\nc2.send hi\nd.recv\nassert $_ == hi"
        self.does(text, "c2 d")
        text = "pair a b\npair c d\na.sendfd c\nc2 = b.recvfd\npair p q\np.sendfd c\nc3 = q.recvfd\nc3.send hi\nd.recv\nassert $_ == hi"
        self.does(text, "c2 d c3")
        self.does(text, "c3 d")

    def test_several(self) -> None:
        self.does("pair a b\npair c d\npair e f\na.sendfd c\na.sendfd e\nc2 = b.recvfd\ne2 = b.recvfd\ne2.send hi\nf.recv\nassert $_ == hi",
                  "e2 f")

    def does(self, text: str, handles: str) -> None:
        for language in LANGUAGES:
            with self.subTest(text, language=language):
                out = self.directory / f"some{SUFFIXES[language]}"
                self.assertOk(run(f"{text}\nexport {language} {out} {handles}"))
                self.ended_well(self.finish(self.program(out)), out)


class Clashing(NamesCase):
    """Names that the program must call something else are still different ones."""

    def test_capitals(self) -> None:
        self.prints("let AB 1\nlet AB_ 2\nlet AB__ 3\nlet A 4\nlet A_ 5\nlet A__ 6\nprint $AB $AB_ $AB__ $A $A_ $A__", b"1 2 3 4 5 6\n")

    def test_underscores(self) -> None:
        self.prints("pair __ ___\n__.send hi\nx = ___.recv\nprint $x", b"hi\n")
        self.prints("let __ 4\nlet ___ 5\nprint $__ $___", b"4 5\n")

    def test_words_of_the_language(self) -> None:
        text = "let INT 1\nlet INT_ 2\nlet int 4\nlet int_ 5\npair INT__ int__\nprint $INT $INT_ $int $int_\nINT__.send hi\nx = int__.recv\nprint $x"
        self.prints(text, b"1 2 4 5\nhi\n")

    def test_a_name_that_comes_late(self) -> None:
        self.prints("let int 4\nprint $int\nlet int_ 5\npair int__ b\nb.send hi\nx = int__.recv\nprint $int $int_ $x", b"4\n4 5 hi\n")


@unittest.skipUnless(has_ipv6(), "no IPv6 here")
class Brackets(NamesCase):
    """[::1] is ::1 wherever a host stands."""

    TALK = "c.send hi\ns = srv.accept\ns.recvexact 2\nprint $_"

    def test_in_an_address(self) -> None:
        self.prints(f'srv = server tcp6 ::1 0\nc = open "[::1]" ${{srv.local.port}}\n{self.TALK}', b"hi\n")
        self.prints(f"srv = server tcp6 [::1] 0\nc = socket tcp6\nc.connect [::1] ${{srv.local.port}}\n{self.TALK}", b"hi\n")
        self.prints("u = server udp6 [::1] 0\nv = socket udp6\nv.sendto [::1] ${u.local.port} hi\nu.recv\nprint $_", b"hi\n")
        self.prints("x = resolve [::1]\nprint $x", b"::1\n")

    def test_known_as_the_program_runs(self) -> None:
        for host in "let h [::1]", "let h ::2\nlet h [::1]", "let h ::1\nlet h [$h]":
            self.prints(f"{host}\nsrv = server tcp6 $h 0\nc = open $h ${{srv.local.port}}\n{self.TALK}", b"hi\n")
            self.prints(f"{host}\nsrv = server tcp6 $h 0\nc = open tcp://$h:${{srv.local.port}}\n{self.TALK}", b"hi\n")

    def test_in_parts(self) -> None:
        self.prints(f"let h ::1\nsrv = server tcp6 [$h] 0\nc = open [$h] ${{srv.local.port}}\n{self.TALK}", b"hi\n")

    def test_a_path_in_brackets_is_a_path(self) -> None:
        self.prints(f"! rm -f [x]\nsrv = server unix [x]\nc = open unix:[x]\n{self.TALK}", b"hi\n")


if __name__ == "__main__":
    main()
