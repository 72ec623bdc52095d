"""Read pcapng files strictly: blocks, packets of IP, TCP and UDP, and what their streams carry."""

import ipaddress
import struct
from dataclasses import dataclass
from pathlib import Path

SECTION, INTERFACE, PACKET, SECRETS = 0x0A0D0D0A, 1, 6, 10
RAW = 101
TCP, UDP = 6, 17
FIN, SYN, RST, PSH, ACK, URG = 1, 2, 4, 8, 16, 32


@dataclass(frozen=True)
class Packet:
    """A packet, and what its headers say where it is one of IP."""

    interface: str
    time: int  # nanoseconds since 1970
    bytes: bytes
    whole: int  # its true length
    comment: str
    inbound: bool
    link: int
    protocol: int = 0
    source: tuple[str, int] = ("", 0)
    target: tuple[str, int] = ("", 0)
    flags: int = 0
    sequence: int = 0
    acknowledged: int = 0
    urgent: int = 0
    data: bytes = b""

    @property
    def letters(self) -> str:
        """SYN and so on, each by its first letter; U for a datagram."""
        return "U" if self.protocol == UDP else "".join(
            letter for bit, letter in ((SYN, "S"), (FIN, "F"), (RST, "R"), (URG, "!"), (ACK, "A"), (PSH, "P"))
            if self.flags & bit)


def _options(content: bytes, order: str) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    while content:
        code, length = struct.unpack_from(order + "HH", content)
        if code == 0:
            assert content == bytes(4), f"something follows the end of options: {content!r}"
            return found
        found[code] = content[4:4 + length]
        content = content[4 + length + -length % 4:]
    assert not found, "the options have no end"
    return found


def sum16(content: bytes) -> int:
    """RFC 1071's sum; 0xFFFF over what holds its own checksum."""
    content += bytes(len(content) % 2)
    total = sum(struct.unpack(f"!{len(content) // 2}H", content))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return total


def _ip(content: bytes) -> tuple[int, str, str, bytes, bytes]:
    """Protocol, source, target, payload and the pseudo header's addresses."""
    if content[0] >> 4 == 4:
        header = (content[0] & 15) * 4
        assert sum16(content[:header]) == 0xFFFF, "a bad checksum of IPv4"
        source, target, payload = content[12:16], content[16:20], content[header:]
        protocol = content[9]
    else:
        assert content[0] >> 4 == 6, content[:1]
        source, target, payload, protocol = content[8:24], content[24:40], content[40:], content[6]
    return (protocol, str(ipaddress.ip_address(source)), str(ipaddress.ip_address(target)), payload,
            source + target)


def _length_said(content: bytes) -> int:
    at, header = (2, 0) if content[0] >> 4 == 4 else (4, 40)
    return int.from_bytes(content[at:at + 2], "big") + header


def _dissect(content: bytes, whole: int) -> dict:
    protocol, source, target, payload, addresses = _ip(content)
    assert _length_said(content) == whole, "the header's length is another"
    found: dict = {"protocol": protocol, "data": payload, "source": (source, 0), "target": (target, 0)}
    if protocol not in (TCP, UDP):
        return found
    pseudo = addresses + struct.pack("!II", whole - (len(content) - len(payload)), protocol)
    if len(content) == whole:
        assert sum16(pseudo + payload) == 0xFFFF, "a bad checksum"
    ports = struct.unpack_from("!HH", payload)
    found |= {"source": (source, ports[0]), "target": (target, ports[1])}
    if protocol == UDP:
        return found | {"data": payload[8:]}
    sequence, acknowledged, offset, flags, _, _, urgent = struct.unpack_from("!IIBBHHH", payload, 4)
    return found | {"sequence": sequence, "acknowledged": acknowledged, "flags": flags, "urgent": urgent,
                    "data": payload[(offset >> 4) * 4:]}


def blocks(content: bytes) -> list[tuple[int, bytes]]:
    """Type and body of every block; the file must be whole."""
    order, found, at = "=", [], 0
    while at < len(content):
        kind, length = struct.unpack_from(order + "II", content, at)
        assert length % 4 == 0 and at + length <= len(content), f"a block's length is {length} at {at}"
        assert struct.unpack_from(order + "I", content, at + length - 4)[0] == length, "the lengths differ"
        found.append((kind, content[at + 8:at + length - 4]))
        at += length
    return found


def read(path: Path) -> list[Packet]:
    """The packets of a file with one section, checked in all that they say."""
    found, interfaces = [], []
    all_blocks = blocks(path.read_bytes())
    assert all_blocks[0][0] == SECTION and struct.unpack_from("=IHH", all_blocks[0][1]) == (0x1A2B3C4D, 1, 0)
    _options(all_blocks[0][1][16:], "=")
    for kind, body in all_blocks[1:]:
        if kind == INTERFACE:
            options = _options(body[8:], "=")
            assert options[9] == b"\x09", "times are not nanoseconds"
            interfaces.append((struct.unpack_from("=H", body)[0], options[2].decode()))
        elif kind == PACKET:
            number, high, low, length, whole = struct.unpack_from("=IIIII", body)
            content, options = body[20:20 + length], _options(body[20 + length + -length % 4:], "=")
            link, name = interfaces[number]
            found.append(Packet(name, high << 32 | low, content, whole, options.get(1, b"").decode(),
                                struct.unpack("=I", options[2])[0] == 1, link,
                                **(_dissect(content, whole) if link == RAW else {})))
    assert [packet.time for packet in found] == sorted(packet.time for packet in found), "times go back"
    return found


def stream(packets: list[Packet], source: tuple[str, int] | None = None) -> bytes:
    """What a side of the only connection of TCP has said, by default the one that spoke first; no gap, no repeat."""
    found, following = b"", None
    for packet in packets:
        source = source or packet.source
        if packet.protocol != TCP or packet.source != source:
            continue
        assert following in (None, packet.sequence), f"sequence {packet.sequence}, not {following}"
        found += packet.data
        following = (packet.sequence + len(packet.data) + bool(packet.flags & (SYN | FIN))) % (1 << 32)
    return found
