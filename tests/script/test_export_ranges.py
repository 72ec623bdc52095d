"""export of numbers, sizes and times that are known only as the program runs: what the session refuses, the program does."""

from exports import PROGRAMS, ToldCase
from socksh import main


class RangesCase(ToldCase):
    """A variable that has been given several values, of which none is known."""

    def given(self, value: str, statement: str) -> str:
        return f'pair a b\nlet n 1\nlet n "{value}"\ntry {{ {statement}; print :on }}\nprint :$?'

    def refuse(self, statement: str, *values: str) -> None:
        for value in values:
            self.compare(self.given(value, statement), [":usage"], languages=PROGRAMS)

    def take(self, statement: str, *values: str) -> None:
        for value in values:
            self.compare(self.given(value, statement), [":on", ":ok"], languages=PROGRAMS)


class Ranges(RangesCase):
    """What is no such number ends the try."""

    def test_bytes(self) -> None:
        self.refuse("x = fill 3 $n", "300", "-1", "", "abc", "256")
        self.take("assert $(fill 3 $n) == AAA", "65", "0x41", "A")
        self.compare('let n 1\nlet n A\nx = fill 3 $n\nprint :$x', [":AAA"], languages=PROGRAMS)

    def test_bytes_outside_of_a_try(self) -> None:
        """The program ends there, where a peer sends another number."""
        for language in PROGRAMS:
            out = self.export("pair a b\na.send 65\nunpack 2s $(b.recv) --into d\nx = fill 3 $d\nprint :$x", language)
            out.write_text(out.read_text().replace('"65"', '"-1"'))
            done = self.finish(self.program(out))
            self.assertEqual((done.returncode, done.stdout), (1, b""), out.read_text())

    def test_sizes(self) -> None:
        for statement in "x = fill $n", "b.recv $n --nowait", "b.recvexact $n --timeout 20ms":
            self.refuse(statement, "-1", "", "abc", "1T", "K")
        self.take("assert $(length $(fill $n)) == 2048", "2K", "2k", "0x800", "2048")

    def test_times(self) -> None:
        for statement in "sleep $n", "a.timeout $n", "b.recv --timeout $n":
            self.refuse(statement, "-1", "-0.5", "", "1e1", "inf", "nan", "0x1", "1_0", " 1", "99999999999")
        self.take("sleep $n", "0", "+0.001", "1ms", ".001s")

    def test_whole_numbers(self) -> None:
        self.refuse("repeat $n { print :no }", "-1", "", "1.5", "1\\n", "1_0")
        self.refuse("c = socket tcp; c.listen $n", "99999999999", "-99999999999")
        self.refuse("x = unpack !H abcd --from $n", "-1", "99")
        self.refuse("quit $n", "-1", "256")
        self.refuse("a.setsockopt priority $n", "99999999999")

    def test_ports(self) -> None:
        self.refuse("x = service $n", "-1", "65536")
        self.refuse("c = socket udp; c.connect 127.0.0.1 $n", "-1", "65536")
        self.refuse("x = resolve 127.0.0.1 $n", "-1", "65536")


class Once(RangesCase):
    """What is asked for a value is asked once."""

    def test_a_time(self) -> None:
        """Reading the option `error` takes it away."""
        self.compare("c = socket tcp\nc.blocking off\ntry { c.connect 127.0.0.1 1 }\nc.poll\npair a b\n"
                     "try { a.recv --timeout $(c.getsockopt error) }\nprint :$?\nx = c.getsockopt error\nprint :$x",
                     [":usage", ":none"], languages=PROGRAMS)


if __name__ == "__main__":
    main()
