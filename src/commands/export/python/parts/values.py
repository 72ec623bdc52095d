# Values, sending, receiving and errors in a program in Python.


#: say(
def say(data):
    """A line of bytes as they are, characters or not."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data + b"\n")


#: number(
def number(text):
    """Decimal, or hexadecimal behind 0x."""
    digits = text if isinstance(text, str) else text.decode()
    return int(digits, 16 if "x" in digits.lower() else 10)


#: byte_at(
def byte_at(data, index):
    return bytes([data[index]])


#: check_open(
def check_open(s):
    if not s or s.fileno() < 0:
        raise NameError("the handle is closed")


#: check_set(
def check_set(is_set):
    if not is_set:
        raise NameError("there is no such variable")


#: from_base64(
def from_base64(text):
    """Groups of four digits, the last one padded with =."""
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data) != text:
        raise ValueError("no base64")
    return data


#: from_hex(
def from_hex(text):
    """Blanks and colons stand between bytes."""
    return bytes.fromhex(text.replace(":", " "))


#: from_url(
def from_url(text):
    if re.search(b"%(?![0-9A-Fa-f]{2})", text):
        raise ValueError("two hexadecimal digits follow a %")
    return urllib.parse.unquote_to_bytes(text)


#: send_all(
def send_all(s, data, flags=0):
    """How many bytes that are."""
    s.sendall(data, flags)
    return len(data)


#: recvline(
def recvline(s):
    """Up to and with the next line feed; nothing behind it is taken."""
    return expect(s, b"\n")


#: recvexact(
def recvexact(s, count):
    """So many bytes, in as many pieces as they come."""
    data = b""
    while len(data) < count:
        piece = s.recv(count - len(data))
        if not piece:
            raise EOFError("the stream ended before")
        data += piece
    return data


#: recvall(
def recvall(s):
    """Everything up to the end of the stream."""
    return b"".join(iter(lambda: s.recv(65536), b""))


#: expect(
def expect(s, pattern):
    """Up to and through the pattern, byte by byte: nothing behind it is taken."""
    data = b""
    while pattern not in data:
        byte = s.recv(1)
        if not byte:
            raise EOFError("the stream ended before")
        data += byte
    return data


#: look_until(
def look_until(s, is_there):
    """Until what waits has that, or is 32 KiB long. MSG_PEEK leaves it there; EPOLLET tells only what is new."""
    with select.epoll() as news:
        news.register(s, select.EPOLLIN | select.EPOLLRDHUP | select.EPOLLET)
        while events := news.poll(s.gettimeout()):
            seen = s.recv(32768, socket.MSG_PEEK)
            if len(seen) == 32768 or is_there(seen):
                return
            if events[0][1] & select.EPOLLRDHUP:
                raise EOFError("the stream ended before")
    if s.gettimeout() == 0:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
    raise TimeoutError("timed out")


#: try_recvline(
def try_recvline(s):
    """As recvline; where that fails, what came stays to be received."""
    return try_expect(s, b"\n")


#: try_recvexact(
def try_recvexact(s, count):
    """As recvexact; where that fails, what came stays to be received."""
    look_until(s, lambda seen: len(seen) >= count)
    return recvexact(s, count)


#: try_recvall(
def try_recvall(s):
    """As recvall; where that fails, what came is in data."""
    global data
    got = b""
    while piece := s.recv(65536):
        data = got = got + piece
    return got


#: try_expect(
def try_expect(s, pattern):
    """As expect; where that fails, what came stays to be received."""
    look_until(s, lambda seen: pattern in seen)
    return expect(s, pattern)


#: expect_regex(
def expect_regex(s, pattern):
    """Through the first match of the regular expression in what has come; what is behind stays."""
    if re.search(pattern, b""):
        return b""
    look_until(s, lambda seen: re.search(pattern, seen))
    match = re.search(pattern, s.recv(32768, socket.MSG_PEEK))
    data = recvexact(s, match.end() if match else 32768)
    while not (match or re.search(pattern, data)):  # nor in what the kernel has room for
        data += recvexact(s, 1)
    return data


#: on_or_off(
def on_or_off(flag):
    return "on" if flag else "off"


#: wait_for(
def wait_for(sockets, timeout=None, writable=False):
    """Until one of them can be read, is hung up, or has an error; how many are."""
    poll = select.poll()
    for s in sockets:
        events = select.POLLIN | select.POLLPRI | select.POLLRDHUP
        poll.register(s, events | (select.POLLOUT if writable else 0))
    return len(poll.poll(None if timeout is None else timeout * 1000))


#: udp_connection(
def udp_connection(address):
    family, kind, protocol, _, address = socket.getaddrinfo(*address, type=socket.SOCK_DGRAM)[0]
    s = socket.socket(family, kind, protocol)
    s.connect(address)
    return s


#: unix_connection(
def unix_connection(path):
    s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    s.connect(path)
    return s


#: bound_socket(
def bound_socket(family, kind, address):
    s = socket.socket(family, kind)
    s.bind(address)
    return s


#: unix_server(
def unix_server(path, kind=socket.SOCK_STREAM):
    s = bound_socket(socket.AF_UNIX, kind, path)
    s.listen(socket.SOMAXCONN)
    return s


#: unix_address(
def unix_address(path):
    """@NAME is an abstract address."""
    return "\0" + path[1:] if path.startswith("@") else path


#: without_brackets(
def without_brackets(host):
    """[::1] is ::1."""
    has_brackets = len(host) > 2 and host[0] + host[-1] == "[]"
    return host[1:-1] if has_brackets else host


#: port_number(
def port_number(text):
    """A number, or a service's name."""
    return int(text) if text.isdecimal() else socket.getservbyname(text)


#: address_text(
def address_text(address):
    if isinstance(address, bytes):
        return address.decode().replace("\0", "@", 1)
    if isinstance(address, str):
        return address
    host, port = address[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


#: path_bytes(
def path_bytes(address):
    """Where a Unix socket is, which may be no text; @ begins an abstract address."""
    return os.fsencode(address or "").replace(b"\0", b"@", 1)


#: first_address(
def first_address(host, family, flags):
    return socket.getaddrinfo(host, None, family, socket.SOCK_STREAM, 0, flags)[0][4][0]


#: show_addresses(
def show_addresses(host, port=None, family=socket.AF_UNSPEC, flags=0):
    """A line for each: its family, the address, the port, and the host's own name where that was asked for."""
    found = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, 0, flags)
    for family, _, _, _, address in found:
        words = ["inet " if family == socket.AF_INET else "inet6", address[0]]
        words += [address[1]] if port is not None else []
        words += [found[0][3]] if found[0][3] else []
        print(*words)


#: tcp_state(
def tcp_state(s):
    """The connection's state, by RFC 9293's names."""
    names = ("?", "ESTABLISHED", "SYN-SENT", "SYN-RECEIVED", "FIN-WAIT-1", "FIN-WAIT-2",
             "TIME-WAIT", "CLOSED", "CLOSE-WAIT", "LAST-ACK", "LISTEN", "CLOSING")
    return names[s.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]]


#: tcp_bytes_out(
def tcp_bytes_out(s):
    """tcpi_bytes_sent, less what was sent again, and what is not sent yet."""
    info = s.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 216)
    sent, again = struct.unpack_from("QQ", info, 200)
    return sent - again + struct.unpack_from("I", info, 144)[0]


#: unacknowledged(
def unacknowledged(s):
    """Bytes under way: the kernel has sent them and has no answer."""
    queued, = struct.unpack("i", fcntl.ioctl(s, termios.TIOCOUTQ, bytes(4)))
    return queued


#: error_pending(
def error_pending(s):
    poll = select.poll()
    poll.register(s, 0)
    return "true" if any(events & select.POLLERR for _, events in poll.poll(0)) else "false"


#: peer_credentials(
def peer_credentials(s):
    """Process, user and group at the other end."""
    return struct.unpack("iII", s.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))


#: checksum(
def checksum(data):
    """The Internet's (RFC 1071)."""
    data += bytes(len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total > 0xffff:
        total = (total & 0xffff) + (total >> 16)
    return total ^ 0xffff


#: reset(
def reset(s):
    """Close with RST: what is unsent is dropped."""
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    s.close()


#: seconds(
def seconds(text):
    """250ms, 2s, 1m, 1.5."""
    for unit, factor in (("us", 1e-6), ("ms", 1e-3), ("s", 1), ("m", 60), ("h", 3600)):
        if text.endswith(unit):
            return float(text[:-len(unit)]) * factor
    return float(text)


#: as_number(
def as_number(data):
    """A number, also a fraction; None for what is none."""
    if re.fullmatch(b"[-+]?(0x[0-9a-f]+|[0-9]+)", data, re.IGNORECASE):
        return number(data)
    if re.fullmatch(b"[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)(e[-+]?[0-9]+)?", data, re.IGNORECASE):
        return float(data)
    return None


#: holds(
def holds(a, operator, b):
    """Numbers as numbers where both are, else bytes."""
    numbers = as_number(a), as_number(b)
    if None not in numbers:
        a, b = numbers
    return {"==": a == b, "!=": a != b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[operator]


#: write_to(
def write_to(file, data):
    """An error has the file's name, as one of opening it has."""
    try:
        while data:
            data = data[file.write(data):]
    except OSError as error:
        error.filename = file.name
        raise


#: category(
def category(error):
    """What kind of error it is, in one word."""
    if isinstance(error, AssertionError):
        return "mismatch"
    if isinstance(error, EOFError):
        return "closed"
    if isinstance(error, NameError):
        return "name"
    if isinstance(error, socket.gaierror) or type(error) is UnicodeError:  # a label that is none
        return "address"
    if not isinstance(error, OSError):
        return "usage"
    if error.errno in (errno.EMFILE, errno.ENFILE, errno.ENOMEM):
        return "resource"
    if error.filename is not None:
        return "file"
    if error.errno or "interface" in str(error):
        return "socket"
    if isinstance(error, TimeoutError):
        return "timeout"
    return "usage" if "too long" in str(error) else "service"
