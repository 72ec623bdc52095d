# Interfaces and multicast groups in a program in Python. Its module has names for joining and leaving a group
# as a * whole; what is about one sender goes by RFC 3678's numbers.


#: interface_with(
class Interface(ctypes.Structure):
    """The beginning of getifaddrs(3)'s structure: Python lacks that call, the C library has it."""


Interface._fields_ = [("next", ctypes.POINTER(Interface)), ("name", ctypes.c_char_p),
                      ("flags", ctypes.c_uint), ("address", ctypes.c_void_p)]


def interface_with(address):
    """The index of the interface that has this address."""
    family, start = (socket.AF_INET6, 8) if ":" in address else (socket.AF_INET, 4)
    wanted = socket.inet_pton(family, address)
    libc, every = ctypes.CDLL(None), ctypes.POINTER(Interface)()
    libc.getifaddrs(ctypes.byref(every))
    name, one = None, every
    while one and not name:
        own = one.contents.address
        if own and ctypes.c_ushort.from_address(own).value == family:
            if ctypes.string_at(own + start, len(wanted)) == wanted:
                name = one.contents.name.decode()
        one = one.contents.next
    libc.freeifaddrs(every)
    if not name:
        raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))
    return socket.if_nametoindex(name)


#: interface_index(
def interface_index(text):
    """Of its name, its number or an address of it; 0 is any."""
    if text == "any" or text.isdecimal():
        return 0 if text == "any" else int(text)
    indexes = {name: index for index, name in socket.if_nameindex()}
    return indexes.get(text) or interface_with(text)


#: change_membership(
def change_membership(s, group, interface, option, option6):
    if ":" in group:
        request = struct.pack("16si", socket.inet_pton(socket.AF_INET6, group), interface)
        s.setsockopt(socket.IPPROTO_IPV6, option6, request)
    else:
        request = struct.pack("4s4xi", socket.inet_aton(group), interface)
        s.setsockopt(socket.IPPROTO_IP, option, request)


#: join_group(
def join_group(s, group, interface=0):
    change_membership(s, group, interface, socket.IP_ADD_MEMBERSHIP, socket.IPV6_JOIN_GROUP)


#: leave_group(
def leave_group(s, group, interface=0):
    change_membership(s, group, interface, socket.IP_DROP_MEMBERSHIP, socket.IPV6_LEAVE_GROUP)


#: packed_address(
def packed_address(address):
    """A struct sockaddr_in, or sockaddr_in6."""
    if ":" in address:
        return struct.pack("H6x16s", socket.AF_INET6, socket.inet_pton(socket.AF_INET6, address))
    return struct.pack("H2x4s", socket.AF_INET, socket.inet_aton(address))


#: change_source(
def change_source(s, group, source, interface, option):
    """One sender to the group, by a struct group_source_req (RFC 3678)."""
    level = socket.IPPROTO_IPV6 if ":" in group else socket.IPPROTO_IP
    request = struct.pack("I0L128s128s", interface, packed_address(group), packed_address(source))
    s.setsockopt(level, option, request)


#: join_source(
def join_source(s, group, source, interface=0):
    change_source(s, group, source, interface, 46)  # MCAST_JOIN_SOURCE_GROUP


#: leave_source(
def leave_source(s, group, source, interface=0):
    change_source(s, group, source, interface, 47)  # MCAST_LEAVE_SOURCE_GROUP


#: block_source(
def block_source(s, group, source, interface=0):
    change_source(s, group, source, interface, 43)  # MCAST_BLOCK_SOURCE


#: unblock_source(
def unblock_source(s, group, source, interface=0):
    change_source(s, group, source, interface, 44)  # MCAST_UNBLOCK_SOURCE
