"""What a command writes into a file of its own accord: all of it, or the file stays as it was."""

import os
import tempfile
from pathlib import Path

from socksh import Result, SockshTestCase, main, run

COMMANDS = ("ladder --svg", "export python", "export c", "export script")
OLD = "of last week\n" * 100
FULL = ["sh", "-c", 'ulimit -f 1; exec "$0" "$@"']  # which a write meets as it meets a full disk


class WholeFiles(SockshTestCase):
    """Each command that writes its file at once."""

    def setUp(self) -> None:
        self.directory = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="socksh-files-")))
        self.file = self.directory / "out"

    def write(self, command: str, **how) -> Result:
        """Write it, of a session that has much to tell."""
        statements = "\n".join(f"a.send hello{i}; b.recv" for i in range(60))
        return run(f"pair a b\n{statements}\n{command} out", cwd=self.directory, **how)

    def test_a_full_disk_leaves_the_old_one(self) -> None:
        for command in COMMANDS:
            with self.subTest(command):
                self.file.write_text(OLD)
                error = self.assertError(self.write(command, wrapper=FULL), "file", "EFBIG")
                self.assertEqual((error["call"], error["subject"]), ("write", "out"))
                self.assertEqual(error["hint"], "the old file is as it was")
                self.assertEqual(self.file.read_text(), OLD)
                self.assertEqual(os.listdir(self.directory), ["out"])

    def test_a_full_disk_leaves_no_part_of_a_new_one(self) -> None:
        for command in COMMANDS:
            with self.subTest(command):
                error = self.assertError(self.write(command, wrapper=FULL), "file", "EFBIG")
                self.assertEqual(error["hint"], "no file was made")
                self.assertEqual(os.listdir(self.directory), [])

    def test_what_is_replaced_keeps_what_it_is(self) -> None:
        for command in COMMANDS:
            with self.subTest(command):
                self.file.unlink(missing_ok=True)
                target = self.directory / "target"
                target.write_text(OLD)
                target.chmod(0o640)
                self.file.symlink_to("target")
                self.assertOk(self.write(command))
                self.assertTrue(self.file.is_symlink())
                self.assertEqual(target.stat().st_mode & 0o777, 0o640)
                self.assertNotIn("last week", target.read_text())
                self.assertEqual(sorted(os.listdir(self.directory)), ["out", "target"])

    def test_a_new_one_has_the_usual_permissions(self) -> None:
        for command, permissions in zip(COMMANDS, (0o640, 0o750, 0o640, 0o750)):
            with self.subTest(command):
                self.file.unlink(missing_ok=True)
                self.assertOk(self.write(command, wrapper=["sh", "-c", 'umask 027; exec "$0" "$@"']))
                self.assertEqual(self.file.stat().st_mode & 0o777, permissions)

    def test_another_name_of_it_has_the_same(self) -> None:
        for command in COMMANDS:
            with self.subTest(command):
                self.file.unlink(missing_ok=True)
                other = self.directory / "other"
                other.write_text(OLD)
                self.file.hardlink_to(other)
                self.assertOk(self.write(command))
                self.assertTrue(self.file.samefile(other))
                error = self.assertError(self.write(command, wrapper=FULL), "file", "EFBIG")
                self.assertIn("part", error["hint"])
                other.unlink()

    def test_a_link_that_leads_to_no_file_yet(self) -> None:
        for command in COMMANDS:
            with self.subTest(command):
                self.file.unlink(missing_ok=True)
                self.file.symlink_to("target")
                self.assertOk(self.write(command))
                self.assertTrue(self.file.is_symlink())
                (self.directory / "target").unlink()

    def test_names_that_are_taken(self) -> None:
        (self.directory / "out.new0").write_text("of somebody")
        for command in COMMANDS:
            self.assertOk(self.write(command))
        self.assertEqual((self.directory / "out.new0").read_text(), "of somebody")
        self.assertEqual(sorted(os.listdir(self.directory)), ["out", "out.new0"])

    def test_a_name_that_leaves_no_room_for_another(self) -> None:
        name = "n" * 255
        for command in COMMANDS:
            with self.subTest(command):
                self.assertOk(run(f"pair a b; {command} {name}", cwd=self.directory))
                self.assertEqual(os.listdir(self.directory), [name])

    def test_where_the_output_goes_already(self) -> None:
        for command in COMMANDS:
            with self.subTest(command):
                run(f"pair a b; {command} /dev/stdout; print end", cwd=self.directory, json=False,
                    wrapper=["sh", "-c", 'exec "$0" "$@" > out'])
                self.assertIn("end", self.file.read_text())


if __name__ == "__main__":
    main()
