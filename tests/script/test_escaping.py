"""What others made never commands the terminal: their bytes are escaped on every way to it."""

import json
import os
import pty
import re
import socket
import subprocess
import tempfile
from pathlib import Path

from peers import HOST
from socksh import SOCKSH, STATUS, Result, SockshTestCase, environment, main, run

# What terminals obey, or what deceives whoever reads: as UTF-8 unless it is none.
NASTY = {
    "ESC": b"\x1b[2J\x1b[31m",
    "OSC": b"\x1b]0;title\x07\x1b]52;c;cm0gLXJm\x07",
    "DCS": b"\x1bP$q\x1b\\",
    "C0": bytes(byte for byte in range(32) if byte not in b"\0\t\n\r\x1b"),
    "NUL": b"a\0b",
    "CR": b"safe\rreplaced",
    "BS": b"rm -rf\b\b\b\b\b\b",
    "DEL": b"a\x7fb",
    "C1": "\u009b31m \u009d0;title\u009c \u0085 \u0080".encode(),
    "C1 raw": b"\x9b31m\x9d0;title\x9c\x85",
    "bidi": "\u202eevil\u202c \u2066 \u2067 \u2068 \u2069 \u200e \u200f \u061c \u202a \u202b \u202d".encode(),
    "lines": "\u2028 \u2029".encode(),
    "hidden": "\u200b \u200c \u200d \u2060 \ufeff \u00ad".encode(),
    "tags": "\U000e0001\U000e0041\U000e007f".encode(),
    "annotation": "\ufff9 \ufffb".encode(),
    "nonchar": "\ufffe \uffff \U0001fffe".encode(),
    "invalid": b"\xc3( \xe2\x82 \xf0\x90\x80 \xff\xfe \xed\xa0\x80 \xc0\xaf \xf8\x88\x80\x80\x80 \xf4\x90\x80\x80",
}
DECEPTIVE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
                       "\ufff0-\ufffb\ufffe\uffff\U0001fffe\U0001ffff\U000e0000-\U000e0fff]")


# Statements that fail with a word of theirs in the message, or show it; on a pair a and b, b being current.
QUOTING = """\
open WORD 80
open 127.0.0.1 WORD
open unix:WORD
server tcp WORD 0
resolve WORD
resolve --reverse WORD
service WORD
interfaces WORD
socket WORD
pair WORD c
source WORD
print < WORD
print x > WORD/
u = socket unix; u.connect WORD
assert WORD == b
assert WORD contains zzz
assert a WORD b
assert a matches WORD(
let x WORD; sleep $x
pack WORD 1
pack H WORD
unpack WORD x
decode base64 WORD
decode hex WORD
fill 1 WORDWORD
let WORD 1
unset WORD
repeat WORD { }
recv WORD
recv --timeout WORD
getsockopt WORD
setsockopt WORD 1
setsockopt sndbuf WORD
line-ending WORD
blocking WORD
shutdown WORD
set WORD 1
help WORD
use WORD
close WORD
info WORD
quit WORD
a.send WORD; b.expect zzz --timeout 1ms
a.send WORD; a.close; b.recvline
pair c d unix-dgram; c.send WORD; d.expect zzz
""".splitlines()

# The same with the bytes themselves in the script.
HOLDING = """\
WORD
print x; WORD
WORD.send x
WORD = hostname
print 'WORD' $nothing
print "\\WORD"
print WORD\\
print 'WORD
$WORD
print ${WORD}
socket WORD
pair a b; a.recv --WORD
""".splitlines()


def hexed(content: bytes) -> str:
    """A word of the language with these bytes."""
    return f'x"{content.hex()}"'


class EscapingTestCase(SockshTestCase):
    """With a look at what a terminal would get."""

    def assertSafe(self, output: bytes, context: object = "") -> None:
        """It is UTF-8, and nothing in it is more than text, line feeds and tabs."""
        try:
            text = output.decode()
        except UnicodeDecodeError as error:
            raise AssertionError(f"{error}\n{output!r}\n{context}") from None
        found = DECEPTIVE.search(text)
        self.assertIsNone(found, f"{found and found[0]!r} in {output[-2000:]!r}\n{context}")

    def run_text(self, script: str, *args: str, **how) -> Result:
        """Run as a person would, and look at all that is shown."""
        result = run(script, *args, json=False, **how)
        self.assertSafe(result.stdout, result.command)
        self.assertSafe(result.stderr.encode(errors="surrogateescape"), result.command)
        return result

    def run_every_way(self, script: str, **how) -> Result:
        """As text and as JSON; an error is shown the same by -q."""
        self.assertSafe(run(script, **how).stdout)
        quiet = run(script, "-q", json=False, **how)
        self.assertSafe(quiet.stderr.encode(errors="surrogateescape"))
        return self.run_text(script, **how)


class Data(EscapingTestCase):
    """What is received."""

    def test_received(self) -> None:
        for name, content in NASTY.items():
            for more in b"", b" and so much more text that this is no binary data at all" * 4:
                with self.subTest(name, more=bool(more)):
                    result = self.run_every_way(f"pair a b; a.send {hexed(content + more)}; b.recv --peek; x = b.recv\n"
                                                "variables; print $x $_")
                    self.assertEqual(result.status, 0, result)

    def test_every_byte_is_seen(self) -> None:
        """Escaped is not dropped: who reads can tell the bytes."""
        text = b"so much text that this is shown as text, not as a hexdump" * 3
        sent = b"<ESC>\x1b\x07\x7f\x9b<END>" + text
        result = self.run_text(f"pair a b; a.send {hexed(sent)}; b.recv")
        self.assertIn(rb"<ESC>\e\x07\x7f\x9b<END>", result.stdout)
        sent = "\u202e<".encode() + text
        result = self.run_text(f"pair a b; a.send {hexed(sent)}; b.recv")
        self.assertIn(rb"\u202E<", result.stdout)

    def test_every_character(self) -> None:
        """Of every kind, at every place of a line."""
        content = "".join(map(chr, [*range(0x3000), *range(0xfe00, 0x10000), *range(0xe0000, 0xe1000)])).encode()
        with tempfile.NamedTemporaryFile() as file:
            file.write(content)
            file.flush()
            result = self.run_text(f"set display-limit 1G; let x < {file.name}; print $x\n"
                                   f"pair a b; a.sendall < {file.name}; b.recvexact {len(content)}")
        self.assertEqual(result.status, 0, result)

    def test_printed(self) -> None:
        for name, content in NASTY.items():
            with self.subTest(name):
                self.run_every_way(f"print {hexed(content)}")

    def test_matched(self) -> None:
        for name, content in NASTY.items():
            with self.subTest(name):
                self.run_every_way(f"pair a b; a.send {hexed(content)}; b.expect --regex '(?s).+'")


class Names(EscapingTestCase):
    """What messages quote: words, file names, options."""

    def test_words_in_errors(self) -> None:
        for name, content in NASTY.items():
            for statement in QUOTING:
                with self.subTest(name, statement=statement):
                    self.run_every_way("pair a b\n" + statement.replace("WORD", hexed(content)))

    def test_words_of_the_script(self) -> None:
        """Written as they are into the script; the excerpt with the caret shows them."""
        for name, content in NASTY.items():
            for statement in HOLDING:
                if b"\0" not in content:
                    with self.subTest(name, statement=statement):
                        self.run_every_way(statement.replace("WORD", os.fsdecode(content)))

    def test_names_of_scripts(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            for name, content in NASTY.items():
                if b"\0" in content:
                    continue
                path = os.fsencode(directory) + b"/" + content.replace(b"/", b"")
                Path(os.fsdecode(path)).write_text("print in; nope\n")
                with self.subTest(name):
                    shown = os.fsdecode(path)
                    self.run_text(f"try {{ source {hexed(path)} }}")
                    for mode in (), ("--json",), ("-q",):
                        for last in shown, shown + "-missing":
                            done = subprocess.run([SOCKSH, *mode, last], env=environment(directory), timeout=60,
                                                  stdin=subprocess.DEVNULL, capture_output=True)
                            self.assertNotEqual(done.returncode, 0)
                            self.assertSafe(done.stdout + done.stderr, done)

    def test_lessons_and_logs(self) -> None:
        """Files from somebody else, of which prose and statements are shown."""
        time = b"2026-01-01T00:00:00.000000Z "
        with tempfile.TemporaryDirectory() as directory:
            lesson, log = Path(directory) / "own.md", Path(directory) / "own.log"
            for name, content in NASTY.items():
                with self.subTest(name):
                    word = b"'" + content + b"'"
                    lesson.write_bytes(b"# " + content + b"\n\nSay " + content + b"\n```socksh\nlet x " + word +
                                       b"\n```\n```check\nassert 1 == 2 # " + content + b"\n```\n")
                    self.run_every_way(f"lesson {lesson}")
                    log.write_bytes(time + b": the log\n" + time + b"> print " + word + b"\n" + time + b": " + content +
                                    b"x\n" + time + b"> sleep 1m # " + content + b"\n" + time +
                                    b"! error (interrupted): sleep\n")
                    self.run_every_way(f"replay {log}")

    def test_options(self) -> None:
        for name, content in NASTY.items():
            if b"\0" not in content:
                raw = os.fsdecode(content)
                for arguments in ["-e", raw], ["-e", raw + "=x"], ["--" + raw], ["-" + raw], ["-q", "-c", raw]:
                    with self.subTest(name, arguments=arguments[0][:2]):
                        done = subprocess.run([SOCKSH, *arguments], env=environment("/"), timeout=60,
                                              stdin=subprocess.DEVNULL, capture_output=True)
                        self.assertSafe(done.stdout + done.stderr, done)


class Addresses(EscapingTestCase):
    """A Unix peer may have any name."""

    def test_a_server(self) -> None:
        for name, content in NASTY.items():
            with self.subTest(name), socket.socket(socket.AF_UNIX) as listener:
                listener.bind(b"\0" + content)
                listener.listen()
                result = self.run_every_way(f"c = open {hexed(b'unix:@' + content)}; getpeername; info; sockets\n"
                                            "print ${c.peer}; c.recv --timeout 1ms")
                self.assertEqual(result.status, STATUS["timeout"], result)

    def test_a_sender_without_manners(self) -> None:
        """recvfrom tells where a datagram came from."""
        for name, content in NASTY.items():
            with self.subTest(name), tempfile.TemporaryDirectory() as directory:
                script = (f"a = socket unix-dgram; a.bind {directory}/a\n"
                          f"b = socket unix-dgram; b.bind {hexed(b'@' + content)}\n"
                          f"b.sendto {directory}/a x; a.recvfrom; b.getsockname; sockets; ! rm {directory}/a")
                self.run_every_way(script)

    def test_an_accepted_one(self) -> None:
        for name, content in NASTY.items():
            with self.subTest(name), tempfile.TemporaryDirectory() as directory:
                script = (f"s = server unix {directory}/s\n"
                          f"c = socket unix; c.bind {hexed(b'@' + content)}; c.connect {directory}/s\n"
                          f"s.accept; sockets; getpeername; info; info c; print ${{s1.peer}}; ! rm {directory}/s")
                result = self.run_every_way(script)
                self.assertEqual(result.status, 0, result)
                if name == "ESC":
                    self.assertIn(rb"@\e[2J\e[31m", result.stdout)


class Terminal(EscapingTestCase):
    """Standard output is a terminal: what is raw elsewhere is escaped there."""

    def show(self, *arguments: str, **variables: str) -> bytes:
        """What a run writes to its terminal; colours and carriage returns before line feeds are our own."""
        ours, theirs = pty.openpty()
        with tempfile.TemporaryDirectory() as home, os.fdopen(ours, "rb", buffering=0) as screen:
            with subprocess.Popen([SOCKSH, *arguments], env=environment(home, TERM="xterm", **variables), stdin=subprocess.DEVNULL,
                                  stdout=theirs, stderr=theirs) as process:
                os.close(theirs)
                shown = b""
                try:
                    while piece := screen.read(1 << 16):
                        shown += piece
                except OSError:  # how a pty ends
                    pass
                process.wait(timeout=60)
        return re.sub(rb"\x1b\[[0-9;]*m", b"", shown.replace(b"\r\n", b"\n"))

    def test_every_mode(self) -> None:
        for name, content in NASTY.items():
            if name == "ESC":
                content = b"\x1b[2J\x1b]"  # no colour, which only we may set
            for mode in [], ["-q"], ["--json"]:
                for statement in ("print WORD", "b.recv", "b.recvall", "x = b.recv", "open WORD 80", "source WORD",
                                  "print WORD > -", "b.recv > -", "b.recvall > -"):
                    script = f"pair a b; a.send WORD; a.shutdown wr; {statement}".replace("WORD", hexed(content))
                    with self.subTest(name, mode=mode, statement=statement):
                        self.assertSafe(self.show(*mode, "-c", script))

    def test_a_terminal_that_is_not_utf_8_gets_ascii(self) -> None:
        """Parts of a character would be others to it: 0x9b, CSI."""
        word = hexed("\u4e9b31m \u00fc \U0001f600 text".encode())
        for mode in [], ["-q"], ["--json"]:
            for statement in ("print WORD", "b.recv", "open WORD 80", "source WORD", "print WORD > -", "b.recvall > -",
                              "trace on; b.recv"):
                with self.subTest(mode=mode, statement=statement):
                    script = f"pair a b; a.send WORD; a.shutdown wr; {statement}".replace("WORD", word)
                    shown = self.show(*mode, "-c", script, LC_ALL="C")
                    self.assertTrue(shown.isascii(), shown)
                    self.assertIn(b"\\u4e9b31m", shown.lower())
                    self.assertNotIn(b"\\u", self.show(*mode, "-c", script))
        for line in self.show("--json", "-c", f"print {word}", LC_ALL="C").splitlines():
            self.assertEqual(json.loads(line)["text"], "\u4e9b31m \u00fc \U0001f600 text")
        self.assertEqual(self.show("-c", "print '\u4e9b \U0001f600'", LC_ALL="C"), b"\\u4E9B \\xf0\\x9f\\x98\\x80\n")

    def test_what_is_no_terminal_is_not_asked(self) -> None:
        result = run("print '\u4e9b'", json=False, env={"LC_ALL": "C"})
        self.assertEqual(result.stdout.decode(), "\u4e9b\n")

    def test_a_colour_of_the_peer_is_none(self) -> None:
        for mode in [], ["-q"]:
            shown = self.show(*mode, "-c", f"pair a b; a.send {hexed(b'text [' + NASTY['ESC'] + b'] text')}; b.recv")
            self.assertIn(rb"[\e[2J\e[31m]", shown)


if __name__ == "__main__":
    main()
