"""Lines of before: recalled with Up, and kept in a file for the next session."""

import os
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path

from socksh import SOCKSH, SockshTestCase, main
from terminal import CTRL_D, ENTER, UP, Terminal, need_editor, plain, without_hints

EDITED = r"\x1b\[\?2004l"  # the end of a line, in an xterm
CTRL_V = "\x16"  # the next key as it is
HISTORY = ".local/state/socksh/history"


def setUpModule() -> None:
    need_editor()


class History(SockshTestCase):
    """One home, several sessions in it."""

    def setUp(self) -> None:
        self.home = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def terminal(self, **settings: str) -> Terminal:
        terminal = self.enterContext(Terminal(home=self.home, term="xterm", **settings))
        terminal.prompt("socksh")
        return terminal

    def leave(self, terminal: Terminal) -> None:
        terminal.press(CTRL_D)
        self.assertEqual(terminal.end(), 0)

    def recall(self, terminal: Terminal, ups: int = 1) -> str:
        """Press Up so often, and Enter; returns the answer."""
        terminal.press(UP * ups + ENTER)
        terminal.expect(EDITED)
        return terminal.prompt("socksh")

    def test_up_recalls_a_line(self) -> None:
        terminal = self.terminal()
        terminal.run("print first")
        terminal.run("print second")
        self.assertEqual(self.recall(terminal), "second\n")
        self.assertEqual(self.recall(terminal, ups=2), "first\n")

    def test_up_recalls_a_block_whole(self) -> None:
        terminal = self.terminal()
        terminal.run("repeat 2 {", prompt=r"\.\.\.")
        terminal.run("print again", prompt=r"\.\.\.")
        terminal.run("}")
        self.assertEqual(self.recall(terminal), "socksh> repeat 2 {\n...> print again\n...> }\nagain\nagain\n")

    def test_the_next_session_knows_the_lines(self) -> None:
        first = self.terminal()
        first.run("print from before")
        first.run("repeat 2 {", prompt=r"\.\.\.")
        first.run("print both", prompt=r"\.\.\.")
        first.run("}")
        self.leave(first)

        second = self.terminal()
        self.assertEqual(self.recall(second), "socksh> repeat 2 {\n...> print both\n...> }\nboth\nboth\n")
        self.assertEqual(self.recall(second, ups=2), "from before\n")

    def test_up_recalls_what_was_repeated(self) -> None:
        """And its number stays its own."""
        terminal = self.terminal()
        terminal.run("print one")
        terminal.run("print two")
        for _ in range(2):
            self.assertEqual(terminal.run("history 1"), "print one\none\n")
        self.assertEqual(terminal.run("repeat 2 { history 2 }"), "two\ntwo\n")
        terminal.run("history 1")
        self.assertEqual(self.recall(terminal), "one\n")
        self.leave(terminal)
        self.assertEqual(self.recall(self.terminal()), "one\n")

    def test_a_repeated_line_is_kept_once(self) -> None:
        terminal = self.terminal()
        for line in "print first", "print second", "print second":
            terminal.run(line)
        self.assertEqual(self.recall(terminal, ups=2), "first\n")

    def test_a_line_that_begins_with_a_blank_is_not_kept(self) -> None:
        terminal = self.terminal()
        terminal.run(" print secret")
        self.leave(terminal)
        file = self.home / HISTORY
        self.assertNotIn("secret", file.read_text())

    def test_the_file_is_the_users_alone(self) -> None:
        self.leave(self.terminal())
        mode = (self.home / HISTORY).stat().st_mode
        self.assertEqual(stat.S_IMODE(mode), 0o600)

    def test_the_file_stays_the_users_alone(self) -> None:
        for _ in range(2):
            terminal = self.terminal()
            terminal.run("print kept")
            self.leave(terminal)
        self.assertEqual(stat.S_IMODE((self.home / HISTORY).stat().st_mode), 0o600)

    def test_the_file_is_where_xdg_says(self) -> None:
        terminal = self.terminal(XDG_STATE_HOME=str(self.home / "state"))
        terminal.run("print elsewhere")
        self.leave(terminal)
        self.assertIn("print elsewhere", (self.home / "state/socksh/history").read_text())
        self.assertFalse((self.home / HISTORY).exists())

    def test_a_line_typed_again_is_the_last_and_kept_once(self) -> None:
        for _ in range(2):
            terminal = self.terminal()
            for line in "print first", "print second", "print first":
                terminal.run(line)
            self.assertEqual(self.recall(terminal), "first\n")
            self.assertEqual(self.recall(terminal, ups=2), "second\n")
            self.leave(terminal)
        last = self.terminal()
        self.assertEqual(last.run("history").count("print first"), 1)

    def test_an_entry_is_listed_and_repeated(self) -> None:
        terminal = self.terminal()
        terminal.run("print one")
        terminal.run("repeat 2 {", prompt=r"\.\.\.")
        terminal.run("print both", prompt=r"\.\.\.")
        terminal.run("}")
        listed = terminal.run("history")
        self.assertRegex(listed, r"1 +print one\n")
        self.assertRegex(listed, r"2 +repeat 2 \{\\nprint both\\n\}\n")
        self.assertEqual(terminal.run("history 1"), "print one\none\n")
        self.assertRegex(terminal.run("history"), r"\}\n +4 +history 1\n +1 +print one\n +5 +history\n\Z")
        self.assertEqual(terminal.run("history 2"), "repeat 2 {\nprint both\n}\nboth\nboth\n")
        self.assertIn("error (name)", terminal.run("history 99"))
        self.assertIn("error (resource)", terminal.run("history 8"))

    def test_sessions_at_the_same_time_lose_nothing(self) -> None:
        terminals = [self.terminal() for _ in range(4)]
        for i in range(5):
            for number, terminal in enumerate(terminals):
                terminal.type(f"print {number}.{i}")
            for terminal in terminals:
                terminal.press(ENTER)
            for terminal in terminals:
                terminal.prompt("socksh")
        for terminal in terminals:
            self.leave(terminal)
        kept = (self.home / HISTORY).read_text()
        for number in range(4):
            for i in range(5):
                self.assertIn(f"\nprint {number}.{i}\n", kept)

    def test_a_long_file_is_written_anew(self) -> None:
        self.leave(self.terminal())
        file = self.home / HISTORY
        file.write_text("".join(f"#1700000000\nprint {i % 9}\n" for i in range(3000)))
        terminal = self.terminal()
        self.assertEqual(self.recall(terminal), "2\n")
        self.assertEqual(file.read_text().count("\n"), 20)
        self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)

    def test_a_corrupt_file_is_told_once_and_its_good_entries_stay(self) -> None:
        self.leave(self.terminal())
        file = self.home / HISTORY
        corrupt = b"".join((
            b"#1\nprint good\n",
            b"#2\n", bytes(range(256)) * 500, b"\n#99999999999999999999999\n\x1b[31mred\n",
            b"#3\nprint a\0b\n",
            b"#4\nprint \xe4\n",
            b"#5\nprint ", b"x" * (1 << 20), b"\n",
            b"#6\nrepeat 2 {\nprint last\n}\n#"))
        file.write_bytes(corrupt)

        terminal = self.terminal()
        self.assertEqual(terminal.screen.count("warning: "), 1)
        self.assertIn(f"warning: the history is damaged: {file}: ", " ".join(terminal.screen.split()))
        self.assertNotIn("\x1b[31m", terminal.screen)
        terminal.run("print kept")
        self.assertRegex(terminal.run("history"), r"1 +print good\n +2 +repeat 2 \{\\nprint last\\n\}\\n#\n +3 +print kept\n")
        self.leave(terminal)
        self.assertEqual(file.with_name("history.damaged").read_bytes(), corrupt)
        self.assertEqual(stat.S_IMODE(file.with_name("history.damaged").stat().st_mode), 0o600)

        again = self.terminal()
        self.assertNotIn("warning: ", again.screen)
        self.assertRegex(again.run("history"), r"1 +print good\n")

    def test_a_comment_that_looks_like_a_time_does_not_split_its_block(self) -> None:
        first = self.terminal()
        for line in "repeat 2 {", "#123", "print both":
            first.run(line, prompt=r"\.\.\.")
        first.run("}")
        first.run("#1700000000")
        self.leave(first)

        second = self.terminal()
        self.assertRegex(second.run("history"), r"1 +repeat 2 \{\\n#123\\nprint both\\n\}\n +2 +#1700000000\n")
        self.assertTrue(second.run("history 1").endswith("}\nboth\nboth\n"))

    def test_what_a_full_disk_cut_off_is_an_entry_of_its_own(self) -> None:
        self.leave(self.terminal())
        file = self.home / HISTORY
        file.write_text("#1\nprint one\n#2\nprint tw")
        terminal = self.terminal()
        terminal.run("print three")
        self.leave(terminal)
        self.assertRegex(file.read_text(), r"\nprint tw\n#\d+\nprint three\n\Z")

    def test_what_is_no_text_is_kept_for_the_session(self) -> None:
        terminal = self.terminal()
        terminal.press("print 'a" + CTRL_V + "\x01b'")
        terminal.expect(r"\^Ab'")
        terminal.press(ENTER)
        shown = terminal.prompt("socksh")
        self.assertEqual(self.recall(terminal), shown[1:])
        self.leave(terminal)
        self.assertNotIn("print", (self.home / HISTORY).read_text())
        self.assertNotIn("warning", self.terminal().screen)

    def test_what_is_no_file_is_told_once(self) -> None:
        self.leave(self.terminal())
        file = self.home / HISTORY
        for make in file.mkdir, lambda: os.mkfifo(file):
            file.unlink() if file.is_file() else file.rmdir()
            make()
            terminal = self.terminal()
            terminal.run("print one")
            terminal.run("print two")
            self.assertEqual(terminal.screen.count("warning: the history is not kept:"), 1)
            self.assertEqual(self.recall(terminal, ups=2), "one\n")

    def test_a_file_that_can_not_grow_is_told_once(self) -> None:
        terminal = self.enterContext(
            Terminal(command=["sh", "-c", 'ulimit -f 0; exec "$0"', SOCKSH], home=self.home, term="xterm"))
        terminal.prompt("socksh")
        terminal.run("print one")
        terminal.run("print two")
        self.assertEqual(terminal.screen.count("warning: the history is not kept:"), 1)
        self.assertLess(max(map(len, plain(terminal.screen).split("\n"))), 80)  # broken between words, as replies are
        self.assertEqual(self.recall(terminal, ups=2), "one\n")

    def mounted(self, commands: str) -> Terminal:
        """A session that sees its home as these commands of mount(8) make it."""
        commands = f'cd "$HOME" && {{ {commands}; }} && cd "$HOME" && exec "$0"'
        namespace = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user", "--mount"]
        probe = [*namespace, "sh", "-c", commands, "true"]
        if not shutil.which("unshare") or not shutil.which("mount") or \
                subprocess.run(probe, env=os.environ | {"HOME": str(self.home)}, stderr=subprocess.DEVNULL,
                               check=False).returncode != 0:
            self.skipTest("this user can't mount anything")
        terminal = self.enterContext(
            Terminal(command=[*namespace, "sh", "-c", commands, SOCKSH], home=self.home, term="xterm"))
        terminal.prompt("socksh")
        return terminal

    def check_told_once(self, terminal: Terminal) -> None:
        terminal.run("print one")
        terminal.run("print two")
        self.assertEqual(terminal.screen.count("warning: the history is not kept:"), 1)
        self.assertEqual(terminal.screen.count("warning: "), 1)
        self.assertEqual(self.recall(terminal, ups=2), "one\n")
        self.leave(terminal)

    def test_a_home_that_is_read_only_is_told_once(self) -> None:
        before = self.terminal()
        before.run("print before")
        self.leave(before)
        terminal = self.mounted('mount --bind . . && mount -o remount,bind,ro,nosuid,nodev "$HOME"')
        self.assertIn("Read-only file system", terminal.screen)
        self.assertEqual(self.recall(terminal), "before\n")
        self.check_told_once(terminal)

    def test_a_home_that_is_read_only_and_empty_is_told_once(self) -> None:
        without_hints(self.home)
        self.check_told_once(self.mounted('mount --bind . . && mount -o remount,bind,ro,nosuid,nodev "$HOME"'))

    def test_a_home_that_is_full_is_told_once(self) -> None:
        fill = "head -c 1000000 /dev/zero > .local/state/fill 2> .local/none || true"
        terminal = self.mounted(
            f"mkdir -p .local/state && mount -t tmpfs -o size=64k none .local/state && {{ {fill}; }}")
        self.check_told_once(terminal)
        self.assertIn("No space left on device", terminal.screen)

    def test_a_hang_up_keeps_it(self) -> None:
        terminal = self.terminal()
        terminal.run("print kept")
        terminal.hang_up()
        terminal.process.wait(20)
        self.assertEqual(terminal.process.returncode, 0)
        self.assertIn("print kept", (self.home / HISTORY).read_text())

    def test_a_home_that_can_not_be_written_is_no_obstacle(self) -> None:
        terminal = self.terminal(XDG_STATE_HOME="/dev/null")
        terminal.run("print remembered")
        self.assertEqual(self.recall(terminal), "remembered\n")
        self.leave(terminal)


if __name__ == "__main__":
    main()
