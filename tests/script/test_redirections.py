"""Bytes on their way out of and into socksh: -q, >, >>, | and <. Each carries every byte as it is."""

import os
import tempfile
import unittest
from pathlib import Path

from socksh import Conversation, SockshTestCase, call, data, main, run

ALL_BYTES = bytes(range(256)) * 3
# b gets ALL_BYTES; repeated to be told from one that lost its end.
GIVE = f'pair a b; a.sendall x"{ALL_BYTES.hex()}"; '


class Quiet(SockshTestCase):
    """-q: only data, and what print says."""

    def test_data_is_raw(self) -> None:
        for command in "recv", "recvall", f"recvexact {len(ALL_BYTES)}", r'expect --regex "(?s).*\\xff"', "recv --peek":
            with self.subTest(command):
                result = run(f"{GIVE} a.shutdown wr; b.{command}", "-q", json=False)
                self.assertEqual((result.status, result.stdout, result.stderr), (0, ALL_BYTES, ""), result)

    def test_nothing_else(self) -> None:
        result = run("pair a b; a.send hello; sockets; info a; set; let x 1; hostname; b.fileno", "-q", json=False)
        self.assertEqual((result.status, result.stdout, result.stderr), (0, b"", ""), result)

    def test_print_is_raw(self) -> None:
        result = run(f'print x"{ALL_BYTES.hex()}"; print', "-q", json=False)
        self.assertEqual(result.stdout, ALL_BYTES + b"\n\n")

    def test_print_shows_no_more_than_its_words(self) -> None:
        self.assertEqual(run("print a  b 'c  d'", "-q", json=False).stdout, b"a b c  d\n")

    def test_what_is_given_away_is_not_said_twice(self) -> None:
        result = run(f"{GIVE} x = b.recv > kept; print ${{x[0:2]}}", "-q", json=False)
        self.assertEqual(result.stdout, b"\x00\x01\n")

    def test_more_than_the_display_limit(self) -> None:
        result = run("set display-limit 4; pair a b; a.send 0123456789; b.recv", "-q", json=False)
        self.assertEqual(result.stdout, b"0123456789")


class Out(SockshTestCase):
    """>, >> and |."""

    def setUp(self) -> None:
        self.directory = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.kept = self.directory / "kept"

    def run_here(self, script: str, *args: str, **how):
        """Run where the files are."""
        return run(script, *args, cwd=self.directory, **how)

    def test_every_byte(self) -> None:
        for command in "recv", "recvall", f"recvexact {len(ALL_BYTES)}":
            for sign in "> kept", ">kept", "> 'kept'", "| cat > kept":
                with self.subTest(command=command, sign=sign):
                    self.kept.unlink(missing_ok=True)
                    result = self.run_here(f"{GIVE} a.shutdown wr; b.{command} {sign}")
                    self.assertOk(result)
                    self.assertEqual(self.kept.read_bytes(), ALL_BYTES)
                    self.assertNotIn("base64", self.assertReply(result, command.split()[0], length=len(ALL_BYTES)))

    def test_replace_and_append(self) -> None:
        self.kept.write_text("old, and longer")
        self.assertOk(self.run_here("print one > kept; print two >> kept; print 3 >> new; print 4 >> new"))
        self.assertEqual((self.kept.read_text(), (self.directory / "new").read_text()), ("onetwo", "34"))

    def test_a_reply_without_data_gives_its_text(self) -> None:
        shown = self.run_here("sockets", json=False).stdout
        for mode in (), ("-q",), ("--json",):
            self.assertEqual(self.run_here("sockets > kept", *mode, json=False).status, 0)
            self.assertEqual(self.kept.read_bytes(), shown)

    def test_standard_output(self) -> None:
        result = self.run_here(f"{GIVE} b.recv > -; print end", "-q", json=False)
        self.assertEqual(result.stdout, ALL_BYTES + b"end\n")
        self.assertFalse((self.directory / "-").exists())

    def test_standard_output_in_order(self) -> None:
        self.assertEqual(self.run_here("print 1; print 2 > -; print 3", json=False).stdout, b"1\n23\n")

    def test_name_is_expanded(self) -> None:
        self.assertOk(self.run_here('let n kept; print x > "$n"'))
        self.assertEqual(self.kept.read_text(), "x")

    def test_value_and_file(self) -> None:
        result = self.run_here("pair a b; a.send hello; x = b.recv > kept; print $x $_")
        self.assertReply(result, "print", text="hello hello")
        self.assertEqual(self.kept.read_text(), "hello")

    def test_a_failed_statement_leaves_no_trace_in_the_value(self) -> None:
        self.assertError(self.run_here("x = frobnicate > kept"), "name")
        self.assertFalse(self.kept.exists())

    def test_a_pipe_ends_before_the_next_statement(self) -> None:
        self.assertOk(self.run_here("print slow | (read x; echo $x > kept)\nlet x < kept\nassert $x == \"slow\\n\""))

    def test_more_than_a_pipe_holds(self) -> None:
        self.assertOk(self.run_here("pair a b; " + "x = print 0123456789abcdef; " + "x = print $x$x; " * 16
                                    + "\nprint $x | cat > kept"))
        self.assertEqual(self.kept.stat().st_size, 16 << 16)

    def test_a_command_that_reads_nothing(self) -> None:
        result = self.run_here("x = print 0123456789abcdef; " + "x = print $x$x; " * 16 + "\nprint $x | true")
        self.assertError(result, "file", "EPIPE")

    def test_a_shell_command_takes_the_rest_of_the_line(self) -> None:
        self.assertOk(self.run_here("print b a | tr ' ' '\\n' | sort > kept; : # all of it\nprint next"))
        self.assertEqual(self.kept.read_text().split(), ["a", "b"])

    def test_a_socket_is_no_file(self) -> None:
        """open(2) says ENXIO of it as of a FIFO that nobody reads, for which we wait."""
        result = self.run_here("server unix here.sock; print x > here.sock")
        self.assertError(result, "file", "ENXIO")

    def test_nowhere(self) -> None:
        for sign, category, code in (("> nowhere/x", "file", "ENOENT"), (">> .", "file", "EISDIR"),
                                     ("> ''", "usage", None)):
            with self.subTest(sign):
                result = self.run_here(f"pair a b; a.send x; try {{ b.recv {sign} }}; b.recv --nowait")
                failed, after = result.all("recv")
                self.assertError(failed, category, code)
                self.assertData(after, "recv", b"x")

    def test_bad_forms(self) -> None:
        for script in "print x >", "print x > a > b", "print x > a b", "print x |", "print < a < b", "repeat 1 { } > a":
            with self.subTest(script):
                self.assertError(self.run_here(script), "usage")


class In(SockshTestCase):
    """<."""

    def test_every_byte(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            Path(directory, "given").write_bytes(ALL_BYTES)
            for command in "a.send", "a.sendall":
                result = run(f"pair a b; {command} < given; b.recv", cwd=directory)
                self.assertData(result, "recv", ALL_BYTES)
            self.assertEqual(data(run("x = print < given; print $x", cwd=directory).all("print")[-1]), ALL_BYTES)

    def test_standard_input(self) -> None:
        self.assertData(run("pair a b; a.sendall < -; b.recv", stdin=ALL_BYTES), "recv", ALL_BYTES)

    def test_empty(self) -> None:
        result = run("pair a b unix-dgram; a.send < /dev/null; b.recv; let x < /dev/null; print [$x]")
        self.assertData(result, "recv", b"", eof=False)
        self.assertReply(result, "print", text="[]")

    def test_the_program_is_not_its_data(self) -> None:
        with Conversation() as shell:
            self.assertError(shell.ask("print < -"), "usage")
        self.assertError(call("--json", stdin="let x < -\nprint never\n"), "usage")

    def test_wrong_files(self) -> None:
        for name, code in ("nothing", "ENOENT"), (".", "EISDIR"):
            self.assertError(run(f"pair a b; a.send < {name}"), "file", code)
        self.assertError(run("pair a b; a.send < ''"), "usage")

    @unittest.skipIf(os.geteuid() == 0, "root may read every file")
    def test_forbidden(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            Path(directory, "secret").touch(0o000)
            self.assertError(run("print < secret", cwd=directory), "file", "EACCES")

    def test_no_data_command(self) -> None:
        for command in "hostname", "sockets", "recv":
            self.assertError(run(f"pair a b; {command} < /dev/null"), "usage")


if __name__ == "__main__":
    main()
