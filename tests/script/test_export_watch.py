"""export of `watch`: what comes is taken and shown while the program waits, as by the session's script."""

import ast
import socket
import threading
import unittest
from json import loads

from examples import DEADLINE
from exports import PROGRAMS, ExportCase
from peers import HOST
from socksh import main


class Watched(ExportCase):
    """What a session tells and what its programs tell: lines of watched handles, and those that begin with a colon."""

    def told_by_script(self, command: list[str]) -> list[str]:
        done = self.finish([command[0], "--json", *command[1:]])
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        told = []
        for reply in map(loads, done.stdout.splitlines()):
            if reply.get("event") == "data":
                told.append(f"{reply['handle']}: {reply['text']}")
            elif reply.get("event"):
                told.append(f"{reply['handle']}: {reply['event']}")
            elif reply.get("command") == "print":
                told.append(reply["text"])
        return told

    def told_by_program(self, out) -> list[str]:
        done = self.finish(self.program(out))
        self.ended_well(done, out)
        told = []
        for line in done.stdout.decode().splitlines():
            name, _, text = line.partition(": ")
            told.append(f"{name}: {ast.literal_eval(text).decode()}" if text.startswith("b'") else line)
        return told

    def compare(self, text: str, told: list[str]) -> None:
        for language in PROGRAMS:
            with self.subTest(text, language=language):
                command, out = self.session(text, language)
                self.assertEqual(self.told_by_script(command), told)
                self.assertEqual(self.told_by_program(out), told, out.read_text())

    def test_while_it_sleeps(self) -> None:
        self.compare("pair a b; b.watch on; a.send hello; sleep 20ms; a.send more; sleep 20ms", ["b: hello", "b: more"])

    def test_what_waits_already(self) -> None:
        self.compare("pair a b; a.send hello; b.watch on; print :on", ["b: hello", ":on"])

    def test_nothing_is_taken_without_a_wait(self) -> None:
        self.compare("pair a b; b.watch on; a.send hello; b.watch off; sleep 20ms; x = b.recv; print :$x", [":hello"])

    def test_a_command_on_the_handle_goes_first(self) -> None:
        self.compare("pair a b; b.watch on; a.send hello; x = b.recv; print :$x; a.send more; sleep 20ms", [":hello", "b: more"])

    def test_while_others_are_waited_for(self) -> None:
        """Each of the commands that wait."""
        for wait in ("d.recv", "d.recvline", "d.recvexact 3", "d.expect x", "d.expect --regex x+", "d.recvall", "d.accept"):
            kind = "d = server unix @$ME" if "accept" in wait else "pair c d"
            for form in f"try {{ {wait} --timeout 30ms }}", f"d.timeout 30ms; try {{ {wait} }}":
                self.compare(f"let ME socksh-{threading.get_ident()}-{id(self)}; pair a b; {kind}; b.watch on; a.send hello\n{form}\nprint :$?",
                             ["b: hello", ":timeout"])
        self.compare("pair a b; pair c d; b.watch on; a.send hello; poll d --timeout 30ms; print :over", ["b: hello", ":over"])
        self.compare("pair a b; u = socket udp; b.watch on; a.send hello; try { u.recvmsg --error-queue --timeout 30ms }; print :$?",
                     ["b: hello", ":timeout"])

    def test_what_is_there_needs_no_wait(self) -> None:
        self.compare("pair a b; pair c d; b.watch on; a.send hello; c.send xyz\nx = d.recvexact 2; y = d.recv; print :$x$y\n"
                     "b.watch off; z = b.recv; print :$z", [":xyz", ":hello"])

    def test_the_end(self) -> None:
        self.compare("pair a b; b.watch on; a.send hello; close a; sleep 30ms; sleep 30ms", ["b: hello", "b: closed"])

    def test_messages(self) -> None:
        self.compare('pair a b unix-dgram; b.watch on; a.send one; a.send ""; a.send two; sleep 30ms', ["b: one", "b: ", "b: two"])

    def test_what_is_not_connected(self) -> None:
        self.compare("a = socket tcp; a.watch on; srv = server tcp 127.0.0.1 0; srv.watch on; sleep 20ms\n"
                     "a.connect 127.0.0.1 ${srv.local.port}; s = srv.accept; s.send hello; sleep 30ms; print :over",
                     ["a: hello", ":over"])

    def test_names(self) -> None:
        """A handle goes by its name of that time; what the program itself has are others."""
        self.compare("pair watch now; now.watch on; watch.send one; sleep 20ms; rename now watched; watch.send two; sleep 20ms\n"
                     "let poll 5; print :$poll; close watched; watched = socket udp; sleep 20ms", ["now: one", "watched: two", ":5"])

    def test_off_and_on_in_a_loop(self) -> None:
        self.compare("repeat 2 { pair a b; b.watch on; a.send one; sleep 20ms; b.watch off; a.send two; sleep 20ms\n"
                     "  x = b.recv; print :$x; b.watch on; close a b }", ["b: one", ":two"] * 2)

    def test_as_a_value(self) -> None:
        self.compare("pair a b; x = b.watch; y = b.watch on; z = b.watch; print :$x:$y:$z", [":off:on:on"])

    def test_a_peer_that_has_to_be_drained(self) -> None:
        """It answers on one connection when the other one has taken more than the kernel keeps."""
        flood = b"x" * (16 << 20)
        with socket.create_server((HOST, 0)) as listener:
            got = []

            def serve() -> None:
                for _ in range(1 + len(PROGRAMS)):
                    with listener.accept()[0] as first, listener.accept()[0] as second:
                        first.settimeout(DEADLINE)
                        second.settimeout(DEADLINE)
                        asked = second.recv(9)
                        first.sendall(flood)
                        second.sendall(b"answer\n")
                        got.append((asked, first.recv(9), second.recv(9)))

            thread = threading.Thread(target=serve)
            thread.start()
            port = listener.getsockname()[1]
            text = f"w = open {HOST} {port}; c = open {HOST} {port}; w.watch on; c.send go; x = c.recvline; print $x; w.send done"
            outs = {}
            command, outs["python"] = self.session(text, "python")
            file = self.directory / "session.socksh"
            file.write_text(file.read_text() + f"export c {self.directory}/exported.c\n")
            self.assertEqual(self.finish(command).returncode, 0)
            outs["c"] = self.directory / "exported.c"
            for language in PROGRAMS:
                with self.subTest(language=language):
                    done = self.finish(self.program(outs[language]))
                    self.ended_well(done, outs[language])
                    self.assertIn(b"w: ", done.stdout)
            thread.join(DEADLINE)
            self.assertEqual(got, [(b"go", b"done", b"")] * (1 + len(PROGRAMS)))


if __name__ == "__main__":
    main()
