/* Interfaces and multicast groups in a program in Python. Its module has names for joining and leaving a group as a
 * whole; what is about one sender goes by RFC 3678's numbers. */
#include "export/translate/parts.h"

// clang-format off
const struct part python_multicast[] = {
    {"interface_with(",
     "class Interface(ctypes.Structure):\n"
     "    \"\"\"The beginning of getifaddrs(3)'s structure: Python lacks that call, the C library has it.\"\"\"\n"
     "\n"
     "\n"
     "Interface._fields_ = [(\"next\", ctypes.POINTER(Interface)), (\"name\", ctypes.c_char_p),\n"
     "                      (\"flags\", ctypes.c_uint), (\"address\", ctypes.c_void_p)]\n"
     "\n"
     "\n"
     "def interface_with(address):\n"
     "    \"\"\"The index of the interface that has this address.\"\"\"\n"
     "    family, start = (socket.AF_INET6, 8) if \":\" in address else (socket.AF_INET, 4)\n"
     "    wanted = socket.inet_pton(family, address)\n"
     "    libc, every = ctypes.CDLL(None), ctypes.POINTER(Interface)()\n"
     "    libc.getifaddrs(ctypes.byref(every))\n"
     "    name, one = None, every\n"
     "    while one and not name:\n"
     "        own = one.contents.address\n"
     "        if own and ctypes.c_ushort.from_address(own).value == family:\n"
     "            if ctypes.string_at(own + start, len(wanted)) == wanted:\n"
     "                name = one.contents.name.decode()\n"
     "        one = one.contents.next\n"
     "    libc.freeifaddrs(every)\n"
     "    if not name:\n"
     "        raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))\n"
     "    return socket.if_nametoindex(name)\n", true},
    {"interface_index(",
     "def interface_index(text):\n"
     "    \"\"\"Of its name, its number or an address of it; 0 is any.\"\"\"\n"
     "    if text == \"any\" or text.isdecimal():\n"
     "        return 0 if text == \"any\" else int(text)\n"
     "    indexes = {name: index for index, name in socket.if_nameindex()}\n"
     "    return indexes.get(text) or interface_with(text)\n", true},
    {"change_membership(",
     "def change_membership(s, group, interface, option, option6):\n"
     "    if \":\" in group:\n"
     "        request = struct.pack(\"16si\", socket.inet_pton(socket.AF_INET6, group), interface)\n"
     "        s.setsockopt(socket.IPPROTO_IPV6, option6, request)\n"
     "    else:\n"
     "        request = struct.pack(\"4s4xi\", socket.inet_aton(group), interface)\n"
     "        s.setsockopt(socket.IPPROTO_IP, option, request)\n", true},
    {"join_group(",
     "def join_group(s, group, interface=0):\n"
     "    change_membership(s, group, interface, socket.IP_ADD_MEMBERSHIP, socket.IPV6_JOIN_GROUP)\n", true},
    {"leave_group(",
     "def leave_group(s, group, interface=0):\n"
     "    change_membership(s, group, interface, socket.IP_DROP_MEMBERSHIP, socket.IPV6_LEAVE_GROUP)\n", true},
    {"packed_address(",
     "def packed_address(address):\n"
     "    \"\"\"A struct sockaddr_in, or sockaddr_in6.\"\"\"\n"
     "    if \":\" in address:\n"
     "        return struct.pack(\"H6x16s\", socket.AF_INET6, socket.inet_pton(socket.AF_INET6, address))\n"
     "    return struct.pack(\"H2x4s\", socket.AF_INET, socket.inet_aton(address))\n", true},
    {"change_source(",
     "def change_source(s, group, source, interface, option):\n"
     "    \"\"\"One sender to the group, by a struct group_source_req (RFC 3678).\"\"\"\n"
     "    level = socket.IPPROTO_IPV6 if \":\" in group else socket.IPPROTO_IP\n"
     "    request = struct.pack(\"I0L128s128s\", interface, packed_address(group), packed_address(source))\n"
     "    s.setsockopt(level, option, request)\n", true},
    {"join_source(",
     "def join_source(s, group, source, interface=0):\n"
     "    change_source(s, group, source, interface, 46)  # MCAST_JOIN_SOURCE_GROUP\n", true},
    {"leave_source(",
     "def leave_source(s, group, source, interface=0):\n"
     "    change_source(s, group, source, interface, 47)  # MCAST_LEAVE_SOURCE_GROUP\n", true},
    {"block_source(",
     "def block_source(s, group, source, interface=0):\n"
     "    change_source(s, group, source, interface, 43)  # MCAST_BLOCK_SOURCE\n", true},
    {"unblock_source(",
     "def unblock_source(s, group, source, interface=0):\n"
     "    change_source(s, group, source, interface, 44)  # MCAST_UNBLOCK_SOURCE\n", true},
    {0},
};
// clang-format on
