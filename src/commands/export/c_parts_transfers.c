/* Sending, receiving and waiting in a program in C. */
#include "c_parts.h"

// clang-format off
const struct part export_c_transfers[] = {
    {"send_all(",
     "static long long send_all(int fd, const char *data, size_t length, int flags)\n"
     "{\n"
     "    for (size_t sent = 0; sent < length;) {\n"
     "        ssize_t count = send(fd, data + sent, length - sent, flags);\n"
     "        if (count < 0)\n"
     "            return -1;\n"
     "        sent += (size_t)count;\n"
     "    }\n"
     "    return (long long)length;\n"
     "}\n", true},
    {"send_to(",
     "static long long send_to(int fd, const char *data, size_t length, int flags, const char *host,\n"
     "                         const char *port)\n"
     "{\n"
     "    struct address to;\n"
     "\n"
     "    if (address_for(fd, host, port, &to) < 0)\n"
     "        return -1;\n"
     "    return sendto(fd, data, length, flags, (struct sockaddr *)&to.storage, to.length);\n"
     "}\n", true},
    {"receive(",
     "static int receive(int fd, size_t most, int flags, struct bytes *into)\n"
     "{\n"
     "    make_room(into, most);\n"
     "    ssize_t length = recv(fd, into->data, most, flags);\n"
     "    into->length = length > 0 ? (size_t)length : 0;\n"
     "    into->data[into->length] = '\\0';\n"
     "    return length < 0 ? -1 : 0;\n"
     "}\n", true},
    {"receive_from(",
     "static int receive_from(int fd, size_t most, int flags, struct bytes *into, struct address *from)\n"
     "{\n"
     "    make_room(into, most);\n"
     "    from->length = sizeof(from->storage);\n"
     "    ssize_t length =\n"
     "        recvfrom(fd, into->data, most, flags, (struct sockaddr *)&from->storage, &from->length);\n"
     "    into->length = length > 0 ? (size_t)length : 0;\n"
     "    into->data[into->length] = '\\0';\n"
     "    return length < 0 ? -1 : 0;\n"
     "}\n", true},
    {"receive_more(",
     "/* So many bytes more, at the most; 0 at the end of the stream. */\n"
     "static ssize_t receive_more(int fd, size_t most, struct bytes *into)\n"
     "{\n"
     "    make_room(into, into->length + most);\n"
     "    ssize_t length = recv(fd, into->data + into->length, most, 0);\n"
     "    into->length += length > 0 ? (size_t)length : 0;\n"
     "    into->data[into->length] = '\\0';\n"
     "    return length;\n"
     "}\n", true},
    {"receive_exactly(",
     "static int receive_exactly(int fd, size_t count, struct bytes *into)\n"
     "{\n"
     "    ssize_t length = 1;\n"
     "\n"
     "    make_room(into, count);\n"
     "    into->length = 0;\n"
     "    into->data[0] = '\\0';\n"
     "    while (into->length < count && (length = receive_more(fd, count - into->length, into)) > 0)\n"
     "        continue;\n"
     "    if (length == 0)\n"
     "        problem = \"closed\";\n"
     "    return length > 0 ? 0 : -1;\n"
     "}\n", true},
    {"receive_through(",
     "/* Byte by byte: nothing behind the pattern is taken. */\n"
     "static int receive_through(int fd, const char *pattern, size_t length, struct bytes *into)\n"
     "{\n"
     "    into->length = 0;\n"
     "    while (into->length < length ||\n"
     "           memcmp(into->data + into->length - length, pattern, length) != 0) {\n"
     "        ssize_t count = receive_more(fd, 1, into);\n"
     "        if (count == 0)\n"
     "            problem = \"closed\";\n"
     "        if (count <= 0)\n"
     "            return -1;\n"
     "    }\n"
     "    return 0;\n"
     "}\n", true},
    {"receive_match(",
     "/* Up to and through a match of the regular expression: nothing behind it is taken. */\n"
     "static int receive_match(int fd, const char *pattern, struct bytes *into)\n"
     "{\n"
     "    long long end = -1;\n"
     "\n"
     "    for (into->length = 0; end < 0;) {\n"
     "        size_t taken = into->length;\n"
     "        make_room(into, taken + 65536);\n"
     "        ssize_t seen = recv(fd, into->data + taken, 65536, MSG_PEEK);\n"
     "        if (seen == 0)\n"
     "            problem = \"closed\";\n"
     "        if (seen <= 0)\n"
     "            return -1;\n"
     "        end = match_end((struct bytes){into->data, taken + (size_t)seen, 0}, pattern);\n"
     "        receive_more(fd, end < 0 ? (size_t)seen : (size_t)end - taken, into);\n"
     "    }\n"
     "    return 0;\n"
     "}\n", true},
    {"receive_line(",
     "static int receive_line(int fd, struct bytes *into)\n"
     "{\n"
     "    return receive_through(fd, \"\\n\", 1, into);\n"
     "}\n", true},
    {"receive_all(",
     "static int receive_all(int fd, struct bytes *into)\n"
     "{\n"
     "    ssize_t length;\n"
     "\n"
     "    into->length = 0;\n"
     "    do\n"
     "        length = receive_more(fd, 65536, into);\n"
     "    while (length > 0);\n"
     "    return (int)length;\n"
     "}\n", true},
    {"wait_for(",
     "/* Until one of them can be read, is hung up, or has an error. */\n"
     "static int wait_for(const int *fds, size_t count, int events, double seconds)\n"
     "{\n"
     "    struct pollfd polled[64];\n"
     "\n"
     "    for (size_t i = 0; i < count && i < 64; i++)\n"
     "        polled[i] = (struct pollfd){fds[i], (short)(POLLIN | POLLPRI | events), 0};\n"
     "#ifdef POLLRDHUP\n"
     "    for (size_t i = 0; i < count && i < 64; i++)\n"
     "        polled[i].events |= POLLRDHUP;\n"
     "#else\n"
     "    for (size_t i = 0; i < count && i < 64; i++)\n"
     "        polled[i].events |= 0x2000; /* POLLRDHUP */\n"
     "#endif\n"
     "    return poll(polled, count, seconds < 0 ? -1 : (int)(seconds * 1000));\n"
     "}\n", true},
    {"sleep_for(",
     "static int sleep_for(double seconds)\n"
     "{\n"
     "    return poll(NULL, 0, (int)(seconds * 1000));\n"
     "}\n", true},
    {0},
};
// clang-format on
