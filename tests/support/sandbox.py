"""A sandbox that refuses one thing, run as a program: what it runs gets EPERM for it.

    python3 sandbox.py seccomp|prctl|receive|send COMMAND...

`receive` and `send` are the two ioctl(2) by which who listens to a seccomp(2) filter learns of a call and answers it.
"""

import ctypes
import errno
import os
import platform
import struct
import sys
import unittest

_NUMBERS = {  # of system calls
    "x86_64": {"seccomp": 317, "prctl": 157, "ioctl": 16},
    "aarch64": {"seccomp": 277, "prctl": 167, "ioctl": 29},
}
_PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 22, 38
_REFUSED = {  # the call, which of its arguments tells, and what that is
    "seccomp": ("seccomp", None, None),
    "prctl": ("prctl", 0, _PR_SET_NO_NEW_PRIVS),
    "receive": ("ioctl", 1, 0xC0502100),
    "send": ("ioctl", 1, 0xC0182101),
}
REFUSABLE = tuple(_REFUSED)

_LOAD, _JUMP_EQUAL, _RETURN = 0x20, 0x15, 0x06  # classic BPF
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM
_NUMBER_AT, _ARGUMENTS_AT, _ARGUMENT = 0, 16, 8  # struct seccomp_data


def wrapper(refused: str) -> list[str]:
    """What to put before a command, for it to be refused this; skips the test where nobody knows how."""
    if platform.machine() not in _NUMBERS or sys.byteorder != "little":
        raise unittest.SkipTest(f"no numbers of system calls for {platform.machine()}")
    return [sys.executable, __file__, refused]


def _filter(refused: str) -> bytes:
    call, index, value = _REFUSED[refused]
    conditions = [(_NUMBER_AT, _NUMBERS[platform.machine()][call])]
    if index is not None:
        conditions.append((_ARGUMENTS_AT + _ARGUMENT * index, value))
    steps = []
    for left, (place, wanted) in zip(range(len(conditions), 0, -1), conditions):
        steps += [(_LOAD, 0, 0, place), (_JUMP_EQUAL, 0, 2 * left - 1, wanted)]
    steps += [(_RETURN, 0, 0, _REFUSE), (_RETURN, 0, 0, _ALLOW)]
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def main() -> None:
    """Become the command."""
    _, refused, *command = sys.argv
    libc = ctypes.CDLL(None, use_errno=True)
    steps = _filter(refused)
    kept = ctypes.create_string_buffer(steps)
    program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(steps) // 8, ctypes.addressof(kept)))
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(_PR_SET_SECCOMP, 2, program, 0, 0):
        sys.exit(os.strerror(ctypes.get_errno()))
    os.execvp(command[0], command)


if __name__ == "__main__":
    main()
