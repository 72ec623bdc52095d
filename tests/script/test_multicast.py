"""Multicasts over an interface with routes, in a network namespace of the test's own."""

import shlex
import shutil
import subprocess

from socksh import Result, SockshTestCase, data, main, run

# Two ends of a cable; the addresses need no time to be checked for duplicates.
CABLE = """
ip link set lo up && ip link add near type veth peer name far && ip link set far up && ip link set near up &&
ip address add 192.0.2.1/24 dev near && ip address add 192.0.2.2/24 dev near &&
ip address add 2001:db8::1/64 dev near nodad && ip address add 2001:db8::2/64 dev near nodad &&
ip route add 224.0.0.0/4 dev near && exec "$@"
"""
# They have, in this order: a type, any address, a group, two senders.
FAMILIES = (("udp", "0.0.0.0", "239.1.2.3", "192.0.2.1", "192.0.2.2"),
            ("udp6", "::", "ff05::1234", "2001:db8::1", "2001:db8::2"))
NAMESPACE = f'exec unshare --map-root-user --net sh -c {shlex.quote(CABLE)} sh "$@"'


def has_namespaces() -> bool:
    """Whether a namespace and its cable can be made here."""
    command = ["sh", "-c", NAMESPACE, "sh", "true"]
    return bool(shutil.which("unshare") and shutil.which("ip")) and \
        subprocess.run(command, capture_output=True, check=False).returncode == 0


class Multicast(SockshTestCase):
    """The families differ in nothing that is typed."""

    def setUp(self) -> None:
        if not has_namespaces():
            self.skipTest("no network namespaces, or no ip(8), for this user")

    def run_inside(self, script: str) -> Result:
        """Run statements in a fresh namespace."""
        return run(script, shell=NAMESPACE, check=True)

    def test_received_where_joined(self) -> None:
        for kind, anything, group, one, _ in FAMILIES:
            with self.subTest(kind):
                result = self.run_inside(f"""
                    a = server {kind} {anything} 0; a.join {group} near
                    s = server {kind} {one} 0; s.setsockopt multicast_if near
                    s.sendto {group} ${{a.local.port}} hello; a.recvfrom""")
                self.assertEqual(data(result.reply("recvfrom")), b"hello")
                self.assertEqual(result.reply("recvfrom")["from"]["address"], one)

    def test_the_route_chooses_the_interface(self) -> None:
        result = self.run_inside("""
            a = server udp 0.0.0.0 0; a.join 239.1.2.3; s = socket udp
            s.sendto 239.1.2.3 ${a.local.port} hello; a.recvfrom; a.leave 239.1.2.3""")
        self.assertNotIn("interface", result.reply("join"))
        self.assertEqual(data(result.reply("recvfrom")), b"hello")

    def test_one_sender(self) -> None:
        for kind, anything, group, one, other in FAMILIES:
            with self.subTest(kind):
                result = self.run_inside(f"""
                    a = server {kind} {anything} 0; a.setsockopt multicast_all off
                    a.join {group} near --source {other}
                    s = server {kind} {one} 0; s.setsockopt multicast_if near
                    t = server {kind} {other} 0; t.setsockopt multicast_if near
                    s.sendto {group} ${{a.local.port}} filtered
                    t.sendto {group} ${{a.local.port}} wanted
                    a.recvfrom""")
                self.assertEqual(data(result.reply("recvfrom")), b"wanted")

    def test_one_sender_blocked(self) -> None:
        for kind, anything, group, one, other in FAMILIES:
            with self.subTest(kind):
                result = self.run_inside(f"""
                    a = server {kind} {anything} 0; a.join {group} near; a.join {group} near --block {one}
                    s = server {kind} {one} 0; s.setsockopt multicast_if near
                    t = server {kind} {other} 0; t.setsockopt multicast_if near
                    s.sendto {group} ${{a.local.port}} blocked
                    t.sendto {group} ${{a.local.port}} passed
                    a.recvfrom; a.join {group} near --unblock {one}
                    s.sendto {group} ${{a.local.port}} again; a.recvfrom""")
                self.assertEqual([data(reply) for reply in result.all("recvfrom")], [b"passed", b"again"])


if __name__ == "__main__":
    main()
