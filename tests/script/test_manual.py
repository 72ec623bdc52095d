"""The man page: no formatter finds fault with it, and nothing that the program knows is missing in it."""

import os
import re
import shutil
import subprocess
import unittest
from functools import cache
from pathlib import Path

from socksh import SOCKSH, STATUS, SockshTestCase, call, environment, main, run

MANUAL = Path(os.environ["MANUAL"])


def tool(name: str, *arguments: str) -> subprocess.CompletedProcess:
    """Run a formatter; the test is skipped where there is none."""
    if not shutil.which(name):
        raise unittest.SkipTest(f"{name} is not installed")
    return subprocess.run([name, *arguments], capture_output=True, text=True, timeout=60,
                          env=environment("/nonexistent", MANWIDTH="80", MANPAGER="cat", MANROFFOPT="-c"))


@cache
def shown() -> str:
    """The page as a reader sees it, its blanks made one: a formatter breaks lines anywhere."""
    for name, arguments in ("mandoc", ("-Tutf8", "-Owidth=78")), ("man", ("-l",)):
        if shutil.which(name):
            text = re.sub(".\b", "", tool(name, *arguments, str(MANUAL)).stdout)
            return re.sub(r"\s+", " ", text)
    raise unittest.SkipTest("neither mandoc nor man is installed")


class Formatters(unittest.TestCase):
    """They are silent."""

    def assertSilent(self, done: subprocess.CompletedProcess) -> None:
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout[-2000:])

    def test_man(self) -> None:
        self.assertSilent(tool("man", "--warnings", "-l", str(MANUAL)))

    def test_groff(self) -> None:
        self.assertSilent(tool("groff", "-man", "-ww", "-Tutf8", "-z", str(MANUAL)))

    def test_mandoc(self) -> None:
        done = tool("mandoc", "-Tlint", str(MANUAL))
        # Statements and synopses stay on one line, however long.
        complaints = [line for line in done.stdout.splitlines() if "STYLE: input text line longer than" not in line]
        self.assertEqual(complaints, [])


class Completeness(SockshTestCase):
    """Compared with help and --help."""

    def assertTold(self, *parts: str) -> None:
        for part in parts:
            if re.sub(r"\s+", " ", part).strip() not in shown():
                raise AssertionError(f"the man page doesn't say {part!r}")

    def test_every_command(self) -> None:
        commands = run("help").reply("help")["commands"]
        self.assertGreater(len(commands), 50)
        for command in commands:
            self.assertTold(command["summary"], command["group"])
            synopsis = run(f"help '{command['name']}'").reply("help")["text"].split("\n  ", 1)[0]
            self.assertTold(synopsis)

    def test_other_names(self) -> None:
        self.assertTold("The same: exit bye.")

    def test_every_topic(self) -> None:
        for topic in run("help topics").reply("help")["topics"]:
            text = run(f"help {topic['name']}").reply("help")["text"]
            self.assertTold(text.split("\n\n", 1)[1].partition("\nexamples:\n")[0])

    def test_every_option(self) -> None:
        options = re.findall(r"^ {2,6}(-\S+(?: [A-Z=]+)?) {2,}(.+)$", call("--help").stdout.decode(), re.MULTILINE)
        self.assertEqual(len(options), 8, options)
        for option, summary in options:
            self.assertTold(f"{option} {summary}")

    def test_every_exit_status(self) -> None:
        usage = re.sub(r"\s+", " ", call("--help").stdout.decode())
        for category, status in STATUS.items():
            self.assertTold(f"{status} {category}")
            self.assertIn(f"{status} {category}", usage)

    def test_nothing_is_changed_by_the_formatter(self) -> None:
        """Quotes, backslashes and dashes can be copied from the page."""
        self.assertTold(r'''send "GET / HTTP/1.0\r\nHost: example.com\r\n\r\n"''', "x\"6f 6b\"", "'word'", "`quit`",
                        r'\r \n \t \0 \e \\ \" \$ \xHH \uHHHH', "~/.config", "--json")

    def test_version(self) -> None:
        self.assertTold(call("--version").stdout.decode().strip())


class Examples(unittest.TestCase):
    def test_they_run(self) -> None:
        examples = MANUAL.read_text().partition(".SH EXAMPLES")[2].partition(".SH")[0]
        calls = re.findall(r"^\.EX\n(.*?)^\.EE", examples, re.DOTALL | re.MULTILINE)
        self.assertGreater(len(calls), 2)
        for line in calls:
            line = line.replace(r"\(aq", "'").replace(r"\-", "-").replace(r"\e", "\\")
            with self.subTest(line):
                done = subprocess.run(["bash", "-o", "pipefail", "-c", line], capture_output=True, text=True, timeout=60,
                                      env=environment("/nonexistent") |
                                      {"PATH": f"{Path(SOCKSH).parent}:{os.environ['PATH']}"})
                self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
                self.assertTrue(done.stdout)


class UsageText(unittest.TestCase):
    def test_it_fits_a_terminal(self) -> None:
        lines = call("--help").stdout.decode().splitlines()
        self.assertLess(max(map(len, lines)), 80)
        self.assertLess(len(lines), 24)
        self.assertEqual([line for line in lines if line != line.rstrip()], [])


if __name__ == "__main__":
    main()
