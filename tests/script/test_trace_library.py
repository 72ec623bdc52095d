"""trace of what nobody has typed: the calls of the C library, and those by which the shell asks for itself."""

import re
import tempfile
import unittest
from itertools import zip_longest
from pathlib import Path

import nameserver
import pcapng
import sandbox
import strace
from socksh import SockshTestCase, main, run

NO_LEAK_CHECK = {"ASAN_OPTIONS": "detect_leaks=0"}  # it can't run under strace


def calls(events: list[dict], by: str) -> list[str]:
    """The names of the calls that are theirs."""
    return [event["call"] for event in events if event["by"] == by]


class Names(SockshTestCase):
    """A look-up in DNS, which the C library makes alone."""

    def test_the_query_is_seen(self) -> None:
        result = run("trace on; resolve www.example; trace off", wrapper=nameserver.wrapper("answers"), check=True)
        self.assertEqual(result.reply("resolve")["address"], nameserver.ADDRESS)
        if "unseen" in result.reply("trace"):
            self.skipTest("seccomp(2) is not allowed here")
        query = next(event for event in result.events if event["call"] in ("sendmmsg", "sendto"))
        self.assertIn(r"\3www\7example\0\0\1", query["arguments"])
        self.assertEqual((query["by"], query["handle"], query["statement"]), ("library", None, "resolve www.example"))
        answers = [event for event in result.events if event["call"] == "recvfrom"]
        self.assertIn(r"sin_port=htons(53)", answers[0]["arguments"])
        self.assertEqual(calls(result.events, "session"), [])

    def test_over_tcp_too(self) -> None:
        result = run("trace on; resolve www.example; trace off", wrapper=nameserver.wrapper("wants-tcp"), check=True)
        self.assertEqual(result.reply("resolve")["address"], nameserver.ADDRESS)
        if "unseen" in result.reply("trace"):
            self.skipTest("seccomp(2) is not allowed here")
        query = next(event for event in result.events if event["call"] == "writev")
        self.assertRegex(query["arguments"], r'^\d+, \[\{iov_base="\\0\\35", iov_len=2\}, .*\\3www\\7example.*\], \d+$')
        self.assertIn(r"\3www\7example", [event["arguments"] for event in result.events if event["call"] == "read"][1])

    def test_the_list_is_straces(self) -> None:
        if not strace.available():
            self.skipTest("strace is not installed, or may not trace here")
        for manner in "answers", "wants-tcp":
            with self.subTest(manner):
                self.compare(manner)

    def compare(self, manner: str) -> None:
        """Both lists of what is asked of such a name server."""
        with tempfile.TemporaryDirectory() as directory:
            theirs_file, ours_file = Path(directory, "strace"), Path(directory, "trace")
            run(f"trace {ours_file} --data {strace.SHOWN}; resolve www.example; try {{ resolve other.example }}",
                wrapper=[*nameserver.wrapper(manner), *strace.wrapper(theirs_file)], env=NO_LEAK_CHECK, check=True)
            ours = strace.in_trace(ours_file.read_text())
            _, theirs = strace.threads(theirs_file)
        self.assertIn("connect", {call.name for call in ours})
        for pair in zip_longest(ours, theirs):
            if not all(pair) or not strace.agree(*pair):
                self.fail("\n trace: {}\nstrace: {}".format(*pair))

    def test_who_leaves_has_seen_what_was_asked(self) -> None:
        result = run("trace on; try { resolve www.example --timeout 300ms }; print left; trace off",
                     wrapper=nameserver.wrapper("is-silent"), check=True)
        self.assertEqual(result.reply("resolve")["error"]["category"], "timeout")
        self.assertEqual(result.reply("print")["text"].strip(), "left")
        if "unseen" not in result.reply("trace"):
            self.assertIn(r"\3www\7example", " ".join(event["arguments"] for event in result.events))


class Services(SockshTestCase):
    """Those that a module of the library's knows, which keeps a socket for each thread that asks."""

    def test_what_it_asks_is_seen(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            env = NO_LEAK_CHECK | nameserver.module(Path(directory))
            result = run("trace on; service kept; try { service other }; print on; trace off", env=env,
                         wrapper=nameserver.wrapper("answers"), check=True)
        self.assertEqual(result.reply("service")["port"], 7)
        self.assertEqual(result.reply("print")["text"].strip(), "on")
        if "unseen" in result.reply("trace"):
            self.skipTest("seccomp(2) is not allowed here")
        for statement, asked in ("service kept", 3), ("service other", 2):
            made = [event for event in result.events
                    if event["by"] == "library" and statement in event["statement"] and
                    event["arguments"].endswith("SOCK_STREAM|SOCK_CLOEXEC, 0")]  # nscd's don't block
            self.assertEqual(len(made), asked, result)


class Refused(SockshTestCase):
    """Where a sandbox doesn't allow seccomp(2), or not all that is done with it."""

    def test_everything_works_and_is_said_to_be_unseen(self) -> None:
        for refused in sandbox.REFUSABLE:
            with self.subTest(refused):
                result = run("trace on; resolve localhost; interfaces lo; service http; trace off",
                             wrapper=sandbox.wrapper(refused), check=True)
                self.assertEqual(result.reply("trace")["unseen"], "Operation not permitted")
                self.assertEqual(calls(result.events, "library"), [])
                self.assertIn("127.0.0.1", str(result.reply("resolve")["addresses"]))
                self.assertIn("127.0.0.1", str(result.reply("interfaces")))

    def test_it_reads_well(self) -> None:
        for refused in sandbox.REFUSABLE:
            with self.subTest(refused):
                result = run("trace on", json=False, wrapper=sandbox.wrapper(refused), check=True)
                self.assertEqual(
                    result.stdout.decode(),
                    "trace on\nThe C library's calls are not shown: seccomp: Operation not permitted\n")

    @unittest.skipUnless(strace.available(), "strace is not installed, or may not trace here")
    def test_being_seen_changes_no_call(self) -> None:
        """What the library calls where nobody looks on is what is seen otherwise."""
        lists = []
        for refused in (False, True):
            with tempfile.TemporaryDirectory() as directory:
                file = Path(directory, "strace")
                wrapper = strace.wrapper(file) + ["-e", "inject=seccomp:error=EPERM"] * refused
                run("resolve localhost; service http; interfaces lo", wrapper=wrapper, env=NO_LEAK_CHECK, check=True)
                _, library = strace.threads(file)
            lists.append([re.sub(r"\b\d+\b|\"[^\"]*\"", "N", str(call)) for call in library])
        self.assertTrue(lists[0])
        self.assertEqual(*lists)


class Readers(SockshTestCase):
    """Only a trace shows them."""

    SCRIPT = "resolve localhost; srv = server tcp 127.0.0.1 0; info srv; interfaces lo; service http"

    def test_whose_call_it_is(self) -> None:
        result = run(f"trace on; {self.SCRIPT}; trace off", check=True)
        self.assertIn("sendto", calls(result.events, "shell"))
        self.assertEqual(calls(result.events, "session")[:4], ["socket", "setsockopt", "bind", "listen"])
        for event in result.events:
            if event["by"] != "session":
                self.assertEqual((event["handle"], event["text"].split()[0]), (None, f"[{event['by']}]"))

    def test_a_list_of_the_last_statement(self) -> None:
        listed = run("pair a b; service 80; interfaces lo; trace; trace", check=True)
        first, second = listed.all("trace")
        self.assertEqual(first["statements"], second["statements"])
        self.assertEqual(first["statements"][0]["statement"], "interfaces lo")
        self.assertIn("shell", {call["by"] for call in first["statements"][0]["calls"]})

    def test_brief_leaves_out_what_the_shell_asks(self) -> None:
        events = run(f"trace on --brief; {self.SCRIPT}", check=True).events
        self.assertEqual(calls(events, "shell"), [])
        self.assertIn("listen", calls(events, "session"))

    def test_others_pass_them_over(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            asking = run(f"log log; {self.SCRIPT}; ladder; log off; export script -", "-q", json=False, cwd=directory,
                         check=True).stdout.decode()
            log = Path(directory, "log").read_text()
        self.assertNotIn("nscd", asking + log)
        self.assertNotIn("netlink", (asking + log).lower())
        self.assertIn("interfaces lo", asking)

    def test_a_capture_has_no_packet_of_them(self) -> None:
        script = "capture {}; u = socket udp; u.bind 127.0.0.1 0; {} u.sendto 127.0.0.1 ${{u.local.port}} hi; capture off"
        with tempfile.TemporaryDirectory() as directory:
            packets = []
            for file, asking in ("a", ""), ("b", f"{self.SCRIPT};"):
                run(script.format(file, asking), cwd=directory, check=True)
                packets.append([packet.data for packet in pcapng.read(Path(directory, file))])
        self.assertEqual(*packets)

    def test_what_a_capture_asks_stands_behind_what_it_saw(self) -> None:
        result = run("u = socket udp; u.bind 127.0.0.1 0; capture /dev/null; trace on; v = socket udp; "
                     "v.sendto 127.0.0.1 ${u.local.port} hi", check=True)
        made = [(event["by"], event["call"]) for event in result.events]
        self.assertLess(made.index(("session", "sendto")), made.index(("shell", "connect")))


if __name__ == "__main__":
    main()
