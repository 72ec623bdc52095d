"""Every example of the command table and every lesson, their calls beside strace's list."""

import re
import tempfile
import unittest
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import strace
from socksh import SockshTestCase, main, run

ROOT = Path(__file__).parents[2]
COMMANDS, LESSONS = ROOT / "src/commands", ROOT / "docs/lessons"
OWN = {"trace", "adopt"}  # they would end our trace; strace can't know what a descriptor from elsewhere is
TEXT = r'"((?:[^"\\]|\\.)*)"'


def examples() -> Iterator[tuple[str, str]]:
    """The file of each command, and what it can type."""
    for file in sorted(COMMANDS.glob("*.c")):
        for table in re.findall(r"struct example \w+\[\] = \{(.*?)\n\};", file.read_text(), re.DOTALL):
            for row in re.findall(r"\{\s*((?:" + TEXT + r"\s*)+),", table):
                script = "".join(re.findall(TEXT, row[0])).encode().decode("unicode_escape")
                if file.stem not in OWN and not re.search(r"\btrace \w|\btrace /", script):
                    yield file.stem, script
    yield from ((file.stem, f"lesson {file}") for file in sorted(LESSONS.glob("[0-9]*.md")))


@unittest.skipUnless(strace.available(), "strace is not installed, or may not trace here")
class Examples(SockshTestCase):
    """What one does with socksh makes no call that its trace lacks, and none that only the trace has."""

    def calls(self, script: str) -> Iterator[tuple[strace.Call | None, strace.Call | None]]:
        """Ours and strace's, side by side."""
        with tempfile.TemporaryDirectory() as directory:
            theirs_file, ours_file = Path(directory, "strace"), Path(directory, "trace")
            run(f"trace {ours_file} --data {strace.SHOWN}\n{script}", "-k", json=False, cwd=directory,
                wrapper=strace.wrapper(theirs_file), env={"ASAN_OPTIONS": "detect_leaks=0"})
            ours = strace.in_trace(ours_file.read_text())
            statements, library = strace.threads(theirs_file)
        yield from zip_longest((call for call in ours if call.by != "library"), statements)
        yield from zip_longest((call for call in ours if call.by == "library"), library)

    def test_the_lists_are_the_same(self) -> None:
        owners = set()
        for command, script in examples():
            with self.subTest(command, script=script):
                for ours, theirs in self.calls(script):
                    if not ours or not theirs or not strace.agree(ours, theirs):
                        self.fail(f"\nstrace: {theirs}\n trace: {ours}")
                    owners.add(ours.by)
        self.assertLessEqual({"session", "shell"}, owners)


if __name__ == "__main__":
    main()
