/* Values of socket options in a program in Python. */
#include "export/translate/parts.h"

// clang-format off
const struct part python_option_parts[] = {
    {"set_multicast_interface(",
     "def set_multicast_interface(s, index):\n"
     "    \"\"\"Where multicast leaves; the interface's own address (SIOCGIFADDR) is all that is read back.\"\"\"\n"
     "    address = bytes(4)\n"
     "    try:\n"
     "        request = struct.pack(\"40s\", socket.if_indextoname(index).encode())\n"
     "        address = fcntl.ioctl(s, 0x8915, request)[20:24]\n"
     "    except OSError:\n"
     "        pass\n"
     "    s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, struct.pack(\"4x4si\", address, index))\n", true},
    {"option_word(",
     "def option_word(s, level, option, words):\n"
     "    \"\"\"The word for a number, where it has one.\"\"\"\n"
     "    number = s.getsockopt(level, option)\n"
     "    return words.get(number, str(number))\n", true},
    {"option_duration(",
     "def option_duration(s, level, option, words, unit):\n"
     "    \"\"\"The word for a number, else a duration.\"\"\"\n"
     "    number = s.getsockopt(level, option)\n"
     "    return words.get(number, f\"{number}{unit}\")\n", true},
    {"option_large(",
     "def option_large(s, level, option):\n"
     "    \"\"\"A number of 64 bits.\"\"\"\n"
     "    return int.from_bytes(s.getsockopt(level, option, 8), sys.byteorder)\n", true},
    {"option_large_word(",
     "def option_large_word(s, level, option, words):\n"
     "    \"\"\"The word for a number of 64 bits, where it has one; words are for numbers with a sign.\"\"\"\n"
     "    number = option_large(s, level, option)\n"
     "    return words.get(number - (1 << 64), words.get(number, str(number)))\n", true},
    {"option_flags(",
     "def option_flags(s, level, option, words):\n"
     "    \"\"\"The words for the bits that are set; in hexadecimal those that have none.\"\"\"\n"
     "    flags = s.getsockopt(level, option) & 0xffffffff\n"
     "    names = []\n"
     "    for bits, word in words.items():\n"
     "        if flags & bits == bits:\n"
     "            names.append(word)\n"
     "            flags -= bits\n"
     "    if flags:\n"
     "        names.append(f\"0x{flags:x}\")\n"
     "    return \",\".join(names) or \"none\"\n", true},
    {"option_members(",
     "def option_members(s, level, option, words, size):\n"
     "    \"\"\"The words for the bits that are set, of so many; where most are, for those that aren't.\"\"\"\n"
     "    data = s.getsockopt(level, option, size // 8).ljust(size // 8, b\"\\0\")\n"
     "    numbers = struct.unpack(f\"{size // 32}I\", data)\n"
     "    members = {bit for bit in range(size) if numbers[bit // 32] >> bit % 32 & 1}\n"
     "    if len(members) in (0, size):\n"
     "        return \"all\" if members else \"none\"\n"
     "    most = len(members) > size // 2\n"
     "    told = [words.get(bit, str(bit)) for bit in range(size) if (bit in members) != most]\n"
     "    return (\"all but \" if most else \"\") + \",\".join(told)\n", true},
    {"option_fields(",
     "def option_fields(s, level, option, words):\n"
     "    \"\"\"Numbers of 32 bits in a row, with their names.\"\"\"\n"
     "    data = s.getsockopt(level, option, 1024)\n"
     "    numbers = struct.unpack_from(f\"{len(data) // 4}i\", data)\n"
     "    return \", \".join(f\"{words.get(i, '')} {number}\".lstrip() for i, number in enumerate(numbers)) or \"none\"\n", true},
    {"option_error(",
     "def option_error(s, level, option):\n"
     "    \"\"\"The name of an error.\"\"\"\n"
     "    number = s.getsockopt(level, option)\n"
     "    names = errno.errorcode | {0: \"none\", errno.EOPNOTSUPP: \"EOPNOTSUPP\"}\n"
     "    return names.get(number, f\"E{number}\")\n", true},
    {"option_time(",
     "def option_time(s, level, option):\n"
     "    \"\"\"struct timeval\"\"\"\n"
     "    seconds, microseconds = struct.unpack(\"ll\", s.getsockopt(level, option, struct.calcsize(\"ll\")))\n"
     "    if not microseconds:\n"
     "        return f\"{seconds}s\" if seconds else \"none\"\n"
     "    if microseconds % 1000 == 0 and seconds < 0x7fffffff:\n"
     "        return f\"{seconds * 1000 + microseconds // 1000}ms\"\n"
     "    return f\"{seconds}.{microseconds:06}s\"\n", true},
    {"option_linger(",
     "def option_linger(s, level, option):\n"
     "    \"\"\"struct linger\"\"\"\n"
     "    on, seconds = struct.unpack(\"ii\", s.getsockopt(level, option, 8))\n"
     "    return f\"{seconds}s\" if on else \"off\"\n", true},
    {"option_text(",
     "def option_text(s, level, option):\n"
     "    \"\"\"Text up to a NUL.\"\"\"\n"
     "    return s.getsockopt(level, option, 1024).partition(b\"\\0\")[0].decode(errors=\"backslashreplace\") or \"none\"\n", true},
    {"interface_name(",
     "def interface_name(index):\n"
     "    try:\n"
     "        return socket.if_indextoname(index) if index else \"any\"\n"
     "    except OSError:\n"
     "        return str(index)\n", true},
    {"option_interface(",
     "def option_interface(s, level, option):\n"
     "    return interface_name(s.getsockopt(level, option))\n", true},
    {"option_network_interface(",
     "def option_network_interface(s, level, option):\n"
     "    \"\"\"An interface whose number is in network byte order.\"\"\"\n"
     "    return interface_name(int.from_bytes(s.getsockopt(level, option, 4), \"big\"))\n", true},
    {"option_address(",
     "def option_address(s, level, option):\n"
     "    \"\"\"struct in_addr\"\"\"\n"
     "    address = socket.inet_ntoa(s.getsockopt(level, option, 4))\n"
     "    return \"any\" if address == \"0.0.0.0\" else address\n", true},
    {"option_ports(",
     "def option_ports(s, level, option):\n"
     "    \"\"\"The first port of a range, and above it the last one.\"\"\"\n"
     "    ports = s.getsockopt(level, option) & 0xffffffff\n"
     "    return f\"{ports & 0xffff or ''}-{ports >> 16 or ''}\" if ports else \"none\"\n", true},
    {"option_bytes(",
     "def option_bytes(s, level, option):\n"
     "    return s.getsockopt(level, option, 1024).hex(\" \") or \"none\"\n", true},
    {"option_number_or_bytes(",
     "def option_number_or_bytes(s, level, option):\n"
     "    data = s.getsockopt(level, option, 1024)\n"
     "    return str(struct.unpack(\"i\", data)[0]) if len(data) == 4 else data.hex(\" \") or \"none\"\n", true},
    {"set_packet_info(",
     "def set_packet_info(s, level, option, address, index):\n"
     "    \"\"\"struct in6_pktinfo: where packets are sent from.\"\"\"\n"
     "    value = socket.inet_pton(socket.AF_INET6, address) + struct.pack(\"I\", index)\n"
     "    s.setsockopt(level, option, value)\n", true},
    {"set_packet_membership(",
     "def set_packet_membership(s, level, option, index, mode):\n"
     "    \"\"\"struct packet_mreq\"\"\"\n"
     "    s.setsockopt(level, option, struct.pack(\"iHH8x\", index, mode, 0))\n", true},
    {0},
};
// clang-format on
