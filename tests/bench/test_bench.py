"""That the benchmark runs and shows every row, and everyone in it who is installed; it times nothing."""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from socksh import SOCKSH, main

BENCH = Path(__file__).with_name("bench.py")
ROWS = ["startup", "oneshot", "roundtrips", "one_cpu", "journal", "send", "receive", "discard", "statements", "memory"]
PARTS = {"journal": "noted in a journal"}  # rows about a part of socksh


class Quick(unittest.TestCase):
    """One tiny round."""

    @classmethod
    def setUpClass(cls) -> None:
        with tempfile.TemporaryDirectory() as directory:
            results = Path(directory) / "results"
            cls.done = subprocess.run(
                [sys.executable, BENCH, "--quick", "--build", Path(SOCKSH).parents[1], "--json", results],
                stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=200, check=False)
            cls.rows = json.loads(results.read_text())["rows"] if results.exists() else []

    def test_succeeds(self) -> None:
        self.assertEqual((self.done.returncode, self.done.stderr), (0, ""), self.done.stdout)

    def test_every_row_is_there(self) -> None:
        self.assertEqual([row["name"] for row in self.rows], ROWS, self.done)
        for name in ROWS:
            self.assertRegex(self.done.stdout, rf"(?m)^{name}: ")

    def test_everyone_is_measured_or_named_as_missing(self) -> None:
        for row in self.rows:
            for contestant in row["contestants"]:
                with self.subTest(row=row["name"], contestant=contestant["name"]):
                    self.assertIn(contestant["name"], self.done.stdout)
                    self.assertNotEqual(bool(contestant["samples"]), bool(contestant["missing"]), contestant)

    def test_ours_and_the_raw_programs_are_measured(self) -> None:
        for row in self.rows:
            measured = [one["name"] for one in row["contestants"] if one["samples"]]
            self.assertIn(PARTS.get(row["name"], "socksh"), measured, row["name"])
            self.assertIn(row["reference"], measured, row["name"])


if __name__ == "__main__":
    main()
