# What the kernel tells of a socket, in a program in Python.


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
