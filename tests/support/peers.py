"""Peers for socksh on loopback: servers of the distribution and threads of the test itself.

Servers run unprivileged, with all their files in a temporary directory, and are killed at the end. One that is not
installed skips the test.
"""

import os
import pwd
import re
import select
import shutil
import signal
import socket
import socketserver
import subprocess
import tempfile
import threading
import time
import unittest
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HOST = "127.0.0.1"
DEADLINE = 20.0  # seconds that a server may take for anything
TRIES = 5  # ports to try; a free one can be taken before the server binds it

_PATH = os.environ.get("PATH", "/usr/bin:/bin") + ":/usr/sbin:/sbin"
_ROOT = os.geteuid() == 0
_UID, _GID = pwd.getpwnam("nobody")[2:4] if _ROOT else (os.geteuid(), os.getegid())
_UNPRIVILEGED: dict[str, Any] = {"user": _UID, "group": _GID, "extra_groups": []} if _ROOT else {}


@dataclass
class Peer:
    """Somebody to talk to; a server also has a directory and a log."""

    port: int
    host: str = HOST
    directory: Path | None = None
    process: subprocess.Popen | None = None

    @property
    def path(self) -> Path:
        """Where its Unix socket is."""
        return self.directory / "socket"

    @property
    def log(self) -> str:
        """All it has said, on its outputs and in its log files."""
        return "".join(file.read_text(errors="replace") for file in sorted(self.directory.glob("*log")))

    def wait_for(self, condition: Callable[[], Any]) -> Any:
        """Wait until the condition holds; returns its last value, a false one if the server ended."""
        deadline = time.monotonic() + DEADLINE
        while not (value := condition()):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{self.process.args} let us wait:\n{self.log}")
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=0.02)
                return condition()
        return value


Running = AbstractContextManager[Peer]


def unused_port(kind: socket.SocketKind = socket.SOCK_STREAM) -> int:
    """A port on which nobody listens."""
    with socket.socket(type=kind) as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def has_ipv6() -> bool:
    """Whether this machine has a loopback address of IPv6."""
    try:
        with socket.socket(socket.AF_INET6) as one:
            one.bind(("::1", 0))
    except OSError:
        return False
    return True


def installed(program: str) -> str:
    """Where a program is; without it the test is skipped."""
    found = shutil.which(program, path=_PATH)
    if found is None:
        raise unittest.SkipTest(f"{program} is not installed")
    return found


def _write(path: Path, content: bytes | str) -> None:
    """Make a file of the server's own."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    os.chown(path, _UID, _GID)
    os.chmod(path.parent, 0o755)


def _kill(process: subprocess.Popen) -> None:
    """End a server and its children."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def _server(program: str, arguments: Callable[[Path, int], list[str]], ready: str) -> Iterator[Peer]:
    """Run a server until the block ends, ready when its log matches; a group in `ready` is the port it chose."""
    executable = installed(program)
    with ExitStack() as stack:
        directory = Path(stack.enter_context(
            tempfile.TemporaryDirectory(prefix=f"{program}-", ignore_cleanup_errors=True)))
        os.chown(directory, _UID, _GID)
        log = directory / "log"
        for _ in range(TRIES):
            port = unused_port()
            command = [executable, *arguments(directory, port)]
            _write(log, "")
            with log.open("ab") as output:
                process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                           cwd=directory, env={"PATH": _PATH, "LC_ALL": "C"},
                                           start_new_session=True, **_UNPRIVILEGED)
            stack.callback(_kill, process)
            peer = Peer(port, directory=directory, process=process)
            if match := peer.wait_for(lambda: re.search(ready, peer.log)):
                peer.port = int(match[1]) if match.groups() else port
                yield peer
                return
        raise RuntimeError(f"{program} does not start:\n{peer.log}")


_NGINX = """
daemon off;
worker_processes 1;
pid {directory}/pid;
error_log stderr notice;
events {{}}
http {{
    access_log off;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    server {{ listen {host}:{port}; root {directory}/files; }}
}}
"""


def nginx(files: dict[str, bytes]) -> Running:
    """A web server with these files."""
    def arguments(directory: Path, port: int) -> list[str]:
        for name, content in files.items():
            _write(directory / "files" / name, content)
        _write(directory / "nginx.conf", _NGINX.format(directory=directory, host=HOST, port=port))
        return ["-e", "stderr", "-c", f"{directory}/nginx.conf"]

    return _server("nginx", arguments, "start worker process ")


def redis() -> Running:
    """A redis server, on TCP and on the Unix socket `path`."""
    return _server("redis-server", lambda directory, port: [
        "--bind", HOST, "--port", str(port), "--unixsocket", f"{directory}/socket", "--unixsocketperm", "700",
        "--dir", str(directory), "--save", "", "--appendonly", "no"], "eady to accept connections at")


# There is no transport but the local one: nothing can leave the machine.
_EXIM = """
exim_user = {uid}
exim_group = {gid}
primary_hostname = mail.example
spool_directory = {directory}/spool
log_file_path = {directory}/%slog
pid_file_path = {directory}/pid
daemon_smtp_ports = {port}
local_interfaces = {host}
tls_advertise_hosts =
keep_environment =
acl_smtp_rcpt = accept
acl_smtp_data = accept
deliver_drop_privilege = true

begin routers
everybody:
  driver = accept
  transport = file

begin transports
file:
  driver = appendfile
  directory = {directory}/mail
"""


def mail() -> Running:
    """A mail server that keeps what it is sent; `messages` reads it."""
    def arguments(directory: Path, port: int) -> list[str]:
        config = _EXIM.format(directory=directory, host=HOST, port=port, uid=_UID, gid=_GID)
        _write(directory / "exim.conf", config)
        return ["-C", f"{directory}/exim.conf", "-bdf", "-odf"]

    return _server("exim", arguments, "daemon started.*listening for SMTP")


def messages(server: Peer, count: int = 1) -> list[str]:
    """The messages that a mail server has delivered, when there are `count`."""
    server.wait_for(lambda: server.log.count("Completed") >= count)
    return [file.read_text() for file in sorted((server.directory / "mail").iterdir())]


def dnsmasq(*records: str) -> Running:
    """A name server on UDP and TCP that knows these records, options of its own, and asks nobody else."""
    return _server("dnsmasq", lambda _, port: [
        "--no-daemon", "--conf-file=/dev/null", "--no-resolv", "--no-hosts", "--bind-interfaces", f"--port={port}",
        f"--listen-address={HOST}", "--pid-file", "--log-queries", *records], "started, version")


def ncat_echo() -> Running:
    """An ncat that listens and sends everything back, but drops what is on its way when our side ends."""
    cat = installed("cat")
    return _server("ncat", lambda _, port: ["-v", "-l", "-k", "--exec", cat, HOST, str(port)], "Listening on")


def socat_echo() -> Running:
    """A socat that listens on TCP and sends everything back."""
    return _server("socat", lambda *_: ["-d", "-d", f"TCP-LISTEN:0,bind={HOST},fork", "EXEC:cat"],
                   r"listening on AF=2 .*:(\d+)")


def socat_unix_echo() -> Running:
    """A socat that listens on the Unix socket `path` and sends everything back."""
    return _server("socat", lambda *_: ["-d", "-d", "UNIX-LISTEN:socket,fork", "EXEC:cat"], "listening on AF=1 ")


@contextmanager
def client(program: str, *arguments: str) -> Iterator[subprocess.Popen]:
    """A program that connects to us, with its standard input and output in our hands."""
    with subprocess.Popen([installed(program), *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, bufsize=0) as process:
        try:
            yield process
        finally:
            process.kill()


@contextmanager
def _thread(kind: type[socketserver.BaseServer], handle: Callable[[Any], None]) -> Iterator[Peer]:
    """Serve from a thread of this process."""
    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            handle(self)

    class Server(kind):
        daemon_threads = True
        max_packet_size = 1 << 16

    with Server((HOST, 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield Peer(server.server_address[1])
        finally:
            server.shutdown()
            thread.join()


def tcp_peer(talk: Callable[[socket.socket], None]) -> Running:
    """A peer that calls a function with every connection and closes it afterwards."""
    return _thread(socketserver.ThreadingTCPServer, lambda handler: talk(handler.request))


def udp_echo() -> Running:
    """A peer that sends every datagram back to where it came from."""
    return _thread(socketserver.UDPServer,
                   lambda handler: handler.request[1].sendto(handler.request[0], handler.client_address))


def udp_mirror() -> Running:
    """A peer that tells everybody the port that their datagram came from."""
    return _thread(socketserver.UDPServer,
                   lambda handler: handler.request[1].sendto(b"%d" % handler.client_address[1], handler.client_address))


def half_close_peer() -> Running:
    """A peer that listens to the end of the stream before it tells what it heard."""
    def talk(connection: socket.socket) -> None:
        heard = b"".join(iter(lambda: connection.recv(1 << 16), b""))
        connection.sendall(b"%d bytes: %s" % (len(heard), heard))

    return tcp_peer(talk)


@contextmanager
def silent_peer() -> Iterator[Peer]:
    """A listener whose connections are made and never answered."""
    with socket.create_server((HOST, 0), backlog=128) as listener:
        yield Peer(listener.getsockname()[1])


@contextmanager
def full_backlog() -> Iterator[Peer]:
    """A listener that can take no more: the next SYN gets no answer."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.create_server((HOST, 0), backlog=0))
        for _ in range(16):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
            if not select.select([], [waiting], [], 0.2)[1]:
                break
        else:
            raise RuntimeError("the backlog does not fill")
        yield Peer(listener.getsockname()[1])
