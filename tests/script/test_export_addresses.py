"""export of what is opened by an address: in whatever way a session writes it, the program gets there."""

import unittest

from exports import LANGUAGES, ExportCase, ToldCase
from peers import has_ipv6
from socksh import Conversation, main, run


class Addresses(ExportCase):
    """A server and a client, which meet in the program as they did in the session."""

    TALK = "c.send hi\ns = srv.accept\ns.recvexact 2\nprint said:$_"

    def meets(self, text: str) -> None:
        for language in LANGUAGES:
            with self.subTest(text, language=language):
                out = self.export(text, language)
                done = self.finish(self.program(out))
                self.ended_well(done, out)
                self.assertIn(b"said:hi", done.stdout)

    @unittest.skipUnless(has_ipv6(), "no IPv6 here")
    def test_ipv6_in_brackets(self) -> None:
        self.meets(f"srv = server tcp6 ::1 0\nc = open tcp://[::1]:${{srv.local.port}}\n{self.TALK}")
        self.meets(f"srv = server tcp6 ::1 0\nlet host ::1\nc = open tcp://[$host]:${{srv.local.port}}\n{self.TALK}")
        self.meets("u = server udp6 ::1 0\nv = open udp://[::1]:${u.local.port}\nv.send hi\nu.recv\nprint said:$_")

    @unittest.skipUnless(has_ipv6(), "no IPv6 here")
    def test_ipv6_in_brackets_with_a_constant_port(self) -> None:
        result = run("v = open udp://[::1]:9/\nexport python -\nexport c -", "-q", json=False).stdout.decode()
        self.assertIn('udp_connection(("::1", 9))', result)
        self.assertIn('open_connection("::1", "9", SOCK_DGRAM', result)

    def test_words_of_an_address_in_variables(self) -> None:
        start = "srv = server tcp 127.0.0.1 0\nlet port ${srv.local.port}\nlet host 127.0.0.1\n"
        for address in "tcp://$host:$port", "tcp://127.0.0.$(length 1):$port", "tcp://$host:${srv.local.port}":
            self.meets(f"{start}c = open {address}\n{self.TALK}")

    def test_an_address_in_a_variable(self) -> None:
        """Where all that it is ever given is known."""
        self.meets("let url udp://127.0.0.1:9\nv = open $url\nv.send hi\nprint said:hi")

    def test_an_address_that_is_not_known(self) -> None:
        """It is said why, also of what needs the handle."""
        text = "srv = server tcp 127.0.0.1 0\nlet url tcp://${srv.local}\nc = open $url\nc.send hi\n"
        for language, comment in ("python", "#"), ("c", "//"):
            with self.subTest(language=language):
                told = run(f"{text}export {language} -", "-q", json=False).stdout.decode()
                self.assertIn(f"{comment} not exported: c = open $url; the kind of address is known only as the "
                              "program runs\n", told)
                self.assertIn(f"{comment} not exported: c.send hi; what makes c is not exported\n", told)
        told = run("srv = server tcp 127.0.0.1 0\nc = open tcp://${srv.local}\nexport c -", "-q", json=False)
        self.assertIn(b"open tcp://${srv.local}; where its port begins is known only as the program runs\n", told.stdout)


class Read(ExportCase):
    """At a prompt one reads in a reply which port the kernel chose, and types it."""

    def typed(self, shell: Conversation, *statements: str) -> None:
        port = shell.ask(statements[0])["local"]["port"]
        for statement in statements[1:]:
            shell.ask(statement.replace("PORT", str(port)))

    def check(self, *statements: str) -> None:
        """Each program meets the port that there is when it runs."""
        outs = [self.directory / f"typed{suffix}" for suffix in (".py", ".c", ".socksh")]
        with Conversation() as shell:
            self.typed(shell, *statements)
            for language, out in zip(("python", "c", "script"), outs):
                if language in LANGUAGES:
                    shell.ask(f"export {language} {out}")
        for out in outs:
            with self.subTest(statements, out=out.name):
                done = self.finish(self.program(out))
                self.ended_well(done, out)
                self.assertIn(b"said:hi", done.stdout)

    def test_it_is_asked_for(self) -> None:
        talk = ("s = srv.accept", "c.send hi", "s.recv", "print said:$_")
        server = "srv = server tcp 127.0.0.1 0"
        self.check(server, "c = open 127.0.0.1 PORT", *talk)
        self.check(server, "c = socket tcp", "c.connect 127.0.0.1 PORT", *talk)
        self.check(server, "c = open tcp://127.0.0.1:PORT", *talk)
        self.check(server, 'let url "127.0.0.1 PORT"; let port PORT; c = open 127.0.0.1 $port', *talk, "close srv")
        self.check("u = server udp 127.0.0.1 0", "v = socket udp; v.sendto 127.0.0.1 PORT hi", "u.recv", "print said:$_")

    def test_what_stays(self) -> None:
        """Between single quotes, as a part of something, where a name came later, and where it was asked for."""
        with Conversation() as shell:
            self.typed(shell, "srv = server tcp 127.0.0.1 0", "print 'on PORT' xPORT PORT.5", "srv.close",
                       "try { open 127.0.0.1 PORT }", "web = server tcp 127.0.0.1 PORT", "c = open 127.0.0.1 PORT")
            self.typed(shell, "old = server tcp 127.0.0.1 0", "d = open 127.0.0.1 PORT", "rename old new")
            told = shell.ask("export script -")["text"]
        self.assertNotIn(".local.port}", told)


@unittest.skipUnless(has_ipv6(), "no IPv6 here")
class WithInterface(ToldCase):
    """Of a link-local address the interface belongs to it: without one no socket is bound to it."""

    def test_to_bind(self) -> None:
        for text in ("u.bind ff02::1:5%lo 0", "let h ff02::1:5%lo\nu.bind $h 0", "u.bind [ff02::1:5%lo] 0", "v = server udp6 ff02::1:5%lo 0"):
            self.compare(f"u = socket udp6\ntry {{ {text} }}\nprint :$?", [":ok"])

    def test_of_a_socket(self) -> None:
        self.compare("u = server udp6 ff02::1:5%lo 0\nlet p ${u.local.port}\nlet where ${u.local}\nprint :${u.local.address}\n"
                     'if $where == "[ff02::1:5%lo]:$p" { print :whole }\nu.close\nv = server udp6 ::1 0\nprint :${v.local.address}',
                     [":ff02::1:5%lo", ":whole", ":::1"])

    def test_to_send_and_connect(self) -> None:
        """The kernel says the same to the program, whatever that is here."""
        for text in "u.sendto ff02::1:5%lo 9 x", "u.connect ff02::1:5%lo 9", "u.connect fe80::1%nosuch 9", "let h ff02::1:5%lo\nu.connect $h 9":
            self.compare_whatever(f"u = socket udp6\ntry {{ {text} }}\nprint :$?")


class Unnamed(ToldCase):
    """A Unix socket that nobody bound has no address, and the program has the session's word for that."""

    def test_fields_and_commands(self) -> None:
        self.compare('! rm -f s\nsrv = server unix s\nc = open unix:s\ns = srv.accept\nprint ":${s.peer} ${c.local} ${c.peer}"\n'
                     'print ":$(s.getpeername) $(c.getsockname)"\nif ${s.peer} == "(unnamed)" { print :nobody }\n'
                     'let p ${s.peer}\nprint :$p', [":(unnamed) (unnamed) s", ":(unnamed) (unnamed)", ":nobody", ":(unnamed)"])


if __name__ == "__main__":
    main()
