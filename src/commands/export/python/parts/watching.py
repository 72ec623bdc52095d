# What waits in another way in a program in Python that watches sockets; in place of what the same words ask for.


#: look_until(
def look_until(s, is_there):
    """Until what waits has that, or is 32 KiB long. MSG_PEEK leaves it there; EPOLLET tells only what is new."""
    with select.epoll() as news:
        news.register(s, select.EPOLLIN | select.EPOLLRDHUP | select.EPOLLET)
        while events := poll_watching(news, s.gettimeout(), s):
            seen = s.recv(32768, socket.MSG_PEEK)
            if len(seen) == 32768 or is_there(seen):
                return
            if events[0][1] & select.EPOLLRDHUP:
                raise EOFError("the stream ended before")
    if s.gettimeout() == 0:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
    raise TimeoutError("timed out")


#: wait_for(
def wait_for(sockets, timeout=None, writable=False):
    """Until one of them can be read, is hung up, or has an error; how many are."""
    with select.epoll() as news:
        for s in sockets:
            events = select.EPOLLIN | select.EPOLLPRI | select.EPOLLRDHUP
            news.register(s, events | (select.EPOLLOUT if writable else 0))
        return len(poll_watching(news, timeout))
