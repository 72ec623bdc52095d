# Sockets in a program in Python: made, bound, connected, and ended.


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


#: reset(
def reset(s):
    """Close with RST: what is unsent is dropped."""
    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    s.close()
