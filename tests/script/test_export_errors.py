"""export of what fails: the programs have after an error what the session had."""

from exports import ToldCase
from socksh import main, run


class Kept(ToldCase):
    """What came before an error, and wasn't asked for, is still there."""

    PAIR = "pair a b\n"
    TCP = "srv = server tcp 127.0.0.1 0\na = open 127.0.0.1 ${srv.local.port}\nb = srv.accept\n"
    FAILING = ("expect nope", "recvline", "recvexact 10")

    def test_after_a_timeout(self) -> None:
        for sockets in self.PAIR, self.TCP:
            for failing in self.FAILING:
                self.compare(f'{sockets}a.send "220 hi"\nb.{failing} --timeout 50ms\nb.recv\nprint ":$_"', [":220 hi"], "-k")

    def test_after_the_end(self) -> None:
        for sockets in self.PAIR, self.TCP:
            for failing in self.FAILING:
                self.compare(f"{sockets}a.send abc\na.shutdown wr\nb.{failing}\nb.recv\nprint :$_\nb.{failing}\nprint :over",
                             [":abc", ":over"], "-k")

    def test_within_try(self) -> None:
        for failing in self.FAILING:
            self.compare(f"{self.PAIR}a.send abc\ntry {{ b.{failing} --timeout 50ms }}\nprint :$?\n"
                         "b.blocking off\ntry { b.recvline }\nprint :$?\nb.recv\nprint :$_", [":timeout", ":socket", ":abc"], "-k")

    def test_what_succeeds_takes_nothing_behind(self) -> None:
        for failing in self.FAILING:
            self.compare(f'{self.PAIR}a.send "0123456789nope\\nrest"\ntry {{ b.{failing} }}\nprint ":$?"\nb.recv\nassert $_ contains rest',
                         [":ok"], "-k")

    def test_what_comes_later(self) -> None:
        """The first look finds nothing."""
        self.compare(f"{self.PAIR}try {{ b.expect nope --timeout 50ms }}\na.send no\n"
                     f"try {{ b.expect nope --timeout 50ms }}\na.send pe!\ntry {{ b.expect nope }}\nprint :$_\nb.recv\nprint :$_",
                     [":nope", ":!"], "-k")

    def test_more_than_the_kernel_keeps(self) -> None:
        """What a large count asks for is taken while it comes."""
        self.compare(f'{self.TCP}repeat 4 {{ a.sendall $(fill 32K) }}\ntry {{ b.recvexact 128K }}\nprint :$(length $_)',
                     [":131072"], "-k")

    def test_regular_expressions(self) -> None:
        if run("assert a matches a", "-k").status:
            self.skipTest("built without regular expressions")
        self.compare(f'{self.PAIR}a.send "220 hi"\nb.expect --regex "[3-9]" --timeout 50ms\nb.expect --regex "[0-9]+ "\nprint ":$_"\n'
                     'b.recv\nprint ":$_"', [":220 ", ":hi"], "-k")

    def test_recvall(self) -> None:
        self.compare(f'{self.PAIR}b.send "some text"\ntry {{ a.recvall --timeout 50ms }}\nprint ":$_"', [":some text"], "-k")

    def test_nothing_was_received(self) -> None:
        self.compare(f'{self.PAIR}try {{ a.recv --timeout 50ms }}\nprint ":$_"', [":"], "-k")

    def test_only_where_an_error_is_caught(self) -> None:
        """A program that an error ends is the short one."""
        for language, looks in ("python", b"MSG_PEEK"), ("c", b"MSG_PEEK"):
            with self.subTest(language=language):
                result = run(f"pair a b; a.sendline hi; b.recvline; export {language} -", "-q", json=False)
                self.assertNotIn(looks, result.stdout)


if __name__ == "__main__":
    main()
