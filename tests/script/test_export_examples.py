"""export of every example that help shows: whole, and its programs run and send as the session did."""

import os
import re
import socket
import subprocess
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import strace
from examples import DEADLINE
from exports import LANGUAGES, SUFFIXES, ExportCase
from socksh import SOCKSH, environment, main, run

NOTHING = "this session has nothing to export yet"  # of what only tells: help, explain, set

# The bytes in a line of strace.
SENT = re.compile(r'send(?:to|msg)\(\d+<.*?>, (?:\{[^\n]*?iov_base=)?"((?:[^"\\]|\\.)*)"')

# Examples with a line that is left out in a language, and why that can't be otherwise.
LEFT_OUT: dict[str, str] = {}


def examples() -> list[str]:
    """What help shows of each command and each topic."""
    found = []
    commands = [row["name"] for row in run("help").reply("help")["commands"]]
    topics = [row["name"] for row in run("help topics").reply("help")["topics"]]
    for name in commands + topics:
        text = run(f"help '{name}'").reply("help")["text"]
        lines, statement = iter(text.partition("\nexamples:\n")[2].splitlines()), []
        for line in lines:
            if line.startswith(8 * " "):
                found.append("\n".join(statement))
                statement = []
            elif line.startswith(4 * " "):
                statement.append(line.strip())
            else:
                break
    return found


class Examples(ExportCase):
    """Each in a directory of its own."""

    def test_all(self) -> None:
        found = [text for text in examples() if text != "quit"]  # behind which nothing is run
        self.assertGreater(len(found), 150)
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            outcomes = list(pool.map(self.check, found))
        self.assertEqual([outcome for outcome in outcomes if outcome], [])

    @unittest.skipUnless(strace.available(), "strace may not trace here")
    def test_what_peers_get(self) -> None:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            outcomes = list(pool.map(self.compare, [text for text in examples() if text != "quit"]))
        self.assertEqual([outcome for outcome in outcomes if isinstance(outcome, str)], [])
        self.assertGreater(sum(outcome is True for outcome in outcomes), 50)

    def compare(self, text: str) -> str | bool:
        """Whether an example sends something; what is sent in another way by a program of it."""
        text = text.replace("@example", f"@example-{os.getpid()}")
        with tempfile.TemporaryDirectory(dir=self.directory) as directory:
            outs = {language: Path(directory) / f"exported{SUFFIXES[language]}" for language in LANGUAGES}
            exports = "".join(f"\nexport {language} {out}" for language, out in outs.items())
            wanted = self.sent(directory, [SOCKSH, "--no-init", "-k", "-c", text + exports])
            for out in outs.values() if wanted else ():
                got = self.sent(directory, self.program(out))
                if got != wanted:
                    return f"{text}: {wanted}, {out.name}: {got}"
        return bool(wanted)

    def sent(self, directory: str, command: list[str]) -> str:
        """What is given to send calls, as strace writes it; ports, which the kernel chooses, as N."""
        log = Path(directory) / "calls"
        self.run_in(directory, ["strace", "-f", "-q", "-yy", "-x", "-s", "100000", "-e", "trace=sendto,sendmsg", "-o", str(log),
                                *map(str, command)])
        calls = [call for call in log.read_text().splitlines() if "NETLINK" not in call]
        return re.sub(r"\d{4,}", "N", "".join(SENT.findall("\n".join(calls))))

    def check(self, text: str) -> str:
        """What is wrong with an example's programs; nothing otherwise."""
        text = text.replace("@example", f"@example-{os.getpid()}")
        with tempfile.TemporaryDirectory(dir=self.directory) as directory:
            outs = {language: Path(directory) / f"exported{SUFFIXES[language]}" for language in LANGUAGES}
            exports = "".join(f"\nexport {language} {out}" for language, out in outs.items())
            session = self.run_in(directory, [SOCKSH, "--no-init", "-k", "-c", text + exports])
            if NOTHING in session.stderr:
                return ""
            for language, out in outs.items():
                if not out.exists():
                    return f"{text}: no program in {language}\n{session.stdout}{session.stderr}"
                if "not exported" in out.read_text() and text not in LEFT_OUT:
                    return f"{text}: {out.read_text()}"
                done = self.run_in(directory, self.program(out))
                if done.returncode != 0:
                    return f"{text}: {done.returncode}, {done.stderr}\n{out.read_text()}"
        return ""

    def run_in(self, directory: str, command: list[str]) -> subprocess.CompletedProcess:
        """Its standard input is a socket, which some adopt."""
        with socket.socket() as given:
            return subprocess.run(command, stdin=given, capture_output=True, text=True, errors="replace", cwd=directory,
                                  timeout=DEADLINE, env=environment(directory))


if __name__ == "__main__":
    main()
