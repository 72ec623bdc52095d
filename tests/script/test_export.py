"""export: the programs it writes are run, and do what the session did."""

import os
import socket
import subprocess
import tempfile
import threading
import unittest
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import product
from pathlib import Path

import peers
from examples import DEADLINE, EXAMPLES
from exports import LANGUAGES, PROGRAMS, SUFFIXES, ExportCase, Peer, datagrams, listening
from peers import HOST
from socksh import Conversation, SockshTestCase, environment, main, run


def text_of(name: str) -> str:
    """An example; one that would go on until Ctrl-C says when it is ready and ends after two rounds."""
    text = (EXAMPLES / f"{name}.socksh").read_text()
    port = "" if name.startswith("unix") else " ${%s.local.port}" % ("u" if name.startswith("udp") else "srv")
    ready = f'print "ready{port}"\n' if "server" in name else ""
    return text.replace("while ok == ok {", ready + "repeat 2 {")


def echo(connection: socket.socket) -> bytes:
    """Send back what comes."""
    heard = b""
    while piece := connection.recv(999):
        heard += piece
        connection.sendall(piece)
    return heard


def tell(connection: socket.socket) -> bytes:
    """Speak first, to the end; then hear."""
    connection.sendall(b"Thu Jan  1 00:00:00 1970\r\n")
    connection.shutdown(socket.SHUT_WR)
    return b"".join(iter(lambda: connection.recv(99), b""))


def serve_web(connection: socket.socket) -> bytes:
    """Answer a request."""
    heard = b""
    while not heard.endswith(b"\r\n\r\n"):
        heard += connection.recv(1)
    connection.sendall(b"HTTP/1.0 200 OK\r\nA: b\r\n\r\nbody\n")
    return heard


def answer_query(query: bytes) -> bytes:
    """An address for what was asked."""
    record = bytes.fromhex("c00c 0001 0001 0000003c 0004 c0000207")
    return query[:2] + bytes.fromhex("8180 0001 0001 0000 0000") + query[12:] + record


def answer_by_stream(connection: socket.socket) -> bytes:
    """The same behind its length."""
    query = connection.recv(int.from_bytes(connection.recv(2, socket.MSG_WAITALL), "big"), socket.MSG_WAITALL)
    answer = answer_query(query)
    connection.sendall(len(answer).to_bytes(2, "big") + answer)
    connection.recv(1)
    return query


@contextmanager
def name_server() -> Iterator[tuple[Peer, Peer, int]]:
    """Answer queries over UDP and over TCP, at one port; somebody else may have it for the other."""
    for attempt in range(peers.TRIES):
        with datagrams(lambda data: [answer_query(data)]) as (asked, port), ExitStack() as stack:
            try:
                peer, _ = stack.enter_context(listening(socket.AF_INET, (HOST, port), answer_by_stream))
            except OSError:
                if attempt + 1 == peers.TRIES:
                    raise
                continue
            yield asked, peer, port
            return


class Clients(ExportCase):
    """Examples that talk to a peer: it gets from the export what it got from the session."""

    def compare(self, name: str, peer: Peer, **variables: object) -> None:
        for language in LANGUAGES:
            with self.subTest(name, language=language):
                before = len(peer.got)
                out = self.export(text_of(name), language, **variables)
                there = len(peer.wait_for(before + 1))
                done = self.finish(self.program(out))
                self.ended_well(done, out)
                got = peer.wait_for(2 * there - before)
                self.assertEqual(got[there:], got[before:there], out.read_text())

    def test_tcp_client(self) -> None:
        with listening(socket.AF_INET, (HOST, 0), tell) as (peer, address):
            self.compare("tcp-client", peer, HOST=HOST, PORT=address[1])

    def test_tcp_echo_client(self) -> None:
        with listening(socket.AF_INET, (HOST, 0), echo) as (peer, address):
            self.compare("tcp-echo-client", peer, PORT=address[1], MESSAGE='how "are" {you}?')

    def test_http_client(self) -> None:
        with listening(socket.AF_INET, (HOST, 0), serve_web) as (peer, address):
            self.compare("http-client", peer, HOST=HOST, SERVICE=address[1])

    def test_unix_echo_client(self) -> None:
        with listening(socket.AF_UNIX, str(self.directory / "echo"), echo) as (peer, address):
            self.compare("unix-echo-client", peer, NAME=address)

    def test_unix_echo_client_of_an_abstract_address(self) -> None:
        with listening(socket.AF_UNIX, f"\0socksh-export-{os.getpid()}", echo) as (peer, _):
            self.compare("unix-echo-client", peer, NAME=f"@socksh-export-{os.getpid()}")

    def test_udp_client(self) -> None:
        with datagrams(lambda data: [data, b"me, too"]) as (peer, port):
            self.compare("udp-client", peer, PORT=port, MESSAGE="anybody?")

    def test_udp_echo_client(self) -> None:
        with datagrams(lambda data: [data]) as (peer, port):
            self.compare("udp-echo-client", peer, PORT=port, WAIT="20s")

    def test_udp_echo_client_of_lost_datagrams(self) -> None:
        with datagrams(lambda data: []) as (peer, port):
            text = text_of("udp-echo-client").split("assert")[0]
            for language in LANGUAGES:
                with self.subTest(language=language):
                    before = len(peer.got)
                    out = self.export(text, language, PORT=port, WAIT="50ms", MESSAGE=language)
                    self.ended_well(self.finish(self.program(out)), out)
                    self.assertEqual(peer.wait_for(before + 6)[before:], [language.encode()] * 6)

    def test_dns_query(self) -> None:
        with name_server() as (asked, peer, port):
            self.compare("dns-query", peer, HOST=HOST, PORT=port, NAME="www.example", WAIT="20s")
            self.assertEqual(len(set(asked.got)), 1)
            out = self.export(text_of("dns-query"), "python", HOST=HOST, PORT=port, NAME="www.example", WAIT="20s")
            told = self.finish(self.program(out)).stdout.decode()
            self.assertIn("TCP: www.example has the address 192.0.2.7\n", told)


class Alone(ExportCase):
    """Examples that are server and client at once: their assertions hold in the export, too."""

    def check(self, name: str) -> None:
        for language in LANGUAGES:
            with self.subTest(name, language=language):
                out = self.export(text_of(name), language)
                self.ended_well(self.finish(self.program(out)), out)

    def test_hello(self) -> None:
        self.check("hello")

    def test_lost_send(self) -> None:
        self.check("lost-send")

    def test_ping(self) -> None:
        try:
            socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP).close()
        except PermissionError:
            self.skipTest("raw sockets are not for us")
        self.check("ping")


class Forgotten(ExportCase):
    """What the journal no longer has."""

    def exported(self, language: str, size: str) -> str:
        statements = "".join(f"let n {i}\n" for i in range(300))
        return self.export(f"set journal {size}\npair a b\n{statements}a.send $n\n", language).read_text()

    def test_the_program_says_so(self) -> None:
        for language in LANGUAGES:
            with self.subTest(language=language):
                self.assertRegex(self.exported(language, "64K"),
                                 r"\A(.*\n){1,2}.*Not exported: \d+ statements, which the journal has forgotten")

    def test_a_larger_journal_keeps_more(self) -> None:
        for language in LANGUAGES:
            with self.subTest(language=language):
                self.assertNotIn("forgotten", self.exported(language, "1M"))


class Servers(ExportCase):
    """Examples that serve: their clients get from the export what they got from the session."""

    @contextmanager
    def started(self, command: list[str]) -> Iterator[int]:
        """A server that has said it is ready; gives its port."""
        with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
                              env=environment(str(self.directory)), cwd=self.directory) as process:
            watchdog = threading.Timer(DEADLINE, process.kill)
            watchdog.start()
            try:
                words = next(line.split() for line in process.stdout if line.startswith("ready"))
                yield int(words[1]) if len(words) > 1 else 0
                process.stdout.read()
            finally:
                watchdog.cancel()
            self.assertEqual(process.wait(DEADLINE), 0)

    def compare(self, name: str, ask: Callable[[int], object], **variables: object) -> None:
        for language in LANGUAGES:
            with self.subTest(name, language=language):
                command, out = self.session(text_of(name), language, **variables)
                with self.started(command) as port:
                    first = [ask(port), ask(port)]
                (self.directory / "echo").unlink(missing_ok=True)
                with self.started(self.program(out)) as port:
                    self.assertEqual([ask(port), ask(port)], first, out.read_text())
                (self.directory / "echo").unlink(missing_ok=True)
                self.assertNotIn("not exported", out.read_text())

    def talk(self, address: object, family: int = socket.AF_INET) -> bytes:
        with socket.socket(family) as connection:
            connection.settimeout(DEADLINE)
            connection.connect(address)
            connection.sendall(b"one" * 1000)
            connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(9999), b""))

    def test_tcp_echo_server(self) -> None:
        self.compare("tcp-echo-server", lambda port: self.talk((HOST, port)))

    def test_unix_echo_server(self) -> None:
        path = str(self.directory / "echo")
        self.compare("unix-echo-server", lambda _: self.talk(path, socket.AF_UNIX), NAME=path)

    def test_greeting_server(self) -> None:
        def greeted(port: int) -> bool:
            with socket.create_connection((HOST, port), timeout=DEADLINE) as connection:
                expected = f"good morning, {HOST} port {connection.getsockname()[1]}\r\n"
                return connection.makefile("rb").read() == expected.encode()

        self.compare("greeting-server", greeted, GREETING="good morning")

    def test_udp_echo_server(self) -> None:
        def ask(port: int) -> bytes:
            with socket.socket(type=socket.SOCK_DGRAM) as client:
                client.settimeout(DEADLINE)
                client.sendto(b"--nowait $x", (HOST, port))
                return client.recv(99)

        self.compare("udp-echo-server", ask)


class Commands(ExportCase):
    """Commands that the examples lack."""

    EVERY = r"""
        pair a b
        a.send hello, world
        b.recvexact 5
        x = b.recv 3
        print ":$x|${x[0]}|${x[-1]}|${x[1:]}"
        b.recv
        a.line-ending lf
        a.sendline one two
        b.recvline
        print ":$_"
        a.sendall "220 ready\r\nmore"
        b.expect "\r\n"
        b.recv --peek
        b.recv 4 --timeout 1s
        print ":$_"
        a.send $(encode base64 "a b?c")
        y = b.recv
        print :$(decode base64 $y)
        print :$(encode hex $x) $(encode url "a b/c+") $(decode hex 616263) $(decode url "a%20b")
        print :$(checksum internet "abc") $(checksum crc32 "abc") $(length $x) $(fill 3 65)
        print :$(encode url-plus "a b+c ") $(decode url-plus "a+%2bb") $(fill 3 -) $(encode hex $(fill 2 5))
        print :$(encode hex $(pack '<efd' 1.5 -2.25 1e3)) $(encode hex $(pack '!e e e e' 65504 6e-8 0.1 -0.0))
        print :$(encode hex $(pack '!e e f d' inf -inf 3 0x10)) $(encode hex $(pack !e 2049)) $(encode hex $(pack !f nan))
        let real 2.5
        print :$(encode hex $(pack '>d' $real)) $(encode hex $(pack !e 1e-9))
        r = resolve 127.0.0.2
        print :$r $(resolve ::1)
        let n 5
        repeat $n { let n 2; print :round }
        while $n < 4 { n = length "12345" }
        while $(length "$x") != 0 { let x ${x[1:]} }
        if $n == 4 { print :four } else if $(length abc) == 3 { print :three } else { print :other }
        try { b.recv --nowait }
        print :$?
        try { b.recv --timeout 20ms }
        print :$?
        a.blocking off
        try { a.recv }
        print :$?
        a.blocking on
        print :$?
        pair m n
        m.blocking off
        try { n.recv --timeout 20ms }
        print :$?
        try { m.recv }
        print :$?
        try { n.recv --nowait }
        print :$?
        try { a.send --nowait x; m.send y; m.recv }
        print :$?
        try { b.recv; n.recv; n.recv --timeout 20ms; print :never }
        print :$?
        unpack --into p,q '<HI' x"01 02 03 04 05 06"
        print :$p $q
        let packed $(pack '<hI4s?' -5 0xCAFE hi on)
        a.send "$packed"
        z = b.recv
        assert $z == $packed
        assert $z contains hi
        srv = server tcp 127.0.0.1 0
        c = open 127.0.0.1 ${srv.local.port} --timeout 5s
        s = srv.accept --timeout 5s
        c.setsockopt nodelay on
        print :$(c.getsockopt nodelay)
        assert $(getsockname) == ${c.peer}
        s.shutdown wr
        c.recvall
        try { c.recvline }
        print :$?
        d = c.dup
        rename d e
        e.send x
        s.recv
        print ":$_ ${s.bytes_in}"
        close e c s srv
        u = server udp 127.0.0.1 0
        v = open udp://127.0.0.1:${u.local.port}
        v.send ping
        u.recvfrom
        u.sendto ${u.from.address} ${u.from.port} pong
        print :$(v.recv)
        poll u --timeout 0
        us = server unix $NAME
        uc = open unix:$NAME
        ua = us.accept
        uc.close
        socket tcp
        try { connect 127.0.0.1 $NOBODY }
        print :$?
        socket tcp
        try { tcp2.connect no..host 80 }
        print :$?
        PORT = service http
        print :$PORT $(hostname)
        print hi > every.out
        print ho >> every.out
        let f < every.out
        print :$f
        let o $(! echo out)
        print :$o
        let unread text
        let counted 5
        let value1 of my own
        print ":$value1"
        let word abc
        print ":$word $?"
        word = a.send hi
        print :$word
    """

    def test_every_command(self) -> None:
        for language in LANGUAGES:
            with self.subTest(language=language):
                name, nobody = f"@socksh-every-{os.getpid()}", peers.unused_port()
                command, out = self.session(self.EVERY, language, NAME=name, NOBODY=nobody)
                said = [line for line in self.finish(command).stdout.decode().splitlines() if line.startswith(":")]
                self.assertTrue(out.exists(), said)
                done = self.finish(self.program(out))
                self.ended_well(done, out)
                self.assertEqual([line for line in done.stdout.decode().splitlines() if line.startswith(":")], said)

    # What is looked up, as it is shown.
    LOOKED_UP = ("resolve localhost", "resolve --numeric --mapped 127.0.0.1 80", "resolve --numeric ::1",
                 "resolve --canonical 127.0.0.1", "resolve --family inet localhost 80", "resolve --reverse 127.0.0.1",
                 "resolve --reverse 127.0.0.1 80", "x = resolve --reverse 127.0.0.1 80\nprint $x", "try { resolve --numeric localhost }\nprint $?")

    def test_resolve_shows_what_socksh_does(self) -> None:
        for text, language in product(self.LOOKED_UP, PROGRAMS):
            with self.subTest(text, language=language):
                command, out = self.session(text, language)
                rows = [line.split() for line in self.finish(command).stdout.decode().splitlines()]
                told = [row for row in rows if row[0] not in ("family", f"{out}:")]
                done = self.finish(self.program(out))
                self.ended_well(done, out)
                shown = [line.split() for line in done.stdout.decode().splitlines()]
                self.assertEqual(shown, told[-1:] if "print" in text else told)

    def test_services(self) -> None:
        """By the name and by the port; as a value it is the port."""
        text = "let p 53\nservice 53 udp\nservice $p\nservice http\nx = service 0x35 tcp\nprint $x $(service 53)"
        if run(text).status:
            self.skipTest("/etc/services lacks domain or http")
        for language in PROGRAMS:
            with self.subTest(language=language):
                out = self.export(text, language)
                done = self.finish(self.program(out))
                self.ended_well(done, out)
                self.assertEqual(done.stdout.decode().split(), "domain domain 80 53 53".split())

    def test_numbers_are_compared_as_numbers(self) -> None:
        """Of any form, where both are some; of what isn't one, the bytes."""
        pairs = (("0x10", "16"), ("0X1f", "31"), ("-0x10", "-16"), ("+5", "5"), ("1e3", "1000"), (".5", "0.5"), ("2.50", "2.5"),
                 ("007", "7"), ("9", "10"), ("abc", "abd"), ("", "0"), (" 5", "5"), ("5 ", "5"), ("inf", "Infinity"), ("nan", "nan"),
                 ("1_0", "10"), ("0x1p4", "16"), ("0x", "0"), ("9007199254740993", "9007199254740992"), ("0b1", "1"),
                 ("99999999999999999999", "99999999999999999998"))
        text = "\n".join(f'let v "{a}"\nlet w "{b}"\nlet v $(decode hex $(encode hex $v))\nif $v {sign} $w {{ print ":{a}{sign}{b}" }}'
                         for a, b in pairs for sign in ("==", "<", ">="))
        for language in LANGUAGES:
            with self.subTest(language=language):
                command, out = self.session(text, language)
                said = [line for line in self.finish(command).stdout.decode().splitlines() if line.startswith(":")]
                done = self.finish(self.program(out))
                self.ended_well(done, out)
                self.assertEqual(done.stdout.decode().splitlines()[:len(said) + 1], said)
                self.assertIn(":0x10==16", said)

    # Statements, and the lines that the last one becomes.
    PAIRS = (
        ("c = socket tcp", "c = socket.socket(socket.AF_INET, socket.SOCK_STREAM)", "c = socket(AF_INET, SOCK_STREAM, 0);"),
        ("c = socket udp6", "c = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)", "c = socket(AF_INET6, SOCK_DGRAM, 0);"),
        ("socket unix", "unix1 = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)", "unix1 = socket(AF_UNIX, SOCK_STREAM, 0);"),
        ("pair a b unix-dgram", "a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)",
         "if (socketpair(AF_UNIX, SOCK_DGRAM, 0, ends1) < 0)"),
        ("server udp 127.0.0.1 0; open udp://127.0.0.1:9; send hi", 'udp1.send(b"hi")',
         'if (send(udp1, "hi", 2, MSG_NOSIGNAL) < 0)'),
        ("srv = server tcp 127.0.0.1 0", 'srv = socket.create_server(("127.0.0.1", 0), backlog=socket.SOMAXCONN)',
         'srv = open_server(AF_INET, SOCK_STREAM, "127.0.0.1", "0");'),
        ("srv = server tcp * 0", 'srv = socket.create_server(("", 0), backlog=socket.SOMAXCONN)', 'srv = open_server(AF_INET, SOCK_STREAM, NULL, "0");'),
        ("l = socket tcp; l.bind 127.0.0.1 0; l.listen", "l.listen(socket.SOMAXCONN)", "if (listen(l, SOMAXCONN) < 0)"),
        ("t = socket tcp; t.bind 127.0.0.1 0; t.listen 5", "t.listen(5)", "if (listen(t, 5) < 0)"),
        ("u = socket udp; u.bind 127.0.0.1 0", 'u.bind(("127.0.0.1", 0))', 'if (bind_to(u, "127.0.0.1", "0") < 0)'),
        ("u = socket udp; u.connect 127.0.0.1 domain", 'u.connect(("127.0.0.1", socket.getservbyname("domain")))',
         'if (connect_to(u, "127.0.0.1", "domain") < 0)'),
        ("pair a b; a.send hello", 'a.send(b"hello")', 'if (send(a, "hello", 5, MSG_NOSIGNAL) < 0)'),
        ("pair a b; a.send x\"00 ff 31\"", 'a.send(b"\\x00\\xff1")', 'if (send(a, "\\000\\3771", 3, MSG_NOSIGNAL) < 0)'),
        ("pair a b; a.send --more --nowait hi", 'a.send(b"hi", socket.MSG_DONTWAIT | socket.MSG_MORE)',
         'if (send(a, "hi", 2, MSG_NOSIGNAL | MSG_DONTWAIT | MSG_MORE) < 0)'),
        ("pair a b; a.sendline GET / HTTP/1.0", 'a.sendall(b"GET / HTTP/1.0\\r\\n")',
         'if (send_all(a, "GET / HTTP/1.0\\r\\n", 16, MSG_NOSIGNAL) < 0)'),
        ("pair a b; a.send hi; b.recv 10", "data = b.recv(10)", "if (receive(b, 10, 0, &data) < 0)"),
        ("pair a b; a.send hi; x = b.recv 1K --peek", "x = b.recv(1024, socket.MSG_PEEK)",
         "if (receive(b, 1024, MSG_PEEK, &x) < 0)"),
        ("pair a b; a.timeout 1500ms", "a.settimeout(1.5)", "if (set_timeout(a, 1.5) < 0)"),
        ("pair a b; a.shutdown wr", "a.shutdown(socket.SHUT_WR)", "if (shutdown(a, SHUT_WR) < 0)"),
        ("c = socket tcp; c.setsockopt nodelay on", "c.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)",
         "if (set_option(c, IPPROTO_TCP, TCP_NODELAY, 1) < 0)"),
        ("c = socket tcp; c.setsockopt rcvbuf 64K", "c.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)",
         "if (set_option(c, SOL_SOCKET, SO_RCVBUF, 65536) < 0)"),
        ("c = socket tcp; c.setsockopt keepidle 30", "c.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 30)",
         "if (set_option(c, IPPROTO_TCP, TCP_KEEPIDLE, 30) < 0)"),
        ("c = socket tcp; c.setsockopt keepidle 2m", "c.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, 120)",
         "if (set_option(c, IPPROTO_TCP, TCP_KEEPIDLE, 120) < 0)"),
        ("c = socket tcp; c.setsockopt user_timeout 1.5s", "c.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 1500)",
         "if (set_option(c, IPPROTO_TCP, TCP_USER_TIMEOUT, 1500) < 0)"),
        ("c = socket tcp; let n 3; c.setsockopt user_timeout $n", "c.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, n * 1000)",
         "if (set_option(c, IPPROTO_TCP, TCP_USER_TIMEOUT, n * 1000) < 0)"),
        ("c = socket tcp; c.setsockopt nodelay true", "c.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)",
         "if (set_option(c, IPPROTO_TCP, TCP_NODELAY, 1) < 0)"),
        ("u = socket udp; u.setsockopt multicast_if 127.0.0.1",
         'u.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("127.0.0.1"))',
         'if (set_multicast_address(u, "127.0.0.1") < 0)'),
        ("u = socket udp; u.setsockopt multicast_if any",
         'u.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("0.0.0.0"))',
         'if (set_multicast_address(u, "0.0.0.0") < 0)'),
        ("u = socket udp; u.setsockopt multicast_if lo",
         'set_multicast_interface(u, socket.if_nametoindex("lo"))',
         'if (set_multicast_interface(u, interface_named("lo")) < 0)'),
        ("u = socket udp6; u.setsockopt multicast_if lo",
         'u.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, socket.if_nametoindex("lo"))',
         'if (set_option(u, IPPROTO_IPV6, IPV6_MULTICAST_IF, interface_named("lo")) < 0)'),
        ("u = socket udp6; u.setsockopt multicast_if ::1",
         'u.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, interface_with("::1"))',
         'if (set_option(u, IPPROTO_IPV6, IPV6_MULTICAST_IF, interface_with("::1")) < 0)'),
        ("u = socket udp; u.join 239.1.2.3", 'join_group(u, "239.1.2.3")', 'if (join_group(u, "239.1.2.3", 0) < 0)'),
        ("u = socket udp; u.join 239.1.2.3 1 --source 127.0.0.1", 'join_source(u, "239.1.2.3", "127.0.0.1", 1)',
         'if (join_source(u, "239.1.2.3", "127.0.0.1", 1) < 0)'),
        ("u = socket udp; u.join 239.1.2.3 lo; u.join 239.1.2.3 lo --block 127.0.0.1",
         'block_source(u, "239.1.2.3", "127.0.0.1", socket.if_nametoindex("lo"))',
         'if (block_source(u, "239.1.2.3", "127.0.0.1", interface_named("lo")) < 0)'),
        ("c = socket tcp; c.close", "c.close()", "if (close(c) < 0)"),
        ("let name value", 'name = "value"', 'name = "value";'),
        ("let size 0x10", 'size = "0x10"', 'size = "0x10";'),
        ("let class 1; print $class", "print(class_)", 'printf("%lld\\n", (long long)class);'),
        ("let n 3; if $n < 4 { print less }", "if n < 4:", "if (n < 4) {"),
        ("let n 3; assert $n == 3", "assert n == 3", "require(n == 3);"),
        ('let x ""; assert "" == ""', 'assert "" == ""', 'require(strcmp("", "") == 0);'),
        ("if 10 > 9 { print yes }", "if 10 > 9:", "if (10 > 9) {"),
        ("repeat 3 { print hi }", "for _ in range(3):", "for (long long left1 = 3; left1 > 0; left1--) {"),
        ('print "a \\$b {c}"', 'print("a $b {c}")', 'puts("a $b {c}");'),
        ("sleep 1ms", "time.sleep(0.001)", "if (sleep_for(0.001) < 0)"),
        ("n = unpack !H x\"00 50\"", 'n, = struct.unpack("!H", b"\\x00P")', "n = big_endian_at(value1, 0, 2);"),
        ("p = pack !BH 1 2", 'p = struct.pack("!BH", 1, 2)', "set(&p, joined(2, big_endian(1, 1), big_endian(2, 2)));"),
        ("pair a b; try { a.recv --timeout 1ms }; print $?", "status = category(error)",
         "status = category(waits(a));"),
        ("pair a b; try { a.recv --nowait }; print $?", "status = category(error)", "status = category(0);"),
        ("pair a b; try { a.shutdown wr }", "except (OSError, EOFError, AssertionError) as error:",
         'complain("shutdown");'),
        ("pair a b; a.send hi; b.recv; assert $_ == hi", 'assert data == b"hi"', 'require(equal(data, literal("hi", 2)));'),
        ("pair a b; a.send hi; b.recv; try { assert $_ != hi }", 'assert data != b"hi"',
         'if (check(!equal(data, literal("hi", 2))) < 0)'),
        ("x = resolve 127.0.0.1", 'x = socket.getaddrinfo("127.0.0.1", None)[0][4][0]',
         'if (first_address("127.0.0.1", NULL, AF_UNSPEC, 0, &x) < 0)'),
        ("let n 3; let word hi; let word ho; print \"$word: $n of 100%\"", 'print(f"{word}: {n} of 100%")',
         'printf("%s: %lld of 100%%\\n", word, (long long)n);'),
        ("let n 3; print $n", "print(n)", 'printf("%lld\\n", (long long)n);'),
        ("pair a b; print $(a.getsockopt keepalive)", "print(on_or_off(a.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)))",
         'say(from_text(get_option(a, SOL_SOCKET, SO_KEEPALIVE) ? "on" : "off"));'),
        ("pair a b; a.send $(fill 10 z)", 'a.send(b"z" * 10)', "if (send(a, value1.data, value1.length, MSG_NOSIGNAL) < 0)"),
        ("print $(fill 3 z)", 'say(b"z" * 3)', 'say(fill(3, 122));'),
        ("let x $(fill 3 7)", "x = bytes([7]) * 3", "set(&x, fill(3, 7));"),
        ("! true", 'subprocess.run("true", shell=True)', 'if (system("true") < 0)'),
    )

    OPTIONS = """
        c = socket tcp
        c.setsockopt keepidle 30
        c.setsockopt user_timeout 1.5s
        print :$(c.getsockopt keepidle) $(c.getsockopt user_timeout) $(c.getsockopt keepcnt)
        let n 40
        c.setsockopt keepidle $n
        x = c.getsockopt keepidle
        print :$x
        u = socket udp
        u.setsockopt multicast_if 127.0.0.1
        u.setsockopt multicast_if lo
        u.setsockopt multicast_if any
    """

    def test_options(self) -> None:
        for language in LANGUAGES:
            with self.subTest(language=language):
                command, out = self.session(self.OPTIONS, language)
                said = [line for line in self.finish(command).stdout.decode().splitlines() if line.startswith(":")]
                done = self.finish(self.program(out))
                self.ended_well(done, out)
                self.assertEqual([line for line in done.stdout.decode().splitlines() if line.startswith(":")], said)

    def test_a_reply_that_is_thrown_away(self) -> None:
        with tempfile.TemporaryDirectory(prefix="socksh-export-") as directory:
            for language in "python", "c":
                told = run(f"pair a b; a.send x > /dev/null; a.send y > told\nexport {language} -", "-q", json=False, cwd=directory)
                left_out = [line for line in told.stdout.decode().splitlines() if "not exported" in line]
                self.assertEqual(len(left_out), 1, left_out)
                self.assertIn("where the reply of send goes", left_out[0])

    def test_lines(self) -> None:
        for statements, *lines in self.PAIRS:
            for language, expected in zip(("python", "c"), lines):
                with self.subTest(statements, language=language):
                    result = run(f"{statements}\nexport {language} -", "-q", json=False)
                    self.assertIn(expected, [line.strip() for line in result.stdout.decode().splitlines()])


class Patterns(ExportCase):
    """Regular expressions: what socksh finds, the program finds."""

    TEXTS = ("", "a", "b", "ab", "aab", "abab", "A1", "x-y]z^", "220 ready\r\nmore", "a\nb\n", "a\rb", "\r\nb", "\n", "\x0b", "a b\tc", "x.y", "x\r\na",
             "HTTP/1.1 404 Not Found\r\nHost: h\r\n\r\n", "\\[{($", "Straße", "aaaa", "_9", "a,b|c+d", "a{x}")
    PATTERNS = (r"a", r"^a", r"^b", r"a$", r"b$", r"^220 ", r"more$", r"ready$", r"y\r", r".", r"^.+ready", r"a.b", r"\d", r"\D",
                r"^\d+ ", r"\w+\s\w", r"\S+:", r"\W", r"[\d.]+", r"[^\d]", r"[^a]", r"[]x]", r"[\]^]", r"[a\-z]", r"[^-]",
                r"[-^]", r"[\^]", r"[-]", r"[.-9]", r"[[:upper:]]", r"[[:^alpha:]]", r"[\w-]+\]", r"\x41", r"\.", r"\\\[",
                r"\{\(\$", r"^(ab)+", r"^(?:ab){2}", r"a{2,3}b?", r"a{3}", r"a{x}", r"(?i)http/1\.[01]", r"(?i)[a-c]B",
                r"\Aa", r"b\z", r"(a|ab)(b|c)", r"a*?b", r"a+?", r"^[^:]+: ", r"(^a|^b)", r"^a|y$", r"ß", r"a,b\|c\+d",
                r"[+|,]", r"404 [A-Z]\w+( Found)?\r\n", r"\t|\r", r"[\s\S]", r"[^\x00]", r"[\W\w]b", r"^[A-Z][a-z]+:\s*(.*)", r"\/1",
                r"\Qa.b\E", r"\Q\[{\E\(", r"x\Q.\Ey", r"\p{Lu}\d", r"\P{L}+", r"(?|(a)|b)$", r"a\Kb", r"\G\w", r"\N\t", r"\h\w", r"\R\w",
                r"[\h-]", r"[[:digit:]\h]+c", r"\x{61}b", r"\o{61}$", r"a++b", r"\d++ ", r"(?>a|b)\t?c", r"(a|)b$", r"\bab\b", r"\b9",
                r"y\b", r"[[:<:]]b", r"a(?=b)", r"a(?=$)", r"(?x) a \s b # more", r"(?i:h)ost", r"a(?i)B", r"(?-m)^a$", r"e\Z", r"^\s*M",
                r"^\s", r"^\S", r"^[^a]", r"\sb", r"\sa", r"[^a]\r?b", r"\D\d", r"^.*y\b", r"(^a|^x)[\r-]")

    def quoted(self, text: str) -> str:
        """As a word of the session."""
        for plain, escaped in ("\\", "\\\\"), ('"', '\\"'), ("$", "\\$"), ("\r", "\\r"), ("\n", "\\n"), ("\t", "\\t"):
            text = text.replace(plain, escaped)
        return f'"{text}"'

    @unittest.skipUnless("c" in LANGUAGES, "there is no compiler")
    def test_matches(self) -> None:
        lines = [f"let t {self.quoted(text)}\nif $t matches {self.quoted(pattern)} {{ print matches {i} {j} }}"
                 for i, text in enumerate(self.TEXTS) for j, pattern in enumerate(self.PATTERNS)]
        command, out = self.session("\n".join(lines), "c")
        said = self.finish(command).stdout.decode().splitlines()
        done = self.finish(self.program(out))
        self.ended_well(done, out)
        self.assertEqual(done.stdout.decode().splitlines(), [line for line in said if line.startswith("matches")])
        self.assertGreater(len(said), len(self.PATTERNS))

    # What is sent, what is looked for, and what is left behind it.
    RECEIVED = (("Content-Length: 42\r\nrest", r"[0-9]+\r", "\nrest"), ("abc", "b", "c"), ("one\ntwo\n", r".+\n", "two\n"),
                ("x: OK\ny", "(OK|ERR)", "\ny"), ("42 is", r"\d+", " is"), ("x\r\n42 is", r"^\d\d\h", "is"), ("GET POST PUT", "(PUT|POST)", " PUT"),
                ("a.b a", r"\Q.b\E", " a"), ("aaabc", r"a++b?", "c"), ("one two", r"\w+\K \p{L}", "wo"),
 ("\0\0a!", "a", "!"), ("A: b\r\n\r\n.", r"\r\n\r\n", "."))

    def test_expect(self) -> None:
        for text, pattern, behind in self.RECEIVED:
            for language in [language for language in LANGUAGES if language != "python"]:
                with self.subTest(pattern, language=language):
                    sent = text.encode().hex()
                    out = self.export(f'pair a b\na.send x"{sent}"\nb.expect --regex {self.quoted(pattern)}\n'
                                      "x = b.recv\nprint $x", language)
                    done = self.finish(self.program(out))
                    self.ended_well(done, out)
                    self.assertTrue(done.stdout.decode().rstrip("\n").endswith(behind.rstrip("\n")), done)

    LACKING = (("$x matches", r"a(?=b).", "no lookahead"), ("$x matches", r"(?<!a)b", "no lookbehind"),
               ("$x matches", r"(.)\1", "no group that is referred to"), ("$x matches", r"\w++b", "no possessive repetition"),
               ("$x matches", r"a\b|\Bb", "no such edge of a word"), ("$x matches", r"\ba\b.", "no edge of a word in the middle"), ("$x matches", r"a\n^b", "no beginning of a line"),
               ("$x matches", r"(b$|c)d", "no end of a line"), ("$x matches", r"^$", "no empty line"),
               ("$x matches", r"|b", "no empty alternative"), ("$x matches", r"(?>a|ab)b", "no atomic group"),
               ("$x matches", r"(?>\w+)b", "no atomic group"), ("$x matches", r"\s{2}b", "no look at what is before a match"),
               ("$x matches", r"a{300}", "no more than 255 repetitions"), ("expect", r".*?b", "no lazy repetition"),
               ("$x matches", r"\A^a", "no anchor or repetition there"),
               ("expect", r"^[^\d]b", "no such beginning of a line"), ("expect", "a?(ab)?", "the longest match, not the first"), ("expect", r"b$", "no look at what is behind"), ("expect", "a|ab", "the longest alternative, not the first"))

    def test_what_has_no_like_in_posix_is_not_exported(self) -> None:
        for place, pattern, why in self.LACKING:
            with self.subTest(pattern):
                word = self.quoted(pattern)
                statement = f"b.expect --regex {word}" if place == "expect" else f"if {place} {word} {{ print yes }}"
                result = run(f'pair a b; a.send ab; let x ab\n{statement}\nexport c -', "-q", json=False)
                line = next(line for line in result.stdout.decode().splitlines() if "not exported" in line)
                self.assertTrue(line.strip().startswith(f"// not exported: {statement}; regcomp(3) has {why}"), line)

    def test_a_pattern_that_is_made_as_the_program_runs(self) -> None:
        result = run('pair a b; a.send ab; let p a; let x $(b.recv)\nlet p $x\nassert $x matches $p\nexport c -', "-q", json=False)
        self.assertIn(b"matches $p; the pattern is known only as the program runs\n", result.stdout)


class Selection(ExportCase):
    """What of a session is exported."""

    def exported(self, text: str, language: str, *handles: str) -> str:
        result = run(f"{text}\nexport {language} - {' '.join(handles)}", "-k", "-q", json=False)
        output = result.stdout.decode()
        return output[output.index("What a session"):].split("\n", 1)[1]

    def test_names_that_the_program_itself_has(self) -> None:
        text = 'let receive_line one\nlet exit two\nlet struct three\nlet equal $receive_line\npair socket check\nsocket.sendline $exit\n' \
               'check.recvline\nassert $_ == "two\\r\\n"\nprint $equal $struct'
        for language in LANGUAGES:
            with self.subTest(language=language):
                out = self.export(text, language)
                done = self.finish(self.program(out))
                self.ended_well(done, out)
                self.assertIn(b"one three", done.stdout)

    TAKEN = ("asm typeof h_addr h_errno BUFSIZ RAND_MAX SOMAXCONN EXIT_FAILURE F_OK TMP_MAX EINTR ENOENT O_RDWR PF_INET S_IFMT "
             "WNOHANG SEEK_END INADDR_ANY INET_ADDRSTRLEN P_tmpdir L_tmpnam FOPEN_MAX _IOLBF s6_addr _Bool __asm__ bool true "
             "nullptr thread_local st_atime sa_handler stdin errno linux NULL AF_INET M X2 main inline None del").split()

    def test_names_that_mean_something_to_the_language(self) -> None:
        """Each as a variable and as a handle, in C as the compiler takes it unless told otherwise, too."""
        variables = "".join(f"let {name} 5\nprint ${name}:{name}\n" for name in self.TAKEN)
        handles = "".join(f"{name} = socket udp\n{name}.bind 127.0.0.1 0\n{name}.close\n" for name in self.TAKEN)
        resolves = "resolve localhost\npair p q\np.send hi\nq.recv --timeout 1s\np.setsockopt rcvbuf 9999\n"
        for language, text in product(LANGUAGES, (variables, handles)):
            with self.subTest(language=language):
                out = self.export(resolves + text, language)
                done = self.finish(self.program(out))
                self.ended_well(done, out)
                for name in self.TAKEN if text is variables else ():
                    self.assertIn(f"5:{name}\n".encode(), done.stdout)
                if language == "c":
                    built = subprocess.run(["cc", "-Wall", "-Wextra", "-Werror", "-o", "/dev/null", out], capture_output=True, text=True)
                    self.assertEqual((built.returncode, built.stderr), (0, ""))

    def test_mistyped_statements_are_left_out(self) -> None:
        text = "c = socket tcp\nc.conect 127.0.0.1 1\nc.connect\nd.send hi\nprint $nothing\nassert 1 == 2"
        for language in LANGUAGES:
            with self.subTest(language=language):
                program = self.exported(text, language)
                for word in "conect", "connect", "send", "nothing", "assert", "not exported":
                    self.assertNotIn(word, program)

    def test_an_error_that_was_shown_is_caught(self) -> None:
        text = f"c = socket tcp\nc.connect 127.0.0.1 {peers.unused_port()}\nprint done"
        for language, words in (("python", "except ConnectionRefusedError as error:"), ("c", 'complain("connect");'),
                                ("script", "try {\n    c.connect 127.0.0.1")):
            with self.subTest(language=language):
                out = self.directory / f"exported{SUFFIXES[language]}"
                result = run(f"{text}\nexport {language} {out}", "-k")
                self.assertEqual(result.reply("export")["statements"], 3, f"\n{result}")
                self.assertIn(words, out.read_text())
                if language in LANGUAGES:
                    done = self.finish(self.program(out))
                    self.ended_well(done, out)
                    self.assertIn(b"done\n", done.stdout)

    def test_other_errors_are_caught(self) -> None:
        for text, exception in (("pair a b\na.recv --timeout 10ms", "TimeoutError"),
                                ("pair a b\na.close\nb.recvline", "EOFError"),
                                ("open no..host 80", "(socket.gaierror, UnicodeError)"),
                                ("open nosuch.invalid 80", "socket.gaierror"),
                                ("c = socket tcp\nc.recv", "OSError")):
            with self.subTest(text):
                self.assertIn(f"except {exception} as error:\n", self.exported(text, "python"))

    def test_what_only_looks_is_left_out(self) -> None:
        text = "pair a b\ninfo a\nsockets\nhelp\nexplain recv\noptions a\nvariables\nhistory\nexport script /dev/null"
        self.assertEqual(self.exported(text, "python"),
                         "\nimport socket\n\n\na, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)\n"
                         "a.close()\nb.close()\n")
        self.assertEqual(self.exported(text, "script"), "\npair a b\ninfo a\nsockets\noptions a\nvariables\n")

    def test_of_handles(self) -> None:
        text = ("let word hello\nlet other nothing\nsrv = server tcp 127.0.0.1 0\nc = socket tcp\n"
                "c.connect 127.0.0.1 ${srv.local.port}\nsrv.accept\nc.send $word\nsrv1.recv\nclose c srv")
        for language in "python", "script":
            with self.subTest(language=language):
                program = self.exported(text, language, "c")
                for word in "hello", "connect", "send":
                    self.assertIn(word, program)
                for word in "nothing", "accept", "recv", "server", "not exported":
                    self.assertNotIn(word, program)
                self.assertRegex(program, r"127.0.0.1\W+\d+")  # the port that it was

    def test_names_and_the_current_handle_are_written_out(self) -> None:
        """What is left out would have changed what they are."""
        text = ("server tcp 127.0.0.1 0; socket tcp; socket tcp\nconnect 127.0.0.1 ${srv1.local.port}\nsrv1.accept\n"
                "send $(length $(getsockname))\nuse tcp2; if ok == ok {\n  send hi\n}")
        self.assertEqual(self.exported(text, "script", "tcp2", "srv11"), """
srv1 = server tcp 127.0.0.1 0
tcp2 = socket tcp
tcp2.connect 127.0.0.1 ${srv1.local.port}
srv11 = srv1.accept
srv11.send $(length $(srv11.getsockname))
use tcp2
if ok == ok {
  tcp2.send hi
}
""")

    def test_closed_handles_can_be_named(self) -> None:
        self.assertIn("socket.SOCK_DGRAM", self.exported("c = socket tcp\nu = socket udp\nclose c u", "python", "u"))

    def test_what_cannot_be_written_is_said_and_counted(self) -> None:
        text = "pair a b\na.setsockopt rcvtimeo 5s\nb.setsockopt sndtimeo 5s\nprint done"
        for language in [language for language in LANGUAGES if language != "script"]:
            with self.subTest(language=language):
                out = self.directory / "out"
                reply = run(f"{text}\nexport {language} {out}", "-k").reply("export")
                self.assertEqual(out.read_text().count("not exported: "), reply["not_exported"])
                self.assertGreaterEqual(reply["not_exported"], 2)
                out = out.rename(self.directory / f"exported{SUFFIXES[language]}")
                self.assertEqual(self.finish(self.program(out)).stdout, b"done\n")

    def test_source_stands_in_its_place(self) -> None:
        inner = self.directory / "inner.socksh"
        inner.write_text("a.send hello\nrepeat 2 { b.recv 2 }\n")
        program = self.exported(f"pair a b\nsource {inner}", "python")
        self.assertIn('a.send(b"hello")', program)
        self.assertIn("for _ in range(2):", program)

    def test_what_reads_as_empty_is_nothing(self) -> None:
        for language in PROGRAMS:
            with self.subTest(language=language):
                out = self.export("source /dev/null\nprint on", language)
                done = self.finish(self.program(out))
                self.ended_well(done, out)
                self.assertEqual(done.stdout, b"on\n")

    def test_a_pipe_is_not_read_again(self) -> None:
        os.mkfifo(self.directory / "pipe")
        out = self.export("! echo print from it > pipe &\nsource pipe", "python")
        self.assertIn("not exported: source pipe; it is no file that can be read now", out.read_text())

    def test_a_sourced_file_may_export_itself(self) -> None:
        inner, out = self.directory / "inner.socksh", self.directory / "out"
        inner.write_text(f"pair a b\na.send hello\nexport python {out}\n")
        self.assertOk(run(f"source {inner}"))
        self.assertIn('a.send(b"hello")', out.read_text())
        self.assertNotIn("not exported", out.read_text())

    def test_the_status_is_set_once(self) -> None:
        text = "pair a b; a.send hi\ntry { b.recv }\nif ok == ok { try { b.recv --nowait; print hi } }\nprint $?"
        for language in "python", "c":
            with self.subTest(language=language):
                lines = [line.strip() for line in self.exported(text, language).splitlines()]
                self.assertIn('status = "ok"', [line.rstrip(";") for line in lines])
                for one, other in zip(lines, lines[1:]):
                    self.assertFalse(one == other and one.startswith("status"), "\n".join(lines))

    def test_a_loop_that_ctrl_c_ended(self) -> None:
        out = self.directory / "exported.py"
        with Conversation() as shell:
            port = shell.ask("srv = server tcp 127.0.0.1 0")["local"]["port"]
            said = shell.say("try { while ok == ok { client = srv.accept; client.close } }")
            for _ in range(2):
                with socket.create_connection((HOST, port), timeout=DEADLINE):
                    self.assertOk(shell.answer(said))
                    self.assertOk(shell.answer(said))
            shell.interrupt()
            self.assertError(shell.answer(said), "interrupted")
            self.assertOk(shell.ask(f"export python {out}"))
        self.assertIn("    while True:\n        client, _ = srv.accept()\n        client.close()\n", out.read_text())


class BadInput(SockshTestCase):
    """What is wrong is said."""

    def test_empty_session(self) -> None:
        for language in "python", "c", "script":
            error = self.assertError(run(f"export {language} -"), "usage")
            self.assertIn("nothing to export", error["message"])
        self.assertError(run("socket nothing\nexport c -", "-k"), "usage")

    def test_unwritable_files(self) -> None:
        for path, code in ("/nowhere/x.py", "ENOENT"), ("/", "EISDIR"):
            self.assertError(run(f"socket tcp; export python {path}"), "file", code)

    def test_full_disk(self) -> None:
        error = self.assertError(run("socket tcp; export python /dev/full"), "file", "ENOSPC")
        self.assertIn("a part", error["hint"])
        result = run("socket tcp; export python /dev/full\nprint on", "-k")
        self.assertEqual(len(result.all("print")), 1)

    def test_unknown_handle(self) -> None:
        self.assertError(run("socket tcp; export python - nobody"), "name")

    def test_unknown_language(self) -> None:
        self.assertError(run("socket tcp; export rust -"), "usage")

    def test_peer_made_text_does_not_end_a_comment(self) -> None:
        result = run("pair a b; a.send $(fill 3 10)x; z = b.setsockopt rcvtimeo 5s; export python -", "-q", json=False)
        self.assertIn(b"# not exported: z = b.setsockopt rcvtimeo 5s", result.stdout)


class Examples(unittest.TestCase):
    """No example is forgotten."""

    def test_each_is_exported(self) -> None:
        text = Path(__file__).read_text()
        for file in sorted(EXAMPLES.glob("*.socksh")):
            self.assertIn(f'"{file.stem}"', text)


if __name__ == "__main__":
    main()
