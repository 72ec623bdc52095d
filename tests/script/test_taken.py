"""Files that log, capture and trace write to while other statements run: whose they are, and what - is."""

import tempfile
from pathlib import Path

import pcapng
from socksh import SockshTestCase, main, run

READERS = ("log", "capture", "trace")
TALK = "pair a b; a.send hello; b.recv"


class Taken(SockshTestCase):
    """One file, and two that would write there."""

    def setUp(self) -> None:
        self.directory = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="socksh-taken-")))

    def test_a_second_reader_is_refused(self) -> None:
        for first in READERS:
            for second in READERS:
                if first == second:
                    continue
                with self.subTest(first=first, second=second):
                    (self.directory / "link").unlink(missing_ok=True)
                    (self.directory / "link").symlink_to("kept")
                    result = run(f"{first} kept; {second} ./link", cwd=self.directory)
                    error = self.assertError(result, "usage")
                    self.assertEqual(error["message"], f"a {first} goes to ./link already")
                    self.assertEqual(error["hint"], f"`{first} off` ends it")

    def test_who_writes_at_once_is_refused(self) -> None:
        for first in READERS:
            for statement in ("export script kept", "ladder --svg kept", "b.recv > kept", "b.recv >> kept"):
                with self.subTest(first=first, statement=statement):
                    result = run(f"{first} kept; pair a b; a.send hello; {statement}", cwd=self.directory)
                    self.assertError(result, "usage")
                    self.assertNotEqual((self.directory / "kept").stat().st_size, 0)

    def test_what_has_ended_is_free(self) -> None:
        for first in READERS:
            with self.subTest(first=first):
                result = run(f"{first} kept; {TALK}; {first} off; export script kept", cwd=self.directory)
                self.assertOk(result)
                self.assertTrue((self.directory / "kept").read_text().endswith("pair a b\na.send hello\nb.recv\n"))

    def test_what_is_no_file_is_everybodys(self) -> None:
        self.assertOk(run(f"log /dev/null; trace /dev/null; capture /dev/null; {TALK}; ladder > /dev/null"))

    def test_standard_output_is_no_file_of_its_name(self) -> None:
        result = run(f"log ./-; {TALK}; trace -; b.recv --nowait", "-k", json=False, cwd=self.directory)
        self.assertIn(b"MSG_DONTWAIT", result.stdout)

    def test_a_trace_begins_anew_in_its_own_file(self) -> None:
        self.assertOk(run(f"trace kept; {TALK}; trace kept; a.send again; trace off", cwd=self.directory))
        text = (self.directory / "kept").read_text()
        self.assertNotIn("\0", text)
        self.assertIn('"again"', text)
        self.assertNotIn('"hello"', text)

    def test_no_name(self) -> None:
        for statement in ('log ""', 'trace ""', 'capture ""', 'export script ""', 'ladder --svg ""', 'a.send < ""',
                          'info > ""', 'source ""', 'replay ""'):
            with self.subTest(statement):
                error = self.assertError(run(f"pair a b; {statement}", cwd=self.directory), "usage")
                self.assertEqual(error["message"], "a file's name can't be empty")
                self.assertIsNotNone(error["column"])

    def test_where_no_file_can_be(self) -> None:
        for statement in ("log {}", "trace {}", "capture {}", "export script {}", "ladder --svg {}", "info a > {}"):
            for name, code, hint in (("~/x", "ENOENT", "`~` stands for itself"), ("gone/x", "ENOENT", "the directory"),
                                     (".", "EISDIR", "name a file in it")):
                with self.subTest(statement, name=name):
                    error = self.assertError(run(f"pair a b; {statement.format(name)}", cwd=self.directory), "file",
                                             code)
                    self.assertIn(hint, error["hint"] or "")

    def test_where_the_directory_is_there(self) -> None:
        """The reason is another one, and nobody knows which: /proc takes no new file, and a link may lead nowhere."""
        (self.directory / "link").symlink_to("gone/x")
        for statement in "capture link", "log /proc/x", "a.send b > link":
            with self.subTest(statement):
                error = self.assertError(run(f"pair a b; {statement}", cwd=self.directory), "file", "ENOENT")
                self.assertNotIn("the directory", error["hint"] or "")

    def test_a_name_is_shown_as_it_is_typed(self) -> None:
        for first in READERS:
            with self.subTest(first=first):
                result = run(f"{first} 'a\nb'", cwd=self.directory, json=False)
                self.assertIn(b" a\\nb", result.stdout)


class StandardOutput(SockshTestCase):
    """What - is to each."""

    def setUp(self) -> None:
        self.directory = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="socksh-taken-")))

    def test_lines_between_the_replies(self) -> None:
        for first, line in (("log", b'a -> "hello"'), ("trace", b'"hello", 5')):
            with self.subTest(first=first):
                result = run(f"{first} -; {TALK}; {first} off", cwd=self.directory, json=False)
                self.assertEqual(result.status, 0, result)
                self.assertIn(line, result.stdout)
                self.assertIn(b"b: received 5 bytes", result.stdout)
                self.assertEqual(list(self.directory.iterdir()), [])

    def test_json_has_it_to_itself(self) -> None:
        for first in READERS:
            with self.subTest(first=first):
                self.assertError(run(f"{first} -", cwd=self.directory), "usage")

    def test_a_capture_has_it_to_itself(self) -> None:
        for receive in ("b.recv", "a.close; b.recvall", "print $(b.recv)"):
            with self.subTest(receive):
                result = run(f"capture -; pair a b; a.send hello; {receive}; info b", "-q", json=False)
                self.assertEqual(result.status, 0, result)
                file = self.directory / "kept.pcapng"
                file.write_bytes(result.stdout)
                self.assertEqual(pcapng.stream(pcapng.read(file)), b"hello")

    def test_behind_a_capture_data_is_shown(self) -> None:
        result = run("capture -; pair a b; a.send hello; capture off; b.recv", "-q", json=False)
        self.assertTrue(result.stdout.endswith(b"hello"))


if __name__ == "__main__":
    main()
