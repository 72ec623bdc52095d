"""The programs that socksh is measured beside: where they are, and what each is told to do."""

import shutil
import subprocess
import sys
from pathlib import Path

from measure import ENVIRONMENT, Contestant


def _says(command: list[str], text: str) -> bool:
    """Whether a program runs and says a text, so that it is who its name tells."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, env=ENVIRONMENT, timeout=20,
                          check=False)
    return text in (done.stdout + done.stderr).decode(errors="replace")


def _find(names: list[str], arguments: list[str], text: str) -> str:
    """The first of the names that is installed and is the program meant; empty without one."""
    for name in names:
        path = shutil.which(name)
        if path and _says([path, *arguments], text):
            return path
    return ""


def installed() -> dict[str, str]:
    """Where the peers are, by their names here; an empty path is one that is missing."""
    lua = _find(["lua5.4", "lua"], ["-v"], "Lua 5")
    return {
        "nc-openbsd": _find(["nc.openbsd", "nc"], ["-h"], "OpenBSD netcat"),
        "nc-traditional": _find(["nc.traditional", "nc"], ["-h"], "[v1.10"),
        "ncat": _find(["ncat"], ["--version"], "Ncat"),
        "socat": _find(["socat"], ["-V"], "socat"),
        "dash": _find(["dash"], ["-c", "echo a shell"], "a shell"),
        "bash": _find(["bash"], ["--version"], "GNU bash"),
        "python3": sys.executable,
        "lua": lua,
        "lua-socket": lua if lua and _says([lua, "-e", 'print(require "socket"._VERSION)'], "LuaSocket") else "",
        "tclsh": _find(["tclsh", "tclsh8.6", "tclsh9.0"], ["/dev/null"], ""),
    }


def _install(build: Path) -> Path:
    """Copy our programs as an installation does. A file that was written in one go has larger pieces in the kernel's
    cache than one the linker wrote here and there, and is mapped sooner: the peers are installed, too."""
    place = build / "tests/bench/installed"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    for program in [build / "src/socksh", *build.glob("src/socksh-*.so"), *build.glob("tests/bench/raw-*")]:
        if program.is_file():
            shutil.copy(program, place)
    return place


class Programs:
    """Makes contestants of the programs that are here, and names those that are not."""

    def __init__(self, build: Path) -> None:
        self.place = _install(build)
        self.peers = installed()

    def raw(self, program: str, *arguments: object) -> list[str]:
        """The command of a raw program of ours."""
        return [str(self.place / f"raw-{program}"), *map(str, arguments)]

    def reference(self, name: str, program: str, *arguments: object, **more: str) -> Contestant:
        """A raw program of ours."""
        return Contestant(name, self.raw(program, *arguments), **more)

    def socksh(self, *arguments: str, **more: str) -> Contestant:
        """The one it is all about."""
        return Contestant("socksh", [str(self.place / "socksh"), *arguments], **more)

    def peer(self, program: str, *arguments: object, name: str = "", **more: str) -> Contestant:
        """Another program."""
        path = self.peers[program]
        return Contestant(name or program, [path, *map(str, arguments)] if path else [],
                          missing="" if path else f"{program} is not installed", **more)
