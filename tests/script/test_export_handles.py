"""export of some handles: what it makes it uses and closes, and nothing else; the programs are run."""

from socksh import main, run
from test_export import LANGUAGES, SUFFIXES, ExportCase


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


if __name__ == "__main__":
    main()
