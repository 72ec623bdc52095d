"""What explain tells is true: its C compiles, its Python parses, its examples meet the errors they are of."""

import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from socksh import STATUS, Conversation, SockshTestCase, main, run

HEADERS = """arpa/inet.h assert.h errno.h fcntl.h ifaddrs.h linux/sockios.h net/if.h netdb.h netinet/in.h netinet/tcp.h
    poll.h stdint.h stdio.h stdlib.h string.h sys/ioctl.h sys/socket.h sys/un.h sys/wait.h time.h unistd.h""".split()


def explanations() -> list[dict]:
    """Of every command that `help` lists."""
    names = [command["name"] for command in run("help", check=True).reply("help")["commands"]]
    return run("; ".join(f"explain '{name}'" for name in names), check=True).all("explain")


def translation_unit(examples: list[dict]) -> str:
    """A C file with a function for each example."""
    lines = ["#define _GNU_SOURCE", *(f"#include <{header}>" for header in HEADERS)]
    for number, example in enumerate(examples):
        lines += [f"void example_{number}(int fd); /* {example['name']} */", f"void example_{number}(int fd)", "{",
                  "(void)fd;", example["c_example"], "}"]
    return "\n".join(lines) + "\n"


class Examples(unittest.TestCase):
    """In C and Python."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.all = explanations()

    def test_most_commands_have_them(self) -> None:
        self.assertGreater(len(self.all), 50)
        self.assertGreater(sum("c_example" in one for one in self.all), len(self.all) / 2)

    def test_c_compiles(self) -> None:
        compiler = shutil.which("cc")
        if not compiler:
            self.skipTest("there is no C compiler called cc")
        with tempfile.TemporaryDirectory(prefix="socksh-explain-") as directory:
            file = Path(directory) / "examples.c"
            file.write_text(translation_unit([one for one in self.all if "c_example" in one]))
            done = subprocess.run([compiler, "-std=gnu11", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", str(file)],
                                  capture_output=True, text=True, timeout=120)
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_python_parses(self) -> None:
        for one in self.all:
            with self.subTest(one["name"]):
                compile(one.get("python_example", ""), one["name"], "exec")

    def test_they_are_short(self) -> None:
        for one in self.all:
            for language in "c_example", "python_example":
                with self.subTest(one["name"], language=language):
                    lines = one.get(language, "").splitlines()
                    self.assertLessEqual(len(lines), 6)
                    self.assertLessEqual(max(map(len, lines), default=0), 77)  # else they would be folded


class Categories(SockshTestCase):
    """The example of each meets an error of that category, and goes on."""

    def test_examples(self) -> None:
        for category in STATUS.keys() - {"tls", "interrupted"}:  # no command yet; Ctrl-C is the next test's
            with self.subTest(category):
                reply = run(f"explain {category}", check=True).reply("explain")
                self.assertEqual((reply["category"], reply["exit_status"]), (category, STATUS[category]))
                result = run(reply["example"], check=True)
                self.assertEqual(result.replies[-1]["text"], category, result)

    def test_interrupted(self) -> None:
        with Conversation() as shell:
            example = shell.ask("explain interrupted")["example"]
            lines = shell.say(f"! echo begins >&2\n{example}")
            shell.wait_for_error_output("begins")
            shell.answer(lines)
            shell.interrupt()
            self.assertError(shell.answer(lines), "interrupted")
            self.assertReply(shell.answer(lines), "print", text="interrupted")


class LastError(SockshTestCase):
    """Over a whole run."""

    def test_json(self) -> None:
        result = run("c = socket tcp; try { c.recv }; try { explain nothing }; explain error", check=True)
        self.assertReply(result.all("explain")[-1], "explain", failed="recv", handle="c", state="CLOSED",
                         category="socket", code="ENOTCONN", call="recv")

    def test_none(self) -> None:
        self.assertReply(run("explain error", check=True), "explain", category=None)

    def test_text(self) -> None:
        result = run("pair a b; try { a.recv --timeout 10ms }; explain", json=False, check=True)
        said = result.stdout.decode()
        self.assertIn("error (timeout): recv a: timed out", said)
        self.assertLessEqual(max(map(len, said.splitlines())), 79, said)


if __name__ == "__main__":
    main()
