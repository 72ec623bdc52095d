# Watched sockets in a program in Python: while it waits, what comes on them is shown.


#: watch( unwatch( watched watching show_arrived( poll_watching( WatchingSocket
watched = {}  # descriptors, with the sockets and their names
watching = select.epoll()  # of them, edge-triggered: it tells what is new


def watch_events(s, change, events=select.EPOLLIN | select.EPOLLPRI | select.EPOLLRDHUP):
    change(s, events | select.EPOLLET)


def watch(s, name):
    """From here on what comes on the socket is received and shown while the program waits."""
    unwatch(s)
    watch_events(s, watching.register)
    watched[s.fileno()] = s, name
    show_arrived(s, name)


def unwatch(s):
    if watched.pop(s.fileno(), None):
        watching.unregister(s)


def show_arrived(s, name):
    """What waits there. Of one that sends without a pause the rest waits for the next look."""
    timeout = s.gettimeout()
    s.settimeout(0)
    try:
        for _ in range(16):
            data = s.recv(65536)
            if not data and s.type in (socket.SOCK_STREAM, socket.SOCK_SEQPACKET):
                print(f"{name}: closed")
                break
            print(f"{name}: {data}")
        else:
            watch_events(s, watching.modify)
    except OSError as error:
        if error.errno not in (errno.EAGAIN, errno.ENOTCONN):
            print(f"{name}: {error}")
    s.settimeout(timeout)


def poll_watching(news, timeout, own=None):
    """As news.poll(); what comes on watched sockets meanwhile is shown, but of the one that is waited for."""
    end = None if timeout is None else time.monotonic() + timeout
    both = select.poll()
    both.register(news, select.POLLIN)
    both.register(watching, select.POLLIN)
    goes_first = own is not None and own.fileno() in watched
    if goes_first:
        watch_events(own, watching.modify, 0)
    events = news.poll(0)
    while not events and (end is None or time.monotonic() < end):
        both.poll(None if end is None else max(0, end - time.monotonic()) * 1000)
        events = news.poll(0)
        for fd, _ in [] if events else watching.poll(0):
            show_arrived(*watched[fd])
    if goes_first:
        watch_events(own, watching.modify)
    return events


def sleep_watching(seconds):
    with select.epoll() as nothing:
        poll_watching(nothing, seconds)


class WatchingSocket(socket.socket):
    """While its calls wait, what comes on watched sockets is shown."""

    def wait(self, flags=0):
        if self.gettimeout() == 0 or flags & (socket.MSG_DONTWAIT | socket.MSG_OOB | socket.MSG_ERRQUEUE):
            return
        with select.epoll() as news:
            news.register(self, select.EPOLLIN)
            if not poll_watching(news, self.gettimeout()):
                raise TimeoutError("timed out")

    def accept(self):
        self.wait()
        return super().accept()

    def recv(self, size, flags=0):
        self.wait(flags)
        return super().recv(size, flags)

    def recvfrom(self, size, flags=0):
        self.wait(flags)
        return super().recvfrom(size, flags)

    def recvmsg(self, size, room=0, flags=0):
        self.wait(flags)
        return super().recvmsg(size, room, flags)

    def close(self):
        unwatch(self)
        super().close()


socket.socket = WatchingSocket


#: is_watched(
def is_watched(s):
    return s.fileno() in watched


#: rename_watched(
def rename_watched(s, name):
    if s.fileno() in watched:
        watched[s.fileno()] = s, name
