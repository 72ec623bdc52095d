"""export of what fails: the programs have after an error what the session had."""

from exports import PROGRAMS, ToldCase
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


class FreeNames(ToldCase):
    """What failed has taken no name: the next one has it."""

    CLOSED = "srv = socket tcp\nsrv.bind 127.0.0.1 0\n"
    OPEN = "open 127.0.0.1 ${srv.local.port}\n"
    TALK = "s = srv.accept\ntcp1.send hi\nprint :$(s.recv)"

    def test_a_name_that_was_asked_for(self) -> None:
        self.compare(f"{self.CLOSED}tcp1 = {self.OPEN}tcp1 = {self.OPEN}srv.listen\ntcp1 = {self.OPEN}{self.TALK}", [":hi"], "-k")
        taken = "z = server tcp 127.0.0.1 ${srv.local.port}\n"
        self.compare(f"srv = server tcp 127.0.0.1 0\n{taken}{taken}z = server tcp 127.0.0.1 0\nprint :$z ${{z.state}}", [":z LISTEN"], "-k")

    def test_a_name_that_is_given(self) -> None:
        self.compare(f"{self.CLOSED}{self.OPEN}{self.OPEN}srv.listen\n{self.OPEN}{self.TALK}", [":hi"], "-k")
        self.compare(f"{self.CLOSED}try {{ {self.OPEN}}}\nsrv.listen\n{self.OPEN}{self.TALK}", [":hi"])
        self.compare(f"srv = server tcp 127.0.0.1 0\nsrv.accept --timeout 5ms\nc = {self.OPEN}srv.accept\nc.send hi\nprint :$(srv1.recv)", [":hi"], "-k")

    def test_the_current_handle(self) -> None:
        self.compare(f"pair a b\nuse b\n{self.CLOSED}use a\n{self.OPEN}repeat 1 {{ send hi }}\nprint :$(b.recv)", [":hi"], "-k")
        self.compare(f"pair a b\n{self.CLOSED}try {{ use a; {self.OPEN}}}\nsend hi\nprint :$(b.recv)", [":hi"])

    def test_a_name_of_one_that_was_made_is_taken(self) -> None:
        """What a `try` made before it failed."""
        self.compare(f"srv = server tcp 127.0.0.1 0\ntry {{ {self.OPEN}srv.accept; srv.accept --timeout 5ms }}\n{self.OPEN}tcp2.send hi\ns = srv.accept\n"
                     "print :$(s.recv)", [":hi"])


class Hosts(ToldCase):
    """What can be no name."""

    def test_a_quote_in_it(self) -> None:
        """Python's own refusal of the label behind it is met, too."""
        for host in r'"a\x22b..c"', r'"\x22,(..c"', r'"a\\..c"', "a..c":
            self.compare(f"try {{ open {host} 80; print :no }}\nprint :$?", [":address"], languages=PROGRAMS)


if __name__ == "__main__":
    main()
