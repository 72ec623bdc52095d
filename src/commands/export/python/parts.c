/* Imports and functions that a program in Python may need. */
#include "export/translate/parts.h"

#define IMPORT(word, module)               \
    {                                      \
        word, "import " module "\n", false \
    }

// clang-format off
static const struct part parts[] = {
    IMPORT("base64.", "base64"),
    IMPORT("ctypes.", "ctypes"),
    IMPORT("errno.", "errno"),
    IMPORT("fcntl.", "fcntl"),
    IMPORT("os.", "os"),
    IMPORT("re.", "re"),
    IMPORT("select.", "select"),
    IMPORT("socket.", "socket"),
    IMPORT("struct.", "struct"),
    IMPORT("subprocess.", "subprocess"),
    IMPORT("sys.", "sys"),
    IMPORT("termios.", "termios"),
    IMPORT("time.", "time"),
    IMPORT("types.", "types"),
    IMPORT("urllib.", "urllib.parse"),
    IMPORT("zlib.", "zlib"),
    {"Path(", "from pathlib import Path\n", false},
    {"say(",
     "def say(data):\n"
     "    \"\"\"A line of bytes as they are, characters or not.\"\"\"\n"
     "    sys.stdout.flush()\n"
     "    sys.stdout.buffer.write(data + b\"\\n\")\n", true},
    {"number(",
     "def number(text):\n"
     "    \"\"\"Decimal, or hexadecimal behind 0x.\"\"\"\n"
     "    digits = text if isinstance(text, str) else text.decode()\n"
     "    return int(digits, 16 if \"x\" in digits.lower() else 10)\n", true},
    {"byte_at(",
     "def byte_at(data, index):\n"
     "    return bytes([data[index]])\n", true},
    {"from_base64(",
     "def from_base64(text):\n"
     "    \"\"\"Groups of four digits, the last one padded with =.\"\"\"\n"
     "    data = base64.b64decode(text, validate=True)\n"
     "    if base64.b64encode(data) != text:\n"
     "        raise ValueError(\"no base64\")\n"
     "    return data\n", true},
    {"from_hex(",
     "def from_hex(text):\n"
     "    \"\"\"Blanks and colons stand between bytes.\"\"\"\n"
     "    return bytes.fromhex(text.replace(\":\", \" \"))\n", true},
    {"from_url(",
     "def from_url(text):\n"
     "    if re.search(b\"%(?![0-9A-Fa-f]{2})\", text):\n"
     "        raise ValueError(\"two hexadecimal digits follow a %\")\n"
     "    return urllib.parse.unquote_to_bytes(text)\n", true},
    {"send_all(",
     "def send_all(s, data, flags=0):\n"
     "    \"\"\"How many bytes that are.\"\"\"\n"
     "    s.sendall(data, flags)\n"
     "    return len(data)\n", true},
    {"recvline(",
     "def recvline(s):\n"
     "    \"\"\"Up to and with the next line feed; nothing behind it is taken.\"\"\"\n"
     "    return expect(s, b\"\\n\")\n", true},
    {"recvexact(",
     "def recvexact(s, count):\n"
     "    \"\"\"So many bytes, in as many pieces as they come.\"\"\"\n"
     "    data = b\"\"\n"
     "    while len(data) < count:\n"
     "        piece = s.recv(count - len(data))\n"
     "        if not piece:\n"
     "            raise EOFError(\"the stream ended before\")\n"
     "        data += piece\n"
     "    return data\n", true},
    {"recvall(",
     "def recvall(s):\n"
     "    \"\"\"Everything up to the end of the stream.\"\"\"\n"
     "    return b\"\".join(iter(lambda: s.recv(65536), b\"\"))\n", true},
    {"expect(",
     "def expect(s, pattern):\n"
     "    \"\"\"Up to and through the pattern, byte by byte: nothing behind it is taken.\"\"\"\n"
     "    data = b\"\"\n"
     "    while pattern not in data:\n"
     "        byte = s.recv(1)\n"
     "        if not byte:\n"
     "            raise EOFError(\"the stream ended before\")\n"
     "        data += byte\n"
     "    return data\n", true},
    {"look_until(",
     "def look_until(s, is_there):\n"
     "    \"\"\"Until what waits has that, or is 32 KiB long. MSG_PEEK leaves it there; EPOLLET tells only what is new.\"\"\"\n"
     "    with select.epoll() as news:\n"
     "        news.register(s, select.EPOLLIN | select.EPOLLRDHUP | select.EPOLLET)\n"
     "        while events := news.poll(s.gettimeout()):\n"
     "            seen = s.recv(32768, socket.MSG_PEEK)\n"
     "            if len(seen) == 32768 or is_there(seen):\n"
     "                return\n"
     "            if events[0][1] & select.EPOLLRDHUP:\n"
     "                raise EOFError(\"the stream ended before\")\n"
     "    if s.gettimeout() == 0:\n"
     "        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))\n"
     "    raise TimeoutError(\"timed out\")\n", true},
    {"try_recvline(",
     "def try_recvline(s):\n"
     "    \"\"\"As recvline; where that fails, what came stays to be received.\"\"\"\n"
     "    return try_expect(s, b\"\\n\")\n", true},
    {"try_recvexact(",
     "def try_recvexact(s, count):\n"
     "    \"\"\"As recvexact; where that fails, what came stays to be received.\"\"\"\n"
     "    look_until(s, lambda seen: len(seen) >= count)\n"
     "    return recvexact(s, count)\n", true},
    {"try_recvall(",
     "def try_recvall(s):\n"
     "    \"\"\"As recvall; where that fails, what came is in data.\"\"\"\n"
     "    global data\n"
     "    data = b\"\"\n"
     "    while piece := s.recv(65536):\n"
     "        data += piece\n"
     "    return data\n", true},
    {"try_expect(",
     "def try_expect(s, pattern):\n"
     "    \"\"\"As expect; where that fails, what came stays to be received.\"\"\"\n"
     "    look_until(s, lambda seen: pattern in seen)\n"
     "    return expect(s, pattern)\n", true},
    {"expect_regex(",
     "def expect_regex(s, pattern):\n"
     "    \"\"\"Through the first match of the regular expression in what has come; what is behind stays.\"\"\"\n"
     "    if re.search(pattern, b\"\"):\n"
     "        return b\"\"\n"
     "    look_until(s, lambda seen: re.search(pattern, seen))\n"
     "    match = re.search(pattern, s.recv(32768, socket.MSG_PEEK))\n"
     "    data = recvexact(s, match.end() if match else 32768)\n"
     "    while not (match or re.search(pattern, data)):  # nor in what the kernel has room for\n"
     "        data += recvexact(s, 1)\n"
     "    return data\n", true},
    {"on_or_off(",
     "def on_or_off(flag):\n"
     "    return \"on\" if flag else \"off\"\n", true},
    {"wait_for(",
     "def wait_for(sockets, timeout=None, writable=False):\n"
     "    \"\"\"Until one of them can be read, is hung up, or has an error; how many are.\"\"\"\n"
     "    poll = select.poll()\n"
     "    for s in sockets:\n"
     "        events = select.POLLIN | select.POLLPRI | select.POLLRDHUP\n"
     "        poll.register(s, events | (select.POLLOUT if writable else 0))\n"
     "    return len(poll.poll(None if timeout is None else timeout * 1000))\n", true},
    {"udp_connection(",
     "def udp_connection(address):\n"
     "    family, kind, protocol, _, address = socket.getaddrinfo(*address, type=socket.SOCK_DGRAM)[0]\n"
     "    s = socket.socket(family, kind, protocol)\n"
     "    s.connect(address)\n"
     "    return s\n", true},
    {"unix_connection(",
     "def unix_connection(path):\n"
     "    s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)\n"
     "    s.connect(path)\n"
     "    return s\n", true},
    {"bound_socket(",
     "def bound_socket(family, kind, address):\n"
     "    s = socket.socket(family, kind)\n"
     "    s.bind(address)\n"
     "    return s\n", true},
    {"unix_server(",
     "def unix_server(path, kind=socket.SOCK_STREAM):\n"
     "    s = bound_socket(socket.AF_UNIX, kind, path)\n"
     "    s.listen()\n"
     "    return s\n", true},
    {"unix_address(",
     "def unix_address(path):\n"
     "    \"\"\"@NAME is an abstract address.\"\"\"\n"
     "    return \"\\0\" + path[1:] if path.startswith(\"@\") else path\n", true},
    {"without_brackets(",
     "def without_brackets(host):\n"
     "    \"\"\"[::1] is ::1.\"\"\"\n"
     "    has_brackets = len(host) > 2 and host[0] + host[-1] == \"[]\"\n"
     "    return host[1:-1] if has_brackets else host\n", true},
    {"port_number(",
     "def port_number(text):\n"
     "    \"\"\"A number, or a service's name.\"\"\"\n"
     "    return int(text) if text.isdecimal() else socket.getservbyname(text)\n", true},
    {"address_text(",
     "def address_text(address):\n"
     "    if isinstance(address, bytes):\n"
     "        return address.decode().replace(\"\\0\", \"@\", 1)\n"
     "    if isinstance(address, str):\n"
     "        return address\n"
     "    host, port = address[:2]\n"
     "    return f\"[{host}]:{port}\" if \":\" in host else f\"{host}:{port}\"\n", true},
    {"path_bytes(",
     "def path_bytes(address):\n"
     "    \"\"\"Where a Unix socket is, which may be no text; @ begins an abstract address.\"\"\"\n"
     "    return os.fsencode(address or \"\").replace(b\"\\0\", b\"@\", 1)\n", true},
    {"first_address(",
     "def first_address(host, family, flags):\n"
     "    return socket.getaddrinfo(host, None, family, socket.SOCK_STREAM, 0, flags)[0][4][0]\n", true},
    {"show_addresses(",
     "def show_addresses(host, port=None, family=socket.AF_UNSPEC, flags=0):\n"
     "    \"\"\"A line for each: its family, the address, the port, and the host's own name where that was asked for.\"\"\"\n"
     "    found = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, 0, flags)\n"
     "    for family, _, _, _, address in found:\n"
     "        words = [\"inet \" if family == socket.AF_INET else \"inet6\", address[0]]\n"
     "        words += [address[1]] if port is not None else []\n"
     "        words += [found[0][3]] if found[0][3] else []\n"
     "        print(*words)\n", true},
    {"tcp_state(",
     "def tcp_state(s):\n"
     "    \"\"\"The connection's state, by RFC 9293's names.\"\"\"\n"
     "    names = (\"?\", \"ESTABLISHED\", \"SYN-SENT\", \"SYN-RECEIVED\", \"FIN-WAIT-1\", \"FIN-WAIT-2\",\n"
     "             \"TIME-WAIT\", \"CLOSED\", \"CLOSE-WAIT\", \"LAST-ACK\", \"LISTEN\", \"CLOSING\")\n"
     "    return names[s.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]]\n", true},
    {"tcp_bytes_out(",
     "def tcp_bytes_out(s):\n"
     "    \"\"\"tcpi_bytes_sent, less what was sent again, and what is not sent yet.\"\"\"\n"
     "    info = s.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 216)\n"
     "    sent, again = struct.unpack_from(\"QQ\", info, 200)\n"
     "    return sent - again + struct.unpack_from(\"I\", info, 144)[0]\n", true},
    {"unacknowledged(",
     "def unacknowledged(s):\n"
     "    \"\"\"Bytes under way: the kernel has sent them and has no answer.\"\"\"\n"
     "    queued, = struct.unpack(\"i\", fcntl.ioctl(s, termios.TIOCOUTQ, bytes(4)))\n"
     "    return queued\n", true},
    {"error_pending(",
     "def error_pending(s):\n"
     "    poll = select.poll()\n"
     "    poll.register(s, 0)\n"
     "    return \"true\" if any(events & select.POLLERR for _, events in poll.poll(0)) else \"false\"\n", true},
    {"peer_credentials(",
     "def peer_credentials(s):\n"
     "    \"\"\"Process, user and group at the other end.\"\"\"\n"
     "    return struct.unpack(\"iII\", s.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))\n", true},
    {"checksum(",
     "def checksum(data):\n"
     "    \"\"\"The Internet's (RFC 1071).\"\"\"\n"
     "    data += bytes(len(data) % 2)\n"
     "    total = sum(struct.unpack(f\"!{len(data) // 2}H\", data))\n"
     "    while total > 0xffff:\n"
     "        total = (total & 0xffff) + (total >> 16)\n"
     "    return total ^ 0xffff\n", true},
    {"reset(",
     "def reset(s):\n"
     "    \"\"\"Close with RST: what is unsent is dropped.\"\"\"\n"
     "    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack(\"ii\", 1, 0))\n"
     "    s.close()\n", true},
    {"seconds(",
     "def seconds(text):\n"
     "    \"\"\"250ms, 2s, 1m, 1.5.\"\"\"\n"
     "    for unit, factor in ((\"us\", 1e-6), (\"ms\", 1e-3), (\"s\", 1), (\"m\", 60), (\"h\", 3600)):\n"
     "        if text.endswith(unit):\n"
     "            return float(text[:-len(unit)]) * factor\n"
     "    return float(text)\n", true},
    {"as_number(",
     "def as_number(data):\n"
     "    \"\"\"A number, also a fraction; None for what is none.\"\"\"\n"
     "    if re.fullmatch(b\"[-+]?(0x[0-9a-f]+|[0-9]+)\", data, re.IGNORECASE):\n"
     "        return number(data)\n"
     "    if re.fullmatch(b\"[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)(e[-+]?[0-9]+)?\", data, re.IGNORECASE):\n"
     "        return float(data)\n"
     "    return None\n", true},
    {"holds(",
     "def holds(a, operator, b):\n"
     "    \"\"\"Numbers as numbers where both are, else bytes.\"\"\"\n"
     "    numbers = as_number(a), as_number(b)\n"
     "    if None not in numbers:\n"
     "        a, b = numbers\n"
     "    return {\"==\": a == b, \"!=\": a != b, \"<\": a < b, \"<=\": a <= b, \">\": a > b, \">=\": a >= b}[operator]\n", true},
    {"category(",
     "def category(error):\n"
     "    \"\"\"What kind of error it is, in one word.\"\"\"\n"
     "    if isinstance(error, AssertionError):\n"
     "        return \"mismatch\"\n"
     "    if isinstance(error, EOFError):\n"
     "        return \"closed\"\n"
     "    if isinstance(error, socket.gaierror):\n"
     "        return \"address\"\n"
     "    if not isinstance(error, OSError):\n"
     "        return \"usage\"\n"
     "    if error.filename is not None:\n"
     "        return \"file\"\n"
     "    if error.errno or \"interface\" in str(error):\n"
     "        return \"socket\"\n"
     "    return \"timeout\" if isinstance(error, TimeoutError) else \"service\"\n", true},
    {0},
};
// clang-format on

const struct part *const python_parts[] = {parts, python_option_parts, python_messages,
                                           python_multicast, NULL};
