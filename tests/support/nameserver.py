"""A program's own name server: run as a program, it stands in a namespace of its own at 127.0.0.1, port 53.

    unshare --net --mount python3 nameserver.py answers|is-silent|wants-tcp|takes-no-tcp COMMAND...

The command's look-ups ask it and nobody else. It knows one host, www.example. One that wants TCP has answers that are too
long for a datagram; one that takes none is asked by TCP and lets a connection wait. Services are looked for in a file, and by
the module that `module` makes, where the loader finds it.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import unittest
from collections.abc import Callable
from pathlib import Path

MODULE = """\
#include <errno.h>
#include <netdb.h>
#include <nss.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void end(void *value) { close((int)(long)value - 1); }
static void make_key(void) { pthread_key_create(&key, end); }

static void connect_thread(void)
{
    pthread_once(&once, make_key);
    if (!pthread_getspecific(key))
        pthread_setspecific(key, (void *)(long)(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0) + 1));
}

enum nss_status _nss_keeping_getservbyname_r(const char *name, const char *protocol, struct servent *entry,
                                             char *room, size_t size, int *number)
{
    static char *none[] = {0};

    (void)room, (void)size, (void)number;
    connect_thread();
    if (strcmp(name, "kept"))
        return NSS_STATUS_NOTFOUND;
    *entry = (struct servent){"kept", none, 0x0700, (char *)(protocol ? protocol : "tcp")};
    return NSS_STATUS_SUCCESS;
}

enum nss_status _nss_keeping_setservent(int stays) { (void)stays, connect_thread(); return NSS_STATUS_SUCCESS; }
enum nss_status _nss_keeping_endservent(void) { return NSS_STATUS_SUCCESS; }

enum nss_status _nss_keeping_getservent_r(struct servent *entry, char *room, size_t size, int *number)
{
    (void)entry, (void)room, (void)size;
    *number = ENOENT;
    return NSS_STATUS_NOTFOUND;
}
"""

NAME, ADDRESS = b"\3www\7example\0", "192.0.2.7"


def wrapper(manner: str) -> list[str]:
    """What to put before a command, for it to have this name server; skips the test where that can't be had."""
    namespace = ["unshare", "--net", "--mount"]
    if os.geteuid() != 0:
        namespace[1:1] = ["--user", "--map-root-user"]
    command = [*namespace, sys.executable, __file__, manner]
    if not shutil.which("unshare") or not shutil.which("mount"):
        raise unittest.SkipTest("unshare or mount is not installed")
    probe = subprocess.run([*command, "true"], capture_output=True, text=True, check=False)
    if probe.returncode:
        raise unittest.SkipTest(f"no namespaces for us: {probe.stderr.splitlines()[-1:]}")
    return command


def module(directory: Path) -> dict[str, str]:
    """A module of the C library that keeps a socket for each thread, as SSSD's does; the environment in which it is found."""
    if not shutil.which("cc"):
        raise unittest.SkipTest("there is no C compiler")
    subprocess.run(["cc", "-shared", "-fPIC", "-x", "c", "-", "-o", directory / "libnss_keeping.so.2"], input=MODULE,
                   text=True, check=True)
    return {"LD_LIBRARY_PATH": str(directory)}


def _raise_loopback() -> None:
    import fcntl
    import struct
    with socket.socket(type=socket.SOCK_DGRAM) as any_socket:
        SIOCSIFFLAGS, IFF_UP = 0x8914, 1
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh22x", b"lo", IFF_UP))


def _replace(file: str, text: str) -> None:
    with tempfile.NamedTemporaryFile("w") as new:
        new.write(text)
        new.flush()
        os.chmod(new.name, 0o644)
        subprocess.run(["mount", "--bind", new.name, file], check=True)


def _answer(query: bytes) -> bytes:
    """RFC 1035: an address where one is asked for, else that there is none."""
    question = query[12:query.index(b"\0", 12) + 5]
    found = question == NAME + b"\0\1\0\1"
    record = b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4" + socket.inet_aton(ADDRESS) if found else b""
    code = b"\x81\x80" if question.startswith(NAME) else b"\x81\x83"
    return query[:2] + code + b"\0\1" + bytes([0, found]) + b"\0\0\0\0" + question + record


def _truncated(query: bytes) -> bytes:
    """RFC 1035, 4.1.1: TC, there is more than this."""
    return query[:2] + b"\x83\x80\0\1\0\0\0\0\0\0" + query[12:query.index(b"\0", 12) + 5]


def _serve_datagrams(server: socket.socket, manner: str) -> None:
    while True:
        query, asker = server.recvfrom(512)
        if manner != "is-silent":
            server.sendto((_truncated if manner == "wants-tcp" else _answer)(query), asker)


def _exactly(stream: socket.socket, length: int) -> bytes:
    return stream.recv(length, socket.MSG_WAITALL)


def _serve_streams(server: socket.socket) -> None:
    """RFC 1035, 4.2.2: a length stands before each message."""
    while True:
        stream, _ = server.accept()
        with stream:
            while length := _exactly(stream, 2):
                answer = _answer(_exactly(stream, int.from_bytes(length, "big")))
                stream.sendall(len(answer).to_bytes(2, "big") + answer)


def _fill(server: socket.socket) -> list[socket.socket]:
    """Connections until its queue is full: of the next one it answers no SYN."""
    waiting = []
    while True:
        waiting.append(socket.socket())
        waiting[-1].settimeout(0.2)
        try:
            waiting[-1].connect(server.getsockname())
        except TimeoutError:
            return waiting


def _start(serve: Callable[..., None], *args: object) -> int:
    child = os.fork()
    if child == 0:
        serve(*args)
    return child


def main() -> int:
    """Serve while the command runs; its status is ours."""
    _, manner, *command = sys.argv
    _raise_loopback()
    only_tcp = " use-vc" if manner == "takes-no-tcp" else ""
    _replace("/etc/resolv.conf", f"nameserver 127.0.0.1\noptions timeout:1 attempts:1{only_tcp}\n")
    _replace("/etc/nsswitch.conf", "hosts: files dns\nservices: files keeping\n")
    datagrams, streams = socket.socket(type=socket.SOCK_DGRAM), socket.socket()
    for server in datagrams, streams:
        server.bind(("127.0.0.1", 53))
    streams.listen(0)
    children = [_start(_serve_datagrams, datagrams, manner)]
    if manner == "takes-no-tcp":
        _waiting = _fill(streams)
    else:
        children.append(_start(_serve_streams, streams))
    try:
        return subprocess.run(command, check=False).returncode
    finally:
        for child in children:
            os.kill(child, 9)


if __name__ == "__main__":
    sys.exit(main())
