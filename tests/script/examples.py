"""Run a script of docs/examples, to its end or until Ctrl-C."""

import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from json import loads

from socksh import ROOT, SOCKSH, Result, environment, run

EXAMPLES = ROOT / "docs/examples"
DEADLINE = 20


def settings(variables: dict[str, object]) -> list[str]:
    """Variables as options."""
    return [word for name, value in variables.items() for word in ("-e", f"{name}={value}")]


def example(name: str, json: bool = True, **variables: object) -> Result:
    """Run an example to its end."""
    return run(EXAMPLES / f"{name}.socksh", *settings(variables), json=json, timeout=DEADLINE)


class Running:
    """An example that goes on until Ctrl-C."""

    def __init__(self, process: subprocess.Popen) -> None:
        self.process = process
        self.heard: list[dict] = []

    def reply(self, command: str) -> dict:
        """Its next reply of a command."""
        for line in self.process.stdout:
            self.heard.append(loads(line))
            if self.heard[-1].get("command") == command:
                return self.heard[-1]
        raise AssertionError(f"no reply of {command} before its end or the deadline: {self.heard}")

    def interrupt(self) -> int:
        """Press Ctrl-C; returns the exit status."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(DEADLINE)


@contextmanager
def running(name: str, **variables: object) -> Iterator[Running]:
    """Start an example; it is killed at the end of the block, or at the deadline."""
    with tempfile.TemporaryDirectory() as home, subprocess.Popen(
            [SOCKSH, "--json", "--no-init", *settings(variables), str(EXAMPLES / f"{name}.socksh")],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=environment(home)) as process:
        watchdog = threading.Timer(DEADLINE, process.kill)
        watchdog.start()
        try:
            yield Running(process)
        finally:
            watchdog.cancel()
            process.kill()


@contextmanager
def serving(name: str, **variables: object) -> Iterator[tuple[Running, int]]:
    """Start a server on a free port; gives it and the port."""
    with running(name, PORT=0, **variables) as server:
        yield server, server.reply("server")["local"]["port"]
