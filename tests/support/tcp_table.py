"""The connections of this network namespace as the kernel lists them: whether a segment of theirs is under way."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_TABLES = Path("/proc/net/tcp"), Path("/proc/net/tcp6")
_SYN_SENT, _SYN_RECEIVED, _TIME_WAIT, _LISTEN = 2, 3, 6, 10


@dataclass(frozen=True)
class _End:
    """One end of a connection."""

    ports: tuple[int, int]
    state: int
    unacknowledged: int
    """Bytes, and its FIN."""


def _ends() -> Iterator[_End]:
    for table in _TABLES:
        for line in table.read_text().splitlines()[1:] if table.exists() else ():
            _, local, remote, state, queues, *_ = line.split()
            ports = [int(address.rpartition(":")[2], 16) for address in (local, remote)]
            yield _End((ports[0], ports[1]), int(state, 16), int(queues.partition(":")[0], 16))


def is_settled() -> bool:
    """Whether all connections have both ends here and what these have sent has come: for that it is acknowledged, and
    an RST leaves neither end. What comes behind one end's TIME-WAIT changes nothing."""
    ends = [end for end in _ends() if end.state != _LISTEN]
    known = {end.ports for end in ends}
    return not any(end.unacknowledged or end.state in (_SYN_SENT, _SYN_RECEIVED) or end.ports[::-1] not in known
                   for end in ends if end.state != _TIME_WAIT)
