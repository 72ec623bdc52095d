"""export of errors that are caught: what the program does behind them, and what $? says."""

from exports import LANGUAGES, PROGRAMS, ExportCase
from socksh import main


class CaughtCase(ExportCase):
    """What a session says and what its programs say."""

    def compare(self, text: str, said: list[str], *options: str, languages: tuple[str, ...] = LANGUAGES) -> None:
        """Lines that begin with a colon; the session and its programs say them, and end."""
        for language in languages:
            with self.subTest(text, language=language):
                command, out = self.session(text, language)
                shown = self.finish([command[0], *options, *command[1:]]).stdout.decode()
                self.assertEqual([line for line in shown.splitlines() if line.startswith(":")], said)
                done = self.finish(self.program(out))
                self.ended_well(done, out)
                told = [line for line in done.stdout.decode().splitlines() if line.startswith(":")]
                self.assertEqual(told, said, out.read_text())

    REFUSED = "try { open 127.0.0.1 1 }\n"


class Status(CaughtCase):
    """$? is ok behind what went well."""

    def test_loop_that_asks(self) -> None:
        self.compare(f"{self.REFUSED}while $? == socket {{ print :a }}", [":a"])
        self.compare(f"{self.REFUSED}while $? != ok {{ sleep 1ms }}\nprint :$?", [":ok"])

    def test_loop_that_asks_behind_a_timeout(self) -> None:
        self.compare("pair a b\na.timeout 5ms\ntry { a.recv }\nwhile $? == timeout { b.send x; a.recv }\nprint :$?:$_",
                     [":ok:x"])

    def test_ways_join(self) -> None:
        self.compare(f"{self.REFUSED}if $? == ok {{ print :a }} else {{ print :b }}\nprint :$?", [":b", ":ok"])
        self.compare(f"{self.REFUSED}if $? == ok {{ print :a }}\nprint :$?", [":socket"])
        self.compare(f"{self.REFUSED}print :a\nlet n 1\nif $n == 2 {{ {self.REFUSED.strip()} }}\nprint :$?", [":a", ":ok"])

    def test_rounds(self) -> None:
        self.compare(f"{self.REFUSED}repeat 2 {{ print :$? }}", [":socket", ":ok"])

    def test_empty_try(self) -> None:
        self.compare(f"{self.REFUSED}try {{ }}\nprint :$?", [":ok"])

    def test_condition_with_a_call(self) -> None:
        self.compare(f"{self.REFUSED}if $(length abc) == 4 {{ print :a }}\nprint :$?", [":ok"])
        self.compare(f"pair a b\na.send xy\n{self.REFUSED}while $(b.recv 1) != y {{ print :a }}\nprint :$?", [":a", ":ok"])

    def test_behind_what_the_program_leaves_out(self) -> None:
        self.compare(f"pair a b\n{self.REFUSED}states a\nprint :$?", [":ok"], languages=PROGRAMS)
        self.compare("nonsense\nprint :$?", [":name"], "-k", languages=PROGRAMS)


if __name__ == "__main__":
    main()
