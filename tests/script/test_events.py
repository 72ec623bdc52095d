"""Events: what comes on the handles by itself, told to programs that ask for it."""

import tempfile
from pathlib import Path

from socksh import Conversation, SockshTestCase, data, main, run


class Events(SockshTestCase):
    """In JSON, each in an object of its own."""

    def test_none_unless_asked_for(self) -> None:
        self.assertEqual(run("pair a b; a.send hello; sleep 30ms", check=True).events, [])

    def test_each_arrival_once(self) -> None:
        result = run("set arrivals on; pair a b; a.send hello; sleep 30ms; sleep 30ms; a.send x; sleep 30ms\n"
                     "b.recv 2; sleep 30ms; close a; sleep 30ms; sleep 30ms", check=True)
        self.assertEqual(result.events, [
            {"event": "readable", "handle": "b", "bytes": 5}, {"event": "readable", "handle": "b", "bytes": 6},
            {"event": "closed", "handle": "b"}])

    def test_nothing_is_taken(self) -> None:
        result = run("set arrivals on; pair a b; a.send hello; sleep 30ms; b.recv", check=True)
        self.assertEqual(len(result.events), 1)
        self.assertEqual(data(result.reply("recv")), b"hello")

    def test_what_a_command_took_is_no_news(self) -> None:
        """Where the machine does something else for 10 ms in between, it is news, and true."""
        result = run("set arrivals on; pair a b; repeat 100 { a.send hello; b.recv }; sleep 30ms", check=True)
        self.assertLess(len(result.events), 10)

    def test_connections_and_a_reset(self) -> None:
        result = run("set arrivals on; srv = server tcp 127.0.0.1 0; c = open 127.0.0.1 ${srv.local.port}\n"
                     "d = open 127.0.0.1 ${srv.local.port}; poll srv; sleep 50ms; s = srv.accept; close s --reset\n"
                     "poll c; sleep 50ms; try { c.recv }; print $?", check=False)
        self.assertEqual([(event["event"], event["handle"]) for event in result.events][-1], ("reset", "c"))
        connections = [event for event in result.events if event["event"] == "connection"]
        clients = [reply["local"] for reply in result.all("open")]
        self.assertEqual(connections[-1]["waiting"], 2)
        self.assertCountEqual(connections[-1]["peers"], clients)
        self.assertEqual(result.all("recv")[0]["error"]["code"], "ECONNRESET")

    def test_clients_that_have_a_name(self) -> None:
        """Those of a Unix listener seldom have one; what it says is escaped."""
        path = Path(self.enterContext(tempfile.TemporaryDirectory())) / "srv"
        clients = (f"srv = server unix {path}; a = open unix:{path}; sleep 30ms; b = socket unix\n"
                   f'b.bind "@\\e[2J{path}"; b.connect {path}; sleep 30ms')
        result = run("set arrivals on; " + clients, check=True)
        self.assertEqual(result.events, [
            {"event": "connection", "handle": "srv", "waiting": 1},
            {"event": "connection", "handle": "srv", "waiting": 2, "peers": [result.reply("bind")["local"]]}])
        path.unlink()
        result = run("set arrivals on; " + clients, json=False, check=True)
        self.assertIn(b"srv: 2 connections are waiting from @\\e[2J%s and 1 more\n" % bytes(path), result.stdout)

    def test_while_the_next_statement_is_waited_for(self) -> None:
        with Conversation() as shell:
            shell.ask("set arrivals on")
            shell.ask("pair a b")
            shell.ask("a.send hello")
            shell.ask("sleep 30ms")
            self.assertIn({"event": "readable", "handle": "b", "bytes": 5}, shell.lines)

    def test_a_watched_handle_gives_data(self) -> None:
        result = run("pair a b; b.watch on; a.send hello; sleep 30ms; try { b.recv --nowait }; b.watch off\n"
                     "a.send rest; sleep 30ms; b.recv", check=True)
        self.assertEqual(result.events, [{"event": "data", "handle": "b", "length": 5, "text": "hello",
                                          "base64": "aGVsbG8="}])
        self.assertEqual(data(result.all("recv")[1]), b"rest")

    def test_a_command_on_a_watched_handle_goes_first(self) -> None:
        result = run("pair a b; b.watch on; a.send hello; b.recv; sleep 30ms", check=True)
        self.assertEqual(data(result.reply("recv")), b"hello")
        self.assertEqual(result.events, [])

    def test_a_watched_handle_tells_its_end(self) -> None:
        result = run("pair a b; b.watch on; a.send hello; close a; sleep 30ms", check=True)
        self.assertEqual([event["event"] for event in result.events], ["data", "closed"])

    def test_a_flood_is_received_whole(self) -> None:
        result = run("pair a b; b.watch on; let x $(fill 100K); repeat 50 { a.sendall $x }; close a; sleep 1s",
                     check=True)
        received = sum(event["length"] for event in result.events if event["event"] == "data")
        self.assertEqual(received, 50 * 100 * 1024)


class Text(SockshTestCase):
    """For reading, and for other programs."""

    def test_what_is_watched_is_escaped(self) -> None:
        result = run(r'pair a b; b.watch on; a.send "\e[2J"; sleep 30ms', json=False, check=True)
        self.assertIn(b"b: received 4 bytes\n  \\e[2J\n", result.stdout)

    def test_quiet_is_data_alone(self) -> None:
        result = run(r'set arrivals on; pair a b; b.watch on; a.send "\e[2J"; close a; sleep 30ms', "-q", json=False,
                     check=True)
        self.assertEqual(result.stdout, b"\x1b[2J")


if __name__ == "__main__":
    main()
