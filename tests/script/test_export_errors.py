"""export of what fails: the programs have after an error what the session had."""

from exports import LANGUAGES, ExportCase
from socksh import main, run


class Kept(ExportCase):
    """What came before an error, and wasn't asked for, is still there."""

    def compare(self, text: str, said: list[str]) -> None:
        """The session says that with -k; the programs say it, too, and end."""
        for language in LANGUAGES:
            with self.subTest(text, language=language):
                command, out = self.session(text, language)
                shown = self.finish([command[0], "-k", *command[1:]]).stdout.decode()
                self.assertEqual([line for line in shown.splitlines() if line.startswith(":")], said)
                done = self.finish(self.program(out))
                self.ended_well(done, out)
                told = [line for line in done.stdout.decode().splitlines() if line.startswith(":")]
                self.assertEqual(told, said, out.read_text())

    PAIR = "pair a b\n"
    TCP = "srv = server tcp 127.0.0.1 0\na = open 127.0.0.1 ${srv.local.port}\nb = srv.accept\n"
    FAILING = ("expect nope", "recvline", "recvexact 10")

    def test_after_a_timeout(self) -> None:
        for sockets in self.PAIR, self.TCP:
            for failing in self.FAILING:
                self.compare(f'{sockets}a.send "220 hi"\nb.{failing} --timeout 50ms\nb.recv\nprint ":$_"', [":220 hi"])

    def test_after_the_end(self) -> None:
        for sockets in self.PAIR, self.TCP:
            for failing in self.FAILING:
                self.compare(f"{sockets}a.send abc\na.shutdown wr\nb.{failing}\nb.recv\nprint :$_\nb.{failing}\nprint :over",
                             [":abc", ":over"])

    def test_within_try(self) -> None:
        for failing in self.FAILING:
            self.compare(f"{self.PAIR}a.send abc\ntry {{ b.{failing} --timeout 50ms }}\nprint :$?\n"
                         "b.blocking off\ntry { b.recvline }\nprint :$?\nb.recv\nprint :$_", [":timeout", ":socket", ":abc"])

    def test_what_succeeds_takes_nothing_behind(self) -> None:
        for failing in self.FAILING:
            self.compare(f'{self.PAIR}a.send "0123456789nope\\nrest"\ntry {{ b.{failing} }}\nprint ":$?"\nb.recv\nassert $_ contains rest',
                         [":ok"])

    def test_what_comes_later(self) -> None:
        """The first look finds nothing."""
        self.compare(f"{self.PAIR}try {{ b.expect nope --timeout 50ms }}\na.send no\n"
                     f"try {{ b.expect nope --timeout 50ms }}\na.send pe!\ntry {{ b.expect nope }}\nprint :$_\nb.recv\nprint :$_",
                     [":nope", ":!"])

    def test_more_than_the_kernel_keeps(self) -> None:
        """What a large count asks for is taken while it comes."""
        self.compare(f'{self.TCP}repeat 4 {{ a.sendall $(fill 32K) }}\ntry {{ b.recvexact 128K }}\nprint :$(length $_)',
                     [":131072"])

    def test_regular_expressions(self) -> None:
        if run("assert a matches a", "-k").status:
            self.skipTest("built without regular expressions")
        self.compare(f'{self.PAIR}a.send "220 hi"\nb.expect --regex "[3-9]" --timeout 50ms\nb.expect --regex "[0-9]+ "\nprint ":$_"\n'
                     'b.recv\nprint ":$_"', [":220 ", ":hi"])

    def test_recvall(self) -> None:
        self.compare(f'{self.PAIR}b.send "some text"\ntry {{ a.recvall --timeout 50ms }}\nprint ":$_"', [":some text"])

    def test_nothing_was_received(self) -> None:
        self.compare(f'{self.PAIR}try {{ a.recv --timeout 50ms }}\nprint ":$_"', [":"])

    def test_only_where_an_error_is_caught(self) -> None:
        """A program that an error ends is the short one."""
        for language, looks in ("python", b"MSG_PEEK"), ("c", b"MSG_PEEK"):
            with self.subTest(language=language):
                result = run(f"pair a b; a.sendline hi; b.recvline; export {language} -", "-q", json=False)
                self.assertNotIn(looks, result.stdout)


if __name__ == "__main__":
    main()
