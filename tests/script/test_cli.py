"""Every way to run socksh, and its options."""

import subprocess
import tempfile
from pathlib import Path

from socksh import SOCKSH, Conversation, SockshTestCase, call, data, environment, main, run


class CliTestCase(SockshTestCase):
    """With a directory for scripts."""

    def setUp(self) -> None:
        self.directory = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def script(self, content: str | bytes, name: str = "script") -> Path:
        """A file with these statements."""
        path = self.directory / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def assertPrints(self, result, *lines: str) -> None:
        """The run succeeded and said just these lines."""
        self.assertEqual((result.status, result.stdout.decode()), (0, "".join(line + "\n" for line in lines)), result)
        self.assertEqual(result.stderr, "", result)

    def assertRefused(self, result, *said: str) -> None:
        """The call was wrong: nothing ran, and standard error says why and where help is."""
        self.assertEqual((result.status, result.stdout), (2, b""), result)
        for part in (*said, "--help"):
            self.assertIn(part, result.stderr, result)


class Ways(CliTestCase):
    """FILE, -c, - and a pipe."""

    def test_statements(self) -> None:
        self.assertPrints(call("-c", "print one; print two\nprint three"), "one", "two", "three")

    def test_file(self) -> None:
        self.assertPrints(call(self.script("print one\nprint two")), "one", "two")

    def test_file_with_dos_line_ends(self) -> None:
        self.assertPrints(call(self.script("print one\r\n\r\nprint two\r\n")), "one", "two")

    def test_interpreter_line(self) -> None:
        script = self.script("#!/usr/bin/env -S socksh\nprint from a program\n")
        script.chmod(0o755)
        (self.directory / "socksh").symlink_to(SOCKSH)
        home = environment(str(self.directory))
        found = home | {"PATH": f"{self.directory}:{home['PATH']}"}
        done = subprocess.run([script], env=found, stdin=subprocess.DEVNULL, capture_output=True, timeout=60)
        self.assertEqual((done.returncode, done.stdout), (0, b"from a program\n"), done)

    def test_standard_input(self) -> None:
        for arguments in ((), ("-",)):
            with self.subTest(arguments):
                self.assertPrints(call(*arguments, stdin="print one\nrepeat 2 {\n  print two\n}"), "one", "two", "two")

    def test_standard_input_is_a_file(self) -> None:
        script = self.script("print one\nprint two\n")
        self.assertPrints(call(shell=f'exec "$@" < {script}'), "one", "two")

    def test_empty_programs(self) -> None:
        for arguments, given in ((("-c", ""), None), ((self.script(""),), None), (("-",), ""), ((), "# nothing\n")):
            with self.subTest(arguments=arguments):
                self.assertPrints(call(*arguments, stdin=given))

    def test_coprocess(self) -> None:
        """A reply comes before the next statement is given, and long before the input ends."""
        with Conversation() as shell:
            self.assertReply(shell.ask("pair a b"), "pair")
            self.assertReply(shell.ask("a.send ping"), "send", sent=4)
            self.assertData(shell.ask("b.recv"), "recv", b"ping")
            block = shell.say("repeat 2 {\n  print again\n}")
            self.assertEqual([data(shell.answer(block)) for _ in range(2)], [b"again"] * 2)
            self.assertEqual(shell.close(), 0)

    def test_a_coprocess_ends_at_an_error(self) -> None:
        with Conversation() as shell:
            self.assertError(shell.ask("frobnicate"), "name")
            self.assertEqual(shell.close(), 3)

    def test_a_pipe_runs_the_same_however_it_is_cut(self) -> None:
        """Statements before one that can't be read run, whether they came in one piece or line by line."""
        with Conversation() as shell:
            self.assertReply(shell.ask("print before"), "print")
            self.assertError(shell.ask(r'print "\q"'), "usage")
            self.assertEqual(shell.close(), 2)
        at_once = call("--json", stdin='print before\nprint "\\q"\nprint after\n')
        self.assertReply(at_once, "print", line=1, text="before")
        self.assertError(at_once, "usage")

    def test_there_is_no_prompt_without_a_terminal(self) -> None:
        self.assertPrints(call(stdin="\n\n"))

    def test_an_open_block_at_the_end(self) -> None:
        for text in 'print "open', "repeat 2 {\nprint x\n", "print $(print x", 'print x"de ad':
            with self.subTest(text):
                for result in call("-c", text), call(self.script(text)), call(stdin=text):
                    self.assertEqual((result.status, result.stdout), (2, b""), result)
                    self.assertIn("isn't closed", result.stderr)


class Options(CliTestCase):
    """What stands before the program."""

    def test_version(self) -> None:
        result = call("--version")
        self.assertRegex(result.stdout.decode(), r"\Asocksh \d+\.\d+\.\d+\n\Z")
        self.assertEqual((result.status, result.stderr), (0, ""))

    def test_help(self) -> None:
        result = call("--help")
        self.assertEqual((result.status, result.stderr), (0, ""))
        for option in "FILE", "-c", "-e", "-k", "-q", "--json", "--no-init", "--version", "--help":
            self.assertIn(option, result.stdout.decode())
        self.assertLessEqual(max(map(len, result.stdout.decode().splitlines())), 100)

    def test_help_that_can_not_be_written(self) -> None:
        for option in "--help", "--version":
            self.assertEqual(call(option, shell='exec "$@" >/dev/full').status, 10)

    def test_bad_calls(self) -> None:
        script = str(self.script("print ran"))
        for arguments, said in (
                (("--nope",), "--nope"), (("-z",), "z"), (("-c",), "c"), (("-e",), "e"), (("--json=1",), "json"),
                ((script, script), "FILE"), (("-c", "print ran", script), "FILE"), (("--json", "-q", script), "-q"),
                (("-e", "novalue", script), "NAME=VALUE"), (("-e", "1a=b", script), "1a"), (("-e", "=b", script), "")):
            with self.subTest(arguments):
                self.assertRefused(call(*arguments), said)

    def test_variables(self) -> None:
        result = call("-e", "a=x = y", "-e", "b=", "-e", "c=$a", "-c", "print [$a] [$b] [$c]")
        self.assertPrints(result, "[x = y] [] [$a]")

    def test_options_end_at_the_file(self) -> None:
        self.assertRefused(call(self.script("print ran"), "--json"), "FILE")

    def test_double_dash(self) -> None:
        self.script("print dashed", "-q")
        self.assertPrints(call("--", "-q", cwd=self.directory), "dashed")

    def test_no_init_file_without_a_prompt(self) -> None:
        config = self.directory / "socksh"
        config.mkdir()
        (config / "init.socksh").write_text("print initialised")
        self.assertPrints(call("-c", "print ran", env={"XDG_CONFIG_HOME": str(self.directory)}), "ran")

    def test_no_colour_without_a_terminal(self) -> None:
        result = call("-k", "-c", "nope; print x; sockets", env={"TERM": "xterm-256color", "COLORTERM": "truecolor"})
        self.assertNotIn("\x1b", result.stdout.decode() + result.stderr)


class Json(CliTestCase):
    """One JSON object a line, with the fields of the design."""

    def test_every_reply_is_an_object_of_known_beginning(self) -> None:
        result = run("""pair a b; a.send hello; x = b.recv; print $x; sockets; info a; set; variables; help; help recv
                        resolve 127.0.0.1 80; service http; hostname; interfaces; s = server tcp 127.0.0.1 0
                        c = socket tcp; c.connect 127.0.0.1 ${s.local.port}; s.accept; c.options; poll --timeout 0
                        close a b; ! true""")
        self.assertOk(result)
        self.assertGreater(len(result.replies), 20)
        for line in result.lines:
            self.assertEqual((type(line["line"]), type(line["command"]), line["ok"], type(line["elapsed_us"])),
                             (int, str, True, int), line)

    def test_data(self) -> None:
        result = run('pair a b; a.send "h\\r\\n"; b.recv; a.send x"ff 00"; b.recv')
        text, binary = result.all("recv")
        self.assertEqual((text["handle"], text["length"], text["text"], text["base64"], text["eof"]),
                         ("b", 3, "h\r\n", "aA0K", False))
        self.assertNotIn("text", binary)
        self.assertData(binary, "recv", b"\xff\x00")

    def test_addresses(self) -> None:
        path = self.directory / "socket"
        result = run(f"server tcp 127.0.0.1 0; server unix {path}")
        inet, unix = (reply["local"] for reply in result.all("server"))
        self.assertEqual((inet["family"], inet["address"], type(inet["port"])), ("inet", "127.0.0.1", int))
        self.assertEqual(unix, {"family": "unix", "path": str(path)})

    def test_an_error(self) -> None:
        result = run("c = socket tcp; c.send x")
        failed = result.reply("send")
        self.assertEqual((failed["line"], failed["handle"], failed["ok"]), (1, "c", False))
        error = self.assertError(result, "socket", "EPIPE")
        self.assertLessEqual({"category", "code", "errno", "call", "subject", "message", "hint"}, set(error))
        self.assertEqual((error["errno"], error["call"], error["subject"], error["message"]),
                         (32, "send", "c", "Broken pipe"))

    def test_an_error_before_anything_ran(self) -> None:
        for result in run('print "open'), call("--json", self.directory / "nothing"), call("--json", stdin="print {"):
            [line] = result.lines
            self.assertFalse(line["ok"])
            self.assertEqual(result.stderr, "")

    def test_control_flow_adds_no_replies(self) -> None:
        result = run("repeat 2 { print a }; if 1 == 1 { print b } else { nope }; try { nope }; let n 0\n"
                     "while $n == 0 { let n 1 }")
        self.assertEqual([reply["command"] for reply in result.replies],
                         ["print", "print", "print", "nope", "let", "let"])
        self.assertEqual(result.status, 0, result)

    def test_a_reply_tells_its_line(self) -> None:
        result = run("print a\n\nprint b; print c\nrepeat 1 {\n  print d\n}")
        self.assertEqual([reply["line"] for reply in result.replies], [1, 3, 3, 5], result)

    def test_strings_are_safe(self) -> None:
        """What a terminal would obey is written as \\u."""
        result = run(r'let x "\e]0;\x7f \u009b\u202e \" \\ é"; print $x')
        self.assertReply(result, "print", text="\x1b]0;\x7f \x9b\u202e \" \\ é")
        self.assertRegex(result.stdout.replace("é".encode(), b""), rb"\A[\n -~]+\Z")

    def test_output_of_the_shell_is_a_reply(self) -> None:
        result = run("! echo out\n! echo oops >&2; exit 3\n")
        first, second = result.all("!")
        self.assertEqual((data(first), first["status"], data(second), second["status"]), (b"out\n", 0, b"", 3), result)
        self.assertEqual(result.stderr, "oops\n")


if __name__ == "__main__":
    main()
