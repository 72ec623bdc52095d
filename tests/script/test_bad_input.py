"""What is wrong in a statement, or around the run, is told as what it is; nothing is lost, and nothing hangs."""

import tempfile
import unittest
from pathlib import Path

from peers import HOST
from socksh import SANITIZED, STATUS, SockshTestCase, call, main, run

PATH_MAX_UNIX = 107  # bytes of a Unix socket's path, its final NUL apart


class Words(SockshTestCase):
    """Statements that say something impossible."""

    def assertSaid(self, script: str, category: str, *said: str, word: str | None = None) -> None:
        """The error has this category, its text says these words, and its caret points at a word of the script."""
        error = self.assertError(run(script), category)
        for part in said:
            self.assertIn(part, f"{error['message']} {error['hint']}", error)
        if word is not None:
            self.assertEqual((error["line"], error["column"]), (1, script.index(word) + 1), error)

    def assertMisunderstood(self, script: str) -> None:
        """It is a `usage` or a `name` error, whichever was met first."""
        result = run(script)
        self.assertIsNotNone(result.error, result)
        self.assertIn(result.error["category"], ("usage", "name"), result)
        self.assertEqual(result.status, STATUS[result.error["category"]], result)

    def test_unknown_names(self) -> None:
        self.assertSaid("frobnicate 1 2", "name", "frobnicate", word="frobnicate")
        self.assertSaid("print x; sokcet tcp", "name", "socket", word="sokcet")
        self.assertSaid("web.send x", "name", "web", word="web")
        self.assertSaid("print $nothing", "name", "nothing", word="$nothing")
        self.assertSaid("print ${nothing.port}", "name", "nothing", word="${")
        self.assertSaid("web = socket tcp; print ${web.colour}", "name", "colour", word="${")
        self.assertSaid("socket tpc", "usage", "tcp", word="tpc")
        self.assertSaid("pair a b; a.getsockopt nodeley", "usage", "nodelay")
        self.assertSaid("pair a b; a.recv --tiemout 1s", "usage", "timeout", word="--tiemout")
        self.assertSaid("unset nothing", "name", word="nothing")
        self.assertSaid("close nothing", "name", "nothing", word="nothing")
        self.assertSaid("use nothing", "name", "nothing", word="nothing")

    def test_no_abbreviations_in_scripts(self) -> None:
        self.assertSaid("hostna", "name", "hostname", word="hostna")

    def test_half_typed_statements(self) -> None:
        for script in ("socket", "s =", "s = ", "pair a", "a.", ".send", "a..b", "open", f"open {HOST}", "server tcp",
                       "repeat", "repeat 3", "repeat { }", "if", "if 1", "if 1 ==", "if 1 == 1", "if 1 == 1 { } else",
                       "while 1 ==", "try", "let", "print $", "print ${", "print ${_", "print ${_[", "print ${_[1",
                       "print ${_[1]", "print $(", "print $()", "print \\", 'print "', "print '", 'print "\\',
                       'print "\\x', 'print "\\x4', 'print "\\u12', 'print x"', 'print x"4', "print >", "print <",
                       "print |", "!", "=", "}", "print x; }", "{", "{ print x }", "1 2 3", "'print' x", "$_ x",
                       "assert", "assert 1", "assert 1 ==", "expect", "sleep", "source", "timeout 1", "sendto"):
            with self.subTest(script):
                self.assertMisunderstood(script)

    def test_numbers(self) -> None:
        for script in ("repeat -1 { }", "repeat 1.5 { }", "repeat x { }", "repeat 9999999999999999999999 { }",
                       "sleep -1", "sleep x", "sleep 1y", "sleep 99999999999999999999999h", "pair a b; b.recv -1",
                       "pair a b; b.recv x", "pair a b; b.recvexact 99999999999999999999G",
                       "pair a b; b.recv --timeout soon", "set value-limit -1", "s = socket tcp; s.listen many"):
            with self.subTest(script):
                self.assertError(run(script), "usage")

    def test_too_much(self) -> None:
        for script in "pair a b c d", "hostname x", "print x > a b", "pair a b; a.close x y z", "quit 1 2":
            with self.subTest(script):
                self.assertMisunderstood(script)

    def test_ten_thousand_words(self) -> None:
        words = ["w"] * 10_000
        self.assertReply(run("print " + " ".join(words)), "print", text=" ".join(words))
        self.assertError(run("socket " + " ".join(words)), "usage")
        self.assertError(run("socket tcp " + " ".join(words)), "usage")

    def test_ports(self) -> None:
        made = "u = socket udp; "
        for script in "open {0} {1}", "c = socket tcp; c.connect {0} {1}", "s = socket tcp; s.bind {0} {1}", \
                "server tcp {0} {1}", made + "u.sendto {0} {1} x", "open tcp://{0}:{1}", "resolve {0} {1}":
            for port, category in ("-1", "usage"), ("65536", "usage"), ("99999999999999999999", "usage"), \
                    ("htp", "service"):
                with self.subTest(script=script, port=port):
                    error = self.assertError(run(script.format(HOST, port)), category)
                    if port == "htp":
                        self.assertIn("did you mean", error["hint"])
                    else:
                        self.assertIn("65535", f"{error['message']}{error['hint']}")

    def test_port_zero(self) -> None:
        """The kernel is asked: any free port for bind, and what it says to connect."""
        self.assertGreater(run(f"server tcp {HOST} 0").reply("server")["local"]["port"], 0)
        self.assertIn(self.assertError(run(f"open {HOST} 0"), "socket")["code"], ("ECONNREFUSED", "EADDRNOTAVAIL"))
        self.assertError(run(f"u = socket udp; u.sendto {HOST} 0 x"), "socket", "EINVAL")

    def test_hosts(self) -> None:
        for host in "a" * 10_000, "a." * 5_000, "no such host", "127.0.0.1.1", "[::1", "::g", "%", "\\xff":
            with self.subTest(host=host[:20]):
                error = self.assertError(run(f'open "{host}" 80', timeout=30), "address")
                self.assertLess(len(error["message"]) + len(error["subject"] or ""), 1000)

    def test_host_with_nul(self) -> None:
        result = run(r'open "127.0.0.1\0.example" 1')
        self.assertIn(result.error["category"], ("address", "usage"), result)
        self.assertNotEqual(result.error["code"], "ECONNREFUSED", result)

    def test_unix_paths(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            for length, fits in (PATH_MAX_UNIX, True), (PATH_MAX_UNIX + 1, False), (10_000, False):
                path = "p" * length
                for command in "server unix", "s = socket unix; s.bind", "s = socket unix; s.connect":
                    script = f"{command} {path}"
                    with self.subTest(script=script[:40], length=length):
                        result = run(script, cwd=directory)
                        if not fits:
                            self.assertIn("107", self.assertError(result, "usage")["message"])
                        elif "connect" in script:
                            self.assertError(result, "socket")
                        else:
                            self.assertOk(result)
                            Path(directory, path).unlink()
            self.assertOk(run("server unix @" + "p" * PATH_MAX_UNIX))
            self.assertError(run("server unix @" + "p" * (PATH_MAX_UNIX + 1)), "usage")

    def test_a_closed_handle(self) -> None:
        for use in "a.send x", "a.close", "close a", "use a", "a.info", "info a", "print ${a.fd}", "poll a":
            with self.subTest(use):
                error = self.assertError(run(f"pair a b; a.close; {use}"), "name")
                self.assertIn("a", error["message"].split())

    def test_a_closed_handle_can_be_made_anew(self) -> None:
        result = run("pair a b; a.close; b.close; pair a b; a.send x; b.recv")
        self.assertData(result, "recv", b"x")

    def test_names_that_are_taken(self) -> None:
        for script in "pair a b; a = socket tcp", "pair a a", "pair a b; let a 1":
            with self.subTest(script):
                self.assertIn(run(script).error["category"], ("name", "usage"))


class Around(SockshTestCase):
    """What the world takes away."""

    def setUp(self) -> None:
        self.directory = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def test_descriptors_exhausted(self) -> None:
        shell = 'ulimit -n 32; exec "$@"'
        for make in ("socket udp", "server tcp 127.0.0.1 0", "x = print 1; dup", "pair a{0} b{0}", "let x < /dev/null",
                     "print x > /dev/null", "print x | cat", "let x $(! true)", f"open {HOST} 1", "source /dev/null",
                     "resolve localhost 80", "service http", "sockets", "interfaces", "s.accept"):
            with self.subTest(make):
                script = f"s = server tcp {HOST} 0\nc = socket tcp\nc.connect {HOST} ${{s.local.port}}\n" \
                    f"try {{ repeat 100 {{ socket udp }} }}\nprint full $?\n{make.format(1)}\n"
                result = call("--json", "-c", script, shell=shell)
                said = next(reply for reply in result.all("print") if reply.get("text", "").startswith("full"))
                self.assertEqual(said["text"], "full resource", result)
                self.assertIn(result.status, (0, STATUS["resource"], STATUS["address"], STATUS["service"]), result)

    def test_one_descriptor_closed_is_one_to_use(self) -> None:
        result = call("--json", "-c", "try { repeat 100 { socket udp } }; udp3.close; socket udp; pair a b",
                      shell='ulimit -n 32; exec "$@"')
        self.assertEqual(result.status, STATUS["resource"], result)
        self.assertReply(result.all("socket")[-1], "socket")
        self.assertEqual(self.assertError(result, "resource")["code"], "EMFILE")

    def test_a_pair_without_a_second_descriptor_leaves_none(self) -> None:
        script = "try { repeat 100 { socket udp } }; udp3.close; try { pair a b }; socket tcp; sockets"
        result = call("--json", "-c", script, shell='ulimit -n 32; exec "$@"')
        self.assertOk(result.reply("sockets"))
        self.assertTrue(any(reply["ok"] and reply["type"] == "tcp" for reply in result.all("socket")), result)

    def test_full_disk(self) -> None:
        for command in "recv", "recvexact 5", "recvline", "expect o", "recvall":
            for sign in ">", ">>":
                with self.subTest(command=command, sign=sign):
                    result = run('pair a b; a.send "hello\\n"; a.shutdown wr\n'
                                 f"try {{ b.{command} {sign} /dev/full }}; print $?; print $_")
                    self.assertError(result.reply(command.split()[0]), "file", "ENOSPC")
                    category, kept = (reply["text"] for reply in result.all("print"))
                    self.assertEqual(category, "file")
                    self.assertIn(kept, ("hello", "hello\n"))
                    self.assertEqual(result.status, 0)

    def test_standard_output_is_full(self) -> None:
        for mode in (), ("-q",), ("--json",):
            for way in "print x", "print x > -":
                with self.subTest(mode=mode, way=way):
                    result = call(*mode, "-c", f"{way}; print y", shell='exec "$@" >/dev/full')
                    self.assertEqual(result.status, STATUS["file"], result)
                    self.assertIn("No space left on device", result.stderr)

    def test_standard_output_closes_in_the_middle(self) -> None:
        for mode in (), ("-q",), ("--json",):
            with self.subTest(mode):
                result = call(*mode, "-c", "repeat 1000000 { print hello }; print never >&2",
                              shell='{ "$@"; echo status $? >&2; } | head -1')
                self.assertIn(b"hello", result.stdout)
                self.assertIn(f"status {STATUS['file']}\n", result.stderr)
                self.assertIn("Broken pipe", result.stderr)
                self.assertLessEqual(len(result.stderr.splitlines()), 3, result)

    def test_no_standard_descriptors_at_all(self) -> None:
        """No socket gets their numbers: what is said there would go to a peer."""
        script = """pair a b; a.fileno > number; try { nope }
                    try { b.recv --nowait > got }; try { a.recv --nowait > got }"""
        call("-q", "-c", script, cwd=self.directory, shell='"$@" <&- >&- 2>&-')
        self.assertGreater(int((self.directory / "number").read_text().split()[-1]), 2)
        self.assertEqual((self.directory / "got").read_bytes(), b"", "said to the peer")

    def test_a_value_over_the_limit(self) -> None:
        result = run("set value-limit 10; pair a b; a.send 01234567890123456789; try { b.recvexact 15 }; print $?\n"
                     "b.recvexact 10")
        self.assertReply(result, "print", text="resource")
        self.assertData(result.all("recvexact")[-1], "recvexact", b"0123456789")

    def test_an_endless_pattern(self) -> None:
        subject = "a" * 40 + "b"
        self.assertError(run(f"assert {subject} matches '(a+)+$'"), "resource")
        self.assertError(run(f"if {subject} matches '(a+)+$' {{ print yes }} else {{ print no }}"), "resource")
        result = run(f"pair a b; a.send {subject}; try {{ b.expect --regex '(a+)+$' --timeout 5s }}; b.recv")
        self.assertError(result.reply("expect"), "resource")
        self.assertData(result, "recv", subject.encode())


@unittest.skipIf(SANITIZED, "the address sanitizer takes more memory than there is then")
class Memory(SockshTestCase):
    """Where there is little, a large value is an error of its statement; the shell lives, with its sockets."""

    def test_each_way_to_keep_one(self) -> None:
        for megabytes, script in (
            (150, "a = fill 60M; b = fill 60M"),
            (220, "let a $(fill 60M)\nlet b $a"),
            (190, "a = fill 60M\nlength $a"),
            (190, "a = fill 60M\nlet b ${a[1:]}"),
            (190, "a = fill 30M\nlet b $a $a"),
            (190, "a = fill 30M\nencode hex $a"),
            (190, "a = fill 60M\nprint $a"),
            (190, "a = fill 30M\nprint $(let b $a)$(encode hex $a)"),
        ):
            with self.subTest(script):
                result = call("-q", "-k", "-c", f"pair x y\n{script} > /dev/null\nx.send alive; y.recv",
                              shell=f'ulimit -v {megabytes * 1024}; exec "$@"')
                self.assertEqual(result.status, STATUS["resource"], result)
                self.assertEqual(result.stdout, b"alive", result)
                self.assertRegex(result.stderr, r"^line \d+:\d+: error \(resource\): ")


if __name__ == "__main__":
    main()
