"""Ctrl-C and Ctrl-Z, at the prompt and in a command that waits; and the signals that end a session."""

import os
import re
import shutil
import signal

import nameserver
import peers
from socksh import SOCKSH, SockshTestCase, main
from terminal import CTRL_C, CTRL_Z, ENTER, UP, Terminal, need_editor, plain

INTERRUPTED = r"error \(interrupted\): "


def setUpModule() -> None:
    need_editor()


class SignalsTestCase(SockshTestCase):
    """Has a terminal where the first prompt stands."""

    def setUp(self) -> None:
        self.terminal = self.enterContext(Terminal(term="xterm"))
        self.terminal.prompt("socksh")

    def interrupt(self, line: str) -> None:
        """Start a command that waits, and leave it with Ctrl-C."""
        self.terminal.start(line)
        self.terminal.press(CTRL_C)
        self.assertRegex(self.terminal.prompt(), INTERRUPTED)


class CtrlC(SignalsTestCase):
    """Drops a line, or leaves a wait; never the session."""

    def test_drops_the_line(self) -> None:
        self.terminal.type("print dropped")
        self.terminal.press(CTRL_C)
        self.assertNotIn("error", self.terminal.prompt("socksh"))
        self.assertEqual(self.terminal.run("print kept"), "kept\n")
        self.assertNotIn("\ndropped", self.terminal.screen)

    def test_drops_what_has_just_been_typed(self) -> None:
        for _ in range(100):  # the terminal drops the keys, too, and they may be gone before they are read
            self.terminal.press("half")
            self.terminal.press(CTRL_C)
            self.terminal.prompt("socksh")

    def test_what_is_typed_behind_it_is_the_next_line(self) -> None:
        """Also when it comes at once, as from a script that types."""
        self.terminal.type("setsockopt keep")
        self.terminal.press(CTRL_C + "print hi" + ENTER)
        self.terminal.expect("print hi")
        self.assertEqual(self.terminal.prompt("socksh"), "\nhi\n")
        self.assertNotIn("error", self.terminal.screen)

    def test_only_what_stands_behind_the_last_one_is_kept(self) -> None:
        self.terminal.press("print one" + CTRL_C + "print two" + ENTER + CTRL_C + "print three" + ENTER)
        self.terminal.expect("print three")
        self.assertEqual(self.terminal.prompt("socksh"), "\nthree\n")
        for dropped in "\none", "\ntwo":
            self.assertNotIn(dropped, self.terminal.screen)

    def test_shows_the_prompt_once(self) -> None:
        for term in "xterm", "dumb":
            with self.subTest(term), Terminal(term=term) as terminal:
                terminal.prompt("socksh")
                terminal.type("half")
                terminal.press(CTRL_C)
                terminal.expect("socksh> ")
                terminal.run("print kept")
                shown = plain(terminal.screen).partition("socksh> ")[2]  # behind the greeting
                self.assertEqual(shown, "half^C\nsocksh> print kept\nkept\nsocksh> ")

    def test_drops_an_open_block(self) -> None:
        self.terminal.run("repeat 2 {", prompt=r"\.\.\.")
        self.terminal.press(CTRL_C)
        self.terminal.prompt("socksh")
        self.assertEqual(self.terminal.run("print kept"), "kept\n")

    def test_keeps_the_history(self) -> None:
        self.terminal.run("print before")
        self.terminal.type("print dropped")
        self.terminal.press(CTRL_C)
        self.terminal.prompt("socksh")
        self.terminal.press(UP)
        self.terminal.expect("print before")
        self.terminal.press(ENTER)
        self.assertEqual(self.terminal.prompt("socksh"), "\nbefore\n")

    def test_leaves_recv(self) -> None:
        self.terminal.run("pair a b")
        for _ in range(2):
            self.interrupt("b.recv")
        self.terminal.run("a.send hello")
        self.assertIn("  hello\n", self.terminal.run("b.recv"))

    def test_leaves_accept(self) -> None:
        self.terminal.run("srv = server tcp 127.0.0.1 0")
        self.interrupt("srv.accept")
        self.terminal.run("c = open 127.0.0.1 ${srv.local.port}")
        self.assertIn("srv1: accepted from 127.0.0.1:", self.terminal.run("srv.accept"))

    def test_leaves_connect(self) -> None:
        with peers.full_backlog() as nobody, peers.silent_peer() as somebody:
            self.terminal.run("c = socket tcp")
            self.interrupt(f"c.connect 127.0.0.1 {nobody.port}")
            self.terminal.run(f"c.connect 127.0.0.1 {somebody.port}", prompt=r"c \[ESTABLISHED\]")

    def test_leaves_sleep_and_loops(self) -> None:
        self.interrupt("sleep 1h")
        self.interrupt("repeat 1000000000 { sleep 1h }")
        self.assertEqual(self.terminal.run("print awake"), "awake\n")

    def test_drops_the_rest_of_the_line(self) -> None:
        self.interrupt("sleep 1h; print skipped")
        self.assertNotIn("\nskipped", self.terminal.screen)


class CtrlZ(SockshTestCase):
    """Stops it, for the shell it was started from to go on with; fg brings it back."""

    def start(self, term: str, *wrapper: str) -> None:
        shell = shutil.which("bash")
        if not shell:
            self.skipTest("bash is not installed")
        command = [*wrapper, shell, "--norc", "--noprofile", "--noediting", "-i"]
        self.terminal = self.enterContext(Terminal(command=command, term=term, PS1="shell> "))
        self.terminal.prompt("shell")
        self.terminal.run(f"'{SOCKSH}'", prompt="socksh")

    def stop_and_resume(self) -> None:
        self.terminal.press(CTRL_Z)
        self.assertIn("Stopped", self.terminal.prompt("shell"))
        self.terminal.press("fg" + ENTER)
        self.terminal.expect(rf"fg\r\n.*'{re.escape(SOCKSH)}'\r\n")

    def test_at_the_prompt(self) -> None:
        for term in "xterm", "dumb":
            with self.subTest(term):
                self.start(term)
                self.stop_and_resume()
                self.terminal.expect("socksh> ")
                self.assertEqual(self.terminal.run("print back"), "back\n")
                resumed = self.terminal.screen.rpartition(f"'{SOCKSH}'\r\n")[2].partition("print back")[0]
                self.assertEqual(resumed.count("socksh> "), 1, f"how often the prompt stands in {resumed!r}")

    def test_keeps_what_was_typed(self) -> None:
        self.start("xterm")
        self.terminal.type("print half")
        self.stop_and_resume()
        self.terminal.expect("socksh> print half")
        self.terminal.press(" whole" + ENTER)
        self.assertEqual(self.terminal.prompt("socksh"), " whole\nhalf whole\n")

    def test_in_a_command_that_waits(self) -> None:
        self.start("xterm")
        self.terminal.run("pair a b")
        self.terminal.start("b.recv --timeout 1h")
        self.stop_and_resume()
        shell = self.terminal.process.pid
        self.terminal.wait_until(lambda: os.tcgetpgrp(self.terminal.keys) != shell and self.terminal.is_waiting(),
                                 "recv should go on")
        self.terminal.press(CTRL_C)
        self.assertRegex(self.terminal.prompt(), INTERRUPTED)
        self.assertEqual(self.terminal.run("a.send hello"), "a: sent 5 bytes\n")

    def test_while_the_c_library_waits_in_a_call(self) -> None:
        self.start("xterm", *nameserver.wrapper("takes-no-tcp"))
        self.terminal.run("trace on")
        self.terminal.start("resolve www.example")
        if "not shown" not in self.terminal.screen:
            self.terminal.expect(r"socket\(AF_INET, SOCK_STREAM.*\n")
        self.stop_and_resume()
        self.terminal.expect("waiting in resolve")  # in front again
        self.terminal.press(CTRL_C)
        self.assertRegex(self.terminal.prompt(), INTERRUPTED)
        self.terminal.run("quit", prompt="shell")  # though it still waits


class Ends(SignalsTestCase):
    """Signals that end a session leave the terminal as it was."""

    def ends_by(self, number: int) -> None:
        os.kill(self.terminal.process.pid, number)
        self.assertGreaterEqual(self.terminal.end(), 0, "it was killed")
        self.assertTrue(self.terminal.is_cooked())

    def test_sigterm_at_the_prompt(self) -> None:
        self.terminal.type("print half")
        self.ends_by(signal.SIGTERM)

    def test_sighup_at_the_prompt(self) -> None:
        self.ends_by(signal.SIGHUP)

    def test_sigterm_in_a_command_that_waits(self) -> None:
        self.terminal.start("sleep 1h; print skipped")
        self.ends_by(signal.SIGTERM)
        self.assertNotIn("\nskipped", self.terminal.screen)

    def test_sighup_in_a_command_that_waits(self) -> None:
        self.terminal.run("srv = server tcp 127.0.0.1 0")
        self.terminal.start("srv.accept")
        self.ends_by(signal.SIGHUP)

    def test_the_window_is_closed(self) -> None:
        self.terminal.hang_up()
        self.terminal.wait_until(lambda: self.terminal.process.poll() is not None, "it should end")
        self.assertGreaterEqual(self.terminal.process.returncode, 0, "it was killed")


if __name__ == "__main__":
    main()
