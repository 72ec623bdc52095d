"""info tells of a socket what the kernel tells: ss(8), which asks it in another way, says the same."""

import os
import re
import socket
import tempfile
import time
from json import dumps
from pathlib import Path

import peers
from peers import HOST
from socksh import Conversation, SockshTestCase, main
from ss import Seen, ss

# What ss calls a state, and what RFC 9293 does.
STATES = {"ESTAB": "ESTABLISHED", "UNCONN": "CLOSED"}
# ss's word for a field, and what one of it is in the field's unit. What is 0 ss leaves out.
NUMBERS = {
    "rto_us": ("rto", 1000), "min_rtt_us": ("minrtt", 1000), "cwnd": ("cwnd", 1), "ssthresh": ("ssthresh", 1),
    "mss": ("mss", 1), "receive_mss": ("rcvmss", 1), "path_mtu": ("pmtu", 1), "send_window": ("snd_wnd", 1),
    "receive_space": ("rcv_space", 1), "lost": ("lost", 1), "segments_in": ("segs_in", 1),
    "segments_out": ("segs_out", 1), "bytes_received": ("bytes_received", 1), "bytes_sent": ("bytes_sent", 1),
    "bytes_acked": ("bytes_acked", 1), "bytes_retransmitted": ("bytes_retrans", 1),
    "ato_us": ("ato", 1000), "advertised_mss": ("advmss", 1), "receive_ssthresh": ("rcv_ssthresh", 1),
    "reordering": ("reordering", 1), "delivered": ("delivered", 1), "unsent": ("notsent", 1),
    "data_segments_in": ("data_segs_in", 1), "data_segments_out": ("data_segs_out", 1),
    "delivery_rate": ("delivery_rate", 1 / 8), "pacing_rate": ("pacing_rate", 1 / 8), "backoff": ("backoff", 1),
    "segments_in_flight": ("unacked", 1), "sacked": ("sacked", 1), "dsack_duplicates": ("dsack_dups", 1),
    "out_of_order": ("rcv_ooopack", 1), "delivered_ce": ("delivered_ce", 1), "receive_rtt_us": ("rcv_rtt", 1000),
    "reorderings": ("reord_seen", 1),
}
# The same of the congestion algorithm's own.
CONGESTION = {"bbr_bandwidth": ("bw", 1 / 8), "bbr_min_rtt_us": ("mrtt", 1000), "bbr_pacing_gain": ("pacing_gain", 1),
              "bbr_cwnd_gain": ("cwnd_gain", 1), "dctcp_ce_state": ("ce_state", 1), "dctcp_alpha": ("alpha", 1),
              "dctcp_bytes_ecn": ("ab_ecn", 1), "dctcp_bytes": ("ab_tot", 1)}
CLOCKS = {"last_sent_ms", "last_received_ms", "last_acknowledged_ms", "timer"}  # they go on while nothing moves


class InfoTestCase(SockshTestCase):
    """Has a socksh, and asks it and ss about the same socket."""

    KIND = "-t"

    def setUp(self) -> None:
        self.shell = self.enterContext(Conversation())

    def ask(self, *statements: str) -> dict:
        """Each must succeed; returns the last reply."""
        for statement in statements:
            reply = self.shell.ask(statement)
            self.assertOk(reply)
        return reply

    def connect(self, host: str = HOST, kind: str = "tcp") -> None:
        """Make c and s, both ends of a connection, and srv, where it was made."""
        self.ask(f"srv = server {kind} {host} 0", f"c = open {host} ${{srv.local.port}}", "s = srv.accept")

    def both(self, handle: str) -> tuple[dict, Seen]:
        """What info and ss say of a socket with which nothing happens in between."""
        deadline = time.monotonic() + 20
        inode = self.ask(f"info {handle}")["inode"]
        while True:
            before, info, after = ss(self.KIND, inode), self.ask(f"info {handle}"), ss(self.KIND, inode)
            if before.at_rest == after.at_rest:
                return info, after
            self.assertLess(time.monotonic(), deadline, "the socket does not come to rest")

    def compare_queues(self, info: dict, seen: Seen) -> None:
        """The queues and the state, and the memory."""
        self.assertEqual(info["state"], STATES.get(seen.state, seen.state), seen.line)
        self.assertEqual((info["receive_queue"], info["send_queue"]), (seen.receive_queue, seen.send_queue), seen.line)
        self.compare_memory(info, seen)

    def compare_memory(self, info: dict, seen: Seen) -> None:
        """What skmem says."""
        self.assertEqual({name: info[name] for name in seen.memory}, seen.memory, seen.line)

    def compare_clocks(self, info: dict, seen: Seen) -> None:
        """How long ago things were; ss, asked later, leaves 0 out, and says since when the machine runs for never."""
        for name, word in ("sent", "lastsnd"), ("received", "lastrcv"), ("acknowledged", "lastack"):
            if f"last_{name}_ms" in info:
                self.assertLessEqual(info[f"last_{name}_ms"], int(seen.words.get(word, 0)), seen.line)

    def compare_diag(self, info: dict, seen: Seen) -> None:
        """The directions, and the control group."""
        self.assertEqual(info["shut"], seen.shut, seen.line)
        group = seen.words.get("cgroup", "unreachable")
        if not group.startswith("unreachable"):
            self.assertIn("cgroup", info, seen.line)
            if os.path.exists("/sys/fs/cgroup/cgroup.controllers"):
                self.assertEqual(info["cgroup"], os.stat(f"/sys/fs/cgroup{group}").st_ino)

    def compare_tcp(self, info: dict, seen: Seen) -> None:
        """What ss says of TCP with -i."""
        wanted = {name: round(float(seen.words.get(word, "0").removesuffix("bps")) * one)
                  for name, (word, one) in NUMBERS.items() if word in seen.words or info.get(name) == 0}
        self.assertEqual({name: info.get(name) for name in wanted}, wanted, seen.line)
        self.assertGreater(len(wanted), 12, seen.line)
        rtt, rttvar = (round(float(part) * 1000) for part in seen.words["rtt"].split("/"))
        self.assertEqual((info["rtt_us"], info["rttvar_us"]), (rtt, rttvar), seen.line)
        self.assertEqual(info["agreed"].split(), [word for word in ("ts", "sack") if word in seen.words] + ["wscale"])
        self.assertEqual(info["cookie"], int(seen.words["sk"], 16), seen.line)
        self.assertEqual([info["retransmits_in_flight"], info["retransmits"]],
                         [int(word) for word in seen.words.get("retrans", "0/0").split("/")], seen.line)
        sent = float(re.search(r" send (\d+)bps", seen.line)[1]) / 8
        self.assertAlmostEqual(info["send_rate"] / sent, 1, delta=0.01, msg=seen.line)  # ss rounds the time
        self.assertEqual(info["app_limited"], "app_limited" in seen.words, seen.line)
        self.assertEqual(info["ecn_seen"], "ecnseen" in seen.words, seen.line)
        self.compare_clocks(info, seen)
        self.compare_diag(info, seen)
        self.assertEqual(info["window_scale"], seen.words["wscale"], seen.line)
        self.assertIn(info["congestion"], seen.words, seen.line)


class Tcp(InfoTestCase):
    """A connection, both ends of which are ours."""

    def check_both_ends(self) -> None:
        self.ask("c.sendall a question of some length", "s.send short")
        for handle, waiting in ("c", 5), ("s", 25):
            info, seen = self.both(handle)
            self.assertEqual(info["receive_queue"], waiting)
            self.compare_queues(info, seen)
            self.compare_tcp(info, seen)
            self.assertIsNone(seen.timer, seen.line)
            self.assertNotIn("timer", info)
        self.ask("s.recv", "c.recv")
        for handle in "c", "s":
            self.compare_queues(*self.both(handle))

    def test_ipv4(self) -> None:
        self.connect()
        self.check_both_ends()

    def test_ipv6(self) -> None:
        try:
            socket.create_server(("::1", 0), family=socket.AF_INET6).close()
        except OSError:
            self.skipTest("no IPv6 here")
        self.connect("::1", "tcp6")
        self.check_both_ends()

    def test_much_went_both_ways(self) -> None:
        self.connect()
        self.ask("let x 0123456789abcdef", "repeat 12 { let x $x$x }",
                 "repeat 20 { c.sendall $x; s.recvexact 65536; s.sendall $x; c.recvexact 65536 }")
        for handle in "c", "s":
            info, seen = self.both(handle)
            self.assertEqual((info["bytes_in"], info["bytes_out"], info["bytes_received"]), (20 << 16,) * 3)
            self.compare_tcp(info, seen)

    def use_algorithm(self, name: str) -> tuple[dict, Seen]:
        """What info and ss say of a connection with this congestion algorithm that has sent something."""
        if name not in Path("/proc/sys/net/ipv4/tcp_available_congestion_control").read_text().split():
            self.skipTest(f"the kernel has no {name}, or has not loaded it")
        self.connect()
        reply = self.shell.ask(f"try {{ c.setsockopt congestion {name} }}")
        if reply.get("error", {}).get("code") == "EPERM":
            self.skipTest(f"{name} is not for everybody (net.ipv4.tcp_allowed_congestion_control)")
        self.assertOk(reply)
        self.ask("c.sendall a question of some length", "s.recv", "s.send x", "c.recv")
        return self.both("c")

    def check_algorithm(self, name: str) -> None:
        info, seen = self.use_algorithm(name)
        self.assertEqual(info["congestion"], name)
        self.compare_tcp(info, seen)
        wanted = {field: round(float(seen.congestion[word].removesuffix("bps")) * one, 5)
                  for field, (word, one) in CONGESTION.items() if word in seen.congestion}
        self.assertTrue(wanted, seen.line)
        self.assertEqual({field: info[field] for field in wanted}, wanted, seen.line)

    def test_bbr(self) -> None:
        self.check_algorithm("bbr")

    def test_dctcp(self) -> None:
        self.check_algorithm("dctcp")

    def test_vegas(self) -> None:
        """ss shows of it that its time is the connection's."""
        info, _ = self.use_algorithm("vegas")
        self.assertGreater(info["vegas_rtt_us"], 0)
        self.assertIs(info["vegas_enabled"], True)

    def test_an_algorithm_that_tells_nothing(self) -> None:
        info, seen = self.use_algorithm("reno")
        self.compare_tcp(info, seen)
        self.assertFalse([field for field in info if field.startswith(("bbr_", "vegas_", "dctcp_"))])

    def test_shut(self) -> None:
        self.connect()
        self.ask("c.shutdown wr", "s.recv")
        for handle, shut in ("c", "wr"), ("s", "rd"):
            info, seen = self.both(handle)
            self.assertEqual((info["shut"], seen.shut), (shut, shut), seen.line)

    def test_bound_to_an_interface(self) -> None:
        """The kernel finds the socket only by that."""
        self.connect()
        if self.shell.ask("try { c.setsockopt bindtodevice lo }").get("error"):
            self.skipTest("this user can't bind to an interface")
        self.ask("c.setsockopt keepalive on")
        info, seen = self.both("c")
        self.assertEqual(seen.timer, "keepalive", seen.line)
        self.assertIn("timer", info)

    def test_states(self) -> None:
        self.connect()
        self.ask("c.shutdown wr", "s.recv")
        for handle, state in ("c", "FIN-WAIT-2"), ("s", "CLOSE-WAIT"):
            info, seen = self.both(handle)
            self.assertEqual((info["state"], seen.state), (state, state))

    def test_closed(self) -> None:
        """ss lists no socket that is neither bound nor connected."""
        self.ask("c = socket tcp", f"c.bind {HOST} 0")
        self.assertEqual(self.ask("info c")["state"], "CLOSED")

    def test_a_connect_that_nobody_answers(self) -> None:
        with peers.full_backlog() as peer:
            self.ask("c = socket tcp", "c.blocking off")
            self.assertError(self.shell.ask(f"try {{ c.connect {HOST} {peer.port} }}"), "socket", "EINPROGRESS")
            info, seen = self.both("c")
        self.assertEqual((info["state"], seen.state), ("SYN-SENT", "SYN-SENT"))
        self.assertIsNone(info["min_rtt_us"], "nothing is measured yet")
        self.assertNotIn("minrtt", seen.words)

    def test_whom_a_connect_waits_for(self) -> None:
        """getpeername(2) says ENOTCONN of it until the answer comes; the SYN, which ss counts, is none of our bytes."""
        with peers.full_backlog() as peer:
            self.ask("c = socket tcp", "c.blocking off")
            self.assertError(self.shell.ask(f"try {{ c.connect {HOST} {peer.port} }}"), "socket", "EINPROGRESS")
            info, seen = self.both("c")
            rows = self.ask("sockets")["sockets"]
            self.assertError(self.shell.ask("try { c.getpeername }"), "socket", "ENOTCONN")
            self.assertError(self.shell.ask(f"try {{ c.connect {HOST} 1 }}"), "socket", "EALREADY")
            later = self.ask("info c")
        wanted = {"family": "inet", "address": HOST, "port": peer.port}
        self.assertEqual([info["peer"], rows[0]["peer"], later["peer"]], [wanted] * 3)
        self.assertIn(f" {HOST}:{peer.port} ", seen.line)
        self.assertEqual((info["send_queue"], info["segments_in_flight"], seen.send_queue), (0, 1, 1))
        self.assertIsNone(self.ask("c.disconnect", "info c")["peer"])

    def test_the_timer_of_a_connect(self) -> None:
        with peers.full_backlog() as peer:
            self.ask("c = socket tcp", "c.blocking off")
            self.assertError(self.shell.ask(f"try {{ c.connect {HOST} {peer.port} }}"), "socket", "EINPROGRESS")
            info, seen = self.both("c")
        self.assertEqual(seen.timer, "on", seen.line)
        self.assertRegex(info.get("timer", ""), r"^retransmit in \d+ ms$")

    def test_options(self) -> None:
        self.connect()
        self.assertEqual(self.ask("info c")["options"], {})
        self.ask("c.setsockopt nodelay on", "c.setsockopt keepidle 30")
        self.assertEqual(self.ask("info c")["options"], {"nodelay": "on", "keepidle": "30s"})

    def test_keepalive(self) -> None:
        self.connect()
        self.assertEqual(self.ask("info c")["keepalive"], "off")
        self.ask("c.setsockopt keepidle 1000", "c.setsockopt keepcnt 3", "c.setsockopt keepintvl 7",
                 "c.setsockopt keepalive on")
        info, seen = self.both("c")
        self.assertEqual(seen.timer, "keepalive", seen.line)
        self.assertRegex(info["timer"], r"^keepalive in \d+ ms$")
        self.assertLessEqual(int(info["timer"].split()[2]), 1000 * 1000)
        self.assertGreater(int(info["timer"].split()[2]), 900 * 1000)
        self.assertEqual(info["keepalive"], "after 1000 s, then 3 probes 7 s apart")

    def test_a_peer_that_does_not_read(self) -> None:
        self.connect()
        self.ask("s.setsockopt rcvbuf 4K", "c.blocking off", "let x 0123456789abcdef", "repeat 12 { let x $x$x }",
                 "try { repeat 1000 { c.sendall $x } }")
        info, seen = self.both("c")
        self.compare_queues(info, seen)
        self.assertGreater(info["send_queue"], 0)
        acknowledged = info["bytes_acked"] - 1  # of these one is the SYN
        self.assertEqual(info["unacknowledged"], info["bytes_sent"] - info["bytes_retransmitted"] - acknowledged)
        self.assertLess(info["unacknowledged"], info["send_queue"])
        self.assertEqual(info["timer"].rpartition(" in ")[0],
                         {"on": "retransmit", "persist": "zero-window probe"}[seen.timer], seen.line)
        self.compare_queues(*self.both("s"))


class Mptcp(InfoTestCase):
    """The connection that may go over several of TCP."""

    KIND = "-M"
    FIELDS = "token", "write_seq", "snd_una", "rcv_nxt", "subflows_max"

    def test_a_connection(self) -> None:
        try:
            socket.socket(type=socket.SOCK_STREAM, proto=262).close()
        except OSError as error:
            self.skipTest(f"no MPTCP here: {error}")
        self.ask(f"srv = server mptcp {HOST} 0", "c = socket mptcp", f"c.connect {HOST} ${{srv.local.port}}",
                 "s = srv.accept", "c.sendall hello", "s.recvexact 5")
        for handle in "c", "s":
            info, seen = self.both(handle)
            if "remote_key" not in seen.words:
                self.skipTest("the connection has become one of TCP")
            self.assertIs(info["mptcp_remote_key"], True)
            self.assertEqual([str(info[f"mptcp_{name}"]) for name in self.FIELDS],
                             [seen.words.get(name, "0") for name in self.FIELDS], seen.line)
            self.assertEqual(info["mptcp_subflows"], 0, "one of TCP is no more than the first")
        self.assertFalse([name for name in self.ask("info srv") if name.startswith("mptcp_")])


class Listener(InfoTestCase):
    """Connections that wait, and room for them."""

    def test_tcp(self) -> None:
        self.ask("srv = socket tcp", f"srv.bind {HOST} 0", "srv.listen 7")
        for waiting in range(3):
            info, seen = self.both("srv")
            self.assertEqual((info["state"], seen.state), ("LISTEN", "LISTEN"))
            self.assertEqual((info["backlog"], info["backlog_limit"]), (waiting, 7))
            self.assertEqual((seen.receive_queue, seen.send_queue), (waiting, 7))
            self.compare_memory(info, seen)
            self.ask(f"c{waiting} = open {HOST} ${{srv.local.port}}")
        self.ask("srv.accept")
        self.assertEqual(self.ask("info srv")["backlog"], 2)

    def test_no_queues(self) -> None:
        """Of data a listener has none."""
        self.ask(f"srv = server tcp {HOST} 0")
        self.assertTrue({"receive_queue", "send_queue", "rtt_us"}.isdisjoint(self.ask("info srv")))


class Udp(InfoTestCase):
    """Datagrams that wait, and some that found no room."""

    KIND = "-u"

    def test_waiting_and_dropped(self) -> None:
        self.ask("u = socket udp", f"u.bind {HOST} 0", "u.setsockopt rcvbuf 2304", "v = socket udp",
                 "let x 0123456789", "let x $x$x$x$x$x$x$x")
        for _ in range(12):
            self.ask(f"v.sendto {HOST} ${{u.local.port}} $x")
        info, seen = self.both("u")
        self.compare_memory(info, seen)
        self.assertGreater(info["drops"], 0)
        self.assertEqual(info["receive_queue"], 70)  # the next datagram's bytes; ss counts the memory of all
        self.assertEqual(info["receive_memory"], seen.receive_queue)
        for _ in range(12 - info["drops"]):
            self.ask("u.recv --nowait")
        self.assertError(self.shell.ask("try { u.recv --nowait }"), "socket", "EAGAIN")
        self.assertEqual(self.ask("info u")["receive_memory"], ss("-u", info["inode"]).memory["receive_memory"])

    def test_connected(self) -> None:
        self.ask("u = socket udp", f"u.bind {HOST} 0", "v = socket udp", f"v.connect {HOST} ${{u.local.port}}")
        info, seen = self.both("v")
        self.assertEqual((info["state"], seen.state), ("connected", "ESTAB"))
        self.compare_memory(info, seen)
        self.compare_diag(info, seen)

    def test_shut(self) -> None:
        self.ask("u = socket udp", f"u.bind {HOST} 0", "v = socket udp", f"v.connect {HOST} ${{u.local.port}}",
                 "v.shutdown wr")
        for handle, shut in ("u", "none"), ("v", "wr"):
            info, seen = self.both(handle)
            self.assertEqual(info["shut"], shut)
            self.compare_diag(info, seen)


class Unix(InfoTestCase):
    """Peers on this machine have a process and an owner."""

    KIND = "-x"

    def setUp(self) -> None:
        super().setUp()
        self.path = os.path.join(self.enterContext(tempfile.TemporaryDirectory()), "socket")

    def compare(self, handle: str) -> dict:
        """The queues and the memory; returns what info says."""
        info, seen = self.both(handle)
        self.assertEqual((info["receive_queue"], info["send_queue"]), (seen.receive_queue, seen.send_queue), seen.line)
        self.compare_memory(info, seen)
        return info

    def test_stream(self) -> None:
        self.ask("pair a b", "a.send hello")
        self.assertEqual(self.compare("b")["receive_queue"], 5)
        self.assertGreater(self.compare("a")["send_memory"], 0)
        info = self.compare("a")
        self.assertEqual((info["pid"], info["uid"], info["gid"]),
                         (self.shell.process.pid, os.geteuid(), os.getegid()))

    def test_the_other_end(self) -> None:
        self.ask("pair a b", "a.shutdown wr")
        for handle, other, shut in ("a", "b", "wr"), ("b", "a", "rd"):
            info, seen = self.both(handle)
            self.assertEqual((info["shut"], seen.shut), (shut, shut), seen.line)
            self.assertEqual(info["peer_inode"], self.ask(f"info {other}")["inode"])
            self.assertIn(f" {info['peer_inode']} ", seen.line)

    def test_the_file(self) -> None:
        self.ask(f"srv = server unix {self.path}")
        info, seen = self.both("srv")
        file = os.stat(self.path)
        self.assertEqual(info["path_inode"], file.st_ino & 0xFFFFFFFF)
        self.assertIn(f" ino:{info['path_inode']} ", seen.line)
        self.assertEqual(info["path_device"], f"{os.major(file.st_dev)}:{os.minor(file.st_dev)}")

    def test_datagrams(self) -> None:
        self.ask("pair a b unix-dgram", "a.send hello", "a.send world!")
        info, seen = self.both("b")
        self.compare_memory(info, seen)
        self.assertEqual(info["receive_queue"], 5)

    def test_nobody(self) -> None:
        self.ask("a = socket unix-dgram", f"a.bind {self.path}")
        self.assertTrue({"pid", "uid", "gid"}.isdisjoint(self.compare("a")))

    def test_the_server_is_another_process(self) -> None:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(self.path)
            listener.listen()
            info = self.ask(f"a = open unix:{self.path}", "info a")
        self.assertEqual((info["pid"], info["uid"], info["gid"]), (os.getpid(), os.geteuid(), os.getegid()))

    def test_the_client_is_another_process(self) -> None:
        self.ask(f"srv = server unix {self.path}")
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(self.path)
            self.ask("s = srv.accept")
            client.sendall(b"hello")
            info = self.compare("s")
        self.assertEqual((info["pid"], info["receive_queue"]), (os.getpid(), 5))

    def test_listener(self) -> None:
        self.ask("srv = socket unix", f"srv.bind {self.path}", "srv.listen 3")
        for waiting in range(3):
            info, seen = self.both("srv")
            self.assertEqual((info["backlog"], info["backlog_limit"]), (waiting, 3))
            self.assertEqual((seen.state, seen.receive_queue, seen.send_queue), ("LISTEN", waiting, 3))
            self.ask(f"c{waiting} = open unix:{self.path}")


class Fields(InfoTestCase):
    """${HANDLE.FIELD} and info give the same; ss is not asked."""

    def check(self, handle: str) -> None:
        info = self.ask(f"info {handle}")
        for name in info.keys() - {"line", "command", "ok", "elapsed_us", "local", "peer", "from", "options"}:
            said = self.ask(f"print ${{{handle}.{name}}}")["text"]
            if name not in CLOCKS:
                self.assertEqual(said, info[name] if isinstance(info[name], str) else dumps(info[name]), name)
            elif name != "timer":
                self.assertIn(int(said), range(info[name], self.ask(f"info {handle}")[name] + 1), name)

    def test_every_field_of_tcp(self) -> None:
        self.connect()
        self.ask("c.send hello", "s.send hi", "s.setsockopt keepalive on")
        self.both("c")  # at rest
        for handle in "c", "s", "srv":
            self.check(handle)

    def test_every_field_of_others(self) -> None:
        self.ask("pair a b", "a.send x", "u = socket udp", f"u.bind {HOST} 0",
                 f"srv = server unix @socksh-test-{os.getpid()}")
        for handle in "a", "b", "u", "srv":
            self.check(handle)

    def test_addresses(self) -> None:
        self.connect()
        info = self.ask("info c")
        self.ask(f"assert ${{c.local}} == {HOST}:{info['local']['port']}",
                 f"assert ${{c.peer.port}} == {info['peer']['port']}", f"assert ${{c.peer.address}} == {HOST}")

    def test_options(self) -> None:
        self.ask("c = socket tcp", "setsockopt nodelay on")
        self.assertEqual(self.ask("print ${c.options.nodelay}")["text"], "on")

    def test_unknown_names_the_nearest(self) -> None:
        self.connect()
        for wrong, right in {"rtt_u": "rtt_us", "congestoin": "congestion", "pathmtu": "path_mtu",
                             "recieve_queue": "receive_queue", "inodes": "inode"}.items():
            error = self.assertError(self.shell.ask(f"try {{ print ${{c.{wrong}}} }}"), "name")
            self.assertIn(wrong, error["message"])
            self.assertIn(right, error["hint"])

    def test_a_closed_handle(self) -> None:
        self.ask("pair a b", "close a")
        for statement in "info a", "print ${a.inode}", "a.info":
            self.assertError(self.shell.ask(f"try {{ {statement} }}"), "name")


class Options(InfoTestCase):
    """What was changed by somebody else."""

    def adopt(self, near: socket.socket) -> dict:
        shell = self.enterContext(Conversation(fds=[near.fileno()]))
        self.assertOk(shell.ask(f"x = adopt {near.fileno()}"))
        return shell.ask("info x")["options"]

    def test_of_an_adopted_connection(self) -> None:
        """What was set is told; what the kernel has adjusted is not."""
        with socket.create_server((HOST, 0)) as server, socket.socket() as near:
            near.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 20480)
            near.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            near.connect(server.getsockname())
            self.assertEqual(self.adopt(near), {"buf_lock": "receive", "rcvbuf": "40960", "nodelay": "on"})

    def test_of_an_adopted_attempt(self) -> None:
        with socket.socket() as bound, socket.socket() as near:
            bound.bind((HOST, 0))
            with self.assertRaises(ConnectionRefusedError):
                near.connect(bound.getsockname())
            self.assertEqual(self.adopt(near), {})


if __name__ == "__main__":
    main()
