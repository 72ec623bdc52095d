"""The functions that exported programs need stand in files of their language: those hold together, too."""

import re
import subprocess
import tempfile
import unittest
from pathlib import Path

from exports import C_FLAGS
from socksh import main, run

EXPORT = Path(__file__).resolve().parents[2] / "src/commands/export"
MESON = (EXPORT.parents[1] / "meson.build").read_text()


def files(name: str) -> list[Path]:
    """Those that are embedded, in their order."""
    listed = re.search(rf"'{name}': \[(.*?)\]", MESON, re.DOTALL)
    assert listed, name
    return [EXPORT / file for file in re.findall(r"'([^']*)'", listed[1])]


def parts(file: Path, mark: str) -> list[tuple[list[str], str]]:
    """The words that ask for each part, and its text."""
    _, *found = re.split(rf"^{mark} ", file.read_text(), flags=re.MULTILINE)
    return [(part.split("\n", 1)[0].split(" "), part.split("\n", 1)[1]) for part in found]


class Parts(unittest.TestCase):
    def test_every_file_is_embedded(self) -> None:
        embedded = [file for language in ("c", "python") for kind in ("imports", "functions", "watching")
                    for file in files(f"{language}_{kind}")]
        self.assertEqual(sorted(embedded), sorted([*EXPORT.glob("c/parts/*"), *EXPORT.glob("python/parts/*.py")]))

    def test_what_a_file_is_about_stands_in_no_program(self) -> None:
        session = ("pair a b; a.send 3:abc; n = b.recvexact 1; v = b.recvexact ${n[0:1]}; a.send x; b.expect --regex x; "
                   "a.send abc > told; b.getsockopt rcvbuf; b.timeout 1s; b.poll; x = encode base64 a; print ${a.local}")
        with tempfile.TemporaryDirectory() as directory:
            for language in "c", "python":
                program = run(f"{session}\nexport {language} -", "-q", "-k", json=False, cwd=directory).stdout.decode()
                self.assertIn("recvexact(" if language == "python" else "receive_exactly(", program)
                for file in EXPORT.glob(f"{language}/parts/*"):
                    with self.subTest(language=language, file=file.name):
                        self.assertNotIn(file.read_text().split("\n", 1)[0], program)

    def test_all_of_c_compile_together(self) -> None:
        with tempfile.TemporaryDirectory() as directory:
            whole = Path(directory) / "whole.c"
            whole.write_text("".join(file.read_text() for file in files("c_imports") + files("c_functions")))
            compiled = subprocess.run(["cc", *C_FLAGS, "-Wno-unused-function", "-D_DEFAULT_SOURCE", "-fsyntax-only", whole],
                                      capture_output=True, text=True)
        self.assertEqual((compiled.returncode, compiled.stderr), (0, ""))

    def test_all_of_python_compile(self) -> None:
        for file in files("python_imports") + files("python_functions") + files("python_watching"):
            compile(file.read_text(), file, "exec")

    def test_what_watches_stands_in_for_others(self) -> None:
        for language, mark in ("c", "//:"), ("python", "#:"):
            others = [words for file in files(f"{language}_functions") for words, _ in parts(file, mark)]
            for words, _ in parts(files(f"{language}_watching")[0], mark):
                self.assertIn(words, others)

    def test_what_a_part_has_asks_for_it(self) -> None:
        for language, mark in ("c", "//:"), ("python", "#:"):
            for file in files(f"{language}_functions"):
                for words, text in parts(file, mark):
                    with self.subTest(file=file.name, words=words):
                        heads = re.findall(r"^[a-zA-Z].*", text, re.MULTILINE)
                        names = set(re.findall(r"\w+", " ".join(heads)))
                        self.assertTrue(not heads or names & {word.rstrip("(") for word in words}, text)


if __name__ == "__main__":
    main()
