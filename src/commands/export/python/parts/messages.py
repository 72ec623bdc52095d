# What comes beside the data, in a program in Python: descriptors, control messages, the urgent mark, what a *
# structure of the kernel's tells.


#: take_descriptor(
def take_descriptor(fd):
    """One that this process was started with, if it is a socket."""
    taken = socket.socket(fileno=fd)
    taken.set_inheritable(False)
    taken.setblocking(True)  # who passed it may have had it otherwise
    return taken


#: take_passed(
def take_passed(fd):
    """One that systemd has passed to this very process (sd_listen_fds(3))."""
    is_ours = os.environ.get("LISTEN_PID") == str(os.getpid())
    if not is_ours or fd not in range(3, 3 + int(os.environ.get("LISTEN_FDS", 0))):
        raise LookupError(f"LISTEN_FDS passes no descriptor {fd}")
    return take_descriptor(fd)


#: take_passed_named(
def take_passed_named(name):
    """The first that has this name in LISTEN_FDNAMES."""
    names = os.environ.get("LISTEN_FDNAMES", "").split(":")
    if name not in names:
        raise LookupError(f"LISTEN_FDNAMES has no {name}")
    return take_passed(3 + names.index(name))


#: receive_descriptor(
def receive_descriptor(s, most=65536):
    """A socket that the peer passes, and the bytes that it comes with; other descriptors are closed."""
    data, ancillary, _, _ = s.recvmsg(most, 1024)
    rights = b"".join(value for _, kind, value in ancillary if kind == socket.SCM_RIGHTS)
    descriptors = struct.unpack("i" * (len(rights) // 4), rights)
    if not descriptors:
        raise AssertionError("no descriptor came") if data else EOFError("the stream ended before")
    for other in descriptors[1:]:
        os.close(other)
    passed = socket.socket(fileno=descriptors[0])
    passed.setblocking(True)  # its sender may have had it otherwise
    return passed, data


#: ancillary_text(
def ancillary_text(ancillary):
    """A line for each control message; descriptors among them are closed."""
    lines = []
    for level, kind, value in ancillary:
        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
            descriptors = struct.unpack("i" * (len(value) // 4), value)
            lines.append(f"descriptors, closed: {len(descriptors)}")
            for descriptor in descriptors:
                os.close(descriptor)
        elif (level, kind) == (socket.SOL_SOCKET, socket.SCM_CREDENTIALS):
            lines.append("credentials: pid %d, uid %d, gid %d" % struct.unpack("iII", value))
        elif len(value) == 4:
            lines.append("level %d, type %d: %d" % (level, kind, *struct.unpack("i", value)))
        else:
            lines.append(f"level {level}, type {kind}: {value.hex()}")
    return "\n".join(lines)


#: wait_for_error(
def wait_for_error(s, timeout=None):
    """MSG_ERRQUEUE itself never waits."""
    with select.epoll() as news:
        news.register(s, 0)  # EPOLLERR is always told
        if not poll_news(news, timeout):
            raise TimeoutError("timed out")


#: expect_message(
def expect_message(s, pattern):
    """The message that waits; one without the pattern is left there."""
    if pattern not in s.recv(262144, socket.MSG_PEEK):
        raise AssertionError("the message that waits doesn't hold the pattern")
    return s.recvfrom(262144)


#: expect_message_regex(
def expect_message_regex(s, pattern):
    """The message that waits; one that doesn't match is left there."""
    if not re.search(pattern, s.recv(262144, socket.MSG_PEEK)):
        raise AssertionError("the message that waits doesn't match")
    return s.recvfrom(262144)


#: set_linger(
def set_linger(s, seconds):
    """How long close waits for unsent data; None: it doesn't."""
    on, time = (0, 0) if seconds is None else (1, seconds)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", on, time))


#: at_mark(
def at_mark(s):
    """Whether the urgent byte comes next (SIOCATMARK)."""
    mark, = struct.unpack("i", fcntl.ioctl(s, 0x8905, bytes(4)))
    return "true" if mark else "false"


#: disconnect(
def disconnect(s):
    """connect(2) with AF_UNSPEC: Python knows no such address, the C library does."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.connect(s.fileno(), bytes(16), 16) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


#: tcp_info(
def tcp_info(s):
    """The numbers of struct tcp_info (linux/tcp.h), from tcpi_rto on."""
    names = ("rto ato snd_mss rcv_mss unacked sacked lost retrans fackets last_data_sent "
             "last_ack_sent last_data_recv last_ack_recv pmtu rcv_ssthresh rtt rttvar snd_ssthresh "
             "snd_cwnd advmss reordering rcv_rtt rcv_space total_retrans").split()
    info = s.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 104)
    return types.SimpleNamespace(**dict(zip(names, struct.unpack_from("24I", info, 8))))


#: receive_queue(
def receive_queue(s):
    """Bytes that wait to be received (SIOCINQ)."""
    waiting, = struct.unpack("i", fcntl.ioctl(s, termios.FIONREAD, bytes(4)))
    return waiting


#: fraction_text(
def fraction_text(value, letter):
    """The shortest decimal that is packed to the same bytes."""
    if 1 <= abs(value) < 1e16 and value == int(value):
        return str(int(value))
    for digits in range(1, 18):
        text = f"{value:.{digits}g}"
        try:
            if struct.pack(letter, float(text)) == struct.pack(letter, value):
                break
        except OverflowError:  # rounded up, beyond the largest
            pass
    return text
