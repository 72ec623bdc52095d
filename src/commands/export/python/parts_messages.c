/* What comes beside the data, in a program in Python: descriptors, control messages, the urgent mark, what a
 * structure of the kernel's tells. */
#include "export/translate/parts.h"

// clang-format off
const struct part python_messages[] = {
    {"take_descriptor(",
     "def take_descriptor(fd):\n"
     "    \"\"\"One that this process was started with, if it is a socket.\"\"\"\n"
     "    taken = socket.socket(fileno=fd)\n"
     "    taken.set_inheritable(False)\n"
     "    taken.setblocking(True)  # who passed it may have had it otherwise\n"
     "    return taken\n", true},
    {"take_passed(",
     "def take_passed(fd):\n"
     "    \"\"\"One that systemd has passed to this very process (sd_listen_fds(3)).\"\"\"\n"
     "    is_ours = os.environ.get(\"LISTEN_PID\") == str(os.getpid())\n"
     "    if not is_ours or fd not in range(3, 3 + int(os.environ.get(\"LISTEN_FDS\", 0))):\n"
     "        raise LookupError(f\"LISTEN_FDS passes no descriptor {fd}\")\n"
     "    return take_descriptor(fd)\n", true},
    {"take_passed_named(",
     "def take_passed_named(name):\n"
     "    \"\"\"The first that has this name in LISTEN_FDNAMES.\"\"\"\n"
     "    names = os.environ.get(\"LISTEN_FDNAMES\", \"\").split(\":\")\n"
     "    if name not in names:\n"
     "        raise LookupError(f\"LISTEN_FDNAMES has no {name}\")\n"
     "    return take_passed(3 + names.index(name))\n", true},
    {"receive_descriptor(",
     "def receive_descriptor(s, most=65536):\n"
     "    \"\"\"A socket that the peer passes, and the bytes that it comes with; other descriptors are closed.\"\"\"\n"
     "    data, ancillary, _, _ = s.recvmsg(most, 1024)\n"
     "    rights = b\"\".join(value for _, kind, value in ancillary if kind == socket.SCM_RIGHTS)\n"
     "    descriptors = struct.unpack(\"i\" * (len(rights) // 4), rights)\n"
     "    if not descriptors:\n"
     "        raise AssertionError(\"no descriptor came\") if data else EOFError(\"the stream ended before\")\n"
     "    for other in descriptors[1:]:\n"
     "        os.close(other)\n"
     "    passed = socket.socket(fileno=descriptors[0])\n"
     "    passed.setblocking(True)  # its sender may have had it otherwise\n"
     "    return passed, data\n", true},
    {"ancillary_text(",
     "def ancillary_text(ancillary):\n"
     "    \"\"\"A line for each control message; descriptors among them are closed.\"\"\"\n"
     "    lines = []\n"
     "    for level, kind, value in ancillary:\n"
     "        if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):\n"
     "            descriptors = struct.unpack(\"i\" * (len(value) // 4), value)\n"
     "            lines.append(f\"descriptors, closed: {len(descriptors)}\")\n"
     "            for descriptor in descriptors:\n"
     "                os.close(descriptor)\n"
     "        elif (level, kind) == (socket.SOL_SOCKET, socket.SCM_CREDENTIALS):\n"
     "            lines.append(\"credentials: pid %d, uid %d, gid %d\" % struct.unpack(\"iII\", value))\n"
     "        elif len(value) == 4:\n"
     "            lines.append(\"level %d, type %d: %d\" % (level, kind, *struct.unpack(\"i\", value)))\n"
     "        else:\n"
     "            lines.append(f\"level {level}, type {kind}: {value.hex()}\")\n"
     "    return \"\\n\".join(lines)\n", true},
    {"wait_for_error(",
     "def wait_for_error(s, timeout=None):\n"
     "    \"\"\"MSG_ERRQUEUE itself never waits.\"\"\"\n"
     "    poll = select.poll()\n"
     "    poll.register(s, 0)  # POLLERR is always told\n"
     "    if not poll.poll(None if timeout is None else timeout * 1000):\n"
     "        raise TimeoutError(\"timed out\")\n", true},
    {"expect_message(",
     "def expect_message(s, pattern):\n"
     "    \"\"\"The message that waits; one without the pattern is left there.\"\"\"\n"
     "    if pattern not in s.recv(262144, socket.MSG_PEEK):\n"
     "        raise AssertionError(\"the message that waits doesn't hold the pattern\")\n"
     "    return s.recvfrom(262144)\n", true},
    {"expect_message_regex(",
     "def expect_message_regex(s, pattern):\n"
     "    \"\"\"The message that waits; one that doesn't match is left there.\"\"\"\n"
     "    if not re.search(pattern, s.recv(262144, socket.MSG_PEEK)):\n"
     "        raise AssertionError(\"the message that waits doesn't match\")\n"
     "    return s.recvfrom(262144)\n", true},
    {"set_linger(",
     "def set_linger(s, seconds):\n"
     "    \"\"\"How long close waits for unsent data; None: it doesn't.\"\"\"\n"
     "    on, time = (0, 0) if seconds is None else (1, seconds)\n"
     "    s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack(\"ii\", on, time))\n", true},
    {"at_mark(",
     "def at_mark(s):\n"
     "    \"\"\"Whether the urgent byte comes next (SIOCATMARK).\"\"\"\n"
     "    mark, = struct.unpack(\"i\", fcntl.ioctl(s, 0x8905, bytes(4)))\n"
     "    return \"true\" if mark else \"false\"\n", true},
    {"disconnect(",
     "def disconnect(s):\n"
     "    \"\"\"connect(2) with AF_UNSPEC: Python knows no such address, the C library does.\"\"\"\n"
     "    libc = ctypes.CDLL(None, use_errno=True)\n"
     "    if libc.connect(s.fileno(), bytes(16), 16) < 0:\n"
     "        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))\n", true},
    {"tcp_info(",
     "def tcp_info(s):\n"
     "    \"\"\"The numbers of struct tcp_info (linux/tcp.h), from tcpi_rto on.\"\"\"\n"
     "    names = (\"rto ato snd_mss rcv_mss unacked sacked lost retrans fackets last_data_sent \"\n"
     "             \"last_ack_sent last_data_recv last_ack_recv pmtu rcv_ssthresh rtt rttvar snd_ssthresh \"\n"
     "             \"snd_cwnd advmss reordering rcv_rtt rcv_space total_retrans\").split()\n"
     "    info = s.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 104)\n"
     "    return types.SimpleNamespace(**dict(zip(names, struct.unpack_from(\"24I\", info, 8))))\n", true},
    {"receive_queue(",
     "def receive_queue(s):\n"
     "    \"\"\"Bytes that wait to be received (SIOCINQ).\"\"\"\n"
     "    waiting, = struct.unpack(\"i\", fcntl.ioctl(s, termios.FIONREAD, bytes(4)))\n"
     "    return waiting\n", true},
    {"fraction_text(",
     "def fraction_text(value, letter):\n"
     "    \"\"\"The shortest decimal that is packed to the same bytes.\"\"\"\n"
     "    if 1 <= abs(value) < 1e16 and value == int(value):\n"
     "        return str(int(value))\n"
     "    for digits in range(1, 18):\n"
     "        text = f\"{value:.{digits}g}\"\n"
     "        try:\n"
     "            if struct.pack(letter, float(text)) == struct.pack(letter, value):\n"
     "                break\n"
     "        except OverflowError:  # rounded up, beyond the largest\n"
     "            pass\n"
     "    return text\n", true},
    {0},
};
// clang-format on
