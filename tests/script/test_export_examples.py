"""export of every example that help shows: whole, and its programs run as the session did."""

import os
import socket
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from examples import DEADLINE
from exports import LANGUAGES, SUFFIXES, ExportCase
from socksh import SOCKSH, environment, main, run

NOTHING = "this session has nothing to export yet"  # of what only tells: help, explain, set

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
