"""The exit status tells what ended the run, for every category of error."""

import peers
from peers import HOST
from socksh import STATUS, SockshTestCase, call, main, run

# A statement that meets each category, without a peer; `tls` has no command yet, `interrupted` a file of its own.
FAILURES = {
    "mismatch": "assert 1 == 2",
    "usage": "socket nothing",
    "name": "frobnicate",
    "address": "resolve host.invalid",
    "service": f"open {HOST} htp",
    "socket": "c = socket tcp; c.recv",
    "timeout": "pair a b; a.recv --timeout 10ms",
    "closed": "pair a b; close b; a.recvline",
    "file": "print x > /nowhere/file",
    "resource": "set value-limit 10; pair a b; a.send 01234567890123456789; b.recvexact 20",
}


class Status(SockshTestCase):
    """Of a run, in every mode."""

    def test_success(self) -> None:
        self.assertEqual(run("print fine", json=False).status, 0)

    def test_every_category(self) -> None:
        for category, script in FAILURES.items():
            with self.subTest(category):
                self.assertError(run(script), category)
                for mode in (), ("-q",):
                    result = run(script + "; print never", *mode, json=False)
                    self.assertEqual(result.status, STATUS[category], result)
                    self.assertIn(f"error ({category}): ", result.stderr)
                    self.assertNotIn("never", result.stdout.decode())

    def test_an_error_is_one_line_and_a_hint(self) -> None:
        result = run(f"c = socket tcp; c.connect {HOST} {peers.unused_port()}", json=False)
        first, hint = result.stderr.splitlines()
        self.assertRegex(first, r"error \(socket\): connect 127\.0\.0\.1:\d+: Connection refused \[ECONNREFUSED\]\Z")
        self.assertTrue(hint.startswith("  ") and hint.strip(), result)

    def test_errors_go_to_standard_error(self) -> None:
        for mode in (), ("-q",):
            self.assertEqual(run("print out; nope", *mode, json=False).stdout, b"out\n")

    def test_an_error_ends_blocks_and_substitutions(self) -> None:
        for script in ("repeat 3 { assert 1 == 2; print never }; print never",
                       "if 1 == 1 { assert 1 == 2 }; print never", "print $(assert 1 == 2) never",
                       "let x $(print $(assert 1 == 2)); print never", "while 1 == 1 { assert 1 == 2 }"):
            with self.subTest(script):
                result = run(script)
                self.assertError(result, "mismatch")
                self.assertFalse(any(reply["ok"] for reply in result.replies), result)


class Try(SockshTestCase):
    """An error ends the block, not the run."""

    def test_every_category(self) -> None:
        for category, script in FAILURES.items():
            with self.subTest(category):
                result = run(f"try {{ {script}; print never }}; print $?", json=False)
                self.assertEqual((result.status, result.stdout.splitlines()[-1]), (0, category.encode()), result)
                self.assertNotIn(b"never", result.stdout)
                self.assertIn(f"error ({category})", result.stderr)

    def test_success_is_ok(self) -> None:
        self.assertReply(run("try { nope }; try { hostname }; x = print $?; print $x"), "print", text="ok")

    def test_nested(self) -> None:
        result = run("try { try { nope }; print $?; assert 1 == 2; print never }; print $?")
        self.assertEqual([reply["text"] for reply in result.all("print")], ["name", "mismatch"])
        self.assertEqual(result.status, 0)


class KeepGoing(SockshTestCase):
    """-k."""

    def test_the_first_error_is_the_status(self) -> None:
        result = run("print one; assert 1 == 2; nope; print two", "-k")
        self.assertEqual([reply["text"] for reply in result.all("print")], ["one", "two"])
        self.assertEqual(result.status, 1)

    def test_in_every_way_to_run(self) -> None:
        text = "print one\nnope\nassert 1 == 2\nprint two\n"
        for result in call("-k", "-c", text), call("-k", stdin=text), call("-k", "-", stdin=text):
            self.assertEqual((result.status, result.stdout), (3, b"one\ntwo\n"), result)

    def test_an_error_that_try_took_is_none(self) -> None:
        self.assertEqual(run("try { nope }; print fine", "-k").status, 0)

    def test_inside_blocks(self) -> None:
        result = run("repeat 2 { nope; print again }", "-k")
        self.assertEqual((len(result.all("nope")), len(result.all("print")), result.status), (2, 2, 3), result)

    def test_quit_has_the_last_word(self) -> None:
        self.assertEqual(run("nope; quit 7", "-k").status, 7)

    def test_what_can_not_be_read_counts_too(self) -> None:
        result = call("-k", stdin='print one\nprint "\\q"\nprint two\n')
        self.assertEqual(result.status, 2, result)
        self.assertEqual(result.stdout, b"one\ntwo\n", result)


class Quit(SockshTestCase):
    """quit ends the run at once, everywhere."""

    def test_status(self) -> None:
        for statement, status in ("quit", 0), ("quit 0", 0), ("quit 42", 42), ("quit 255", 255):
            self.assertEqual(run(f"{statement}; print never").status, status)

    def test_no_status(self) -> None:
        for word in "256", "-1", "x", "99999999999999999999":
            self.assertError(run(f"quit {word}"), "usage")

    def test_inside_blocks(self) -> None:
        for script in "repeat 3 { quit 5 }", "try { quit 5 }", "while 1 == 1 { quit 5 }", "if 1 == 1 { quit 5 }":
            with self.subTest(script):
                result = run(script + "; print never")
                self.assertEqual((result.status, result.all("print")), (5, []), result)

    def test_on_standard_input(self) -> None:
        result = call(stdin="print one\nquit 5\nprint two\n")
        self.assertEqual((result.status, result.stdout), (5, b"one\n"), result)


if __name__ == "__main__":
    main()
