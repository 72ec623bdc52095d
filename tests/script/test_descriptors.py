"""Descriptors between processes: inherited, passed by systemd's protocol, passed over a Unix socket."""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from socksh import SOCKSH, Conversation, Result, SockshTestCase, data, environment, main, run

HOST = "127.0.0.1"


class DescriptorTestCase(SockshTestCase):
    """Sockets that are closed at the end."""

    def setUp(self) -> None:
        self.open = ExitStack()
        self.addCleanup(self.open.close)

    def pair(self, kind: socket.SocketKind = socket.SOCK_STREAM) -> tuple[socket.socket, socket.socket]:
        """Two connected Unix sockets, of which socksh gets the first."""
        near, far = (self.open.enter_context(end) for end in socket.socketpair(type=kind))
        far.settimeout(20)
        return near, far

    def listener(self) -> socket.socket:
        """A TCP listener on loopback."""
        return self.open.enter_context(socket.create_server((HOST, 0)))

    def udp(self) -> socket.socket:
        """A UDP socket on loopback."""
        made = self.open.enter_context(socket.socket(type=socket.SOCK_DGRAM))
        made.bind((HOST, 0))
        return made

    def pipe(self) -> tuple[int, int]:
        """Both ends of a pipe."""
        ends = os.pipe()
        for end in ends:
            self.open.callback(os.close, end)
        return ends


class Inherited(DescriptorTestCase):
    """`adopt FD` of what the parent has left open."""

    def test_a_connection(self) -> None:
        for kind, name in (socket.SOCK_STREAM, "unix"), (socket.SOCK_SEQPACKET, "unix-seqpacket"):
            near, far = self.pair(kind)
            far.send(b"hello")
            result = run(f"x = adopt {near.fileno()}; x.recv; x.send back", fds=[near.fileno()])
            self.assertReply(result, "adopt", handle="x", type=name, fd=near.fileno())
            self.assertData(result, "recv", b"hello")
            self.assertEqual(far.recv(100), b"back")

    def test_a_listener(self) -> None:
        listener = self.listener()
        client = self.open.enter_context(socket.create_connection(listener.getsockname()))
        client.send(b"hello")
        result = run(f"srv = adopt {listener.fileno()}; s = srv.accept; s.recv; s.send back",
                     fds=[listener.fileno()], check=True)
        adopted = self.assertReply(result, "adopt", type="tcp")
        self.assertEqual((adopted["local"]["address"], adopted["local"]["port"]), listener.getsockname())
        self.assertData(result, "recv", b"hello")
        self.assertEqual(client.recv(100), b"back")

    def test_standard_input(self) -> None:
        """As inetd leaves it: the connection is all three."""
        near, far = self.pair()
        with tempfile.TemporaryDirectory() as home:
            done = subprocess.run([SOCKSH, "--no-init", "-q", "-c", "c = adopt 0; send hello"], stdin=near,
                                  stdout=near, stderr=subprocess.PIPE, timeout=20, env=environment(home))
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual(far.recv(100), b"hello")

    def test_blocking_is_restored_by_close(self) -> None:
        for blocking in True, False:
            near, _ = self.pair()
            near.setblocking(blocking)
            with Conversation(fds=[near.fileno()]) as shell:
                self.assertOk(shell.ask(f"x = adopt {near.fileno()}"))
                self.assertFalse(os.get_blocking(near.fileno()))
                self.assertOk(shell.ask("close x"))
                self.assertEqual(os.get_blocking(near.fileno()), blocking)

    def test_blocking_is_restored_at_the_end(self) -> None:
        for ending in "print bye", "quit", "no-such-command", "recv --timeout 0":
            near, _ = self.pair()
            run(f"x = adopt {near.fileno()}; {ending}", fds=[near.fileno()])
            self.assertTrue(os.get_blocking(near.fileno()), ending)

    def test_twice(self) -> None:
        near, _ = self.pair()
        result = run(f"x = adopt {near.fileno()}; adopt {near.fileno()}", fds=[near.fileno()])
        error = self.assertError(result, "usage")
        self.assertIn("is the handle x already", error["message"])
        self.assertIn("`x.dup`", error["hint"])

    def test_two_descriptors_of_one_socket(self) -> None:
        """Closing one of them must not let the other one wait in the kernel, beyond deadline and Ctrl-C."""
        near, _ = self.pair()
        other = self.open.enter_context(near.dup())
        fds = [near.fileno(), other.fileno()]
        result = run(f"x = adopt {fds[0]}; y = adopt {fds[1]}; close x; y.recv --timeout 10ms", fds=fds, timeout=10)
        self.assertError(result, "timeout")
        self.assertTrue(os.get_blocking(near.fileno()))

    def test_much_over_what_is_standard_output_too(self) -> None:
        """inetd's 0 and 1 are one socket: that it no longer blocks must not lose a slow reader's data."""
        near, far = self.pair()
        script = 'adopt 0; let x 0123456789abcdef; repeat 16 { let x "$x$x" }; print $x'
        with tempfile.TemporaryDirectory() as home:
            with subprocess.Popen([SOCKSH, "--no-init", "-q", "-c", script], stdin=near, stdout=near,
                                  stderr=subprocess.PIPE, env=environment(home)) as process:
                near.close()
                heard = b""
                while chunk := far.recv(4096):
                    heard += chunk
                self.assertEqual(process.stderr.read(), b"")
        self.assertEqual(len(heard), (1 << 20) + 1)

    def test_closed_and_adopted_again(self) -> None:
        near, _ = self.pair()
        result = run(f"x = adopt {near.fileno()}; close x; adopt {near.fileno()}", fds=[near.fileno()])
        self.assertError(result, "socket", "EBADF")

    def test_no_socket(self) -> None:
        reading, _ = self.pipe()
        with tempfile.TemporaryFile() as file:
            for fd in reading, file.fileno():
                error = self.assertError(run(f"adopt {fd}", fds=[fd]), "socket", "ENOTSOCK")
                self.assertEqual(error["subject"], f"fd {fd}")
                self.assertIn("a file, a pipe or the like", error["hint"])
        self.assertTrue(os.get_blocking(reading))

    def test_not_open(self) -> None:
        self.assertError(run("adopt 1000"), "socket", "EBADF")

    def test_children_do_not_inherit_it(self) -> None:
        near, far = self.pair()
        with Conversation(fds=[near.fileno()]) as shell:
            self.assertOk(shell.ask(f"x = adopt {near.fileno()}"))
            near.close()
            shell.say("! echo runs >&2; read line")
            shell.wait_for_error_output("runs")
            self.assertOk(shell.ask("close x"))
            self.assertEqual(far.recv(100), b"")


# What systemd's exec does: sockets from 3 on, and for whom they are.
SYSTEMD = """
import fcntl, os, sys
fds = [fcntl.fcntl(int(fd), fcntl.F_DUPFD, 100) for fd in sys.argv[1].split(",")]
for number, fd in enumerate(fds, 3):
    os.dup2(fd, number)
os.environ.setdefault("LISTEN_PID", str(os.getpid()))
os.environ["LISTEN_FDS"] = str(len(fds))
os.execv(sys.argv[2], sys.argv[2:])
"""


class Systemd(DescriptorTestCase):
    """`adopt` of all that LISTEN_FDS counts."""

    def activate(self, script: str, passed: Sequence[socket.socket | int], json: bool = True, **env: str) -> Result:
        """Run a script as a service whose sockets these are."""
        fds = [one if isinstance(one, int) else one.fileno() for one in passed]
        wrapper = [sys.executable, "-c", SYSTEMD, ",".join(map(str, fds))]
        return run(script, json=json, fds=fds, wrapper=wrapper, env=env)

    def test_names(self) -> None:
        listener, udp = self.listener(), self.udp()
        client = self.open.enter_context(socket.create_connection(listener.getsockname()))
        client.send(b"hello")
        udp.sendto(b"datagram", udp.getsockname())
        result = self.activate("adopt; s = web.accept; s.recv; dns.recvfrom", [listener, udp],
                               LISTEN_FDNAMES="web:dns")
        adopted = self.assertReply(result, "adopt", handle="dns")
        self.assertEqual(adopted["handles"], [{"handle": "web", "type": "tcp", "fd": 3},
                                              {"handle": "dns", "type": "udp", "fd": 4}])
        self.assertData(result, "recv", b"hello")
        self.assertData(result, "recvfrom", b"datagram")

    def test_names_that_will_not_do(self) -> None:
        """systemd gives the sockets of a unit the same name: all but the first get names as ever."""
        sockets = [self.udp() for _ in range(4)]
        for names, kept in {
            "dns:dns::1st": ["dns"],
            "a": ["a"],
            "": [],
            "a:b:c:d:e:f": ["a", "b", "c", "d"],
            ":::last": ["last"],
            "x\x1by:my.name:$_:a": ["a"],
        }.items():
            adopted = self.assertReply(self.activate("adopt", sockets, LISTEN_FDNAMES=names), "adopt")
            found = [row["handle"] for row in adopted["handles"]]
            self.assertEqual(len(set(found)), len(sockets), names)
            self.assertEqual([name for name in found if not name.startswith("udp")], kept, names)

    def test_without_names(self) -> None:
        result = self.activate("adopt", [self.listener(), self.udp()])
        self.assertEqual([row["handle"] for row in self.assertReply(result, "adopt")["handles"]], ["tcp1", "udp1"])

    def test_text(self) -> None:
        result = self.activate("adopt", [self.listener()], json=False, LISTEN_FDNAMES="web")
        self.assertEqual(result.status, 0, result)
        self.assertRegex(result.stdout, rb"^adopted:\n +web +tcp +3\n")

    def test_one_by_its_number(self) -> None:
        result = self.activate("udp = adopt 4; adopt 3", [self.listener(), self.udp()])
        self.assertOk(result)
        self.assertEqual([reply["handle"] for reply in result.all("adopt")], ["udp", "tcp1"])

    def test_for_another_process(self) -> None:
        result = self.activate("adopt", [self.udp()], LISTEN_PID="1")
        self.assertIn("no descriptors were passed", self.assertError(result, "usage")["message"])

    def test_a_file_among_them(self) -> None:
        with tempfile.TemporaryFile() as file:
            result = self.activate("adopt", [file.fileno(), self.udp()])
        self.assertEqual(self.assertError(result, "socket", "ENOTSOCK")["subject"], "fd 3")

    def test_the_name_in_front(self) -> None:
        """`NAME =` keeps the value; here a handle's name, as with every command that makes one."""
        result = self.activate("x = adopt; x.info", [self.udp()])
        self.assertOk(result)

    def test_those_behind_a_file(self) -> None:
        """What is no socket can't be adopted; what is behind it still can, all at once."""
        with tempfile.TemporaryFile() as file:
            result = self.activate("try { adopt }; sockets", [self.udp(), file.fileno(), self.udp()])
        self.assertEqual([row["fd"] for row in self.assertReply(result, "sockets")["sockets"]], [3, 5])

    def test_which_were_adopted(self) -> None:
        """The error says which handles there are now, which descriptors are none, and why."""
        with tempfile.TemporaryFile() as file:
            passed = [self.listener(), file.fileno(), self.listener()]
            result = self.activate("adopt", passed, LISTEN_FDNAMES="web:log:alt")
            shown = self.activate("adopt", passed, json=False, LISTEN_FDNAMES="web:log:alt").stderr
        self.assertError(result, "socket", "ENOTSOCK")
        reply = result.all("adopt")[0]
        self.assertEqual([(row["handle"], row["fd"]) for row in reply["handles"]], [("web", 3), ("alt", 5)])
        self.assertEqual([(row["fd"], row["code"], row["message"]) for row in reply["refused"]],
                         [(4, "ENOTSOCK", "Socket operation on non-socket")])
        self.assertIn("adopted: web (fd 3), alt (fd 5); not adopted: fd 4 (ENOTSOCK)", " ".join(shown.split()))
        self.assertIn("is a file, a pipe or the like", " ".join(shown.split()))

    def test_again(self) -> None:
        result = self.activate("adopt; adopt", [self.udp()])
        self.assertIn("is the handle udp1 already", self.assertError(result, "usage")["message"])


class Passed(DescriptorTestCase):
    """`sendfd` and `recvfd` with a Python at the other end."""

    def talk(self, kind: socket.SocketKind = socket.SOCK_STREAM) -> tuple[Conversation, socket.socket]:
        """A socksh whose current handle x is connected to us."""
        near, far = self.pair(kind)
        shell = self.open.enter_context(Conversation("-k", fds=[near.fileno()]))
        self.assertOk(shell.ask(f"x = adopt {near.fileno()}"))
        near.close()
        return shell, far

    def test_to_python(self) -> None:
        for kind in socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET:
            shell, far = self.talk(kind)
            port = shell.ask(f"srv = server tcp {HOST} 0")["local"]["port"]
            self.assertReply(shell.ask("x.sendfd srv here it is"), "sendfd", passed="srv", length=10)
            message, fds, _, _ = socket.recv_fds(far, 100, 4)
            self.assertEqual((message, len(fds)), (b"here it is", 1))
            with socket.socket(fileno=fds[0]) as listener:
                self.assertEqual(listener.getsockname(), (HOST, port))
                self.assertOk(shell.ask("close srv"))
                with socket.create_connection((HOST, port)), listener.accept()[0]:
                    pass  # it listens, though the handle is closed

    def test_from_python(self) -> None:
        shell, far = self.talk()
        listener = self.listener()
        socket.send_fds(far, [b"take it"], [listener.fileno()])
        self.assertReply(shell.ask("srv = recvfd"), "recvfd", handle="srv", type="tcp", length=7)
        client = self.open.enter_context(socket.create_connection(listener.getsockname()))
        client.send(b"hello")
        listener.close()
        self.assertOk(shell.ask("s = srv.accept"))
        self.assertData(shell.ask("s.recv"), "recv", b"hello")

    def test_bytes_are_kept(self) -> None:
        shell, far = self.talk()
        socket.send_fds(far, [b"beside\0it"], [self.udp().fileno()])
        self.assertOk(shell.ask("u = recvfd"))
        self.assertEqual(data(shell.ask("print $_")), b"beside\0it")

    def test_blocking_is_restored(self) -> None:
        shell, far = self.talk()
        for blocking in True, False:
            udp = self.udp()
            udp.setblocking(blocking)
            socket.send_fds(far, [b"x"], [udp.fileno()])
            self.assertOk(shell.ask("u = x.recvfd"))
            self.assertFalse(os.get_blocking(udp.fileno()))
            self.assertOk(shell.ask("close u"))
            self.assertEqual(os.get_blocking(udp.fileno()), blocking)

    def test_over_a_listening_path(self) -> None:
        udp = self.udp()
        with tempfile.TemporaryDirectory() as directory, socket.socket(socket.AF_UNIX) as server:
            path = Path(directory, "socket")
            server.bind(str(path))
            server.listen()
            shell = self.open.enter_context(Conversation())
            self.assertOk(shell.ask(f"c = open unix:{path}"))
            with server.accept()[0] as connection:
                socket.send_fds(connection, [b"x"], [udp.fileno()])
                self.assertReply(shell.ask("u = recvfd"), "recvfd", type="udp", **{"from": "c"})
                self.assertOk(shell.ask(f"sendto {HOST} {udp.getsockname()[1]} hello"))
                self.assertEqual(udp.recv(100), b"hello")

    def test_several_at_once(self) -> None:
        shell, far = self.talk()
        sent = [self.udp(), self.listener(), self.udp()]
        socket.send_fds(far, [b"three"], [one.fileno() for one in sent])
        reply = self.assertReply(shell.ask("first = recvfd"), "recvfd", handle="first", type="udp", length=5)
        others = [row["handle"] for row in reply["others"]]
        self.assertEqual(len(others), 2)
        for name, one in zip(["first", *others], sent, strict=True):
            self.assertEqual(shell.ask(f"{name}.getsockname")["local"]["port"], one.getsockname()[1])
        self.assertReply(shell.ask("info"), "info", handle="first")

    def test_bytes_alone(self) -> None:
        shell, far = self.talk()
        far.send(b"only bytes")
        reply = shell.ask("x.recvfd")
        self.assertIn("10 bytes", self.assertError(reply, "mismatch")["message"])
        self.assertEqual(data(shell.ask("print $_")), b"only bytes")

    def test_end_of_stream(self) -> None:
        for kind in socket.SOCK_STREAM, socket.SOCK_SEQPACKET:
            shell, far = self.talk(kind)
            far.close()
            self.assertError(shell.ask("x.recvfd"), "closed")

    def test_deadline_and_interrupt(self) -> None:
        shell, far = self.talk()
        self.assertError(shell.ask("x.recvfd --timeout 10ms"), "timeout")
        self.assertOk(shell.ask("print ready; try { x.recvfd }; x.recvfd"))
        shell.interrupt()
        self.assertError(shell.answer(), "interrupted")
        socket.send_fds(far, [b"x"], [self.udp().fileno()])
        self.assertReply(shell.answer(), "recvfd", type="udp")

    def test_a_pipe_is_closed(self) -> None:
        shell, far = self.talk()
        reading, writing = os.pipe()
        udp = self.udp()
        with os.fdopen(writing, "wb", buffering=0) as pipe:
            socket.send_fds(far, [b"a pipe"], [udp.fileno(), reading])
            os.close(reading)
            error = self.assertError(shell.ask("x.recvfd"), "socket", "ENOTSOCK")
            self.assertIn("it was closed", error["hint"])
            with self.assertRaises(BrokenPipeError):
                pipe.write(b"nobody has the other end")
        self.assertTrue(os.get_blocking(udp.fileno()))
        self.assertEqual([row["handle"] for row in shell.ask("sockets")["sockets"]], ["x"])

    def test_recvmsg_tells_and_closes(self) -> None:
        shell, far = self.talk()
        reading, writing = os.pipe()
        with os.fdopen(writing, "wb", buffering=0) as pipe:
            socket.send_fds(far, [b"two"], [reading, self.udp().fileno()])
            os.close(reading)
            reply = shell.ask("x.recvmsg --ancillary")
            self.assertData(reply, "recvmsg", b"two")
            self.assertEqual(reply["ancillary"], [{"type": "SCM_RIGHTS",
                                                   "value": "2 descriptors; `recvfd` makes handles of them"}])
            with self.assertRaises(BrokenPipeError):
                pipe.write(b"nobody has the other end")


if __name__ == "__main__":
    main()
