#!/usr/bin/env python3
"""Measure socksh beside the programs it replaces and beside raw loops in C, in one run.

In a round every contestant runs once. What counts is the median of the rounds' ratios: seconds differ from machine
to machine and from minute to minute, and ratios within one round do so far less. Programs that are not installed are
named as missing.
"""

import argparse
import json
import os
import platform
import re
import shutil
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import table
from measure import Row, run_round
from programs import Programs
from rows import GIB, ROWS, Bench, Sizes

QUICK = Sizes(runs=1, trips=20, bulk=1 << 20, statements=100)


def size(text: str) -> int:
    """Bytes: 512, 64K, 100M, 1G."""
    match = re.fullmatch(r"(\d+)([KMG]?)", text)
    if not match:
        raise argparse.ArgumentTypeError(f"{text} is no size such as 64K or 1G")
    return int(match[1]) << {"": 0, "K": 10, "M": 20, "G": 30}[match[2]]


def options() -> argparse.Namespace:
    """What is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", type=Path, default=Path("build"), help="Meson's directory (build)")
    parser.add_argument("--rounds", type=int, default=9, help="how often everyone runs (9)")
    parser.add_argument("--size", type=size, default=GIB, help="of the bulk transfers (1G)")
    parser.add_argument("--only", action="append", choices=ROWS, metavar="ROW", help=f"one of {', '.join(ROWS)}")
    parser.add_argument("--dir", type=Path, help="for the files (/dev/shm where there is room)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every sample there")
    parser.add_argument("--quick", action="store_true", help="one tiny round: does it all still run?")
    return parser.parse_args()


def directory(bulk: int) -> str:
    """Where the files are: in memory, if two of them find room there with as much to spare."""
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 4 * bulk:
        return str(memory)
    return tempfile.gettempdir()


def build_options(build: Path) -> str:
    """How socksh was built."""
    known = json.loads((build / "meson-info/intro-buildoptions.json").read_text())
    values = {option["name"]: option["value"] for option in known}
    sanitizers = "" if values["b_sanitize"] == "none" else f", SLOWED DOWN by -Db_sanitize={values['b_sanitize']}"
    return f"buildtype {values['buildtype']}{sanitizers}"


def header(programs: Programs, build: Path) -> dict[str, str]:
    """What the numbers hold for."""
    missing = [name for name, path in programs.peers.items() if not path]
    return {
        "socksh": f"{build / 'src/socksh'}, {build_options(build)}",
        "system": f"{platform.system()} {platform.release()} {platform.machine()}, {os.cpu_count()} CPUs",
        "load": f"{os.getloadavg()[0]:.1f} on average in the last minute; others' work blurs what is told here",
        "beside": ", ".join(f"{name} ({path})" for name, path in programs.peers.items() if path),
        "missing": ", ".join(missing) or "none",
    }


def measure(row: Row, rounds: int) -> None:
    """All rounds of a row. The first is not kept: it fills the caches."""
    run_round(row, 0)
    for contestant in row.contestants:
        contestant.samples.clear()
    for number in range(rounds):
        run_round(row, number)


def main() -> int:
    """Measure, print, and fail if a contestant did."""
    wanted = options()
    sizes = QUICK if wanted.quick else Sizes(bulk=wanted.size)
    programs = Programs(wanted.build.resolve())
    about = header(programs, wanted.build)
    print("".join(f"{name:<8} {value}\n" for name, value in about.items()), flush=True)

    measured = []
    with tempfile.TemporaryDirectory(prefix="socksh-bench-", dir=wanted.dir or directory(sizes.bulk)) as scratch:
        for name in wanted.only or ROWS:
            with ExitStack() as stack:
                row = ROWS[name](Bench(programs, sizes, Path(scratch), stack))
                for contestant in row.contestants:
                    contestant.stderr = f"{scratch}/errors"
                measure(row, 1 if wanted.quick else wanted.rounds)
            print(table.text(row), flush=True)
            measured.append(row)
    if wanted.json:
        wanted.json.write_text(json.dumps({"about": about, "rows": [table.data(row) for row in measured]}, indent=1))
    return 1 if any(one.failure for row in measured for one in row.contestants) else 0


if __name__ == "__main__":
    sys.exit(main())
