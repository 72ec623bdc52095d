"""export of some handles: what it makes it uses and closes, and nothing else; the programs are run."""

from itertools import product

from exports import LANGUAGES, SUFFIXES, ExportCase
from socksh import main, run


class HandlesCase(ExportCase):
    """An export of some of a session's handles, and how its program does."""

    def of_handles(self, text: str, language: str, *handles: str, well: bool = True) -> str:
        """The program, which does all it has to; `well` where nothing of it is missing."""
        out = self.directory / f"some{SUFFIXES[language]}"
        self.assertOk(run(f"{text}\nexport {language} {out} {' '.join(handles)}"))
        program = out.read_text()
        if language in LANGUAGES:
            done = self.finish(self.program(out))
            self.assertEqual(done.returncode, 0, f"{done.stderr.decode()}\n{program}")
        if well:
            self.assertNotIn("not exported", program)
        return program


class Closing(HandlesCase):
    """At the end of the program."""

    def test_only_what_was_made_is_closed(self) -> None:
        text = "pair a b; u = socket udp; v = socket udp; u.timeout 1s"
        for language, closed in ("python", ["u.close()"]), ("c", ["close(u);"]):
            with self.subTest(language=language):
                program = self.of_handles(text, language, "u")
                main_part = program[program.rindex("main(" if language == "c" else "import"):]
                self.assertEqual([line.strip() for line in main_part.splitlines() if "close(" in line], closed)

    def test_a_block_with_other_handles(self) -> None:
        text = "u = socket udp; v = socket udp; repeat 1 { v.timeout 1s; u.timeout 2s }"
        for language in "python", "c":
            with self.subTest(language=language):
                program = self.of_handles(text, language, "u", well=False)
                for word in "v.close", "close(v":
                    self.assertNotIn(word, program)


class Left(ExportCase):
    """A handle that a block made is closed at the end, if it was made."""

    MAKES = "u = socket udp", "pair u v", "u = socket udp; rename u v"

    def test_what_a_block_may_have_made(self) -> None:
        for made, language in product(self.MAKES, ("python", "c")):
            closes = {"python": ["if %s:", "%s.close()"], "c": ["if (%s >= 0)", "close(%s);"]}[language]
            for block in "let never no\nif $never == yes { %s }", "let never no\ntry { assert $never == yes; %s }", "repeat 1 { %s }":
                with self.subTest(made, language=language, block=block):
                    out = self.export(block % made, language)
                    name = "v" if "rename" in made else "u"
                    lines = [line.strip() for line in out.read_text().splitlines()]
                    where = lines.index(closes[0] % name)
                    self.assertEqual(lines[where:where + 2], [close % name for close in closes])
                    if language in LANGUAGES:
                        self.ended_well(self.finish(self.program(out)), out)

    def test_what_a_block_may_have_renamed(self) -> None:
        for language in set(LANGUAGES) - {"script"}:
            with self.subTest(language=language):
                out = self.export("let never no\nu = socket udp\nif $never == yes { rename u v }", language)
                self.ended_well(self.finish(self.program(out)), out)
                for name in "9x", "$never", '""':
                    out = self.export(f"let never no\nu = socket udp\nif $never == yes {{ rename u {name} }}", language)
                    self.assertIn("not exported: rename u", out.read_text())

    def test_what_was_left_out_is_not_closed(self) -> None:
        for language in set(LANGUAGES) - {"script"}:
            with self.subTest(language=language):
                out = self.export("if 1 == 1 { u = socket udp } else if $nope == 1 { print }", language)
                done = self.finish(self.program(out))
                self.assertEqual((done.returncode, done.stdout), (0, b""), out.read_text())
                self.assertIn("not exported: if", out.read_text())


class Needing(HandlesCase):
    """What a handle needs comes with it; what others do is left out, also of a block."""

    TALK = ("srv = server tcp 127.0.0.1 0\nc = open 127.0.0.1 ${srv.local.port}\ns = srv.accept\n"
            "repeat 2 { s.send tick; c.recvexact 4 }\n")

    def script(self, text: str, *handles: str) -> str:
        told = run(f"{text}\nexport script - {' '.join(handles)}", "-q", json=False).stdout.decode()
        return told[told.index("`export script`.") + 18:]

    def test_one_whose_name_an_error_left_free(self) -> None:
        """The name is the second one's, for the first was refused."""
        text = "srv = socket tcp\nsrv.bind 127.0.0.1 0\ntry { open 127.0.0.1 ${srv.local.port} }\nsrv.listen\nopen 127.0.0.1 ${srv.local.port}\n"
        told = self.script(f"{text}tcp1.send hi", "tcp1", "srv")
        self.assertEqual(told.count("open 127.0.0.1"), 2, told)
        self.assertIn("\ntcp1.send hi\n", told)

    def test_statements_of_others_in_a_block(self) -> None:
        text = "u = socket udp; v = socket udp\n"
        for block, kept in (("{ v.timeout 1s; u.timeout 2s }", "{ u.timeout 2s }"),
                            ("{ u.timeout 2s; v.timeout 1s }", "{ u.timeout 2s; }"),
                            ("{ use v; timeout 1s; use u; timeout 2s }", "{ use u; u.timeout 2s }"),
                            ("{ poll u v --write; u.timeout 2s }", "{ u.timeout 2s }"),
                            ("{ print $(v.timeout); u.timeout 2s }", "{ u.timeout 2s }"),
                            ("{\n  v.timeout 1s\n  u.timeout 2s # mine\n  v.timeout 2s\n}", "{\n  u.timeout 2s # mine\n}")):
            with self.subTest(block):
                script = self.script(f"{text}repeat 1 {block}", "u")
                self.assertIn(f"repeat 1 {kept}\n", script)
                self.assertIn("# not exported: ", script)
                self.assertIn("; nothing here makes v\n", script)
                done = run(script)
                self.assertOk(done)

    def test_all_handles_that_a_block_closes(self) -> None:
        """A close of none would be one of the current handle."""
        script = self.script("u = socket udp; v = socket udp\nrepeat 1 { close v; u.timeout 1s }\nu.timeout", "u")
        self.assertIn("repeat 1 { u.timeout 1s }", script)

    def test_the_other_end_of_a_conversation(self) -> None:
        for handles in ("s",), ("c",), ("srv", "s"):
            script = self.script(self.TALK, *handles)
            makes = {line.split(" = ")[0] for line in script.splitlines() if " = " in line and line[0] != "#"}
            for name in "c", "s", "srv":
                self.assertEqual(f"{name}." in script.replace("not exported: " + name, ""), name in makes, f"{name}: {script}")

    def test_what_makes_a_handle_in_a_block(self) -> None:
        """Whose listener isn't there: what the others then do is no part, either."""
        text = ("srv = server tcp 127.0.0.1 0\nlet port ${srv.local.port}\n"
                "repeat 2 { c = open 127.0.0.1 $port; s = srv.accept; s.send tick; c.recvexact 4; close s c }\n")
        for language in "script", "python", "c":
            with self.subTest(language=language):
                told = run(f"{text}export {language} - c", "-q", json=False).stdout.decode()
                code = [line for line in told.splitlines() if "not exported" not in line]
                for word in "srv.accept", "accept(srv", "s.send":
                    self.assertNotIn(word, "\n".join(code))
        self.assertIn("s = srv.accept", self.script(text, "s"))
        self.assertIn("srv = server", self.script(text, "s"))

    def test_a_variable_that_another_handle_fills(self) -> None:
        text = "b = server udp 127.0.0.1 0; u = socket udp\nb.sendto 127.0.0.1 ${b.local.port} 2s\n"
        for fill in "x = b.recv", "let x $(b.recv)":
            for language in LANGUAGES:
                with self.subTest(fill, language=language):
                    program = self.of_handles(f"{text}{fill}\nu.timeout $x", language, "u")
                    self.assertIn("recv", program)


if __name__ == "__main__":
    main()
