# Addresses in a program in Python: of names, of sockets, and as text.


#: unix_address(
def unix_address(path):
    """@NAME is an abstract address."""
    return "\0" + path[1:] if path.startswith("@") else path


#: without_brackets(
def without_brackets(host):
    """[::1] is ::1."""
    has_brackets = len(host) > 2 and host[0] + host[-1] == "[]"
    return host[1:-1] if has_brackets else host


#: address_with_interface(
def address_with_interface(host, port):
    """For an IPv6 socket: what fe80::1%eth0 has behind the % goes beside the host, as a number."""
    return socket.getaddrinfo(host, port, socket.AF_INET6, socket.SOCK_DGRAM)[0][4]


#: port_number(
def port_number(text):
    """A number, or a service's name."""
    return in_range(int(text), 0, 65535) if text.isdecimal() else socket.getservbyname(text)


#: host_text(
def host_text(address):
    """With the interface of a link-local one, as in fe80::1%eth0."""
    return socket.getnameinfo(address, socket.NI_NUMERICHOST | socket.NI_NUMERICSERV)[0]


#: address_text(
def address_text(address):
    if not address:
        return "(unnamed)"  # a Unix socket that nobody bound
    if isinstance(address, bytes):
        return address.decode().replace("\0", "@", 1)
    if isinstance(address, str):
        return address
    host, port = socket.getnameinfo(address, socket.NI_NUMERICHOST | socket.NI_NUMERICSERV)
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


#: path_of( path_bytes(
def path_of(address):
    """Where a Unix socket is, which may be no text; @ begins an abstract address, and nobody may have bound it."""
    return os.fsencode(address).replace(b"\0", b"@", 1)


#: path_bytes(
def path_bytes(address):
    return path_of(address) or b"(unnamed)"


#: first_address(
def first_address(host, port, family, flags):
    return socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, 0, flags)[0][4][0]


#: show_addresses(
def show_addresses(host, port=None, family=socket.AF_UNSPEC, flags=0):
    """A line for each: its family, the address, the port, and the host's own name where that was asked for."""
    found = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, 0, flags)
    for family, _, _, _, address in found:
        words = ["inet " if family == socket.AF_INET else "inet6", address[0]]
        words += [address[1]] if port is not None else []
        words += [found[0][3]] if found[0][3] else []
        print(*words)
