"""export of what a program does without: it may have ended a try all the same, and what came of it the program hasn't got."""

from exports import PROGRAMS, ToldCase, told
from socksh import main


class LeftOutCase(ToldCase):
    """Programs that leave something out, and say so."""

    def agree(self, text: str, said: list[str], *options: str) -> str:
        """Session and programs tell that, though these haven't got all of it; gives the last program."""
        source = ""
        for language in PROGRAMS:
            with self.subTest(text, language=language):
                command, out = self.session(text, language)
                self.assertEqual(told(self.finish([command[0], *options, *command[1:]]).stdout), said)
                done, source = self.finish(self.program(out)), out.read_text()
                self.assertEqual((done.returncode, told(done.stdout)), (0, said), f"{done.stderr.decode()}\n{source}")
        return source


class Shown(LeftOutCase):
    """What shows the session a script does without, but not without a file of it that it reads."""

    def kept(self, text: str, *kept: str) -> None:
        """The script has these statements, and says what the session does."""
        text = f"pair a b\nprint :old > f\n{text}"
        with self.subTest(text):
            session, program, source = self.both(text, language="script")
            self.assertTrue(session)
            self.assertEqual(program, session, source)
            for statement in kept:
                self.assertIn(f"\n{statement}\n", source)

    def test_files_that_are_read(self) -> None:
        old = "x = length < f\nif $x != 5 { print :new } else { print :old }"
        for writes in ("log f\na.send x\nlog off", "capture ./f\na.send x\ncapture off", "trace f\na.send x\ntrace off", "ladder a --svg f", "states a > f", "help send > f",
                       "ladder | tee f"):
            self.kept(f"{writes}\n{old}", *writes.splitlines())
            self.kept(f"{writes}\nlet n f\n{old.replace('< f', '< $n')}", *writes.splitlines())
            self.kept(f"{writes}\nif 1 == 1 {{ print :$(length < f) > g }}\nlet x < g\nif $x != :5 {{ print :new }}", *writes.splitlines())
        for reads in "! grep -q send f && echo :new", "y = ! grep -c send ./f\nif $y != 0 { print :new }", "replay f\nprint :$?":
            self.kept(f"log f\na.send x\nlog off\n{reads}", "log f", "log off")

    def test_files_that_are_not(self) -> None:
        for text in "log g\nlog off\nlet x < f", "let x < f\nlog f\nlog off", "ladder\nlet x < f", "help send | tee g\nlet x < f":
            source = self.export(f"pair a b\nprint :old > f\n{text}", "script").read_text()
            self.assertEqual([line for line in source.splitlines() if line.startswith(("log", "help", "ladder"))], [])

    def test_of_some_handles(self) -> None:
        for shows, kept in ("ladder a > f", ["ladder a > f"]), ("ladder a", []):
            out = self.directory / "some.socksh"
            (self.directory / "f").touch()
            self.finish(self.session(f"pair a b\nprint > f\n{shows}\na.sendall < f\nexport script {out} a", "script")[0])
            self.assertEqual([line for line in out.read_text().splitlines() if line.startswith("ladder")], kept)


class Looks(LeftOutCase):
    """What only looks isn't in the program, but its errors are."""

    def test_errors_end_the_try(self) -> None:
        for statement, category in (("interfaces NOSUCH", "socket"), ("info nosuch", "name"), ("states nosuch", "name"), ("a.info b", "usage"),
                                    ("sockets x", "usage"), ("ladder nosuch", "name"), ("ladder a --svg /nonexistent/x", "file"),
                                    ("capture /nonexistent/x", "file"), ("log /nonexistent/x", "file"), ("trace /nonexistent/x", "file"),
                                    ("hexdump < /nonexistent", "file"), ("help nosuch", "name"), ("set bogus", "usage"), ("variables x", "usage"),
                                    ("info > /nonexistent/x", "file"), ("x = interfaces NOSUCH", "socket"), ("print $(interfaces NOSUCH)", "socket"),
                                    ("close a; info a", "name"), ("close a; a.options", "name"), ("lesson 999", "name"),
                                    ("export python /nonexistent/x", "file"), ("if $(info nosuch) == x { }", "name")):
            source = self.agree(f"pair a b\ntry {{ {statement}; print :no }}\nprint :$?", [f":{category}"])
            self.assertIn("not exported: ", source)

    def test_what_went_well_ends_nothing(self) -> None:
        for statement in "interfaces lo", "info a", "hexdump abc", "a.options", "sockets", "states a", "trace off", "help send":
            self.compare(f"pair a b\ntry {{ {statement}; print :on }}\nprint :$?", [":on", ":ok"], languages=PROGRAMS)

    def test_a_block_that_went_on(self) -> None:
        self.agree("repeat 2 { interfaces NOSUCH; print :$? }\nprint :$?", [":socket", ":socket", ":ok"], "-k")
        self.agree("if 1 == 1 { interfaces NOSUCH }\nprint :$?", [":socket"], "-k")

    def test_by_themselves(self) -> None:
        for statement in "interfaces NOSUCH", "x = interfaces NOSUCH", "print $(interfaces NOSUCH)":
            self.agree(f"{statement}\nprint :$?", [":socket"], "-k")

    def test_which_of_several_failed(self) -> None:
        self.agree("pair a b\ntry { interfaces lo; a.recv --timeout 5ms; interfaces NOSUCH }\nprint :$?", [":timeout"])
        self.agree("pair a b\ntry { try { interfaces NOSUCH }; print :$?; a.recv --timeout 5ms }\nprint :$?", [":socket", ":timeout"])
        self.agree("pair a b\ntry { x = interfaces lo; print :on }\nprint :$?", [":on", ":ok"])

    def test_what_nobody_knows(self) -> None:
        """A file's statements have no place in what was typed: what reads $? is left out, then."""
        (self.directory / "inner").write_text("try { interfaces NOSUCH; print :no }\nprint :$?\n")
        for language in PROGRAMS:
            out = self.export("source inner\nprint :on", language)
            done = self.finish(self.program(out))
            self.assertEqual((done.returncode, told(done.stdout)), (0, [":on"]), out.read_text())
            self.assertIn("not exported: interfaces NOSUCH; whether the try ended with it is not known", out.read_text())


class Lost(LeftOutCase):
    """What a statement that is left out has written or set, nobody has in the program."""

    def lacks(self, text: str, *left_out: str) -> None:
        for language in PROGRAMS:
            with self.subTest(text, language=language):
                out = self.export(f"pair a b\nprint :old > f\n{text}\nprint :on", language)
                done = self.finish(self.program(out))
                self.assertEqual((done.returncode, told(done.stdout)), (0, [":on"]), f"{done.stderr.decode()}\n{out.read_text()}")
                for one in left_out:
                    self.assertIn(f"not exported: {one}", out.read_text())

    def test_files(self) -> None:
        for writes in ("info a > f", "hexdump abc > ./f", "repeat 2 { info a >> f }", "if 1 == 1 { states a > f }", "let n f\ninfo a > $n",
                       "sockets > $(print f)"):
            for reads, why in (("let x < f", "f"), ("print < f", "f"), ("x = length < ./f", "f"), ("let m f\nlet x < $m", "its file")):
                self.lacks(f"{writes}\n{reads}\nprint $x" if "x" in reads else f"{writes}\n{reads}",
                           f"{reads.splitlines()[-1]}; what wrote {why} is not exported")

    def test_replies_that_go_there(self) -> None:
        for writes in "a.send hi > f", "a.timeout 1s > f\na.shutdown wr > f", "let y 1 > f", "close a > f":
            self.lacks(f"{writes}\nlet x < f", "let x < f; what wrote f is not exported")

    def test_what_shows_the_session_writes_too(self) -> None:
        for writes in "log f\nlog off", "capture f\ncapture off", "trace f\ntrace off", "ladder a --svg f", "ladder --svg=./f a", "ladder --svg=$(print f)", "export python f", "ladder > f", "help send > f":
            self.lacks(f"{writes}\nlet x < f", "let x < f; what wrote f is not exported")

    def test_what_sh_writes_and_reads(self) -> None:
        """Any file that its text names may be meant."""
        for writes in "info a | tee f", "info a | cat > f", "info a | dd of=./f", "hexdump abc | sed -n 'w f'":
            self.lacks(f"{writes}\nlet x < f", "let x < f; what wrote f is not exported")
        for reads in "! cat f", "x = ! cat ./f", "! cat < f", "b.send x; a.recv | cat - f":
            self.lacks(f"info a > f\n{reads}", f"{reads.split('; ')[-1]}; what wrote f is not exported")
        self.lacks("info a > f\n! cp f g\nlet x < g", "let x < g; what wrote g is not exported")
        self.agree("pair a b\nprint :old > f\ninfo a | grep type\n! grep -h old f", [":old"])
        self.compare("pair a b\nprint :old > f\nnosuch.recv | cat > f\na.send new\nb.recv | cat > f\nlet x < f\nprint :$x", [":new"], "-k", languages=PROGRAMS)

    def test_what_only_names_a_handle_writes_nothing(self) -> None:
        for shows in "let h a\nladder $h", "ladder --all a", "states $(print a)", "let h a\nladder --svg=g $h":
            self.agree(f"pair a b\nprint :old > f\n{shows}\nlet x < f\nprint $x", [":old"])

    def test_a_loop(self) -> None:
        """Its next round reads what the last one has left out."""
        self.lacks("repeat 2 { let x < f; info a > f }", "let x < f; what wrote f is not exported")

    def test_written_anew(self) -> None:
        for writes in "print :new > f", "b.send :new; a.recv > f":
            self.agree(f"pair a b\ninfo a > f\n{writes}\nlet x < f\nprint :$x", ["::new"])
        self.agree("print :old > g\nhostname > f\nlet x < g\nprint $x", [":old"])

    def test_elsewhere(self) -> None:
        """What goes nowhere leaves nothing out."""
        self.compare("pair a b\nprint :old > f\ninfo a > /dev/null\nclose a > /dev/null\nlet x < f\nprint $x", [":old"], languages=PROGRAMS)

    def test_a_stream_into_a_file(self) -> None:
        """It goes through as it comes: nothing of it is kept, and what came before an error is there."""
        self.compare("pair a b\na.send abc\ntry { b.recvall --timeout 10ms > f; print :no }\nprint :$?:$_\nlet x < f\nprint :$x", [":timeout:", ":abc"])
        self.compare("pair a b\na.send abc\nb.recvall --timeout 10ms > f\nlet x < f\nprint :$x", [":abc"], "-k", languages=PROGRAMS)
        self.compare("pair a b\na.send abc\ntry { b.recvall --timeout 10ms > /dev/full }\nprint :$?", [":file"])
        for block in "{}", "try {{ {} }}":
            self.compare(f"pair a b\nlet x 1\na.send abc\na.close\n{block.format('x = b.recvall > f')}\nprint :$x:$_\nlet y < f\nprint :$y", ["::", ":abc"])

    def test_a_value_is_kept_before_it_is_written(self) -> None:
        self.compare("pair a b\na.send abc\ntry { x = b.recv > /dev/full }\nprint :$?\ntry { print :$x }", [":file", ":abc"])
        self.compare("try { x = fill 3 A > /dev/full }\nprint :$?\ntry { print :$x }", [":file", ":AAA"])

    def test_a_handle_that_may_not_be(self) -> None:
        self.compare("pair a b\nif 1 == 1 { close a }\ntry { rename a c }\nprint :$?", [":name"], languages=PROGRAMS)

    def test_status_in_a_script(self) -> None:
        """What was mistyped a script hasn't got."""
        for reads, said in (("print :$?", ":name"), ("if $? == name { print :y }", ":y"), ('print ":is ${?}"', ":is name"), ("let x $?\nprint :$x", ":name"),
                            ("if 1 == 1 { print :$? }", ":name"), ("try { print :$? }", ":name")):
            self.compare(f"nosuch\n{reads}\nprint :$?", [said, ":ok"], "-k")
        out = self.export("pair a b\ntry { history 5; print :no }\nprint :$?", "script")
        self.assertEqual(told(self.finish(self.program(out)).stdout), [":name"])

    def test_values(self) -> None:
        for sets in "x = let y 5", "x = use b", "x = a.close", "x = states a", "x = help send", "x = interfaces lo":
            self.lacks(f"let x 1\n{sets}\nprint :$x", "print :$x; what x was given before is not exported")


if __name__ == "__main__":
    main()
