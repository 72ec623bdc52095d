"""log: the transcript of a session; and replay: the same again, with what differs."""

import os
import re
import tempfile
from pathlib import Path

import peers
from socksh import STATUS, Conversation, Result, SockshTestCase, call, main, run

TALK = """
srv = server tcp 127.0.0.1 0
c = open 127.0.0.1 ${srv.local.port}
s = srv.accept
c.sendline hello
s.recvline
repeat 2 {
  s.send "\\0again"
  c.recv
}
try { c.listen }
c.shutdown wr
s.recv
info c
"""


class LogTestCase(SockshTestCase):
    """With a directory for the log."""

    def setUp(self) -> None:
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.log = Path(directory.name) / "session.log"

    def write(self, statements: str) -> str:
        """The log of these statements."""
        run(f"log {self.log}\n{statements}\nlog off", check=True)
        return self.log.read_text()

    def write_full(self, statements: str) -> Result:
        """Write one to a file that can't grow beyond 10K, which a write meets as it meets a full disk."""
        return run(f"log {self.log}\n{statements}", json=False,
                   wrapper=["sh", "-c", 'ulimit -f 20; exec "$0" "$@"'])

    def marked(self, mark: str) -> list[str]:
        """What the lines with that mark say."""
        return re.findall(rf"^\S+Z {re.escape(mark)} (.*)$", self.log.read_text(), re.MULTILINE)


class Log(LogTestCase):
    """What is in it."""

    def test_every_line_has_its_time(self) -> None:
        times = [line.split(" ")[0] for line in self.write(TALK).splitlines()]
        for time in times:
            self.assertRegex(time, r"^20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$")

    def test_statements_as_they_were_typed(self) -> None:
        self.write(TALK)
        self.assertEqual(self.marked(">")[:5], TALK.splitlines()[1:6])
        self.assertEqual(self.marked("."), ['  s.send "\\0again"', "  c.recv", "}"])

    def test_replies_and_errors_as_they_were_shown(self) -> None:
        self.write(TALK)
        self.assertIn("s: received 7 bytes", self.marked(":"))
        self.assertIn("  hello\\r\\n", self.marked(":"))
        self.assertRegex("\n".join(self.marked("!")), r"^error \(socket\): listen c: Invalid argument \[EINVAL\]")

    def test_all_bytes_with_their_directions(self) -> None:
        self.write(TALK)
        self.assertEqual(self.marked("c ->"), ['"hello\\r\\n"'])
        self.assertEqual(self.marked("s <-"), ['"hello\\r\\n"', "end"])
        self.assertEqual(self.marked("s ->"), ['"\\0again"'] * 2)
        self.assertEqual("".join(self.marked("c <-")).count("again"), 2)

    def test_datagrams_have_the_other_end(self) -> None:
        text = self.write("a = socket udp; bind 127.0.0.1 0; a.sendto 127.0.0.1 ${a.local.port} x; a.recvfrom")
        port = re.search(r"bound to 127.0.0.1:(\d+)", text)[1]
        self.assertEqual(self.marked("a ->"), [f'127.0.0.1:{port} "x"'])
        self.assertEqual(self.marked("a <-"), [f'127.0.0.1:{port} "x"'])

    def test_a_look_moves_nothing(self) -> None:
        self.write("pair a b; a.sendline x; b.recv --peek; b.recvline")
        self.assertEqual(self.marked("b <-"), ['"x\\r\\n"'])

    def test_a_file_sent_is_in_it_whole(self) -> None:
        file = self.log.with_name("file")
        file.write_bytes(b"0123456789" * 100_000)
        with peers.half_close_peer() as sink:
            self.write(f"c = open 127.0.0.1 {sink.port}; c.sendall < {file}; c.shutdown wr; c.recvall --timeout 20s")
        self.assertEqual(sum(len(sent) - 2 for sent in self.marked("c ->")), 1_000_000)

    def test_a_socket_older_than_a_thousand_others(self) -> None:
        self.write("pair a b; a.send first; repeat 600 { pair c d; close c; close d }; a.send second; b.recv")
        self.assertEqual(self.marked("a ->"), ['"first"', '"second"'])
        self.assertEqual(self.marked("b <-"), ['"firstsecond"'])

    def test_where_it_goes(self) -> None:
        result = run(f"log\nlog {self.log}\nlog\nlog off\nlog off", check=True)
        self.assertEqual([reply["logging"] for reply in result.all("log") if "logging" in reply],
                         [False, True, True, False])
        self.assertEqual(result.all("log")[2]["file"], str(self.log))

    def test_a_file_that_cannot_be_written(self) -> None:
        self.assertError(run("log /nowhere/at/all"), "file", "ENOENT")

    def test_no_name_of_a_file(self) -> None:
        for statement in "log", "replay", "source", "trace", "capture", "lesson":
            self.assertError(run(f'{statement} "a\\0/b.md"'), "usage")

    def test_a_fifo(self) -> None:
        os.mkfifo(self.log)
        with Conversation() as shell:
            shell.say(f"print ready; log {self.log}; log off; print done")
            self.assertIn("> log off", self.log.read_text())
            self.assertEqual(shell.close(), 0, shell.result())

    def test_a_fifo_that_nobody_reads_can_be_left(self) -> None:
        os.mkfifo(self.log)
        with Conversation() as shell:
            shell.answer(shell.say(f"print ready; log {self.log}"))
            shell.interrupt()
            self.assertEqual(shell.close(), STATUS["interrupted"], shell.result())

    def test_one_that_cannot_be_opened_leaves_the_one_before(self) -> None:
        result = run(f"log {self.log}; try {{ log /nowhere/at/all }}; log; let a 1", check=True)
        self.assertEqual(result.all("log")[-1]["file"], str(self.log))
        self.assertEqual(self.marked(">")[-1], "let a 1")

    def test_a_full_disk_ends_the_log_and_not_the_session(self) -> None:
        result = run("log /dev/full; let a 1; print $a; log", json=False)
        self.assertEqual(result.status, 0, result)
        self.assertEqual(result.stdout.decode().splitlines()[-2:], ["1", "there is no log"])
        self.assertEqual(result.stderr.count("No space left on device"), 1)
        self.assertIn("holds 0 lines; the session goes on", result.stderr)

    def test_a_full_disk_leaves_whole_lines(self) -> None:
        result = self.write_full("pair a b\n" + "a.send $(fill 1037 A); b.recv\n" * 30)
        self.assertEqual(result.status, 0, result)
        text = self.log.read_text()
        self.assertTrue(text.endswith("\n"), text[-100:])
        self.assertIn(f"holds {text.count(chr(10))} lines", result.stderr)
        self.assertNotIn("the log ends here", text)

    def test_a_full_disk_leaves_no_file_open(self) -> None:
        result = self.write_full("pair a b; repeat 1 { a.send $(fill 20K A); ! ls -l /proc/$PPID/fd\n}")
        self.assertIn("the log has ended", result.stderr)
        self.assertIn(b" -> socket:", result.stdout)
        self.assertNotIn(b"session.log", result.stdout.split(b"total")[-1])

    def test_the_end_of_a_whole_one_is_said(self) -> None:
        for end in "log off", "quit", "try { nope", f"log {self.log}.other":
            with self.subTest(end):
                run(f"log {self.log}\nlet a 1\n{end}")
                self.assertRegex(self.log.read_text(), r"Z # the log ends here\n\Z")

    def test_one_that_goes_on_in_the_same_file_is_written_anew(self) -> None:
        run(f"log {self.log}; let a {'1' * 1000}; log {self.log}; let b 2", check=True)
        self.assertEqual(self.marked(">"), ["let b 2"])
        self.assertEqual(self.log.read_text().count("the log ends here"), 1)
        self.assertNotIn("\0", self.log.read_text())


class Replay(LogTestCase):
    """The same again."""

    def test_the_same_replies_are_the_same(self) -> None:
        self.write(TALK)
        result = call("--replay", self.log)
        self.assertEqual((result.status, result.stderr), (0, ""), result)
        self.assertIn("10 statements, and their replies are the same", result.stdout.decode())

    def test_a_peer_that_answers_otherwise(self) -> None:
        statements = "c = open 127.0.0.1 $port; c.sendline ask; c.recvall"

        def answering(answer: bytes) -> peers.Running:
            return peers.tcp_peer(lambda peer: (peer.recv(5), peer.sendall(answer)))

        with answering(b"yes\n") as first:
            run(f"log {self.log}\n{statements.replace('$port', str(first.port))}", check=True)
        with answering(b"no\n") as second:
            self.log.write_text(self.log.read_text().replace(str(first.port), str(second.port)))
            result = call("--json", "--replay", self.log)
        self.assertEqual(result.status, 1, result)
        self.assertError(result, "mismatch")
        differences = result.reply("replay")["differences"]
        self.assertEqual([row["statement"] for row in differences], ["c.recvall"])
        self.assertIn("yes", differences[0]["was"])
        self.assertIn("no", differences[0]["now"])

    def test_how_far_the_peer_has_answered_a_fin_is_a_matter_of_time(self) -> None:
        """The states behind a FIN, and what of the bytes before it is acknowledged, differ from run to run."""
        text = self.write("srv = server tcp 127.0.0.1 0; c = open 127.0.0.1 ${srv.local.port}; c.shutdown wr; use c")
        self.assertEqual(len(re.findall("FIN-WAIT-[12]", text)), 2, text)
        for other in "FIN-WAIT-1", "FIN-WAIT-2", "CLOSING", "LAST-ACK", "TIME-WAIT", "CLOSED":
            for more in "", "; 1 byte not yet acknowledged", "; 20 bytes not yet acknowledged":
                self.log.write_text(re.sub(r"(?<=now )FIN-WAIT-[12]", other + more, text)
                                    .replace("current, FIN-WAIT-2", f"current, {other}"))
                result = call("--replay", self.log)
                self.assertEqual((result.status, result.stderr), (0, ""), result)
        for part, other in (("now FIN-WAIT-", "now ESTABLISHED"), ("now FIN-WAIT-", "now CLOSED; an error is pending"),
                            ("current, FIN-WAIT-", "current, ESTABLISHED")):
            self.log.write_text(re.sub(f"{part}[12]", other, text))
            self.assertError(call("--json", "--replay", self.log), "mismatch")

    def test_what_differs_is_shown(self) -> None:
        self.write("let a 1; print $a")
        self.log.write_text(self.log.read_text().replace(": 1\n", ": 2\n"))
        result = call("--replay", self.log)
        self.assertEqual(result.status, 1)
        self.assertRegex(result.stdout.decode(), r"line \d+: print \$a\n  was: 2\n  now: 1\n")
        self.assertIn("1 of 2 replies differ", result.stderr)

    def test_of_a_long_reply_what_differs_is_shown(self) -> None:
        self.write('repeat 1000 { print "one"; print "two" }')
        text = self.log.read_text()
        middle = text.index(": one", len(text) // 3)
        self.log.write_text(text[:middle] + ": won" + text[middle + 5:])
        shown = call("--replay", self.log).stdout.decode()
        self.assertRegex(shown, r"(?s)was: \.\.\. \d+ lines, and then\n +one\n +two\n +won\n.*"
                                r"\.\.\. \d+ lines more\n  now: \.\.\. \d+ lines, and then\n +one\n +two\n +one\n")
        self.assertLess(shown.count("\n"), 60)

    def test_large_replies_are_compared_fast(self) -> None:
        """Not each byte with all that follow."""
        self.write('pair a b; repeat 16 { a.sendall $(fill 64K "\\0"); b.recvexact 64K }')
        self.assertEqual(call("--replay", self.log, timeout=20).status, 0)

    def test_an_error_is_a_reply_too(self) -> None:
        self.write("try { connect 127.0.0.1 1 }\ntry { socket tcp; send x }")
        self.assertEqual(call("--replay", self.log).status, 0)

    def test_where_an_error_points_to_may_differ(self) -> None:
        """The log shows the line that was typed, of which it has each statement by itself."""
        run(f"log {self.log}\npair a b; nosuch; a.send $none; c = open localhost nosuchport\nlog off", "-k")
        self.assertIn("  pair a b; nosuch; a.send $none; c = open localhost nosuchport", self.marked("!"))
        result = call("--replay", self.log)
        self.assertEqual((result.status, result.stderr), (0, ""), result)

    def test_what_went_on_after_errors_does_again(self) -> None:
        for more, status in ((), 3), (("-k",), 0):
            with self.subTest(more):
                run(f"log {self.log}\nrepeat 2 {{ print one; nosuch; print two }}\ntry {{ nosuch; print three }}\nprint four",
                    *more)
                for other in (), ("-k",):
                    result = call(*other, "--replay", self.log)
                    self.assertEqual((result.status, result.stderr), (0, ""), result)
        self.assertEqual(self.marked("=")[0], "errors do not end a statement")
        self.assertEqual(self.marked(":")[-1], "four")

    def test_a_line_that_is_no_statement(self) -> None:
        call("--json", "-k", "-", stdin=f"log {self.log}\nprint hello\nprint $\nprint more\nlog off")
        self.assertEqual(self.marked(">"), ["print hello", "print $", "print more", "log off"])
        result = call("--replay", self.log)
        self.assertEqual((result.status, result.stderr), (0, ""), result)

    def test_but_not_what_it_says(self) -> None:
        run(f"log {self.log}\npair a b; nosuch\nlog off", "-k")
        self.log.write_text(self.log.read_text().replace("there is no command nosuch", "there was one"))
        result = call("--json", "--replay", self.log)
        [difference] = result.reply("replay")["differences"]
        self.assertRegex(difference["was"], r"\Aerror \(name\): there was one\n  `help`")
        self.assertRegex(difference["now"], r"\Aerror \(name\): there is no command nosuch\n  `help`")

    def test_a_log_that_begins_or_ends_in_a_block(self) -> None:
        self.write("let a 1")
        text = self.log.read_text().replace("let a 1", "try { log off }")
        self.log.write_text(text + text.replace("log off", f"log {self.log}.inner"))
        result = run(f"log {self.log}.outer; try {{ replay {self.log} }}; print more; log off; print after", check=True)
        self.assertEqual([reply["text"] for reply in result.all("print")], ["more", "after"])
        self.assertIn(": more", Path(f"{self.log}.inner").read_text())

    def test_quit_in_a_block_ends_it(self) -> None:
        self.write("let a 1; let b 2")
        self.log.write_text(self.log.read_text().replace("let a 1", "try { quit 3 }"))
        result = call("--replay", self.log)
        self.assertEqual((result.status, result.stderr), (3, ""), result)
        self.assertIn("1 statements", result.stdout.decode())

    def test_an_interrupt_ends_it_and_is_told(self) -> None:
        self.write("let a 1")
        self.log.write_text(self.log.read_text().replace("let a 1", "sleep 10m"))
        with Conversation() as shell:
            shell.answer(shell.say(f"print ready; replay {self.log}"))
            shell.interrupt()
            self.assertEqual(shell.close(), STATUS["interrupted"], shell.result())
            self.assertError(shell.result().replies[-1], "interrupted")

    def test_no_log(self) -> None:
        for path in "/dev/null", __file__:
            self.assertError(call("--json", "--replay", path), "file")
        self.assertError(call("--json", "--replay", "/nowhere"), "file", "ENOENT")

    def test_it_runs_nothing_else(self) -> None:
        for more in (["-c", "let a 1"], ["file"]):
            self.assertEqual(call("--replay", "x", *more).status, 2)


class Chosen(LogTestCase):
    """What the kernel chooses is another in each run, and stands for the same throughout."""

    def check_same(self, statements: str) -> None:
        """A replay finds no difference."""
        self.write(statements)
        result = call("--replay", self.log)
        self.assertEqual((result.status, result.stderr), (0, ""), result)

    def differences(self) -> list[dict]:
        """Those that a replay of the log tells."""
        result = call("--json", "--replay", self.log)
        self.assertError(result, "mismatch")
        return result.reply("replay")["differences"]

    def forge(self, pattern: str, replacement: str) -> None:
        """As if the log's session had come to something else."""
        text = self.log.read_text()
        changed = re.sub(pattern, replacement, text, flags=re.MULTILINE)
        self.assertNotEqual(changed, text)
        self.log.write_text(changed)

    def test_a_port_wherever_it_stands(self) -> None:
        for kind, host in ("tcp", "127.0.0.1"), ("tcp6", "::1"):
            self.check_same(f"""
                srv = server {kind} {host} 0; c = open {host} ${{srv.local.port}}; s = srv.accept
                print ${{srv.local.port}}; print "port=${{srv.local.port}}, peer ${{s.peer.port}}"; print ${{srv.local}}
                c.send "[::1]:${{srv.local.port}}"; s.recv; length "${{srv.local}}"
                try {{ c.connect {host} ${{srv.local.port}} }}; try {{ assert ${{c.local.port}} == 1 }}
                hexdump "port ${{srv.local.port}} and ${{c.local.port}}"
            """)

    def test_a_port_in_binary_data(self) -> None:
        self.check_same(r"""
            srv = server tcp 127.0.0.1 0; c = open 127.0.0.1 ${srv.local.port}; s = srv.accept
            c.send "\x01 0123456789 ${srv.local.port}\x00${c.local.port}\n"; s.recv
            c.send $(pack !H ${srv.local.port}) $(pack !H ${c.local.port}) "\x00"; s.recv
            print $(pack !BH 0 ${srv.local.port})
        """)

    def test_of_datagrams_and_who_sent_them(self) -> None:
        self.check_same("""
            a = socket udp; bind 127.0.0.1 0; b = socket udp; b.sendto 127.0.0.1 ${a.local.port} x
            a.recvfrom; b.connect 127.0.0.1 ${a.local.port}; b.send "I am ${b.local.port}"; a.recvfrom
        """)

    def test_a_port_that_nobody_asked_for(self) -> None:
        """The peer is the first to tell it."""
        with peers.udp_mirror() as mirror:
            self.write(f"u = socket udp; u.sendto 127.0.0.1 {mirror.port} x; u.recv")
            result = call("--replay", self.log)
        self.assertEqual((result.status, result.stderr), (0, ""), result)

    def test_a_name_that_the_kernel_makes(self) -> None:
        self.check_same(f"""
            a = socket unix-dgram; bind {self.log}.a; b = socket unix-dgram; setsockopt passcred on
            b.sendto {self.log}.a x; a.recvfrom; b.getsockname; !rm {self.log}.a
        """)

    def test_processes_cookies_and_times(self) -> None:
        self.check_same("""
            pair a b; a.getsockopt peercred; a.getsockopt cookie; b.setsockopt passcred on; a.send x; b.recvmsg --ancillary
            u = socket udp; bind 127.0.0.1 0; setsockopt timestamp on; sendto 127.0.0.1 ${u.local.port} x
            u.recvmsg --ancillary; c = socket tcp; options
        """)

    def test_one_that_was_chosen_again(self) -> None:
        """Of so many, both runs have had some of the 28,000 twice, at other places."""
        self.check_same("repeat 400 { a = socket udp; bind 127.0.0.1 0; close }")

    def test_one_that_stands_for_another(self) -> None:
        """The connection that was accepted has another end than the one that was made."""
        self.write("srv = server tcp 127.0.0.1 0; c = open 127.0.0.1 ${srv.local.port}; srv.accept")
        self.forge(r"(: srv1: .*:)\d+$", r"\g<1>61234")
        [difference] = self.differences()
        self.assertEqual(difference["statement"], "srv.accept")
        self.assertRegex(difference["because"], r"\A\d+ here is \d+ of the log, and not 61234\Z")
        self.assertRegex(call("--replay", self.log).stdout.decode(), r"\n  because \d+ here is \d+ of the log")

    def test_two_that_were_one(self) -> None:
        self.write("a = socket udp; bind 127.0.0.1 0; b = socket udp; bind 127.0.0.1 0")
        first = re.search(r"a: bound to 127.0.0.1:(\d+)", self.log.read_text())[1]
        self.forge(r"(b: bound to 127.0.0.1:)\d+", rf"\g<1>{first}")
        [difference] = self.differences()
        self.assertRegex(difference["because"], rf"\A{first} of the log is \d+ here, and not \d+\Z")

    def test_a_port_that_a_peer_speaks_of(self) -> None:
        """It is nobody's whom this session knows: the server has changed."""
        def saying(text: str) -> peers.Running:
            return peers.tcp_peer(lambda peer: (peer.recv(3), peer.sendall(text.encode())))

        with saying("ask 127.0.0.1:40001\n") as first:
            run(f"log {self.log}\nc = open 127.0.0.1 {first.port}; c.send ask; c.recvall", check=True)
        with saying("ask 127.0.0.1:50001\n") as second:
            self.forge(str(first.port), str(second.port))
            [difference] = self.differences()
        self.assertEqual(difference["statement"], "c.recvall")
        self.assertNotIn("because", difference)

    def test_what_is_none(self) -> None:
        """Counts, bytes of binary data and the code of an error, each of them another in the log."""
        self.write(r"""
            pair a b; a.send $(fill 40000 x); b.recv > /dev/null; a.send "\x00\xff"; b.recv
            c = socket tcp; try { connect 127.0.0.1 1 }
        """)
        for pattern, other in ((r"sent 40000 bytes", "sent 40001 bytes"), (r"00 ff    ", "00 fe    "),
                               (r"\[E[A-Z]+\]$", "[ENONE]"), (r"received 2 bytes", "received 3 bytes")):
            with self.subTest(pattern):
                whole = self.log.read_text()
                self.forge(pattern, other)
                self.assertEqual(len(self.differences()), 1)
                self.log.write_text(whole)


class Typed(LogTestCase):
    """A port that somebody has read in a reply and typed is, in a replay, the one that stands there now."""

    def setUp(self) -> None:
        super().setUp()
        self.shell = self.enterContext(Conversation())
        self.shell.ask(f"log {self.log}")

    def check_same(self) -> None:
        """A replay finds no difference."""
        self.shell.ask("log off")
        self.shell.close()
        result = call("--replay", self.log)
        self.assertEqual((result.status, result.stderr), (0, ""), result)
        self.assertIn("and their replies are the same", result.stdout.decode())

    def test_to_connect(self) -> None:
        port = self.shell.ask("srv = server tcp 127.0.0.1 0")["local"]["port"]
        self.shell.ask(f"c = open localhost {port}")
        self.shell.ask("s = srv.accept")
        self.shell.ask(f"u = socket tcp; u.connect 127.0.0.1 {port}; open tcp://127.0.0.1:{port}")
        self.shell.ask(f'c.sendline "the port is {port}, not {port}0 or p{port}"; s.recvline')
        self.shell.ask(f"assert ${{c.peer.port}} == {port}; repeat 1 {{ assert {port} == ${{srv.local.port}} }}")
        self.check_same()

    def test_which_was_only_looked_at(self) -> None:
        for look in "getsockname", "info", "sockets":
            self.shell.ask(f"{look}_ = socket tcp; listen")
            self.shell.ask(look)
            port = self.shell.ask("getsockname")["local"]["port"]
            self.shell.ask(f"open 127.0.0.1 {port}; close {look}_")
        self.check_same()

    def test_where_nobody_listens_any_more(self) -> None:
        port = self.shell.ask("srv = server tcp 127.0.0.1 0")["local"]["port"]
        self.shell.ask("close srv")
        self.assertFalse(self.shell.ask(f"try {{ c = open 127.0.0.1 {port} }}")["ok"])
        self.shell.ask(f"srv = server tcp 127.0.0.1 {port}; open 127.0.0.1 {port}")
        self.check_same()

    def test_of_who_has_sent_a_datagram(self) -> None:
        self.shell.ask("a = socket udp")
        port = self.shell.ask("bind 127.0.0.1 0")["local"]["port"]
        self.shell.ask(f"b = socket udp; b.sendto 127.0.0.1 {port} x")
        sender = self.shell.ask("a.recvfrom")["from"]["port"]
        self.shell.ask(f"a.sendto 127.0.0.1 {sender} y; b.recv")
        self.check_same()

    def test_a_name_that_the_kernel_made(self) -> None:
        self.shell.ask(f"a = socket unix-dgram; bind {self.log}.a; b = socket unix-dgram; setsockopt passcred on")
        self.shell.ask(f"b.sendto {self.log}.a x; a.recvfrom; !rm {self.log}.a")
        name = self.shell.ask("b.getsockname")["local"]["path"]
        self.shell.ask(f"a.sendto {name} back; b.recv")
        self.check_same()

    def test_one_that_nobody_has_chosen_stays(self) -> None:
        """It is a server's, that is where it was."""
        with peers.tcp_peer(lambda peer: peer.sendall(b"hello")) as first:
            self.shell.ask("srv = server tcp 127.0.0.1 0")
            self.shell.ask(f"c = open 127.0.0.1 {first.port}")
            self.shell.ask("c.recvall")
        with peers.tcp_peer(lambda peer: peer.sendall(b"hello")) as second:
            self.log.write_text(self.log.read_text().replace(str(first.port), str(second.port)))
            self.assertEqual(call("--replay", self.log).status, 0)


class Cut(LogTestCase):
    """A log that ends early: its last reply is not whole, and what is there is compared."""

    def replay_cut(self, part: str = "reply", **fields: object) -> dict:
        """A replay that finds no difference, and where the log was cut."""
        result = call("--json", "--replay", self.log)
        self.assertEqual((result.status, result.stderr), (0, ""), result)
        reply = result.reply("replay")
        self.assertEqual((reply["different"], reply.get("cut")), (0, part), result)
        for name, value in fields.items():
            self.assertEqual(reply[name], value, result)
        return reply

    def test_by_a_full_disk(self) -> None:
        for length in range(1000, 1060, 7):  # so that the cut falls into other lines
            with self.subTest(length):
                self.write_full("pair a b\n" + f"a.send $(fill {length} A); b.recv\n" * 10)
                result = call("--replay", self.log)
                self.assertEqual((result.status, result.stderr), (0, ""), result)

    def test_in_a_block_by_a_full_disk(self) -> None:
        self.write_full("pair a b\nrepeat 100 {\n a.send $(fill 100 A); b.recv\n}")
        self.replay_cut(cut_line=4, statements=2)
        result = call("--replay", self.log)
        self.assertEqual(result.stdout.decode().replace("\n", " ").split(),
                         "2 statements, and their replies are the same as far as the log goes: it ends inside of "
                         "line 4's reply, which is not compared".split())

    def test_at_any_byte(self) -> None:
        text = self.write('pair a b\na.send hello\nb.recv\nrepeat 2 {\n  print "one\ntwo"\n}').encode()
        for length in range(40, len(text)):
            self.log.write_bytes(text[:length])
            with self.subTest(text[:length][-60:]):
                self.assertEqual(call("--replay", self.log).status, 0)

    def test_at_any_byte_of_an_error(self) -> None:
        run(f"log {self.log}\npair a b; nosuch\nlog off", "-k")
        text = self.log.read_bytes()
        for length in range(text.index(b" ! ") + 3, text.index(b"> log off")):
            self.log.write_bytes(text[:length])
            with self.subTest(text[:length][-60:]):
                self.assertEqual(call("--replay", self.log).status, 0)

    def test_behind_a_statement_which_is_not_run(self) -> None:
        """It had no reply when its session was killed: it may wait for ever."""
        with Conversation() as shell:
            shell.ask(f"log {self.log}")
            shell.ask("pair a b")
            shell.say("repeat 1 {\n  !echo waits >&2\n  b.recv\n}")
            shell.wait_for_error_output("waits")
        self.replay_cut("unanswered", statements=1, cut_line=self.log.read_text().count("\n") - 3)
        self.assertIn("not run, for it may have waited", call("--replay", self.log).stdout.decode().replace("\n", " "))

    def test_in_a_statement_which_is_not_run(self) -> None:
        file = self.log.with_name("made")
        for statement, cut in (f"print x > {file}.long", ".long"), (f"repeat 1 {{\n  print x > {file}\n}}", "}"):
            with self.subTest(statement):
                text = self.write("let a 1\n" + statement)
                for made in self.log.parent.glob("made*"):
                    made.unlink()
                end = text.rindex(cut, 0, text.index("> log off"))
                self.log.write_text(text[:end] if cut == ".long" else text[:text.rindex("\n", 0, end) + 1])
                self.replay_cut("statement", statements=1)
                self.assertEqual(list(self.log.parent.glob("made*")), [])

    def test_what_differs_before_is_told(self) -> None:
        text = self.write("print same\nprint one")
        self.log.write_text(text[:text.index("print one")].replace(": same", ": other") + "print one\n")
        result = call("--replay", self.log)
        self.assertEqual(result.status, 1, result)
        self.assertIn("1 of 1 replies differ", result.stderr)
        self.assertIn("the log ends behind line", result.stderr)

    def test_a_whole_one_is_compared_to_the_end(self) -> None:
        run(f"log {self.log}\nlet a 1\nprint $a", check=True)
        text = self.log.read_text()
        self.log.write_text(re.sub(r"\n\S+ : 1\n", "\n", text))
        self.assertIn("1 of 2 replies differ", call("--replay", self.log).stderr)
        self.log.write_text(text.replace(": 1\n", ": 2\n").replace("# the log ends here\n", ""))
        self.assertIn("1 of 2 replies differ", call("--replay", self.log).stderr)


if __name__ == "__main__":
    main()
