"""export of socket options: a program reads what the session read, whatever the type of the value."""

import re
import shutil
import subprocess

from examples import EXAMPLES
from exports import C_FLAGS, PROGRAMS, ExportCase
from socksh import main, run

# What reading takes away or changes, which `options` doesn't list; and options by number.
UNLISTED = ("error", "meminfo", "info", "cc_info", "saved_syn", "tcp_timestamp", "statistics", "tcp:1", "TCP:13", "ip:8",
            "socket:3", "SOL_SOCKET:13", "socket:17", "1:99", "ipv6:24")

# These tell of the process, of this very socket, or of now.
CHANGING = {"cookie", "peercred", "info", "cc_info", "meminfo", "tcp_timestamp", "incoming_cpu", "incoming_napi_id",
            "statistics", "pktoptions", "socket:17"}

ANY = ("buf_lock send", "timestamping rx_software,software,opt_id", "mark 0x30", "priority 3", "sndbuf 8K", "max_pacing_rate 10M")
INET = ("tos af11", "mtu_discover do", "bindtodevice lo", "local_port_range 40000-50000", 'options x"01 01 01 00"')
INET6 = ("tclass cs3", "mtu_discover interface", "bindtoifindex lo", "addr_preferences tmp,home", "IP_TOS lowdelay")
TCP = ("linger 5s", "linger2 none", "congestion reno", "keepidle 90s", "user_timeout 1.5s", "rto_min_us 300ms",
       'fastopen_key x"00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f"', "tcp:4 33")
UDP = ("multicast_ttl 7", "unicast_if lo", "multicast_if lo", "encap espinudp", "segment 512", "recverr on", "pktinfo ::1%lo", "pktinfo %lo")

# How a socket is made, and what is set before all of its options are read.
SOCKETS = {
    "tcp": ("s = socket tcp", ANY + INET + TCP),
    "tcp, others": ("s = socket tcp", ("linger off", "local_port_range none", "tos lowdelay", "bindtodevice none",
                                       "max_pacing_rate unlimited", "timestamping none", "txrehash default", "bindtoifindex any")),
    "tcp, a connection": ("srv = server tcp 127.0.0.1 0\ns = open 127.0.0.1 ${srv.local.port}", ("linger 0", "timestamping rx_software,software,opt_id")),
    "tcp, a listener": ("s = server tcp 127.0.0.1 0", ("fastopen 5", "defer_accept 3", "save_syn 1")),
    "tcp6": ("s = socket tcp6", ANY + INET6 + TCP),
    "udp": ("s = socket udp", ANY + INET + UDP),
    "udp, others": ("s = socket udp", ("multicast_if 127.0.0.1", "tos 0x05", "mark 0xffffffff", "multicast_if 1", "unicast_if lo", "txtime clockid 1, flags 0")),
    "udp, connected": ("u = server udp 127.0.0.1 0\ns = socket udp\ns.connect 127.0.0.1 ${u.local.port}", ()),
    "udp, refused": ("p = server udp 127.0.0.1 0\nlet port ${p.local.port}\np.close\ns = socket udp\ns.connect 127.0.0.1 $port\n"
                     "s.send x", ()),
    "udp6": ("s = socket udp6", ANY + INET6 + UDP),
    "unix": ("pair s other", ANY + ("peek_off 3", "passcred on")),
    "unix, alone": ("s = socket unix", ()),
    "unix-dgram": ("pair s other unix-dgram", ANY),
    "unix-seqpacket": ("pair s other unix-seqpacket", ANY),
    "raw": ("s = socket raw", ANY + INET + ("filter echo,redirect,9", "hdrincl on")),
    "raw, others": ("s = socket raw", ('filter "all but echo_reply,unreachable"',)),
    "raw6": ("s = socket raw6", ANY + INET6 + ('filter "all but echo_reply,7"',)),
    "raw6, others": ("s = socket raw6", ("filter echo",)),
    "raw6, of UDP": ("s = socket raw6 udp", ("checksum 6",)),
    "raw6, all": ("s = socket raw6", ("filter all",)),
    "icmp": ("s = socket icmp", ANY + INET),
    "icmp6": ("s = socket icmp6", ANY + INET6),
    "mptcp": ("s = socket mptcp", ANY + TCP),
    "sctp": ("s = socket sctp", ("linger 1s",)),
    "udplite": ("s = socket udplite", ANY),
    "vsock": ("s = socket vsock", ("linger 5s", "buffer_max_size 1M", "connect_timeout 1500ms")),
    "vsock, others": ("s = socket vsock", ("linger off", "connect_timeout 1.000002s")),
    "packet": ("s = socket packet", ANY + ("version v3", "packet_timestamp sys_hardware", "reserve 64", "add_membership lo,promisc")),
    "packet-dgram": ("s = socket packet-dgram", ("fanout 7,balance,if_full", "origdev on")),
}


class Options(ExportCase):
    """Every option of every type of socket that this kernel has."""

    def options_of(self, made: str, settings: tuple[str, ...]) -> tuple[list[str], list[str]]:
        """What the kernel lets be set, and what it lets be read."""
        replies = run("\n".join([made, *(f"s.setsockopt {one}" for one in settings), "s.options"]), "-k").replies
        listed = [row["name"] for row in replies[-1]["options"]] if replies[-1]["ok"] else []
        taken = [one for one, reply in zip(settings, replies[-1 - len(settings):]) if reply["ok"]]
        names = [*listed, *UNLISTED]
        replies = run("\n".join([made, *(f"s.getsockopt {name}" for name in names)]), "-k").replies
        return taken, [name for name, reply in zip(names, replies[-len(names):]) if reply["ok"]]

    def comparable(self, output: bytes) -> list[str]:
        """Lines of `:NAME VALUE`, without what is never the same."""
        lines = [line for line in output.decode().splitlines() if line.startswith(":")]
        return [re.sub(r"-?[0-9a-f]+", "#", line) if line[1:].split(" ")[0] in CHANGING else line for line in lines]

    def compiles_with_clang(self, out: str) -> None:
        if not shutil.which("clang"):
            return
        built = subprocess.run(["clang", *C_FLAGS, "-fsyntax-only", out], capture_output=True, text=True)
        self.assertEqual((built.returncode, built.stderr), (0, ""))

    def test_all_are_read_alike(self) -> None:
        for name, (made, settings) in SOCKETS.items():
            if not run(made, "-k").replies[-1]["ok"]:
                continue
            taken, names = self.options_of(made, settings)
            lines = [made, *(f"s.setsockopt {one}" for one in taken)]
            for i, option in enumerate(names):
                lines += [f"v{i} = s.getsockopt {option}", f'print ":{option} $v{i}"']
            for language in PROGRAMS:
                with self.subTest(name, language=language):
                    command, out = self.session("\n".join(lines), language)
                    said = self.comparable(self.finish(command).stdout)
                    self.assertEqual(len(said), len(names))
                    if language == "c":
                        self.compiles_with_clang(str(out))
                    done = self.finish(self.program(out))
                    self.ended_well(done, out)
                    self.assertEqual(self.comparable(done.stdout), said)


class Lines(ExportCase):
    """How options are written."""

    # Statements, a line of Python, a line of C.
    PAIRS = (
        ("c = socket tcp; c.getsockopt linger", "print(option_linger(c, socket.SOL_SOCKET, socket.SO_LINGER))",
         "say(option_linger(c, SOL_SOCKET, SO_LINGER));"),
        ("u = socket udp; u.getsockopt multicast_ttl", 'IP_MULTICAST_TTL_WORDS = {-1: "default"}',
         'static const struct value_word ip_multicast_ttl_words[] = {{-1, "default"}, {0, NULL}};'),
        ("u = socket udp; u.getsockopt cork", "print(on_or_off(u.getsockopt(socket.IPPROTO_UDP, UDP_CORK)))",
         'say(from_text(get_option(u, IPPROTO_UDP, UDP_CORK) ? "on" : "off"));'),
        ("c = socket tcp; c.getsockopt tcp:1", "print(option_number_or_bytes(c, socket.IPPROTO_TCP, socket.TCP_NODELAY))",
         "say(option_number_or_bytes(c, IPPROTO_TCP, TCP_NODELAY));"),
        ('c = socket tcp; c.setsockopt tcp:1 x"31313131"', 'c.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, b"1111")',
         'if (set_option_bytes(c, IPPROTO_TCP, TCP_NODELAY, "1111", 4) < 0)'),
        ("c = socket tcp; c.setsockopt tcp:1 1", "c.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)",
         "if (set_option(c, IPPROTO_TCP, TCP_NODELAY, 1) < 0)"),
        ("c = socket tcp; c.getsockopt SO_netns_cookie", "SO_NETNS_COOKIE = 71", "#define SO_NETNS_COOKIE 71"),
        ("c = socket tcp; x = c.setsockopt rcvbuf 16K", "x = c.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)",
         "x = get_option(c, SOL_SOCKET, SO_RCVBUF);"),
        ("c = socket tcp; c.setsockopt congestion reno", 'c.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, b"reno")',
         'if (set_option_bytes(c, IPPROTO_TCP, TCP_CONGESTION, "reno", 4) < 0)'),
        ("c = socket tcp; let name reno; c.setsockopt congestion $name",
         "c.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, name.encode())",
         "if (set_option_bytes(c, IPPROTO_TCP, TCP_CONGESTION, name, strlen(name)) < 0)"),
        ("c = socket tcp; c.setsockopt max_pacing_rate 1M", 'c.setsockopt(socket.SOL_SOCKET, SO_MAX_PACING_RATE, struct.pack("Q", 1048576))',
         "if (set_large_option(c, SOL_SOCKET, SO_MAX_PACING_RATE, 1048576) < 0)"),
        ("c = socket tcp; c.setsockopt local_port_range 40000-50000",
         'c.setsockopt(socket.IPPROTO_IP, IP_LOCAL_PORT_RANGE, struct.pack("I", 0xc3509c40))',
         "if (set_option(c, IPPROTO_IP, IP_LOCAL_PORT_RANGE, (int)0xc3509c40) < 0)"),
        ("u = socket udp; u.setsockopt unicast_if lo",
         'u.setsockopt(socket.IPPROTO_IP, IP_UNICAST_IF, struct.pack("!I", socket.if_nametoindex("lo")))',
         'if (set_option(u, IPPROTO_IP, IP_UNICAST_IF, (int)htonl(interface_named("lo"))) < 0)'),
        ("c = socket tcp; SO_TYPE_WORDS = c.getsockopt type", "SO_TYPE_WORDS_ = option_word(c, socket.SOL_SOCKET, socket.SO_TYPE, SO_TYPE_WORDS)",
         "set(&SO_TYPE_WORDS_, option_word(c, SOL_SOCKET, SO_TYPE, so_type_words));"),
    )

    def test_lines(self) -> None:
        for statements, *lines in self.PAIRS:
            for language, expected in zip(("python", "c"), lines):
                with self.subTest(statements, language=language):
                    result = run(f"{statements}\nexport {language} -", "-q", json=False)
                    self.assertIn(expected, [line.strip() for line in result.stdout.decode().splitlines()])

    def comments(self, text: str, language: str) -> list[str]:
        """What isn't exported, and why."""
        program = run(f"{text}\nexport {language} -", "-q", json=False).stdout.decode()
        return re.findall(r"not exported: (.*)", program)

    def test_what_old_headers_lack_is_defined(self) -> None:
        source = EXAMPLES.parent.parent / "src"
        young = re.findall(r"^#ifndef ((?!NET_|IPPROTO_)\w+)", (source / "net/option_numbers.h").read_text(), re.MULTILINE)
        told = (source / "commands/export/c/options.c").read_text()
        self.assertEqual([name for name in young if not re.search(rf"\b{name}\b", told)], [])
        self.assertTrue(young)

    def test_examples_and_documents(self) -> None:
        examples = [example for command in ("getsockopt", "setsockopt", "options", "timeout", "join")
                    for example in re.findall(r"^    (.*sockopt .*)$", run(f"help {command}").reply("help")["text"], re.MULTILINE)]
        self.assertGreaterEqual(len(examples), 7)
        documents = [f"lesson {document}" for document in sorted(EXAMPLES.parent.rglob("*.md"))]
        for text in examples + documents:
            for language in "python", "c":
                with self.subTest(text, language=language):
                    told = run(f"{text}\nexport {language} {self.directory}/out", "-k", "-q", json=False, cwd=self.directory)
                    written = (self.directory / "out").read_text() if (self.directory / "out").exists() else ""
                    self.assertEqual(re.findall(r"not exported: .*sockopt.*", written), [], told)

    def test_what_no_session_does(self) -> None:
        for statement in "c.getsockopt attach_bpf", "c.getsockopt zerocopy_receive", "c.setsockopt type 1", "c.setsockopt attach_filter x":
            for language in "python", "c":
                with self.subTest(statement, language=language):
                    comments = self.comments(f"c = socket tcp\nif a == b {{ {statement} }}", language)
                    self.assertEqual([comment.split(";")[0] for comment in comments], [statement])

    def test_how_long_calls_block_is_not_what_the_session_waits(self) -> None:
        lost = "c.setsockopt rcvtimeo 1s; it would bound what the program's calls wait, which `timeout` says"
        other = "c.getsockopt rcvtimeo; in the program it tells of `timeout`, too"
        for language in "python", "c":
            with self.subTest(language=language):
                self.assertEqual(self.comments("c = socket tcp\nc.getsockopt rcvtimeo", language), [])
                self.assertEqual(self.comments("c = socket tcp\nc.setsockopt rcvtimeo 1s\nc.getsockopt rcvtimeo", language), [lost, other])
        text = "c = socket tcp\nc.timeout 1s\nc.getsockopt rcvtimeo"
        self.assertEqual(self.comments(text, "python"), [])
        self.assertEqual(self.comments(text, "c"), [other])

    def test_what_only_the_run_tells(self) -> None:
        why = "what the option's value says is known only as the program runs"
        for value in "mtu_discover", "bindtodevice", "local_port_range", "max_pacing_rate":
            word = {"mtu_discover": "do", "bindtodevice": "none", "local_port_range": "none", "max_pacing_rate": "unlimited"}[value]
            for language in "python", "c":
                with self.subTest(value, language=language):
                    text = f"c = socket tcp\nlet x {word}\nc.setsockopt {value} $x"
                    self.assertEqual(self.comments(text, language), [f"c.setsockopt {value} $x; {why}"])

    def test_an_error_is_caught(self) -> None:
        text = 'u = socket udp\ntry { print "got $(u.getsockopt nodelay)" }\nprint ":$?"\nu.getsockopt mtu\nprint ":on"'
        for language in PROGRAMS:
            with self.subTest(language=language):
                out = self.directory / f"exported.{language.replace('python', 'py')}"
                run(f"{text}\nexport {language} {out}", "-k")
                done = self.finish(self.program(out))
                self.ended_well(done, out)
                self.assertEqual(done.stdout.decode().splitlines()[-2:], [":socket", ":on"])
                self.assertNotIn(b"got", done.stdout)


if __name__ == "__main__":
    main()
