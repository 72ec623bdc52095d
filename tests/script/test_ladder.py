"""ladder: what a user sees of conversations, in text, JSON and SVG."""

import os
import re
import select
import shutil
import struct
import subprocess
import tempfile
import unittest
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree

from socksh import ROOT, Result, SockshTestCase, environment, main, run

TCP = ("srv = server tcp 127.0.0.1 0; c = open 127.0.0.1 ${srv.local.port}; s = srv.accept; "
       r'c.send "GET /\r\n"; c.send "\r\n"; s.recv; s.send "<b>hello & good bye</b>"; c.recv; '
       "c.shutdown wr; s.recv; close s; c.recv; close c; ")
SVG = "{http://www.w3.org/2000/svg}"
BROWSERS = "chromium", "chromium-browser", "google-chrome"


def drawn(statements: str, ladder: str = "ladder", **how: object) -> str:
    """The ladder alone, as text."""
    return run(f"{statements}; {ladder} > ladder.txt; ! cat ladder.txt >&2", "-q", json=False, check=True, **how).stderr


def steady(text: str) -> str:
    """Without what differs from run to run: times, ports, and how far the kernel has come when it is asked."""
    text = re.sub(r"\b\d\.\d{6}\b", "0.000000", text)
    text = re.sub(r"127\.0\.0\.1:[1-9]\d*", "127.0.0.1:PORT", text)
    return text


def svg_of(statements: str) -> ElementTree.Element:
    """A figure, as a tree: it is parsed as any XML."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "ladder.svg"
        run(f"{statements}; ladder --svg {path}", check=True)
        return ElementTree.parse(path).getroot()


def texts(figure: ElementTree.Element, kind: str) -> list[str]:
    """The texts of a class, in order."""
    return ["".join(text.itertext()) for text in figure.iter(f"{SVG}text") if text.get("class") == kind]


def pixels(png: bytes) -> int:
    """How many different rows of pixels a picture has: an empty one has a single one."""
    at, data = 8, b""
    while at < len(png):
        length, = struct.unpack(">I", png[at:at + 4])
        if png[at + 4:at + 8] == b"IHDR":
            width, _, depth, colour = struct.unpack(">IIBB", png[at + 8:at + 18])
        if png[at + 4:at + 8] == b"IDAT":
            data += png[at + 8:at + 8 + length]
        at += length + 12
    stride = 1 + width * {2: 3, 6: 4}[colour] * depth // 8
    raw = zlib.decompress(data)
    return len({raw[i:i + stride] for i in range(0, len(raw), stride)})


class Text(SockshTestCase):
    """In a terminal of 80 columns, unless it goes elsewhere."""

    def test_both_ends_in_one_figure(self) -> None:
        text = drawn(TCP)
        self.assertTrue(all(len(line) <= 80 for line in text.splitlines()), text)
        self.assertRegex(text, r"^ +c +s\n +127\.0\.0\.1:\d+ +127\.0\.0\.1:\d+\n +accepted by srv\n")
        order = ["bind", "listen, backlog", "[LISTEN]", "connect: SYN", "SYN-SENT", "SYN, ACK", " ACK ", "accept ●",
                 r'─ send 7 "GET /\r\n" ─', r'─ send 2 "\r\n" ─', r'recv 9 "GET /\r\n\r\n" ●',
                 '◄─', '● recv 23 "<b>hello', "shutdown wr: FIN", "CLOSE-WAIT", "recv 0: end of stream ●", "close: FIN",
                 "LAST-ACK", "● close"]
        at = 0
        for part in order:
            self.assertIn(part, text[at:], f"not there, or not in this order:\n{text}")
            at = text.index(part, at)

    def test_connect_is_complete_before_accept(self) -> None:
        text = drawn("srv = server tcp 127.0.0.1 0; c = open 127.0.0.1 ${srv.local.port}; c.send early")
        self.assertRegex(text, r" c +srv\n")
        self.assertIn(" ACK ", text)
        self.assertIn('send 5 "early"', text)
        self.assertNotIn("accept", text)

    def test_what_nobody_asked_for(self) -> None:
        """Of a connect that went on by itself the kernel tells later."""
        text = drawn("srv = server tcp 127.0.0.1 0; c = socket tcp; blocking off; "
                     "try { connect 127.0.0.1 ${srv.local.port} }; s = srv.accept; info c > /dev/null")
        self.assertRegex(text, r"connect: SYN[\s\S]*SYN, ACK[\s\S]*ESTABLISHED[\s\S]* ACK [\s\S]*accept ●")

    def test_more_sockets_than_are_remembered(self) -> None:
        text = drawn("srv = server tcp 127.0.0.1 0; repeat 600 { c = open 127.0.0.1 ${srv.local.port}; s = srv.accept; "
                     "c.send hi; s.recv; close c s }", "ladder s", timeout=120)
        self.assertRegex(text, r"^ +c +s\n")
        self.assertRegex(text, r"connect: SYN[\s\S]*accept ●[\s\S]*LAST-ACK")

    def test_one_that_is_open_behind_a_thousand_others(self) -> None:
        """The socket that came 1024 behind it is another one: both stay what they are."""
        text = drawn("pair a b; repeat 511 { pair x y; close x y }; pair p q; "
                     "a.send 1; p.send 2; b.recv; q.recv; a.send 3; p.send 4", "ladder a p")
        self.assertEqual(re.findall(r'send 1 "(.)"', text), ["1", "3", "2", "4"], text)
        self.assertEqual(text.count("socketpair"), 2, text)

    def test_ascii(self) -> None:
        text = drawn(TCP, env={"LC_ALL": "C"})
        self.assertTrue(text.isascii(), text)
        self.assertIn("|-", text)
        self.assertIn("->|", text)

    def test_refused(self) -> None:
        text = drawn("srv = server tcp 127.0.0.1 0; let p ${srv.local.port}; close srv; c = socket tcp; "
                     "try { connect 127.0.0.1 $p }", "ladder c")
        self.assertRegex(text, r"connect: SYN[\s\S]*RST, ACK[\s\S]*connect 127\.0\.0\.1:\d+: ECONNREFUSED")
        self.assertIn("elsewhere", text)

    def test_refused_without_waiting(self) -> None:
        """SO_ERROR tells it, or the next connect; TCP_INFO only that it is over."""
        attempt = ("srv = server tcp 127.0.0.1 0; let p ${srv.local.port}; close srv; c = socket tcp; c.blocking off; "
                   "try { connect 127.0.0.1 $p }; ")
        for told, word in (("c.getsockopt error; c.close", "SO_ERROR"), ("c.close", "SO_ERROR"),
                           ("try { c.connect 127.0.0.1 $p }", r"connect 127\.0\.0\.1:\d+")):
            with self.subTest(told):
                text = drawn(attempt + told)
                self.assertRegex(text, rf"connect: SYN[\s\S]*RST, ACK[\s\S]*\[CLOSED][\s\S]*{word}: ECONNREFUSED")
                self.assertEqual((text.count("╌ RST"), text.count("CLOSED")), (1, 1), text)

    def test_a_socket_that_was_refused_is_reset_by_nobody(self) -> None:
        text = drawn("srv = server tcp 127.0.0.1 0; let p ${srv.local.port}; close srv; c = socket tcp; "
                     "try { connect 127.0.0.1 $p }; try { c.send x }")
        self.assertEqual((text.count("╌ RST"), text.count("FIN")), (1, 0), text)
        self.assertIn("send 1: EPIPE", text)

    def test_timed_out_in_front_of_our_own_listener(self) -> None:
        full = ("srv = socket tcp; bind 127.0.0.1 0; listen 0; a = socket tcp; a.connect 127.0.0.1 ${srv.local.port}; "
                "b = socket tcp; b.setsockopt user_timeout 1ms; ")
        for attempt, word in (("try { b.connect 127.0.0.1 ${srv.local.port} }", r"connect [^\n]*●\n *│? *│? *ETIMEDOUT"),
                              ("b.blocking off; try { b.connect 127.0.0.1 ${srv.local.port} }; b.poll --write; "
                               "b.getsockopt error", "SO_ERROR: ETIMEDOUT")):
            with self.subTest(attempt):
                text = drawn(full + attempt)
                self.assertRegex(text, r" a +srv +b\n")
                self.assertRegex(text, rf"◄╌+ connect: SYN ╌+│\n[\s\S]*SYN-SENT[\s\S]*{word}")
                self.assertNotIn("elsewhere", text)

    def test_given_up_in_front_of_our_own_listener(self) -> None:
        full = ("srv = socket tcp; bind 127.0.0.1 0; listen 0; a = socket tcp; a.connect 127.0.0.1 ${srv.local.port}; "
                "b = socket tcp; try { b.connect 127.0.0.1 ${srv.local.port} --timeout 50ms }; ")
        text = drawn(full, "ladder b")
        self.assertRegex(text, r" a +srv +b\n")
        self.assertRegex(text, r"◄╌+ connect: SYN ╌+│\n[\s\S]*\(SYN-SENT\)[\s\S]*connect given up ●")
        self.assertNotIn("elsewhere", text)
        self.assertEqual(text.count("SYN, ACK"), 1, text)
        text = drawn(f"{full} b.disconnect; srv.close")
        self.assertEqual(text.count("RST"), 1, text)
        self.assertNotIn("elsewhere", text)
        refused = "close srv; c = socket tcp; try { c.connect 127.0.0.1 $p }; c.disconnect"
        text = drawn(f"srv = server tcp 127.0.0.1 0; let p ${{srv.local.port}}; {refused}", "ladder c")
        self.assertIn("elsewhere", text)

    def test_a_connect_that_leads_nowhere_leaves_the_peer(self) -> None:
        text = drawn("srv = server tcp 127.0.0.1 0; c = open 127.0.0.1 ${srv.local.port}; s = srv.accept; "
                     "try { c.connect 127.0.0.1 1 }; c.close; s.recv")
        self.assertIn("connect 127.0.0.1:1: EISCONN", text)
        self.assertNotIn("elsewhere", text)

    def test_four_missed_errors(self) -> None:
        begin = "srv = server tcp 127.0.0.1 0; c = open 127.0.0.1 ${srv.local.port}; s = srv.accept; "
        text = drawn(begin + "c.send abcdef; s.recv 2; close s; try { c.recv }")
        self.assertRegex(text, r"close: RST, 4 bytes unread[\s\S]*recv: ECONNRESET")
        text = drawn(begin + "close s; c.send first; try { c.send second }")
        self.assertRegex(text, r'send 5 "first"[\s\S]*RST[\s\S]*send 6: EPIPE')

    def test_unix_clients_are_told_apart(self) -> None:
        statements = ("srv = server unix ladder.socket; c = open unix:ladder.socket; d = open unix:ladder.socket; "
                      "s = srv.accept; t = srv.accept; c.send one; s.recv; d.send two; t.recv")
        text = drawn(statements, "ladder d")
        self.assertRegex(text, r" d +t\n")
        self.assertIn("two", text)
        self.assertNotIn("one", text)

    def test_a_datagram_that_nobody_has_received(self) -> None:
        figure = svg_of("u = server udp 127.0.0.1 0; v = socket udp; v.connect 127.0.0.1 ${u.local.port}; "
                        "v.send one; v.send two; u.recv")
        marks = [path.get("class") for path in figure.iter(f"{SVG}path") if path.get("class") != "life"]
        self.assertEqual([mark for mark in marks if mark in ("head-data", "lost")], ["head-data", "lost"], marks)

    def test_a_figure_in_a_file_says_what_it_lacks(self) -> None:
        left_out, forgotten = ", 53 earlier left out: `--all` shows them", ", the journal has forgotten what was before"
        for size, options, lacks in (("1M", "", left_out), ("1M", "--all", ""), ("64K", "--all", forgotten),
                                     ("64K", "--last 5", forgotten)):
            with self.subTest(size=size, options=options), tempfile.TemporaryDirectory() as directory:
                result = run(f"set journal {size}; pair a b; repeat {126 if size == '1M' else 1000} {{ a.send x; "
                             f"b.recv > /dev/null }}; ladder {options} --svg x.svg", json=False, cwd=directory)
                said = result.stdout.decode().splitlines()[-1]
                self.assertRegex(said, r"^x.svg: \d+ rungs")
                self.assertIn(lacks, said)
                self.assertEqual("left out" in said, options != "--all")
                self.assertEqual("forgotten" in said, size == "64K")

    def test_several_peers_of_a_datagram_socket(self) -> None:
        text = drawn("u = socket udp; bind 127.0.0.1 0; a = socket udp; b = socket udp; "
                     "a.sendto 127.0.0.1 ${u.local.port} one; b.sendto 127.0.0.1 ${u.local.port} two; u.recvfrom")
        self.assertRegex(text, r" u +a +b\n")
        self.assertRegex(text, r"◄─+ sendto 3 \"one\" ─+│")
        self.assertRegex(text, r"×─+┼─+ sendto 3, not received ")

    def test_descriptors(self) -> None:
        text = drawn("pair a b; pair p q; a.sendfd p; b.recvfd", "ladder a")
        self.assertIn("sendmsg 1 and 1 descriptor", text)
        self.assertIn("recvmsg 1 and 1 descriptor", text)

    def test_terminal_is_commanded_by_nobody(self) -> None:
        text = drawn(r'pair a b; a.send "\e]0;x\x07\u202e"; b.recv')
        self.assertIn(r'"\e]0;x\x07\u202E"', text)
        self.assertNotRegex(text, "[\x00-\x09\x0b-\x1f\x7f\u202e]")

    def test_hundred_thousand_events(self) -> None:
        text = drawn("pair a b; repeat 50000 { a.send x; b.recv }", timeout=120)
        self.assertIn("left out: ", text)
        self.assertIn("`ladder --all` shows them", text)
        self.assertRegex(text, r"the journal has forgotten its first \d+ events")
        self.assertLess(len(text.splitlines()), 210)

    def test_the_last(self) -> None:
        text = drawn("pair a b; a.send one; a.send two; b.recv", "ladder --last 2")
        self.assertIn('"two"', text)
        self.assertNotIn('"one"', text)
        self.assertIn("left out: 2 earlier rungs", text)
        self.assertNotIn("left out", drawn("pair a b; repeat 300 { a.send x; b.recv }", "ladder --all"))


CONNECTED = "srv = server tcp 127.0.0.1 0; c = open 127.0.0.1 ${srv.local.port}; s = srv.accept; "


class Closing(SockshTestCase):
    """The segments that end a connection, and what they make of the end that began it."""

    def end(self, statements: str) -> tuple[list[str], list[str]]:
        """What was sent behind the handshake, and the states of c since it was established, in the ladder's brackets."""
        rungs = run(f"{CONNECTED}{statements}; ladder c", check=True).reply("ladder")["rungs"]
        sent = [rung["label"] for rung in rungs if rung["kind"] in ("segment", "data")]
        states = [(f"[{state['state']}]" if state["told"] else f"({state['state']})")
                  for rung in rungs for state in rung["states"] if state["end"] == "c"]
        return sent[3:], states[states.index("[ESTABLISHED]") + 1:]

    def assert_acknowledged(self, sent: list[str], states: list[str], fin: str) -> None:
        """By the peer's FIN or, where the kernel had no patience and told of it, before."""
        if "[FIN-WAIT-2]" in states:
            self.assertEqual(sent[1:], ["ACK", fin, "ACK"])
        else:
            self.assertEqual(sent[1:], [f"{fin}, ACK", "ACK"])
        self.assertIn(states[0], ("(FIN-WAIT-1)", "[FIN-WAIT-1]"))
        self.assertEqual([state for state in states[1:] if state != "[FIN-WAIT-2]"], ["(TIME-WAIT)"])

    def test_a_look_between(self) -> None:
        for look in "c.info", "c.getsockopt tcp_info", "states c", "c.poll --timeout 0":
            with self.subTest(look):
                sent, states = self.end(f"c.shutdown wr; s.recv; {look}; s.close; c.recv")
                self.assert_acknowledged(sent, states, "close: FIN")

    def test_one_behind_the_other(self) -> None:
        for first, second, fin in (("close c", "close s", "close: FIN"),
                                   ("c.shutdown wr", "s.shutdown wr", "shutdown wr: FIN"),
                                   ("c.shutdown wr", "s.recv; s.shutdown wr", "shutdown wr: FIN"),
                                   ("c.shutdown wr", "s.recv; s.close; c.recv; c.close", "close: FIN")):
            with self.subTest(second):
                sent, states = self.end(f"{first}; {second}")
                self.assertIn(": FIN", sent[0])
                self.assert_acknowledged(sent, states, fin)

    def test_what_the_peer_still_says(self) -> None:
        for between in "s.send last", "s.recv; s.send last":
            with self.subTest(between):
                sent, states = self.end(f"c.shutdown wr; {between}; c.recv; s.close; c.recv")
                self.assertEqual(sent, ["shutdown wr: FIN", "send 4", "close: FIN", "ACK"])
                self.assertEqual([state[1:-1] for state in states], ["FIN-WAIT-1", "FIN-WAIT-2", "TIME-WAIT"])

    def test_the_same_in_a_drawing(self) -> None:
        text = drawn(f"{CONNECTED}close c; close s", "ladder c")
        self.assertRegex(text, r"◄╌+ close: FIN, ACK ╌+│\n +\(TIME-WAIT\) +\(LAST-ACK\)\n +│╌+ ACK ╌+►│\n +│ +\(CLOSED\)\n")
        self.assertIn("close: FIN, ACK", texts(svg_of(f"{CONNECTED}close c; close s"), "label"))


    def test_an_end_that_is_not_the_peers(self) -> None:
        """No bytes come of a FIN, behind a reset, and where this side has shut down receiving."""
        for statements, ends in (
                ("c.send x; s.close; try { c.recv }; c.recv; c.recv", ["was reset"] * 2),
                ("s.close; c.recv; c.send x; try { c.send x }; c.recv",
                 ["end of stream", "was reset"]),
                ("c.shutdown rd; c.recv; s.shutdown wr; c.recv", ["receiving was shut down"] * 2),
                ("s.shutdown wr; c.recv; c.shutdown rd; c.recv", ["end of stream"] * 2),
                ("s.shutdown wr; c.recv; s.shutdown rd; s.recv", ["end of stream", "receiving was shut down"]),
                ("s.close --reset; d = c.dup; try { d.recv }; c.recv", ["was reset"]),
                *((f"{before}; c.disconnect; c.connect 127.0.0.1 ${{srv.local.port}}; s = srv.accept; s.close; c.recv", ["end of stream"])
                  for before in ("s.close --reset; try { c.recv }", "c.shutdown rd; s.close", "s.close; c.send x; try { c.send x }"))):
            with self.subTest(statements):
                rungs = run(f"{CONNECTED}{statements}; ladder c", check=True).reply("ladder")["rungs"]
                self.assertEqual([rung["label"] for rung in rungs if rung["label"].startswith("recv 0")],
                                 [f"recv 0: {end}" for end in ends])


class Asking(SockshTestCase):
    """Handles, options, replies."""

    def test_json(self) -> None:
        reply = run(TCP + "ladder c", check=True).reply("ladder")
        self.assertEqual([end["end"] for end in reply["ends"]], ["c", "s"])
        self.assertEqual(reply["ends"][1]["remark"], "accepted by srv")
        self.assertEqual((reply["count"], reply["left_out"], reply["forgotten"]), (len(reply["rungs"]), 0, 0))
        syn = next(rung for rung in reply["rungs"] if rung["label"] == "connect: SYN")
        self.assertEqual((syn["kind"], syn["from"], syn["to"]), ("segment", "c", "s"))
        self.assertIn({"end": "c", "state": "SYN-SENT", "told": False}, syn["states"])
        send = next(rung for rung in reply["rungs"] if rung["kind"] == "data")
        self.assertEqual((send["label"], send["data"], send["lost"]), ("send 7", r'"GET /\r\n"', False))
        times = [rung["time_us"] for rung in reply["rungs"]]
        self.assertEqual((times[0], times), (0, sorted(times)))

    def test_an_address_that_accept_has_told(self) -> None:
        result = run("srv = server tcp 127.0.0.1 0; c = socket tcp; c.blocking off; "
                     "try { c.connect 127.0.0.1 ${srv.local.port} }; s = srv.accept; ladder c; info s", check=True)
        self.assertEqual(result.reply("ladder")["ends"][0]["address"], f"127.0.0.1:{result.reply('info')['peer']['port']}")

    def test_figures_have_one_clock(self) -> None:
        reply = run("pair a b; b.poll --timeout 20ms; pair x y; x.send hi; ladder; ladder y", check=True).all("ladder")
        times = {(rung["figure"], rung["label"]): rung["time_us"] for rung in reply[0]["rungs"]}
        self.assertEqual(times[1, "socketpair"], 0)
        self.assertGreaterEqual(times[2, "socketpair"], 20_000)
        self.assertGreaterEqual(times[2, "send 2"], times[2, "socketpair"])
        self.assertNotIn(" 0.000000 ", reply[0]["text"][reply[0]["text"].index(" y\n"):])
        self.assertEqual(reply[1]["rungs"][0]["time_us"], 0)

    def test_handle_before_the_command(self) -> None:
        reply = run("pair a b; pair c d; a.send x; d.ladder", check=True).reply("ladder")
        self.assertEqual([end["end"] for end in reply["ends"]], ["c", "d"])

    def test_a_long_name(self) -> None:
        name = "a" * 60
        ends = run(f"pair {name} b; {name}.send x; ladder {name}", check=True).reply("ladder")["ends"]
        self.assertEqual([end["end"] for end in ends], [name, "b"])

    def test_nothing_yet(self) -> None:
        reply = run("ladder", check=True).reply("ladder")
        self.assertEqual((reply["rungs"], reply["text"]), ([], ""))
        self.assertIn("nothing has happened", run("ladder", json=False).stdout.decode())

    def test_bad_input(self) -> None:
        error = self.assertError(run("pair alice bob; ladder alicf"), "name")
        self.assertIn("did you mean alice?", error["hint"])
        self.assertError(run("ladder --last 0"), "usage")
        self.assertError(run("ladder --last many"), "usage")
        self.assertError(run("ladder --last 3 --all"), "usage")
        self.assertError(run("pair a b; ladder --svg /nonexistent/x.svg"), "file", "ENOENT")
        self.assertError(run('pair a b; ladder --svg "a\\0b"'), "usage")
        if os.path.exists("/dev/full"):
            self.assertError(run("pair a b; ladder --svg /dev/full"), "file", "ENOSPC")
        went_on: Result = run("try { ladder --svg /nonexistent/x.svg }; print on", "-k")
        self.assertOk(went_on.reply("print"))


class Figure(SockshTestCase):
    """SVG, standing alone."""

    def test_same_as_the_text(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory) / "ladder.svg"
            reply = run(f"{TCP}; ladder --svg {path}; ladder", check=True).all("ladder")[1]
            figure = ElementTree.parse(path).getroot()
        labels = [f"{rung['label']} {rung['data'] or ''}".strip() for rung in reply["rungs"]]
        self.assertEqual(texts(figure, "label"), labels)
        for state in texts(figure, "state"):
            self.assertIn(state, reply["text"])
        for label in labels:
            self.assertIn(label, reply["text"])
        self.assertEqual(texts(figure, "name"), [end["end"] for end in reply["ends"]])
        self.assertEqual(texts(figure, "address"), [end["address"] for end in reply["ends"]])

    def test_stands_alone(self) -> None:
        figure = svg_of(TCP)
        self.assertEqual(figure[0].tag, f"{SVG}title")
        self.assertEqual(figure[1].tag, f"{SVG}desc")
        self.assertEqual(figure.get("role"), "img")
        whole = ElementTree.tostring(figure, encoding="unicode")
        self.assertNotRegex(whole, r"href|url\(|@import|<script|<image")

    def test_on_standard_output(self) -> None:
        result = run("pair a b; ladder --svg -", json=False, check=True)
        ElementTree.fromstring(result.stdout[result.stdout.index(b"<?xml"):])

    def test_into_a_fifo_that_holds_less(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            fifo = Path(directory, "fifo")
            os.mkfifo(fifo)
            reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)  # before anybody writes
            os.set_blocking(reader, True)
            with os.fdopen(reader, "rb") as end, ThreadPoolExecutor() as others:
                ran = others.submit(run, "pair a b; repeat 500 { a.send hello; b.recv }; ladder --all --svg fifo",
                                    cwd=directory)
                drawn = end.read() if select.select([end], [], [], 20)[0] else b""
                self.assertOk(ran.result().reply("ladder"))
        self.assertTrue(drawn.endswith(b"</svg>\n"), len(drawn))

    def test_in_a_browser(self) -> None:
        browser = next(filter(None, map(shutil.which, BROWSERS)), None)
        if not browser:
            raise unittest.SkipTest("no browser is installed")
        with tempfile.TemporaryDirectory() as directory:
            svg, png = Path(directory) / "ladder.svg", Path(directory) / "ladder.png"
            run(f"{TCP}; ladder --svg {svg}", check=True)
            done = subprocess.run([browser, "--headless", "--no-sandbox", "--disable-gpu", f"--screenshot={png}",
                                   "--window-size=800,900", f"--user-data-dir={directory}/profile", svg.as_uri()],
                                  capture_output=True, timeout=120, env=environment(directory))
            if not png.exists():
                raise unittest.SkipTest(f"the browser takes no pictures here: {done.stderr[-500:]!r}")
            self.assertGreater(pixels(png.read_bytes()), 50)

    def test_documents_show_what_is_drawn(self) -> None:
        figure = svg_of(TCP)
        shown = ElementTree.parse(ROOT / "docs/ladder.svg").getroot()
        for kind in "name", "label", "address", "remark":
            self.assertEqual([steady(text) for text in texts(figure, kind)],
                             [steady(text) for text in texts(shown, kind)], "docs/ladder.svg is not what is drawn now")


if __name__ == "__main__":
    main()
