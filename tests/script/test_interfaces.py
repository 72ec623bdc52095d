"""interfaces in a network of our own: a network namespace with a pair of virtual Ethernets."""

import os
import shutil
import subprocess
import unittest

from socksh import Result, SockshTestCase, call, main

# Whoever isn't root gets a user namespace to be root in.
NAMESPACE = "unshare --net" if os.geteuid() == 0 else "unshare --user --map-root-user --net"

SETUP = """
ip link set lo up
ip link add left address 02:00:5e:10:00:01 mtu 1280 type veth peer name right
ip address add 198.51.100.1/24 brd + dev left
ip address add 198.51.100.2/24 dev left label left:two
ip address add 198.51.100.3 peer 203.0.113.7 dev left
ip address add fe80::5/64 dev left nodad
ip link set left up
"""


def reason_to_skip() -> str | None:
    """Why there can be no namespace here, if so."""
    for program in "ip", "unshare":
        if shutil.which(program) is None:
            return f"{program} is not installed"
    done = subprocess.run(f"{NAMESPACE} sh -ec '{SETUP}'", shell=True, capture_output=True, text=True)
    return f"no network namespace: {done.stderr.strip()}" if done.returncode else None


class Interfaces(SockshTestCase):
    """What the kernel was told is what is shown."""

    @classmethod
    def setUpClass(cls) -> None:
        if why := reason_to_skip():
            raise unittest.SkipTest(why)

    def inside(self, statements: str) -> Result:
        """Run statements in the namespace."""
        start = f"exec {NAMESPACE} sh -ec '{SETUP} exec \"$@\"' sh \"$@\""
        return call("--json", "--no-init", "-c", statements, shell=start)

    def rows(self, statement: str) -> dict[tuple[str, str | None], dict]:
        """The rows, by name and address."""
        result = self.inside(statement)
        self.assertOk(result)
        return {(row["name"], row["address"]): row for row in result.replies[0]["interfaces"]}

    def assertRow(self, row: dict, **fields: object) -> None:
        self.assertEqual({name: row[name] for name in fields}, fields)

    def test_addresses(self) -> None:
        rows = self.rows("interfaces")
        shared = {"up": True, "loopback": False, "mtu": 1280, "hardware": "02:00:5e:10:00:01"}
        self.assertRow(rows["lo", "127.0.0.1"], family="inet", prefix=8, broadcast=None, peer=None, loopback=True)
        self.assertRow(rows["left", "198.51.100.1"], family="inet", prefix=24, broadcast="198.51.100.255", peer=None,
                       **shared)
        self.assertRow(rows["left:two", "198.51.100.2"], prefix=24, broadcast=None, peer=None, **shared)
        self.assertRow(rows["left", "198.51.100.3"], prefix=32, broadcast=None, peer="203.0.113.7", **shared)
        self.assertRow(rows["left", "fe80::5%left"], family="inet6", prefix=64, broadcast=None, **shared)

    def test_interface_without_address(self) -> None:
        row = self.rows("interfaces")["right", None]
        self.assertRow(row, family=None, prefix=None, up=False, flags="BROADCAST MULTICAST")
        self.assertRegex(row["hardware"], "^([0-9a-f]{2}:){5}[0-9a-f]{2}$")
        self.assertGreater(row["index"], 1)

    def test_one_of_them(self) -> None:
        self.assertEqual({name for name, _ in self.rows("interfaces left")}, {"left", "left:two"})
        self.assertEqual({name for name, _ in self.rows("interfaces right")}, {"right"})

    def test_nothing_is_asked_twice(self) -> None:
        events = self.inside("trace on; interfaces").events
        asked = [event["arguments"].partition(", ")[2] for event in events if event["call"] == "ioctl"]
        self.assertIn('SIOCGIFINDEX, {ifr_name="left:two", ifr_ifindex=', " ".join(asked))
        self.assertEqual(sorted(asked), sorted(set(asked)))

    def test_none_of_them(self) -> None:
        result = self.inside("interfaces lef")
        self.assertIn("did you mean left?", self.assertError(result, "socket", "ENODEV")["hint"])


if __name__ == "__main__":
    main()
