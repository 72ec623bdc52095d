"""export of multicast groups: the programs join, leave, and hear whom the session heard."""

from pathlib import Path

from exports import LANGUAGES, ExportCase
from socksh import main
from test_multicast import FAMILIES, NAMESPACE, has_namespaces


class Multicast(ExportCase):
    """In a namespace of the test's own, which has two senders."""

    def setUp(self) -> None:
        super().setUp()
        if not has_namespaces():
            self.skipTest("no network namespaces, or no ip(8), for this user")

    def said(self, command: list[str], out: Path) -> list[str]:
        """The lines with a colon that it says inside."""
        done = self.finish(["sh", "-c", NAMESPACE, "sh", *command])
        self.ended_well(done, out)
        return [line for line in done.stdout.decode().splitlines() if line.startswith(":")]

    def compare(self, text: str, *expected: str) -> None:
        for language in LANGUAGES:
            with self.subTest(language=language):
                command, out = self.session(text, language)
                self.assertEqual(self.said(command, out), list(expected))
                self.assertEqual(self.said(self.program(out), out), list(expected), out.read_text())

    def senders(self, kind: str, one: str, other: str) -> str:
        return (f"s = server {kind} {one} 0\ns.setsockopt multicast_if near\n"
                f"t = server {kind} {other} 0\nt.setsockopt multicast_if near\n")

    def test_one_sender(self) -> None:
        for kind, anything, group, one, other in FAMILIES:
            self.compare(f"""
                a = server {kind} {anything} 0
                a.setsockopt multicast_all off
                a.join {group} near --source {other}
                {self.senders(kind, one, other)}
                s.sendto {group} ${{a.local.port}} filtered
                t.sendto {group} ${{a.local.port}} wanted
                a.recv --timeout 20s
                print :$_
                a.join {group} near --source {one}
                a.leave {group} near --source {other}
                t.sendto {group} ${{a.local.port}} filtered
                s.sendto {group} ${{a.local.port}} wanted now
                a.recv --timeout 20s
                print :$_
            """, ":wanted", ":wanted now")

    def test_one_sender_blocked(self) -> None:
        for kind, anything, group, one, other in FAMILIES:
            self.compare(f"""
                a = server {kind} {anything} 0
                a.join {group} near
                a.join {group} near --block {one}
                {self.senders(kind, one, other)}
                s.sendto {group} ${{a.local.port}} blocked
                t.sendto {group} ${{a.local.port}} passed
                a.recv --timeout 20s
                print :$_
                a.join {group} near --unblock {one}
                s.sendto {group} ${{a.local.port}} again
                a.recv --timeout 20s
                print :$_
            """, ":passed", ":again")

    def test_the_interface_by_its_number_an_address_of_it_and_in_a_variable(self) -> None:
        """The routes lead elsewhere: a membership on another interface couldn't be left by this one's name."""
        words = ("lo", "1", "127.0.0.1", "::1")
        for kind, _, group, one, _ in FAMILIES:
            self.compare(f"u = socket {kind}\n" + "".join(f"""
                u.join {group} {word}
                u.leave {group} lo
                let where {word}
                u.join {group} lo --source {one}
                u.leave {group} $where --source {one}
                print ":$where"
            """ for word in words), *[f":{word}" for word in words])

    def test_where_it_leaves_by_an_address(self) -> None:
        self.compare("""
            a = server udp6 :: 0
            a.join ff05::1234 2001:db8::1
            s = socket udp6
            s.setsockopt multicast_if 2001:db8::1
            s.sendto ff05::1234 ${a.local.port} hello
            a.recv --timeout 20s
            print ":$_"
        """, ":hello")

    def test_what_the_kernel_refuses(self) -> None:
        """Errors are caught with their call; an interface that isn't there is no other one."""
        self.compare("""
            u = socket udp
            try { u.join 239.1.2.3 lo --block 127.0.0.1 }
            print :$?
            try { u.leave 239.1.2.3 lo --source 127.0.0.1 }
            print :$?
            try { u.join 239.1.2.3 nosuch }
            print :$?
            try { u.join 239.1.2.3 192.0.2.77 }
            print :$?
        """, *[":socket"] * 4)


if __name__ == "__main__":
    main()
