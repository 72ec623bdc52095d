"""trace: the truth about the system calls, which strace tells as well."""

import os
import re
import tempfile
import unittest
from itertools import zip_longest
from pathlib import Path

import strace
from peers import has_ipv6
from socksh import Conversation, SockshTestCase, main, run

OPTION_TABLE = Path(__file__).parents[2] / "src/net/option_table.c"
KINDS = ("tcp", "tcp6", "udp", "udp6", "unix", "unix-dgram", "unix-seqpacket", "raw", "raw6", "icmp", "icmp6", "udplite",
         "mptcp", "sctp", "vsock", "packet")

TCP = """
srv = server tcp {host} 0
c = open {host} ${{srv.local.port}}
s = srv.accept
c.send hello
s.recv
s.sendall $(fill 100)
c.recvexact 100 > /dev/null
c.sendline "a line \\t\\"quoted\\" \\x01\\x019 \\xff\\\\ of more than thirty-two bytes"
s.recvline
c.send --oob !
s.recv --oob
info c
c.shutdown wr
s.recv
close s
close c
close srv
"""

SCRIPTS = {
    "tcp": TCP.format(host="127.0.0.1"),
    "a refused connection and other errors": """
        c = socket tcp
        try { connect 127.0.0.1 1 }
        try { send hello }
        try { recv }
        try { getpeername }
        try { shutdown wr }
        try { setsockopt tcp:9999 1 }
        try { getsockopt 77:1 }
        try { getsockopt ip:2457 }
        try { bind 192.0.2.1 0 }
        disconnect
    """,
    "a reset": """
        srv = server tcp 127.0.0.1 0; c = open 127.0.0.1 ${srv.local.port}; s = srv.accept
        c.send hello
        close s --reset
        try { c.recv }
        try { c.send x }
        try { c.send x }
    """,
    "udp": """
        u = socket udp
        u.bind 127.0.0.1 0
        v = socket udp
        v.sendto 127.0.0.1 ${u.local.port} "hi there"
        u.recvfrom
        v.connect 127.0.0.1 ${u.local.port}
        v.send ""
        u.recv
        v.send 0123456789
        u.recv 4
        try { u.recv --nowait }
        u.timeout 10ms
        try { u.recv }
        v.disconnect
    """,
    "options that the kernel moves": """
        c = socket tcp
        setsockopt rcvbuf 16K
        setsockopt socket:7 16384
        setsockopt quickack off
        setsockopt window_clamp 8K
        setsockopt incoming_cpu 0
        info
        d = dup
        d.setsockopt sndbuf 8K
        d.info
    """,
    "sends of nothing": """
        pair a b
        a.send
        a.sendall
        a.sendall < /dev/null
        u = socket udp
        u.sendto 127.0.0.1 9
    """,
    "control messages": """
        u = socket udp
        u.bind 127.0.0.1 0
        setsockopt pktinfo on
        setsockopt recvttl on
        setsockopt recvtos on
        v = socket udp
        v.sendto 127.0.0.1 ${u.local.port} hi
        u.recvmsg
        u.setsockopt timestampns on
        v.sendto 127.0.0.1 ${u.local.port} hi
        u.recvmsg
        v.setsockopt recverr on
        v.connect 127.0.0.1 1
        v.send x
        try { v.recv --timeout 5s }
        try { v.recvmsg --errqueue }
    """,
    "a pair, descriptors": """
        pair a b
        u = socket udp
        a.sendfd u
        w = b.recvfd
        d = u.dup
        b.setsockopt passcred on
        a.send hello
        b.recvmsg
        b.getsockopt peercred
        a.send more
        b.recv --peek
        b.recv
        close w d
        info a
    """,
    "unix sockets": """
        srv = server unix @$name
        c = open unix:@$name
        s = srv.accept
        s.send hello
        c.recv
        f = socket unix-dgram
        f.bind ./a-socket-in-a-directory-whose-path-is-long
        g = socket unix-dgram
        g.sendto ./a-socket-in-a-directory-whose-path-is-long hello
        f.recvfrom
        pair x y unix-seqpacket
        x.send message
        y.recv
        sockets
    """,
    "socket options": """
        c = socket tcp
        options
        setsockopt linger 5s
        setsockopt rcvtimeo 1500ms
        setsockopt congestion reno
        setsockopt bindtodevice lo
        getsockopt info
        getsockopt error
        c.blocking off
        c.blocking on
        u = socket udp
        join 224.0.0.251 lo
        setsockopt multicast_if lo
        leave 224.0.0.251 lo
        options
        setsockopt tos lowdelay
        pair a b
        options
    """,
    "files": """
        srv = server tcp 127.0.0.1 0; c = open 127.0.0.1 ${srv.local.port}; s = srv.accept
        c.sendall < /etc/services
        c.shutdown wr
        s.recvall > received
        pair a b
        !head -c 5000 /dev/zero > zeros
        a.sendall < zeros
        b.recvexact 5000 > /dev/null
    """,
    "waits": """
        srv = server tcp 127.0.0.1 0; c = open 127.0.0.1 ${srv.local.port}
        poll srv
        s = srv.accept
        try { srv.accept --timeout 10ms }
        c.blocking off
        try { c.recv }
        d = socket tcp
        d.blocking off
        try { d.connect 127.0.0.1 ${srv.local.port} }
        poll d
        watch on
        s.send hello
        sleep 20ms
    """,
    "what the shell asks for itself": """
        srv = server tcp 127.0.0.1 0; c = open 127.0.0.1 ${srv.local.port}
        info srv
        s = srv.accept
        info c
        sockets
        c.send hello
        close c
        states c
        close srv
        l = server unix @$name; d = open unix:@$name
        info l
        try { m = server mptcp 127.0.0.1 0; n = socket mptcp; n.connect 127.0.0.1 ${m.local.port}; n.shutdown wr; o = m.accept; info o }
        u = socket udp
        join 224.0.0.251 lo
        leave 224.0.0.251 127.0.0.1
        join 224.0.0.252 lo --source 127.0.0.1
        leave 224.0.0.252 lo --source 127.0.0.1
        join 224.0.0.252 lo; join 224.0.0.252 lo --block 127.0.0.1; join 224.0.0.252 lo --unblock 127.0.0.1
        try { join 224.0.0.251 nowhere0 }
        interfaces lo
    """,
    "what a capture asks": """
        u = socket udp; u.bind 127.0.0.1 0
        srv = server tcp 127.0.0.1 0; c = open 127.0.0.1 ${srv.local.port}; s = srv.accept
        capture packets
        v = socket udp
        v.sendto 127.0.0.1 ${u.local.port} hi
        u.recvfrom
        c.send hello
        close c
        s.setsockopt nodelay on
        s.shutdown wr
        try { r = socket raw icmp; r.sendto 127.0.0.1 x; r.recvfrom --timeout 1s }
        pair x y; x.send hi; close x; try { y.send more }
        capture off
    """,
    "what the C library asks": """
        resolve localhost
        resolve localhost --addrconfig
        resolve --reverse 127.0.0.1
        try { resolve ::1%lo }
        srv = server tcp localhost 0
        c = socket tcp
        c.connect localhost ${srv.local.port}
        u = socket udp
        u.sendto localhost discard x
        service http
        service 80 tcp
        try { service no-such-service }
        interfaces
        hostname
        try { socket raw icmp }
    """,
    "protocols": """
        try { r = socket raw icmp; r.sendto 127.0.0.1 x; r.recvfrom --timeout 1s }
        try { f = socket raw icmp; f.setsockopt filter "all but echo_reply,time_exceeded"; f.setsockopt filter 2 }
        try { p = socket packet; p.bind lo; p.getsockopt statistics; getsockname }
        try { q = socket packet 0x88b5; q.setsockopt add_membership lo,promisc; q.setsockopt drop_membership lo,promisc }
        try { q.setsockopt 263:1 x"01000000000006000102030405060000"; q.setsockopt 263:2 x"0100000004" }
        c = socket tcp; getsockopt socket:37; setsockopt socket:37 x"0100000002000000"
        try { u = socket udp; u.sendto 127.0.0.1 9 x; p.recvfrom --timeout 5s }
        try { i = socket icmp; i.connect 127.0.0.1 }
        try { l = socket udplite }
        try { m = socket mptcp; m.bind 127.0.0.1 0; m.listen }
        try { v = socket vsock; v.bind any 1234; getsockname }
        try { socket sctp }
    """,
}

IPV6 = {
    "tcp over ipv6": TCP.format(host="::1").replace("tcp ", "tcp6 "),
    "udp over ipv6": """
        u = socket udp6
        u.bind ::1 0
        setsockopt recvpktinfo on
        setsockopt recvhoplimit on
        v = socket udp6
        v.sendto ::1 ${u.local.port} hi
        u.recvmsg
        try { v.connect fe80::1%lo 9 }
        v.info
        t = socket tcp6
        t.bind ::1 0
        t.info
        join ff02::fb lo
        options
    """,
}


@unittest.skipUnless(strace.available(), "strace is not installed, or may not trace here")
class BesideStrace(SockshTestCase):
    """Call by call the two lists are the same."""

    def compare(self, script: str) -> None:
        """Run it under strace, with a trace of its own."""
        with tempfile.TemporaryDirectory() as directory:
            theirs_file, ours_file = Path(directory, "strace"), Path(directory, "trace")
            result = run(f"trace {ours_file} --data {strace.SHOWN}; let name {os.path.basename(directory)}\n{script}",
                         json=False, cwd=directory, wrapper=strace.wrapper(theirs_file),
                         env={"ASAN_OPTIONS": "detect_leaks=0"})
            self.assertEqual(result.status, 0, f"\n{result}")
            ours = strace.in_trace(ours_file.read_text())
            theirs = strace.threads(theirs_file)
        self.assertTrue(ours)
        self.assert_same([call for call in ours if call.by != "library"], theirs[0])
        self.assert_same([call for call in ours if call.by == "library"], theirs[1])

    def assert_same(self, ours: list[strace.Call], theirs: list[strace.Call]) -> None:
        for ours_one, theirs_one in zip_longest(ours, theirs):
            if not ours_one or not theirs_one or not strace.agree(ours_one, theirs_one):
                self.fail(f"\nstrace: {theirs_one}\n trace: {ours_one}")

    def test_scripts(self) -> None:
        for name, script in SCRIPTS.items():
            with self.subTest(name):
                self.compare(script)

    def test_ipv6(self) -> None:
        if not has_ipv6():
            self.skipTest("no IPv6 here")
        for name, script in IPV6.items():
            with self.subTest(name):
                self.compare(script)

    def settings(self, kind: str) -> list[str]:
        """Every option of the table, set to a number, to a word and, where it can be read, to what it is."""
        now = {row["name"]: row["value"] for row in run(f"socket {kind}; options").reply("options")["options"]}
        names = re.findall(r'^    {"(\w+)", \w+\((\w+)\)', OPTION_TABLE.read_text(), re.MULTILINE)
        self.assertGreater(len(names), 200)
        return [f"try {{ setsockopt {c_name} '{value}' }}" for name, c_name in names
                for value in (now.get(name, "2"), "1", "lo")]

    def test_every_option_that_is_set(self) -> None:
        for kind in KINDS:
            with self.subTest(kind):
                if run(f"socket {kind}").replies[0]["ok"]:
                    self.compare("\n".join([f"socket {kind}", *self.settings(kind)]))

    def test_every_option_by_its_number(self) -> None:
        """Also those that have no row in the table, and values that are too short or too long for what they are."""
        levels = {"SOL_SOCKET": 1, "SOL_IP": 0, "SOL_IPV6": 41, "SOL_TCP": 6, "SOL_UDP": 17, "SOL_RAW": 255,
                  "SOL_ICMPV6": 58, "SOL_SCTP": 132, "SOL_UDPLITE": 136, "SOL_PACKET": 263, "SOL_TLS": 282}
        bare_pointers = {(1, 26), (1, 51), (263, 5), (263, 13)}  # to filters and rings: there strace shows an address
        for name, level in levels.items():
            numbers = [f"{level}:{number}" for number in range(140) if (level, number) not in bare_pointers]
            statements = [f"try {{ {statement} }}" for one in numbers
                          for statement in (f"getsockopt {one}", f"setsockopt {one} 1")]
            statements += [f'try {{ setsockopt {one} x"0102030405" }}' for one in numbers[:70]]
            with self.subTest(name):
                self.compare("\n".join(["c = socket tcp", *statements]))

    def test_every_kind_of_call_is_met(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            calls = Path(directory, "calls")
            met = set()
            for script in SCRIPTS.values():
                run(f"trace {calls}; let name {os.path.basename(directory)}\n{script}", cwd=directory, check=True)
                met |= {call.name for call in strace.in_trace(calls.read_text())}
        self.assertEqual(met, {
            "socket", "socketpair", "bind", "listen", "accept4", "connect", "sendto", "sendmsg", "recvfrom", "recvmsg",
            "sendfile", "splice", "getsockopt", "setsockopt", "getsockname", "getpeername", "shutdown", "ioctl",
            "fcntl", "close"})


class Comparison(unittest.TestCase):
    """Two calls agree when they are the same, and not otherwise."""

    def test_it_tells_differences(self) -> None:
        ours = "  getsockopt(5, SOL_SOCKET, SO_RCVTIMEO, 0x..., [16]) = -1 EBADF (Bad file descriptor) <0.000001>"
        theirs = "getsockopt(5, SOL_SOCKET, SO_RCVTIMEO_OLD, 0x7ffd9f3c1234, [16]) = -1 EBADF (Bad file descriptor)"
        self.assertTrue(strace.agree(strace.parse(ours), strace.parse(theirs)))
        for part, other in ("5,", "6,"), ("SO_RCV", "SO_SND"), ("[16]", "[8]"), ("EBADF", "EBADR"), ("getsock", "setsock"):
            self.assertFalse(strace.agree(strace.parse(ours.replace(part, other)), strace.parse(theirs)), part)
        self.assertFalse(strace.agree(strace.parse("close(5) = 0"), strace.parse("close(5) = -1")))


class Output(SockshTestCase):
    """Where the calls go, and in which form."""

    def test_text_goes_to_standard_error(self) -> None:
        result = run("trace on --brief; pair a b; a.send hello; trace off; b.recv", json=False, check=True)
        self.assertEqual(result.stdout.splitlines()[0], b"trace on")
        self.assertNotIn(b"sendto", result.stdout)
        self.assertRegex(result.stderr, r"""(?x)\A \d\d:\d\d:\d\d\.\d{6}\ pair\ a\ b\n
            \ \ socketpair\(AF_UNIX,\ .*\)\ =\ 0\ <0\.\d{6}>\n
            \d\d:\d\d:\d\d\.\d{6}\ a\.send\ hello\n
            \ \ sendto\(\d+,\ "hello",\ 5,\ MSG_NOSIGNAL,\ NULL,\ 0\)\ =\ 5\ <0\.\d{6}>\n \Z""")

    def test_quiet_output_is_data_alone(self) -> None:
        result = run("trace on; pair a b; a.send hello; b.recv", "-q", json=False, check=True)
        self.assertEqual(result.stdout, b"hello")
        self.assertIn("recvfrom(", result.stderr)

    def test_events_in_json(self) -> None:
        result = run("trace on; pair a b; a.send hello; try { a.getsockopt 77:1 }; trace off; close a b", check=True)
        pair, send, option, *_ = result.events
        self.assertEqual({event["event"] for event in result.events}, {"call"})
        self.assertEqual((send["call"], send["handle"], send["result"], send["errno"], send["statement"]),
                         ("sendto", "a", 5, None, "a.send hello"))
        self.assertEqual(send["text"].split(" = ")[0].rstrip(), f"sendto({send['arguments']})")
        self.assertEqual((option["code"], option["errno"], option["result"]), ("EOPNOTSUPP", 95, -1))
        self.assertLess(pair["time"], send["time"])
        self.assertGreaterEqual(send["elapsed_us"], 0)
        self.assertEqual(result.stderr, "")

    def test_inside_of_substitutions_too(self) -> None:
        result = run("pair a b; trace on; let n $(a.send hello)", check=True)
        self.assertEqual([event["call"] for event in result.events], ["sendto", "close", "close"])

    def test_the_end_closes_handles_after_the_last_statement(self) -> None:
        result = run("pair a b; trace on", check=True)
        self.assertEqual([(event["call"], event["statement"]) for event in result.events], [("close", None)] * 2)

    def test_what_a_peer_sent_is_escaped(self) -> None:
        result = run(r'trace on --data 1K; pair a b; a.send "\e[2J\u202e\xff"; b.recv', json=False, check=True)
        self.assertIn(r'"\33[2J\342\200\256\377"', result.stderr)
        self.assertNotIn("\033", result.stderr)

    def test_all_is_for_the_list(self) -> None:
        for word in "on", "off", "/dev/null":
            self.assertError(run(f"trace {word} --all"), "usage")
        self.assertOk(run("pair a b; trace --all"))

    def test_another_file_takes_the_place_of_the_first(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            run("trace one; pair a b; trace two; a.send hello; trace off; b.recv", cwd=directory, check=True)
            one, two = (strace.in_trace(Path(directory, name).read_text()) for name in ("one", "two"))
        self.assertEqual([[call.name for call in calls] for calls in (one, two)], [["socketpair"], ["sendto"]])

    def test_a_trace_that_can_not_begin_leaves_the_old_one(self) -> None:
        result = run("trace on; try { trace /nowhere/calls }; pair a b", check=True)
        self.assertEqual(result.all("trace")[1]["error"]["category"], "file")
        self.assertEqual(result.events[0]["call"], "socketpair")

    def test_a_full_disk_ends_the_trace_and_not_the_session(self) -> None:
        script = "trace /dev/full; pair a b; a.send hello; b.recv; print $?; trace off"
        result = run(script, json=False, check=True)
        self.assertEqual(result.stderr, "warning: write /dev/full: No space left on device [ENOSPC]; "
                                        "the trace has ended; 0 calls are in the file\n")
        self.assertIn(b"\nok\n", result.stdout)
        warning, = run(script, check=True).events
        self.assertEqual((warning["event"], warning["error"]["category"], warning["error"]["code"]),
                         ("warning", "file", "ENOSPC"))

    def test_a_full_disk_leaves_whole_calls(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            result = run("trace calls; pair a b; repeat 100 { a.send hello; b.recv }", cwd=directory, json=False,
                         wrapper=["sh", "-c", 'ulimit -f 5; exec "$0" "$@"'])
            text = Path(directory, "calls").read_text()
        self.assertTrue(text.endswith("\n"), text[-200:])
        self.assertIn(f"; {len(strace.in_trace(text))} calls are in the file", result.stderr)

    def test_a_pipe_without_reader_is_not_waited_for(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            os.mkfifo(Path(directory, "fifo"))
            result = run("trace fifo", cwd=directory)
        self.assertEqual(result.error["code"], "ENXIO")

    def test_a_hundred_thousand_calls(self) -> None:
        result = run("pair a b; repeat 50000 { a.send x; b.recv } ; trace", json=False, check=True)
        lines = result.stdout.splitlines()[-402:]
        forgotten = re.fullmatch(r"(\d+) calls before these are forgotten: `set journal` keeps more, `trace FILE` all",
                                 lines[0].decode())
        left_out = re.fullmatch(r"(\d+) calls before these: `trace --all` shows them", lines[1].decode())
        self.assertEqual(int(forgotten[1]) + int(left_out[1]) + 200, 100_000)

    def test_while_statements_come_one_by_one(self) -> None:
        with Conversation() as shell:
            shell.ask("trace on")
            shell.ask("pair a b")
            self.assertEqual([event["call"] for event in shell.events], ["socketpair"])


if __name__ == "__main__":
    main()
