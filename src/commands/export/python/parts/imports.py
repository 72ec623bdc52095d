# What a program in Python may import.

#: base64.
import base64
#: ctypes.
import ctypes
#: errno.
import errno
#: fcntl.
import fcntl
#: os.
import os
#: re.
import re
#: select.
import select
#: socket.
import socket
#: struct.
import struct
#: subprocess.
import subprocess
#: sys.
import sys
#: termios.
import termios
#: time.
import time
#: types.
import types
#: urllib.
import urllib.parse
#: zlib.
import zlib
#: Path(
from pathlib import Path
