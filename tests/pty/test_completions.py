"""What bash, zsh and fish complete behind `socksh`, asked in the shells themselves."""

import os
import re
import shlex
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from socksh import call, environment, main
from terminal import TAB, Terminal

COMPLETIONS = Path(os.environ["COMPLETIONS"])
OPTIONS = ["-c", "-e", "-k", "-q", "--json", "--replay", "--no-init", "--version", "--help"]

# How a zsh begins; its lines are typed at a terminal of the test's own. Lists show themselves at once.
ZSH = """PS1="READY> "; unset zle_bracketed_paste; fpath=($COMPLETIONS $fpath); autoload -U compinit; compinit -u -D
setopt auto_list no_list_beep; zstyle ":completion:*" verbose yes; zstyle ":completion:*:descriptions" format "%d"; LISTMAX=0
"""


class CompletionsTestCase(unittest.TestCase):
    """In a directory with scripts, other files and directories."""

    def setUp(self) -> None:
        self.directory = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="socksh-completions-")))
        for name in "echo.socksh", "a b.socksh", "notes.txt":
            (self.directory / name).touch()
        (self.directory / "scripts").mkdir()

    def ask(self, shell: str, *arguments: str) -> str:
        """What the shell says; the test is skipped where it isn't installed."""
        if not shutil.which(shell):
            self.skipTest(f"{shell} is not installed")
        done = subprocess.run([shell, *arguments], capture_output=True, text=True, timeout=60, cwd=self.directory,
                              stdin=subprocess.DEVNULL,
                              env=environment(str(self.directory), COMPLETIONS=str(COMPLETIONS), TERM="dumb"))
        self.assertEqual((done.returncode, done.stderr), (0, ""), done)
        return done.stdout


class Options(unittest.TestCase):
    def test_they_are_those_of_help(self) -> None:
        told = re.findall(r"^ {2,6}(-\S+)", call("--help").stdout.decode(), re.MULTILINE)
        self.assertEqual(told, OPTIONS)


class Bash(CompletionsTestCase):
    def complete(self, *words: str) -> list[str]:
        """The candidates for the last word."""
        line = " ".join(map(shlex.quote, ("socksh", *words)))
        script = (f"source {shlex.quote(str(COMPLETIONS / 'socksh'))}; COMP_WORDS=({line}); COMP_CWORD={len(words)}; "
                  "_socksh; printf '%s\\n' \"${COMPREPLY[@]}\"; complete -p socksh >&3")
        return sorted(filter(None, self.ask("bash", "-c", f"{{ {script}; }} 3>/dev/null").splitlines()))

    def test_options(self) -> None:
        self.assertEqual(self.complete("-"), sorted(OPTIONS))
        self.assertEqual(self.complete("--no"), ["--no-init"])
        self.assertEqual(self.complete("-k", "--j"), ["--json"])

    def test_files(self) -> None:
        self.assertEqual(self.complete(""), ["a b.socksh", "echo.socksh", "scripts"])
        self.assertEqual(self.complete("-e", "a=b", "e"), ["echo.socksh"])
        self.assertEqual(self.complete("--", ""), ["a b.socksh", "echo.socksh", "scripts"])

    def test_nothing(self) -> None:
        for words in ("-c", ""), ("-e", ""), ("-c", "print x", ""), ("echo.socksh", ""), ("echo.socksh", "-"):
            with self.subTest(words):
                self.assertEqual(self.complete(*words), [])
        self.assertIn("--json", self.complete("-c", "print x", "-"))


class Fish(CompletionsTestCase):
    def complete(self, line: str) -> dict[str, str]:
        """The candidates and their descriptions."""
        script = f"source {shlex.quote(str(COMPLETIONS / 'socksh.fish'))}; complete -C {shlex.quote(line)}"
        rows = self.ask("fish", "--no-config", "-c", script).splitlines()
        return dict((row + "\t").split("\t")[:2] for row in rows)

    def test_options(self) -> None:
        found = self.complete("socksh -")
        self.assertEqual(sorted(found), sorted(OPTIONS))
        self.assertEqual(found["--json"], "one JSON object a line for every reply")
        self.assertEqual(found["--no-init"], "don't run the init file of interactive sessions")

    def test_files(self) -> None:
        found = list(self.complete("socksh "))
        self.assertIn("echo.socksh", found)
        self.assertIn("scripts/", found)
        self.assertEqual(list(self.complete("socksh ec")), ["echo.socksh"])

    def test_nothing(self) -> None:
        for line in "socksh -c ", "socksh -e ", "socksh -c 'print x' ":
            with self.subTest(line):
                self.assertEqual(self.complete(line), {})


class Zsh(CompletionsTestCase):
    def complete(self, line: str, until: str) -> str:
        """What a Tab behind the line shows, up to what has to come."""
        if not shutil.which("zsh"):
            self.skipTest("zsh is not installed")
        (self.directory / ".zshrc").write_text(ZSH)
        with Terminal(command=["zsh", "-d", "-i"], home=self.directory, COMPLETIONS=str(COMPLETIONS)) as terminal:
            terminal.expect("READY> ")
            terminal.type(line)
            terminal.press(TAB)
            return terminal.expect(until)

    def test_options(self) -> None:
        shown = self.complete("socksh -", r"--version .*\n(?s:.*)READY> socksh -")
        for option in OPTIONS:
            self.assertRegex(shown, rf"(?m)^{option}\s")
        self.assertIn("one JSON object a line for every reply", shown)
        self.assertIn("don't run the init file", shown)

    def test_one_option(self) -> None:
        self.complete("socksh --n", "o-init ")

    def test_files(self) -> None:
        shown = self.complete("socksh ", r"scripts/(?s:.*)READY> socksh ")
        self.assertIn("echo.socksh", shown)
        self.assertNotIn("notes.txt", shown)
        self.complete("socksh e", "cho.socksh ")

    def test_options_have_values_of_their_own(self) -> None:
        self.assertNotIn("echo.socksh", self.complete("socksh -c ", "STATEMENTS"))
        self.assertNotIn("echo.socksh", self.complete("socksh -e ", "NAME=VALUE"))


if __name__ == "__main__":
    main()
