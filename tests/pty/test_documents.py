"""The documents say the truth: their blocks of statements run, and their transcripts are what a terminal shows."""

import re
import unittest
from pathlib import Path

from socksh import ROOT, main, run
from terminal import ANY_PROMPT, Terminal, need_editor

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("**/*.md"))]
PROMPT = re.compile(rf"(?:{ANY_PROMPT})> ")
# What differs from run to run: ports, descriptors, times, and whether a segment was acknowledged already.
VARIES = [(r"\bfd \d+", "fd N"), (r"(127\.0\.0\.1|\[::1\]):\d+", r"\1:PORT"), (r"FIN-WAIT-[12]", "FIN-WAIT"),
          (r"; \d+ bytes? not yet acknowledged", ""), (r"\d\d:\d\d:\d\d\.\d{3}", "HH:MM:SS.mmm"),
          (r"(?m)^ \d+\.\d{6} ", " S.uuuuuu "), (r"<\d+\.\d{6}>", "<S.uuuuuu>"), (r"(?m)^(  \w+)\(\d+, ", r"\1(N, "),
          (r"(?m) +$", ""), (r"\n+\Z", "\n")]


def blocks(document: Path, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", document.read_text(), re.DOTALL | re.MULTILINE)


def normal(text: str) -> str:
    """Text without what differs from run to run."""
    for pattern, replacement in VARIES:
        text = re.sub(pattern, replacement, text)
    return text


def replay(transcript: str) -> str:
    """Type a transcript's lines at a real prompt; returns what the screen shows then, up to the last prompt."""
    with Terminal("--no-init") as terminal:
        terminal.prompt()
        for line in filter(PROMPT.match, transcript.splitlines()):
            terminal.run(line[PROMPT.match(line).end():])
        shown = terminal.screen.replace("\r", "")
    return shown[:shown.rindex("\n") + 1]


class Documents(unittest.TestCase):
    def test_there_are_some(self):
        self.assertTrue(blocks(DOCUMENTS[0], "console"), "the README has no transcript")
        self.assertTrue(blocks(DOCUMENTS[0], "socksh"), "the README has no statements")

    def test_statements_run(self):
        for document in DOCUMENTS:
            with self.subTest(document=document.name):
                result = run(f"lesson '{document}'", json=False)
                self.assertEqual(result.status, 0, result)

    def test_transcripts_are_what_a_terminal_shows(self):
        need_editor()
        for document in DOCUMENTS:
            for transcript in blocks(document, "console"):
                with self.subTest(document=document.name):
                    self.assertEqual(normal(replay(transcript)), normal(transcript))


if __name__ == "__main__":
    main()
