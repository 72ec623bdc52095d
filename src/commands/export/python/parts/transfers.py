# Sending, receiving and waiting in a program in Python.


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


#: await_news(
def await_news(news, s):
    """As news.poll(), for as long as the socket's calls wait."""
    return news.poll(s.gettimeout())


#: look_until(
def look_until(s, is_there):
    """Until what waits has that, or is 32 KiB long. MSG_PEEK leaves it there; EPOLLET tells only what is new."""
    with select.epoll() as news:
        news.register(s, select.EPOLLIN | select.EPOLLRDHUP | select.EPOLLET)
        while events := await_news(news, s):
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


#: poll_news(
def poll_news(news, timeout):
    return news.poll(timeout)


#: wait_for(
def wait_for(sockets, timeout=None, writable=False):
    """Until one of them can be read, is hung up, or has an error; how many are."""
    with select.epoll() as news:
        for s in set(sockets):
            events = select.EPOLLIN | select.EPOLLPRI | select.EPOLLRDHUP
            news.register(s, events | (select.EPOLLOUT if writable else 0))
        ready = dict(poll_news(news, timeout))
    return sum(s.fileno() in ready for s in sockets)
