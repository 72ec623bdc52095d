"""export at the prompt, where errors and Ctrl-C end a statement and not the session."""

import tempfile
from pathlib import Path

from socksh import SockshTestCase, main
from terminal import CTRL_C, Terminal, need_editor


def setUpModule() -> None:
    need_editor()


class Prompt(SockshTestCase):
    """A session with what goes wrong in one."""

    def setUp(self) -> None:
        self.out = Path(self.enterContext(tempfile.TemporaryDirectory()), "exported")

    def export(self, terminal: Terminal, language: str) -> str:
        terminal.run(f"export {language} {self.out}")
        return self.out.read_text()

    def test_a_loop_ended_by_ctrl_c(self) -> None:
        with Terminal() as terminal:
            terminal.prompt()
            terminal.run("srv = server tcp 127.0.0.1 0")
            terminal.start("while ok == ok { client = srv.accept }")
            terminal.press(CTRL_C)
            terminal.prompt()
            terminal.start("srv.accept")  # that nobody came is nothing to do once more
            terminal.press(CTRL_C)
            terminal.prompt()
            program = self.export(terminal, "python")
            self.assertIn("try:\n    while True:\n        client, _ = srv.accept()\nexcept KeyboardInterrupt:\n    pass\n",
                          program)
            self.assertEqual(program.count("accept"), 1)

    def test_mistakes_and_abbreviations(self) -> None:
        with Terminal() as terminal:
            terminal.prompt()
            for line in "pair a b", "a.snd hello", "a.sendl hello", "b.recvli", "b.recvline --timeout 10ms":
                terminal.run(line)
            self.assertTrue(self.export(terminal, "script").endswith(
                "\npair a b\na.sendline hello\nb.recvline\ntry {\n    b.recvline --timeout 10ms\n}\n"))
            program = self.export(terminal, "python")
            self.assertIn('a.sendall(b"hello\\r\\n")\ndata = recvline(b)\nprint(data)\ntry:\n    b.settimeout(0.01)\n',
                          program)
            self.assertIn("except TimeoutError as error:\n", program)

    def test_an_entry_of_the_history(self) -> None:
        with Terminal() as terminal:
            terminal.prompt()
            terminal.run("pair a b")
            terminal.run("a.send hello; b.recv")
            number = terminal.run("history").split("a.send")[0].split()[-1]
            terminal.run(f"history {number}")
            self.assertTrue(self.export(terminal, "script").endswith("\npair a b\n" + "a.send hello\nb.recv\n" * 2))

    def test_an_entry_of_the_history_inside_a_block(self) -> None:
        """A script and a program have no history: what the entry says stands in its place."""
        with Terminal() as terminal:
            terminal.prompt()
            terminal.run("pair a b")
            terminal.run("a.sendl hello; b.recvli")
            number = terminal.run("history").split("a.sendl ")[0].split()[-1]
            terminal.run(f"repeat 2 {{ history {number} }}")
            self.assertTrue(self.export(terminal, "script").endswith(
                "\npair a b\na.sendline hello\nb.recvline\nrepeat 2 { a.sendline hello; b.recvline }\n"))
            self.assertIn('for _ in range(2):\n    a.sendall(b"hello\\r\\n")\n    data = recvline(b)\n    print(data)\n',
                          self.export(terminal, "python"))

    def test_an_entry_of_the_history_that_stands_in_itself(self) -> None:
        with Terminal() as terminal:
            terminal.prompt()
            terminal.run("pair a b")
            number = int(terminal.run("history").split("pair a b")[0].split()[-1]) + 2
            terminal.run(f"let x 1; history {number}")
            for language in "script", "python", "c":
                self.assertNotIn("history", self.export(terminal, language))
            self.assertIn("pair a b\n", self.export(terminal, "script"))

    def test_an_entry_of_the_history_that_exports_itself(self) -> None:
        with Terminal() as terminal:
            terminal.prompt()
            terminal.run("pair a b")
            terminal.run(f"let out {self.out}")
            number = int(terminal.run("history").split("pair a b")[0].split()[-1]) + 3
            terminal.run(f"export script $out; history {number}; history {number}")
            self.assertIn("pair a b\n", self.out.read_text())

    def test_what_is_typed_in_a_lesson(self) -> None:
        """It is exported once: `lesson` itself only begins it."""
        with Terminal() as terminal:
            terminal.prompt()
            terminal.run("lesson 1")
            terminal.run("pair a b")
            terminal.run("lesson off")
            for language in "script", "python":
                program = self.export(terminal, language)
                self.assertNotIn("lesson", program)
                self.assertEqual(program.count("pair("), language == "python")


if __name__ == "__main__":
    main()
