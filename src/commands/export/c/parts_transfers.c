/* Sending, receiving and waiting in a program in C. */
#include "export/c/parts.h"

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
    {"timeout_of(",
     "/* How long the socket's calls wait, in milliseconds; -1: for ever. */\n"
     "static int timeout_of(int fd)\n"
     "{\n"
     "    struct timeval time = {0};\n"
     "\n"
     "    getsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, &(socklen_t){sizeof(time)});\n"
     "    if (!waits(fd))\n"
     "        return 0;\n"
     "    return time.tv_sec || time.tv_usec ? (int)(time.tv_sec * 1000 + (time.tv_usec + 999) / 1000) : -1;\n"
     "}\n", true},
    {"look_until(",
     "/* Until what waits has that, or is 32 KiB long. MSG_PEEK leaves it there; EPOLLET tells only what is new. */\n"
     "static int look_until(int fd, int (*is_there)(struct bytes seen, struct bytes wanted), struct bytes wanted)\n"
     "{\n"
     "    static struct bytes seen = {\"\", 0, 0};\n"
     "    struct epoll_event event = {EPOLLIN | EPOLLRDHUP | EPOLLET, {0}};\n"
     "    int news = epoll_create1(0), ready;\n"
     "\n"
     "    epoll_ctl(news, EPOLL_CTL_ADD, fd, &event);\n"
     "    while ((ready = epoll_wait(news, &event, 1, timeout_of(fd))) > 0) {\n"
     "        if (receive(fd, 32768, MSG_PEEK, &seen) < 0)\n"
     "            break;\n"
     "        if (seen.length == 32768 || is_there(seen, wanted)) {\n"
     "            close(news);\n"
     "            return 0;\n"
     "        }\n"
     "        if (event.events & EPOLLRDHUP) {\n"
     "            problem = \"closed\";\n"
     "            break;\n"
     "        }\n"
     "    }\n"
     "    if (ready == 0)\n"
     "        errno = EAGAIN;\n"
     "    return give_back(news);\n"
     "}\n", true},
    {"is_as_long",
     "static int is_as_long(struct bytes seen, struct bytes wanted)\n"
     "{\n"
     "    return seen.length >= wanted.length;\n"
     "}\n", true},
    {"try_receive_exactly(",
     "/* As receive_exactly; where that fails, what came stays to be received. */\n"
     "static int try_receive_exactly(int fd, size_t count, struct bytes *into)\n"
     "{\n"
     "    if (look_until(fd, is_as_long, literal(NULL, count)) < 0)\n"
     "        return -1;\n"
     "    return receive_exactly(fd, count, into);\n"
     "}\n", true},
    {"try_receive_through(",
     "/* As receive_through; where that fails, what came stays to be received. */\n"
     "static int try_receive_through(int fd, const char *pattern, size_t length, struct bytes *into)\n"
     "{\n"
     "    if (look_until(fd, contains, literal(pattern, length)) < 0)\n"
     "        return -1;\n"
     "    return receive_through(fd, pattern, length, into);\n"
     "}\n", true},
    {"is_matched",
     "static int is_matched(struct bytes seen, struct bytes pattern)\n"
     "{\n"
     "    return matches(seen, pattern.data);\n"
     "}\n", true},
    {"try_receive_match(",
     "/* As receive_match; where that fails, what came stays to be received. */\n"
     "static int try_receive_match(int fd, const char *pattern, struct bytes *into)\n"
     "{\n"
     "    if (look_until(fd, is_matched, from_text(pattern)) < 0)\n"
     "        return -1;\n"
     "    return receive_match(fd, pattern, into);\n"
     "}\n", true},
    {"try_receive_line(",
     "static int try_receive_line(int fd, struct bytes *into)\n"
     "{\n"
     "    return try_receive_through(fd, \"\\n\", 1, into);\n"
     "}\n", true},
    {"wait_for(",
     "/* Until one of them can be read, is hung up, or has an error; how many are. */\n"
     "static int wait_for(const int *fds, size_t count, int events, double seconds)\n"
     "{\n"
     "    struct pollfd *polled = calloc(count, sizeof(*polled));\n"
     "\n"
     "    if (!polled)\n"
     "        abort();\n"
     "    for (size_t i = 0; i < count; i++)\n"
     "        polled[i] = (struct pollfd){fds[i], (short)(POLLIN | POLLPRI | events), 0};\n"
     "#ifdef POLLRDHUP\n"
     "    for (size_t i = 0; i < count; i++)\n"
     "        polled[i].events |= POLLRDHUP;\n"
     "#else\n"
     "    for (size_t i = 0; i < count; i++)\n"
     "        polled[i].events |= 0x2000; /* POLLRDHUP */\n"
     "#endif\n"
     "    int ready = poll(polled, count, seconds < 0 ? -1 : (int)(seconds * 1000));\n"
     "    free(polled);\n"
     "    return ready;\n"
     "}\n", true},
    {"sleep_for(",
     "static int sleep_for(double seconds)\n"
     "{\n"
     "    return poll(NULL, 0, (int)(seconds * 1000));\n"
     "}\n", true},
    {0},
};
// clang-format on
