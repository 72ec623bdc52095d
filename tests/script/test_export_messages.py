"""export of what comes beside the data, and of statements that run others: the programs do what the session did."""

import array
import os
import socket
import subprocess
import unittest

import peers
from examples import DEADLINE
from exports import LANGUAGES, PROGRAMS, ExportCase, ToldCase, datagrams, listening
from peers import HOST
from socksh import environment, main, run


def take_descriptors(connection: socket.socket) -> bytes:
    """What comes, and what the sockets beside it are."""
    heard = b""
    while True:
        data, descriptors, _, _ = socket.recv_fds(connection, 99, 4)
        if not data:
            return heard
        with socket.socket(fileno=descriptors[0]) as passed:
            heard += b"%s: %d of type %d, bound %d\n" % (
                data, len(descriptors), passed.type, passed.getsockname()[1] > 0)


class Descriptors(ExportCase):
    """Sockets that pass from process to process."""

    def test_sendfd(self) -> None:
        text = "u = socket udp\nu.bind 127.0.0.1 0\nc = open unix:$NAME\nc.sendfd u here it is\nc.sendfd u\nclose c"
        expected = b"here it is: 1 of type 2, bound 1\n\0: 1 of type 2, bound 1\n"
        with listening(socket.AF_UNIX, str(self.directory / "peer"), take_descriptors) as (peer, address):
            for language in LANGUAGES:
                with self.subTest(language=language):
                    before = len(peer.got)
                    out = self.export(text, language, NAME=address)
                    self.ended_well(self.finish(self.program(out)), out)
                    self.assertEqual(peer.wait_for(before + 2)[before:], [expected] * 2)

    def test_recvfd(self) -> None:
        """A peer that keeps its socket from waiting makes no other program's calls fail."""
        text = ("c = open unix:$NAME\nu = c.recvfd\nassert $_ == beside\nassert ${u.type} == udp\n"
                "u.sendto 127.0.0.1 $PORT got it\nu.recv --timeout 20s")

        def pass_one(connection: socket.socket) -> bytes:
            with socket.socket(type=socket.SOCK_DGRAM) as passed:
                passed.setblocking(False)
                passed.bind((HOST, 0))
                socket.send_fds(connection, [b"beside"], [passed.fileno()])
            return connection.recv(1)

        with (datagrams(lambda data: [b"answer"]) as (peer, port),
              listening(socket.AF_UNIX, str(self.directory / "peer"), pass_one) as (_, address)):
            for language in LANGUAGES:
                with self.subTest(language=language):
                    before = len(peer.got)
                    out = self.export(text, language, NAME=address, PORT=port)
                    done = self.finish(self.program(out))
                    self.ended_well(done, out)
                    self.assertIn(b"answer", done.stdout)
                    self.assertEqual(peer.wait_for(before + 2)[before:], [b"got it"] * 2)

    def test_recvfd_with_more_beside(self) -> None:
        """Who sent it, and when, comes in front; where it comes without a descriptor, that is none."""
        text = ("pair a b\nb.setsockopt passcred on\nb.setsockopt timestamp on\nu = socket udp\na.sendfd u hello\n"
                "v = b.recvfd\nv.bind 127.0.0.1 0\nprint ${v.local.address} $_\na.send more\ntry { w = b.recvfd }\nprint $?")
        for language in PROGRAMS:
            with self.subTest(language=language):
                out = self.export(text, language)
                done = self.finish(self.program(out))
                self.ended_well(done, out)
                self.assertEqual(done.stdout, b"127.0.0.1 hello\nmismatch\n")

    def talk_on_standard_input(self, command: list[str], line: bytes = b"one line\nand more") -> bytes:
        """As inetd starts it; what it answers."""
        ours, theirs = socket.socketpair()
        with ours:
            ours.settimeout(DEADLINE)
            ours.sendall(line)
            with theirs:
                done = subprocess.run(command, stdin=theirs, capture_output=True, timeout=DEADLINE,
                                      env=environment(str(self.directory)), cwd=self.directory)
            self.assertEqual(done.returncode, 0, done.stderr)
            return b"".join(iter(lambda: ours.recv(99), b""))

    def test_adopt(self) -> None:
        text = "s = adopt 0\nline = s.recvline\ns.send ${s.type}: $line\ns.recvexact 8"
        for language in LANGUAGES:
            with self.subTest(language=language):
                command, out = self.session(text, language)
                self.assertEqual(self.talk_on_standard_input(command), b"unix: one line\n")
                self.assertEqual(self.talk_on_standard_input(self.program(out)), b"unix: one line\n", out.read_text())
                self.assertNotIn("not exported", out.read_text())

    def test_adopt_of_one_that_does_not_wait(self) -> None:
        """Who passes it may keep it so: the program's calls wait all the same."""
        for language in PROGRAMS:
            with self.subTest(language=language):
                command, out = self.session("s = adopt 0\ns.send ready\ns.recv", language)
                self.talk_on_standard_input(command)
                ours, theirs = socket.socketpair()
                theirs.setblocking(False)
                with ours, theirs, subprocess.Popen(self.program(out), stdin=theirs, stdout=subprocess.DEVNULL,
                                                    env=environment(str(self.directory))) as process:
                    ours.settimeout(DEADLINE)
                    self.assertEqual(ours.recv(99), b"ready")
                    self.assertTrue(os.get_blocking(theirs.fileno()))
                    ours.sendall(b"now")
                    self.assertEqual(process.wait(DEADLINE), 0)

    def test_adopt_of_no_socket_fails(self) -> None:
        for language in PROGRAMS:
            with self.subTest(language=language):
                command, out = self.session("adopt 0", language)
                self.talk_on_standard_input(command, b"")
                done = self.finish(self.program(out))  # standard input is /dev/null
                self.assertNotEqual(done.returncode, 0)
                self.assertIn(b"non-socket", done.stderr)


class Messages(ToldCase):
    """recvmsg, expect of a message, the urgent mark, fields and fractions."""

    def test_recvmsg(self) -> None:
        self.compare_whatever("""
            pair a b unix-dgram
            repeat 2 { a.send again }
            x = b.recvmsg 3 --peek
            print :$x
            b.recvmsg
            print :$_
            b.recvmsg --nowait
            try { b.recvmsg --timeout 10ms }
            print :$?
            srv = server udp 127.0.0.1 0
            u = open udp://127.0.0.1:${srv.local.port}
            u.send hello
            srv.recvmsg
            assert ${srv.from.port} == ${u.local.port}
            print ":$_ ${srv.from.address}"
        """)

    def test_ancillary_data(self) -> None:
        def tell(connection: socket.socket) -> bytes:
            heard = connection.recv(2)
            rights = array.array("i", [connection.fileno()])
            connection.sendmsg([b"hello"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
            return heard

        text = "c = open unix:$NAME\nc.setsockopt passcred on\nc.send go\nc.recvmsg --ancillary"
        ours = f"credentials: pid {os.getpid()}, uid {os.getuid()}, gid {os.getgid()}\n"
        with listening(socket.AF_UNIX, str(self.directory / "peer"), tell) as (_, address):
            for language in LANGUAGES:
                with self.subTest(language=language):
                    out = self.export(text, language, NAME=address)
                    done = self.finish(self.program(out))
                    self.ended_well(done, out)
                    if language != "script":
                        self.assertIn(ours, done.stdout.decode())
                        self.assertIn("descriptors, closed: 1\n", done.stdout.decode())

    def test_error_queue(self) -> None:
        text = ("u = open udp://127.0.0.1:$NOBODY\nu.setsockopt recverr on\nu.send refused\n"
                "u.recvmsg --error-queue --timeout 20s\nprint :$_")
        for language in LANGUAGES:
            with self.subTest(language=language):
                out = self.export(text, language, NOBODY=peers.unused_port())
                done = self.finish(self.program(out))
                self.ended_well(done, out)
                self.assertIn(b":refused\n", done.stdout)
                self.assertIn(b"ECONNREFUSED" if language == "script" else b"level 0, type 11: ", done.stdout)

    MESSAGES = """
        pair p q unix-dgram
        p.send "220 ready"
        q.expect ready
        print ":$_"
        p.send another
        try { q.expect ready }
        print ":$?"
        q.recv
        print ":$_"
        srv = server udp 127.0.0.1 0
        u = open udp://127.0.0.1:${srv.local.port}
        u.send hello
        srv.expect --timeout 20s ell
        assert ${srv.from.port} == ${u.local.port}
    """

    def test_expect_of_a_message(self) -> None:
        self.compare_whatever(self.MESSAGES)

    def test_expect_of_a_message_by_regular_expression(self) -> None:
        if run("assert a matches a", "-k").status:
            self.skipTest("built without regular expressions")
        self.compare_whatever(self.MESSAGES + "u.send 42; srv.expect --regex '[0-9][0-9]'\nprint :$_")

    def test_linger(self) -> None:
        self.compare_whatever("""
            srv = server tcp 127.0.0.1 0
            c = open 127.0.0.1 ${srv.local.port}
            s = srv.accept
            c.setsockopt linger off
            c.setsockopt linger 0s
            c.close
            try { s.recv --timeout 20s }
            print :$?
        """)

    def test_disconnect(self) -> None:
        self.compare_whatever("""
            one = server udp 127.0.0.1 0
            other = server udp 127.0.0.1 0
            u = open udp://127.0.0.1:${one.local.port}
            u.disconnect
            try { u.send nobody }
            print :$?
            u.sendto 127.0.0.1 ${other.local.port} later
            other.recv
            print :$_
        """)

    def test_fields_of_a_connection(self) -> None:
        self.compare_whatever("""
            srv = server tcp 127.0.0.1 0
            c = open 127.0.0.1 ${srv.local.port}
            s = srv.accept
            c.send --oob !
            s.poll
            print :$(s.sockatmark) ${s.at_mark}
            c.send waiting
            s.poll
            print :${s.receive_queue} ${c.type} ${c.handle} ${c.local.family}
            print :${c.retransmits} ${c.lost}
            assert ${c.mss} > 500
            assert ${c.cwnd} > 1
        """)

    def test_fields_that_a_program_cannot_ask(self) -> None:
        """Of a socket that is no TCP's the state is a word of ours."""
        for language in "python", "c":
            with self.subTest(language=language):
                result = run(f"u = socket udp; print ${{u.state}}; export {language} -", "-q", json=False)
                self.assertIn(b"not exported: print ${u.state}; no call", result.stdout)

    def test_fractions(self) -> None:
        self.compare_whatever("""
            unpack --into real,flag "<d?" $(pack "<d?" 3.25 on)
            print ":$real $flag"
            let word 2.5
            single = unpack "!f" $(pack "!f" $word)
            print :$single
            print :$(unpack "!f" x"3dcccccd") $(unpack "!f" x"7f7fffff") $(unpack "!f" x"00000001")
            print :$(unpack ">e" x"2e66") $(unpack ">e" x"7bff") $(unpack ">e" x"0001") $(unpack ">e" x"fc00")
            print :$(unpack ">d" $(pack ">d" 100000)) $(unpack ">d" $(pack ">d" 1e300)) $(unpack ">d" $(pack ">d" nan))
            print :$(unpack ">d" x"0000000000000000") $(unpack ">d" $(pack ">d" -0.1))
            if $single > 2 { print :more }
        """)


class Others(ToldCase):
    """Statements that run others: those are exported."""

    LESSON = """# A lesson

```socksh
pair a b
a.send hello; data = b.recv
print :$data
```

Which fails.

```socksh EAGAIN
b.recv --nowait
```
```socksh
print :over; close a b
```
"""

    def programs_tell(self, text: str, said: list[str]) -> None:
        """What the session shows of a log is the log's."""
        for language in PROGRAMS:
            with self.subTest(text, language=language):
                _, program, source = self.both(text, language=language)
                self.assertEqual(program, said, source)

    def test_a_lesson(self) -> None:
        lesson = self.directory / "lesson.md"
        lesson.write_text(self.LESSON)
        self.compare(f"lesson {lesson}\nlesson\nprint :behind", [":hello", ":over", ":behind"])

    def test_a_log(self) -> None:
        """Its replies may differ; what was mistyped in it is left out."""
        log = self.directory / "session.log"
        run(f"log {log}\npair a b\na.snd hello\na.send hello\nb.recv 5\nprint :$_\nb.recv --nowait\n"
            "if ok == ok {\n  print :two\n}\nlog off", "-k")
        self.programs_tell(f"replay {log}", [":hello", ":two"])

    def test_a_log_in_which_a_statement_failed_behind_a_reply(self) -> None:
        """And one that went on behind an error, and one that only says such words."""
        log = self.directory / "session.log"
        run(f"log {log}\npair a b\nprint \"error (name):\\n:said\"\n"
            "if ok == ok {\n  print :in\n  b.recv --nowait\n}\n"
            "if ok == ok {\n  try { assert 1 == 2 }\n  print :on\n}\nlog off", "-k")
        self.programs_tell(f"replay {log}", [":said", ":in", ":on"])

    def test_a_log_that_differs(self) -> None:
        log = self.directory / "session.log"
        run(f"log {log}\nlet a 1\nprint :$a\nlog off")
        log.write_text(log.read_text().replace(": :1", ": :2"))
        for language in PROGRAMS:
            with self.subTest(language=language):
                out = self.directory / "out"
                run(f"replay {log}\nprint on\nexport {language} {out}", "-k")
                self.assertNotIn("not exported", out.read_text())
                self.assertNotIn("try", out.read_text())

    def test_a_log_that_is_cut(self) -> None:
        log = self.directory / "session.log"
        run(f"log {log}\nprint :one\nif ok == ok {{\n  print :two\n}}\nlog off")
        text = log.read_text()
        log.write_text(text[:text.index(" . }")])
        self.programs_tell(f"replay {log}", [":one"])


class Options(unittest.TestCase):
    """Options without a name in Python."""

    def test_they_are_given_one(self) -> None:
        result = run("u = socket udp; u.setsockopt recverr on; u.setsockopt recverr off; export python -", "-q",
                     json=False)
        self.assertIn(b"\nimport socket\n\n\nIP_RECVERR = 11\n\n\nu = ", result.stdout)
        self.assertIn(b"u.setsockopt(socket.IPPROTO_IP, IP_RECVERR, 1)\n", result.stdout)


if __name__ == "__main__":
    main()
