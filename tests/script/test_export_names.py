"""export of names and addresses: a name that stands for several things in a session, hosts in brackets."""

import unittest

from exports import PROGRAMS, ExportCase
from peers import has_ipv6
from socksh import main


class NamesCase(ExportCase):
    """What the programs print."""

    def prints(self, text: str, printed: bytes) -> None:
        for language in PROGRAMS:
            with self.subTest(text, language=language):
                out = self.export(text, language)
                done = self.finish(self.program(out))
                self.ended_well(done, out)
                self.assertEqual(done.stdout, printed, out.read_text())


@unittest.skipUnless(has_ipv6(), "no IPv6 here")
class Brackets(NamesCase):
    """[::1] is ::1 wherever a host stands."""

    TALK = "c.send hi\ns = srv.accept\ns.recvexact 2\nprint $_"

    def test_in_an_address(self) -> None:
        self.prints(f'srv = server tcp6 ::1 0\nc = open "[::1]" ${{srv.local.port}}\n{self.TALK}', b"hi\n")
        self.prints(f"srv = server tcp6 [::1] 0\nc = socket tcp6\nc.connect [::1] ${{srv.local.port}}\n{self.TALK}", b"hi\n")
        self.prints("u = server udp6 [::1] 0\nv = socket udp6\nv.sendto [::1] ${u.local.port} hi\nu.recv\nprint $_", b"hi\n")
        self.prints("x = resolve [::1]\nprint $x", b"::1\n")

    def test_known_as_the_program_runs(self) -> None:
        for host in "let h [::1]", "let h ::2\nlet h [::1]", "let h ::1\nlet h [$h]":
            self.prints(f"{host}\nsrv = server tcp6 $h 0\nc = open $h ${{srv.local.port}}\n{self.TALK}", b"hi\n")
            self.prints(f"{host}\nsrv = server tcp6 $h 0\nc = open tcp://$h:${{srv.local.port}}\n{self.TALK}", b"hi\n")

    def test_in_parts(self) -> None:
        self.prints(f"let h ::1\nsrv = server tcp6 [$h] 0\nc = open [$h] ${{srv.local.port}}\n{self.TALK}", b"hi\n")

    def test_a_path_in_brackets_is_a_path(self) -> None:
        self.prints(f"! rm -f [x]\nsrv = server unix [x]\nc = open unix:[x]\n{self.TALK}", b"hi\n")


if __name__ == "__main__":
    main()
