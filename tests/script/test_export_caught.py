"""export of errors that are caught: what the program does behind them, and what $? says."""

import os

from exports import LANGUAGES, PROGRAMS, ToldCase
from socksh import main


class CaughtCase(ToldCase):
    """An error that each of them catches."""

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
        self.compare(f"{self.REFUSED}print :a\nlet n 1\nif $n == 2 {{ {self.REFUSED.strip()} }}\nprint :$?",
                     [":a", ":ok"])

    def test_rounds(self) -> None:
        self.compare(f"{self.REFUSED}repeat 2 {{ print :$? }}", [":socket", ":ok"])

    def test_empty_try(self) -> None:
        self.compare(f"{self.REFUSED}try {{ }}\nprint :$?", [":ok"])

    def test_condition_with_a_call(self) -> None:
        self.compare(f"{self.REFUSED}if $(length abc) == 4 {{ print :a }}\nprint :$?", [":ok"])
        self.compare(f"pair a b\na.send xy\n{self.REFUSED}while $(b.recv 1) != y {{ print :a }}\nprint :$?",
                     [":a", ":ok"])

    def test_behind_what_the_program_leaves_out(self) -> None:
        self.compare(f"pair a b\n{self.REFUSED}states a\nprint :$?", [":ok"], languages=PROGRAMS)
        self.compare("nonsense\nprint :$?", [":name"], "-k")
        self.compare('pair a b\na.recv --timeout 5ms\npack !B 256\nif $? != ok { print ":$? ${?}"; print :$? } else { print :no }',
                     [":usage usage", ":ok"], "-k")
        self.compare("assert 1 == 2\ntry { print :$?; print :$? }\nassert 1 == 2\nx = length $?\nprint :$x:$?", [":mismatch", ":ok", ":8:ok"], "-k")


    DIFFERS = "log it\nlet a 1\nprint is:$a\nlog off\n! sed 's/: is:1/: is:2/' i[t] > log\n"  # which names no file

    def test_replies_that_differ(self) -> None:
        self.compare(f"{self.DIFFERS}replay log\nprint :$?\nprint :$?", [":mismatch", ":ok"], "-k", languages=PROGRAMS)

    def test_replies_that_differ_in_a_try(self) -> None:
        """What stands behind it in there isn't run."""
        self.compare(f"{self.DIFFERS}try {{ replay log; print :no }}\nprint :$?\nprint :$?", [":mismatch", ":ok"])
        self.compare("log log\nlet a 1\nlog off\ntry { replay log; print :on }\nprint :$?", [":on", ":ok"])


class Data(CaughtCase):
    """Errors that what was received causes in a `try`."""

    PAIR = "pair a b\n"

    def fails(self, data: str, statement: str, category: str) -> None:
        """It fails on that; what stands behind it in the block isn't run."""
        self.compare(f"{self.PAIR}a.send {data}\nb.recv > got\nlet d < got\ntry {{ {statement}; print :no }}\nprint :$?",
                     [f":{category}"])

    def test_index(self) -> None:
        self.fails("abc", "let y ${d[7]}", "usage")
        self.fails("abc", "let y ${d[-4]}", "usage")
        self.compare(f"{self.PAIR}a.send abc\nb.recv > got\nlet d < got\ntry {{ print :${{d[0]}}${{d[-1]}} }}", [":ac"])

    def test_numbers(self) -> None:
        for statement in ("n = pack !H $d", "n = pack !f $d", "repeat $d { print :no }", "let y ${d[d:]}",
                          "b.recvexact $d --timeout 50ms", "b.recv --timeout $d"):
            self.fails("abc", statement, "usage")

    def test_short(self) -> None:
        self.fails("a", "n = unpack !H $d", "usage")

    def test_decode(self) -> None:
        for code, texts in {"hex": ("zz", "6", "6:1", '"61 6"'), "base64": ("YWJ", '"YW Jj\\n"', "YWJj==", "YWJ-", "YWK="),
                            "url": ("%zz", "a%2", "%"), "url-plus": ("a+%zz",)}.items():
            for text in texts:
                self.fails(text, f"n = decode {code} $d", "usage")

    def test_decode_well(self) -> None:
        for code, text in {"hex": "61:62", "base64": "YWI=", "url": "a%62", "url-plus": "a%62"}.items():
            self.compare(f"{self.PAIR}a.send {text}\ntry {{ print :$(decode {code} $(b.recv)) }}\nprint :$?", [":ab", ":ok"])
        self.compare(f"{self.PAIR}try {{ print :$(decode hex 61:62) }}", [":ab"])

    def test_behind_a_condition(self) -> None:
        self.fails("zz", "if $(decode hex $d) == x { print :no } else if ${d[5]} == y { print :no }", "usage")

    def test_uncaught(self) -> None:
        """The program ends there, where the peer sends other things."""
        for language in PROGRAMS:
            out = self.export(f"{self.PAIR}a.send 6162\nn = decode hex $(b.recv)\nprint :$n", language)
            out.write_text(out.read_text().replace("6162", "zzzz"))
            done = self.finish(self.program(out))
            self.assertEqual((done.returncode, done.stdout), (1, b""))


class Timeouts(CaughtCase):
    """How long a call waits, where that is known only as the program runs."""

    def test_no_time(self) -> None:
        """It is a timeout, as with any other time: `--nowait` is what doesn't wait."""
        for time in "0", "0ms", "0.1us":
            self.compare(f"pair a b\nlet t 1\nlet t {time}\ntry {{ a.recv --timeout $t }}\nprint :$?\n"
                         "try { a.recvline --timeout $t }\nprint :$?\na.timeout $t\ntry { a.recv }\nprint :$?\n"
                         f"try {{ a.recvexact 2 }}\nprint :$?\na.timeout {time}\ntry {{ a.recv }}\nprint :$?", [":timeout"] * 5)

    def test_what_is_there_needs_none(self) -> None:
        self.compare("pair a b\nlet t 1\nlet t 0\na.send x\nx = b.recv --timeout $t\nprint :$x", [":x"])

    def test_nowait(self) -> None:
        """What doesn't wait has no timeout: nothing is there."""
        self.compare("pair a b\na.timeout 10ms\na.recv --nowait\nprint :$?\na.send x\nx = b.recv --nowait\nprint :$x\n"
                     "try { a.recv --nowait }\nprint :$?\ntry { a.recv }\nprint :$?", [":socket", ":x", ":socket", ":timeout"], "-k")

    def test_poll(self) -> None:
        """A handle before it brings its timeout."""
        self.compare("pair a b\na.timeout 30ms\nn = a.poll\nprint :$n\nlet t 1\nlet t 20ms\na.timeout $t\nn = a.poll\nprint :$n\n"
                     "n = poll b --timeout 0\nprint :$n\na.timeout 0\nn = a.poll\nprint :$n", [":0"] * 4)

    def test_poll_of_one_handle_twice(self) -> None:
        self.compare("pair a b\nb.send x\nn = poll a a b --timeout 1s\nprint :$n\npair c d\nd.watch on\nn = poll a a b --timeout 1s\nprint :$n",
                     [":2", ":2"])

    def test_poll_behind_a_block(self) -> None:
        for language in PROGRAMS:
            out = self.export("pair a b\nlet n 1\na.timeout 20ms\nif $n == 1 { a.timeout 30ms }\nn = a.poll\nprint :$n", language)
            self.assertIn("not exported: n = a.poll; its timeout depends on a block before it", out.read_text())


class Services(CaughtCase):
    """A service that isn't there."""

    def test_service(self) -> None:
        self.compare("try { port = service htp; print :no }\nprint :$?", [":service"])
        self.compare("try { port = service 1; print :$port }\ntry { n = service 2 nosuch; print :no }\nprint :$?",
                     [":1", ":service"])
        self.compare("pair a b\nservice htp\na.send x\nb.recv\nprint :$_", [":x"], "-k")


class Addresses(CaughtCase):
    """What is no address: each language has errors of its own for that."""

    def test_no_name(self) -> None:
        for host in "a..b", "a" * 70:
            for statement in f"open {host} 80", f"resolve {host}", f"let h {host}; c = socket tcp; c.connect $h 80", f"x = resolve {host}":
                self.compare(f"try {{ {statement}; print :no }}\nprint :$?", [":address"])
        self.compare("open a..b 80\nprint :on", [":on"], "-k")

    def test_no_port(self) -> None:
        self.compare("let p 70000\nc = socket tcp\ntry { c.connect 127.0.0.1 $p; print :no }\nprint :$?", [":usage"])

    def test_a_path_that_is_too_long(self) -> None:
        for command in "connect", "bind":
            self.compare(f"c = socket unix\nlet p /tmp/$(fill 200 61)\ntry {{ c.{command} $p; print :no }}\nprint :$?", [":usage"])

    def test_no_peer(self) -> None:
        self.compare("c = socket tcp\ntry { print :$(c.getpeername) }\nprint :$?", [":socket"])
        self.compare("c = socket tcp\ntry { c.getpeername; print :no }\nprint :$?", [":socket"])


class Files(CaughtCase):
    """Files that can't be opened."""

    def test_read(self) -> None:
        for reading in "let x < /nonexistent", "a.send < /nonexistent", "print < /nonexistent":
            self.compare(f"pair a b\ntry {{ {reading}; print :no }}\nprint :$?", [":file"])

    def test_opened_before(self) -> None:
        """What was to go there is still to be received."""
        for output in "> /nonexistent/x", ">> /nonexistent/x":
            self.compare(f"pair a b\na.send xy\ntry {{ b.recv {output} }}\nprint :$?\nx = b.recv --timeout 50ms\nprint :$x",
                         [":file", ":xy"])

    def test_reading_fails_behind_opening(self) -> None:
        """The memory of a process begins with bytes that can't be read."""
        for reading in "let x < F", "a.send < F", "a.sendall < F", "print < F", "n = length < F":
            self.compare(f"pair a b\ntry {{ {reading.replace('F', '/proc/self/mem')}; print :no }}\nprint :$?", [":file"])

    def test_a_full_disk(self) -> None:
        for statement in "print :a > /dev/full", "a.send xy; b.recv > /dev/full", "a.send xy; y = b.recv >> /dev/full":
            self.compare(f"pair a b\ntry {{ {statement}; print :no }}\nprint :$?", [":file"])

    def test_a_directory(self) -> None:
        for statement in "let x < .", "a.send < .", "print a > .", "a.send xy; b.recv > .":
            self.compare(f"pair a b\ntry {{ {statement}; print :no }}\nprint :$?", [":file"])

    def test_a_fifo_is_opened_once(self) -> None:
        """Its reader, which has the end when it is closed, gets all."""
        os.mkfifo(self.directory / "fifo")
        for statement in "a.send :xy; b.recv > fifo", "print :xy > fifo", "a.send :xy; x = b.recv >> fifo":
            self.compare(f"! cat fifo > got &\npair a b\ntry {{ {statement} }}\nprint :$?\n"
                         "! until test -s got; do :; done\nlet got < got\nprint $got\n! rm got", [":ok", ":xy"])

    def test_what_is_received_nowhere_ends_the_fifo(self) -> None:
        os.mkfifo(self.directory / "fifo")
        self.compare("! cat fifo > got && echo end > got &\npair a b\na.close\ntry { b.recvline > fifo }\n"
                     "print :$?\n! until test -s got; do :; done\nlet got < got\nprint :$got\n! rm got", [":closed", ":end"])

    def test_left_empty(self) -> None:
        self.compare("pair a b\nprint old > file\ntry { b.recv --timeout 20ms > file }\nlet x < file\nprint :$x", [":"])


class Effects(CaughtCase):
    """A statement that fails, and has received before."""

    def test_received(self) -> None:
        self.compare("pair a b\na.send x\nn = unpack !H $(b.recv)\na.send y\nx = b.recv\nprint :$x", [":y"], "-k")
        self.compare("pair a b\na.send x\nassert $(b.recv) == z\na.send y\nx = b.recv\nprint :$x:$?", [":y:ok"], "-k")


class Further(CaughtCase):
    """With -k a block goes on behind each error in it."""

    FAILS = "a.recv --timeout 10ms"

    def test_loops_and_ways(self) -> None:
        self.compare(f"pair a b\nrepeat 2 {{ {self.FAILS}; print :$?; a.send x }}\nprint :$?\nx = b.recv\nprint :$x",
                     [":timeout", ":timeout", ":ok", ":xx"], "-k")
        self.compare(f"pair a b\nlet n 2\nwhile $n > 0 {{ {self.FAILS}; if $n == 2 {{ assert 1 == 2; print :$?; let n 1 }} else {{ let n 0 }} }}\n"
                     "print :$?", [":mismatch", ":ok"], "-k")
        self.compare(f"pair a b\nif 1 == 1 {{ {self.FAILS} }}\nprint :$?", [":timeout"], "-k")

    def test_a_condition_ends_its_statement_alone(self) -> None:
        self.compare(f"pair a b\nrepeat 2 {{ if $({self.FAILS}) == x {{ print :no }} else {{ print :no }}; print :$? }}",
                     [":timeout", ":timeout"], "-k")

    def test_a_try_ends(self) -> None:
        self.compare(f"pair a b\nrepeat 2 {{ {self.FAILS}; try {{ {self.FAILS}; print :no }}; print :$? }}",
                     [":timeout", ":timeout"], "-k")

    def test_what_a_shell_runs(self) -> None:
        self.compare(f"pair a b\nrepeat 2 {{\n  {self.FAILS} | cat\n  ! echo :run\n}}\nprint :$?", [":run", ":run", ":ok"], "-k")

    def test_a_file(self) -> None:
        (self.directory / "inner").write_text(f"{self.FAILS}\na.send x\nrepeat 1 {{ {self.FAILS}; a.send y }}\n")
        self.compare("pair a b\nsource inner\nx = b.recv\nprint :$x", [":xy"], "-k")
        self.compare("pair a b\nrepeat 2 { source inner; print :$? }\nx = b.recv\nprint :$x", [":ok", ":ok", ":xyxy"], "-k")

    def test_a_file_in_a_file(self) -> None:
        (self.directory / "inner").write_text(f"# first\n{self.FAILS}\n! echo :run\na.send x")
        (self.directory / "outer").write_text(f"print :{{\nsource inner\n\n{self.FAILS}; print :$?\n")
        self.compare("pair a b\nsource outer\nx = b.recv\nprint :$x", [":{", ":run", ":timeout", ":x"], "-k")
        self.compare("pair a b\ntry { source outer; print :no }\nprint :$?", [":{", ":timeout"], "-k")

    def test_a_mistake(self) -> None:
        for language in PROGRAMS:
            command, out = self.session("pair a b\nrepeat 2 { nosuch; print :$?; a.send x }\nx = b.recv\nprint :$x", language)
            self.finish([command[0], "-k", *command[1:]])
            done = self.finish(self.program(out))
            self.assertEqual((done.returncode, done.stdout), (0, b":name\n:name\n:xx\n"), out.read_text())

    def test_nothing_is_caught_where_nothing_failed(self) -> None:
        for language in LANGUAGES:
            command, out = self.session("pair a b\nrepeat 2 { a.send x }\nb.recv", language)
            self.finish([command[0], "-k", *command[1:]])
            self.assertNotIn("try", out.read_text())


if __name__ == "__main__":
    main()
