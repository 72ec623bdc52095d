# Values of socket options in a program in Python.


#: with_structures(
def with_structures(s):
    """Options of AF_VSOCK's own class are numbers alone: the same socket, taken for one of another family."""
    return socket.socket(socket.AF_UNIX, s.type, 0, os.dup(s.fileno()))


#: set_multicast_interface(
def set_multicast_interface(s, index):
    """Where multicast leaves; the interface's own address (SIOCGIFADDR) is all that is read back."""
    address = bytes(4)
    try:
        request = struct.pack("40s", socket.if_indextoname(index).encode())
        address = fcntl.ioctl(s, 0x8915, request)[20:24]
    except OSError:
        pass
    s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, struct.pack("4x4si", address, index))


#: option_word(
def option_word(s, level, option, words):
    """The word for a number, where it has one."""
    number = s.getsockopt(level, option)
    return words.get(number, str(number))


#: option_duration(
def option_duration(s, level, option, words, unit):
    """The word for a number, else a duration."""
    number = s.getsockopt(level, option)
    return words.get(number, f"{number}{unit}")


#: option_large(
def option_large(s, level, option):
    """A number of 64 bits."""
    return int.from_bytes(s.getsockopt(level, option, 8), sys.byteorder)


#: option_large_word(
def option_large_word(s, level, option, words):
    """The word for a number of 64 bits, where it has one; words are for numbers with a sign."""
    number = option_large(s, level, option)
    return words.get(number - (1 << 64), words.get(number, str(number)))


#: option_flags(
def option_flags(s, level, option, words):
    """The words for the bits that are set; in hexadecimal those that have none."""
    flags = s.getsockopt(level, option) & 0xffffffff
    names = []
    for bits, word in words.items():
        if flags & bits == bits:
            names.append(word)
            flags -= bits
    if flags:
        names.append(f"0x{flags:x}")
    return ",".join(names) or "none"


#: option_members(
def option_members(s, level, option, words, size):
    """The words for the bits that are set, of so many; where most are, for those that aren't."""
    data = s.getsockopt(level, option, size // 8).ljust(size // 8, b"\0")
    numbers = struct.unpack(f"{size // 32}I", data)
    members = {bit for bit in range(size) if numbers[bit // 32] >> bit % 32 & 1}
    if len(members) in (0, size):
        return "all" if members else "none"
    most = len(members) > size // 2
    told = [words.get(bit, str(bit)) for bit in range(size) if (bit in members) != most]
    return ("all but " if most else "") + ",".join(told)


#: option_fields(
def option_fields(s, level, option, words):
    """Numbers of 32 bits in a row, with their names."""
    data = s.getsockopt(level, option, 1024)
    numbers = struct.unpack_from(f"{len(data) // 4}i", data)
    return ", ".join(f"{words.get(i, '')} {number}".lstrip() for i, number in enumerate(numbers)) or "none"


#: option_error(
def option_error(s, level, option):
    """The name of an error."""
    number = s.getsockopt(level, option)
    names = errno.errorcode | {0: "none", errno.EOPNOTSUPP: "EOPNOTSUPP"}
    return names.get(number, f"E{number}")


#: option_time(
def option_time(s, level, option):
    """struct timeval"""
    seconds, microseconds = struct.unpack("ll", s.getsockopt(level, option, struct.calcsize("ll")))
    if not microseconds:
        return f"{seconds}s" if seconds else "none"
    if microseconds % 1000 == 0 and seconds < 0x7fffffff:
        return f"{seconds * 1000 + microseconds // 1000}ms"
    return f"{seconds}.{microseconds:06}s"


#: option_linger(
def option_linger(s, level, option):
    """struct linger"""
    on, seconds = struct.unpack("ii", s.getsockopt(level, option, 8))
    return f"{seconds}s" if on else "off"


#: option_text(
def option_text(s, level, option):
    """Text up to a NUL."""
    return s.getsockopt(level, option, 1024).partition(b"\0")[0].decode(errors="backslashreplace") or "none"


#: interface_name(
def interface_name(index):
    try:
        return socket.if_indextoname(index) if index else "any"
    except OSError:
        return str(index)


#: option_interface(
def option_interface(s, level, option):
    return interface_name(s.getsockopt(level, option))


#: option_network_interface(
def option_network_interface(s, level, option):
    """An interface whose number is in network byte order."""
    return interface_name(int.from_bytes(s.getsockopt(level, option, 4), "big"))


#: option_address(
def option_address(s, level, option):
    """struct in_addr"""
    address = socket.inet_ntoa(s.getsockopt(level, option, 4))
    return "any" if address == "0.0.0.0" else address


#: option_ports(
def option_ports(s, level, option):
    """The first port of a range, and above it the last one."""
    ports = s.getsockopt(level, option) & 0xffffffff
    return f"{ports & 0xffff or ''}-{ports >> 16 or ''}" if ports else "none"


#: option_bytes(
def option_bytes(s, level, option):
    return s.getsockopt(level, option, 1024).hex(" ") or "none"


#: option_number_or_bytes(
def option_number_or_bytes(s, level, option):
    data = s.getsockopt(level, option, 1024)
    return str(struct.unpack("i", data)[0]) if len(data) == 4 else data.hex(" ") or "none"


#: set_packet_info(
def set_packet_info(s, level, option, address, index):
    """struct in6_pktinfo: where packets are sent from."""
    value = socket.inet_pton(socket.AF_INET6, address) + struct.pack("I", index)
    s.setsockopt(level, option, value)


#: set_packet_membership(
def set_packet_membership(s, level, option, index, mode):
    """struct packet_mreq"""
    s.setsockopt(level, option, struct.pack("iHH8x", index, mode, 0))
