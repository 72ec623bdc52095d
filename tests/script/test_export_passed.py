"""export of `adopt` without FD: a program that is started with the sockets takes them as the session did."""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from examples import DEADLINE
from exports import LANGUAGES, PROGRAMS, ExportCase
from peers import HOST
from socksh import environment, main
from test_descriptors import SYSTEMD


class Passed(ExportCase):
    """Sockets that something like systemd passes; what asks them has asked before."""

    def setUp(self) -> None:
        super().setUp()
        self.open = self.enterContext(ExitStack())

    def web(self) -> socket.socket:
        """A listener that a client waits at; what that is sent, `answer` tells."""
        listener = self.open.enter_context(socket.create_server((HOST, 0)))
        self.client = self.open.enter_context(socket.create_connection(listener.getsockname(), DEADLINE))
        self.client.sendall(b"hello")
        return listener

    def dns(self, data: bytes = b"datagram") -> socket.socket:
        """A socket with a datagram; it doesn't wait by itself, as systemd's may not."""
        udp = self.open.enter_context(socket.socket(type=socket.SOCK_DGRAM))
        udp.bind((HOST, 0))
        udp.sendto(data, udp.getsockname())
        udp.setblocking(False)
        return udp

    def answer(self) -> bytes:
        return b"".join(iter(lambda: self.client.recv(99), b""))

    def activate(self, command: list[str], passed: Sequence[object], names: str | None = None,
                 **env: str) -> subprocess.CompletedProcess:
        """Run it as a service whose sockets these are; then they are closed here."""
        fds = [one.fileno() for one in passed]
        settings = environment(str(self.directory)) | ({} if names is None else {"LISTEN_FDNAMES": names}) | env
        done = subprocess.run([sys.executable, "-c", SYSTEMD, ",".join(map(str, fds)), *command], pass_fds=fds,
                              env=settings, cwd=self.directory, stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=DEADLINE)
        for one in passed:
            one.close()
        return done

    def said(self, done: subprocess.CompletedProcess) -> list[str]:
        return [line for line in done.stdout.decode().splitlines() if line.startswith(":")]

    def exported(self, text: str, language: str, passed: Sequence[object], names: str | None = None,
                 *options: str) -> tuple[list[str], Path]:
        """What the session says, and its program."""
        command, out = self.session(text, language)
        done = self.activate([command[0], *options, *command[1:]], passed, names)
        self.assertTrue(out.exists(), done)
        self.assertNotIn("not exported", out.read_text())
        return self.said(done), out

    TALK = """
        s = web.accept --timeout 20s
        x = s.recv --timeout 20s
        s.send got $x
        y = dns.recv --timeout 20s
        print :$y
    """

    def test_by_their_names(self) -> None:
        """In whatever order they come."""
        for language in LANGUAGES:
            with self.subTest(language=language):
                said, out = self.exported("adopt" + self.TALK, language, [self.web(), self.dns()], "web:dns")
                self.assertEqual((said, self.answer()), ([":datagram"], b"got hello"))
                done = self.activate(self.program(out), [self.dns(b"first"), self.dns(), self.web()], "more:dns:web")
                self.ended_well(done, out)
                self.assertEqual((self.said(done), self.answer()), ([":datagram"], b"got hello"))

    def test_without_names(self) -> None:
        text = "adopt" + self.TALK.replace("web", "tcp1").replace("dns", "udp1")
        for language in LANGUAGES:
            with self.subTest(language=language):
                said, out = self.exported(text, language, [self.web(), self.dns()])
                self.assertEqual((said, self.answer()), ([":datagram"], b"got hello"))
                done = self.activate(self.program(out), [self.web(), self.dns()])
                self.ended_well(done, out)
                self.assertEqual((self.said(done), self.answer()), (said, b"got hello"))

    def test_names_that_will_not_do(self) -> None:
        """One of the shell's own, one that several have, and the one in front."""
        text = ("udp1 = socket udp\nx = adopt\nprint :$(x.recv) $(dns.recv) $(udp2.recv) $(data.recv)\n"
                "rename x y\nprint :${y.type}")
        for language in LANGUAGES:
            with self.subTest(language=language):
                def passed() -> list[socket.socket]:
                    return [self.dns(b"%d" % i) for i in range(4)]

                said, out = self.exported(text, language, passed(), "first:dns:dns:data")
                self.assertEqual(said, [":0 1 2 3", ":udp"])
                done = self.activate(self.program(out), passed(), "first:dns:dns:data")
                self.ended_well(done, out)
                self.assertEqual(self.said(done), said)

    def test_some_of_them(self) -> None:
        for language in LANGUAGES:
            with self.subTest(language=language):
                command, out = self.session("adopt" + self.TALK, language)
                Path(command[-1]).write_text(f"adopt{self.TALK}\nexport {language} {out} dns\n")
                self.activate(command, [self.web(), self.dns()], "web:dns")
                self.assertNotIn("accept", out.read_text())
                done = self.activate(self.program(out), [self.web(), self.dns()], "web:dns")
                self.ended_well(done, out)

    def test_one_that_is_no_socket(self) -> None:
        """It doesn't keep the others from it, and its error is caught."""
        caught = "try { adopt }\nprint :$?\nz = udp1.recv\nprint :$z $(udp2.recv)"
        for text, options in ((caught, ()), (caught.replace("try { adopt }", "adopt"), ("-k",))):
            for language in LANGUAGES:
                with self.subTest(text, language=language), tempfile.TemporaryFile() as file, \
                        tempfile.TemporaryFile() as another:
                    passed = [self.dns(b"one"), file, self.dns(b"two")]
                    said, out = self.exported(text, language, passed, None, *options)
                    self.assertEqual(said, [":socket", ":one two"])
                    done = self.activate(self.program(out), [self.dns(b"one"), another, self.dns(b"two")])
                    self.ended_well(done, out)
                    self.assertEqual(self.said(done), said)

    def test_closed_and_in_a_block(self) -> None:
        text = "if a == a {\n adopt\n print :$(dns.recv)\n dns.close\n}\nudp1.close"
        for language in LANGUAGES:
            with self.subTest(language=language):
                said, out = self.exported(text, language, [self.dns(), self.dns()], "dns")
                self.assertEqual(said, [":datagram"])
                done = self.activate(self.program(out), [self.dns(), self.dns()], "dns")
                self.ended_well(done, out)
                self.assertEqual(self.said(done), said)

    def test_what_is_not_passed(self) -> None:
        """To this process, by that name, by that number: the program takes no other one."""
        for language in PROGRAMS:
            with self.subTest(language=language):
                _, out = self.exported("adopt\ndns.recv\nudp1.recv", language, [self.dns(), self.dns()], "dns")
                program = self.program(out)
                for names, env in (("", {}), ("dn:dns", {}), ("xdns:dnsx", {}), (":::dns", {}), ("dns", {}),
                                   ("dns", {"LISTEN_PID": str(os.getpid())})):
                    done = self.activate(program, [self.dns()], names, **env)
                    self.assertNotEqual(done.returncode, 0, names)
                    self.assertTrue(done.stderr.decode().splitlines()[-1].startswith(("LookupError", "adopt: usage")))
                self.assertNotEqual(self.finish(program).returncode, 0)

    def test_a_session_without_any(self) -> None:
        """Which there would be, nobody knows."""
        for language in "python", "c":
            with self.subTest(language=language):
                out = self.export("try { adopt }\nprint $?", language)
                self.assertIn("not exported: adopt; ", out.read_text())
                self.assertEqual(self.finish(self.program(out)).stdout, b"usage\n")


if __name__ == "__main__":
    main()
