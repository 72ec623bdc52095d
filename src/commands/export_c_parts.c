/* #includes and functions that a program in C may need: a function stands behind those it calls. */
#include "export_parts.h"

// clang-format off
const struct part c_parts[] = {
    {"inet_pton( htons(", "#include <arpa/inet.h>\n", false},
    {"errno EAGAIN", "#include <errno.h>\n", false},
    {"fcntl(", "#include <fcntl.h>\n", false},
    {"LLONG_MAX", "#include <limits.h>\n", false},
    {"if_nametoindex(", "#include <net/if.h>\n", false},
    {"getaddrinfo( getnameinfo( getservbyname( NI_MAXHOST", "#include <netdb.h>\n", false},
    {"IPPROTO_* IP_* IPV6_* ntohs( group_req sockaddr_in", "#include <netinet/in.h>\n", false},
    {"TCP_*", "#include <netinet/tcp.h>\n", false},
    {"poll( pollfd POLLOUT", "#include <poll.h>\n", false},
    {"va_list va_arg", "#include <stdarg.h>\n", false},
    {"size_t offsetof(", "#include <stddef.h>\n", false},
    {"uint16_t int8_t int16_t int32_t int64_t", "#include <stdint.h>\n", false},
    {"printf( puts( perror( fprintf( snprintf( sprintf( fwrite( putchar( popen( setvbuf( FILE stdout", "#include <stdio.h>\n", false},
    {"exit( malloc( realloc( free( abort( strtoll( strtol( strtod( system(", "#include <stdlib.h>\n", false},
    {"memcpy( memcmp( memset( strlen( strcmp( strchr(", "#include <string.h>\n", false},
    {"ioctl(", "#include <sys/ioctl.h>\n", false},
    {"socket( send( recv( recvfrom( sendto( setsockopt( getsockopt( connect( bind( listen( accept( shutdown( socketpair( getsockname( getpeername( sockaddr_storage AF_* SO_*", "#include <sys/socket.h>\n", false},
    {"timeval", "#include <sys/time.h>\n", false},
    {"ssize_t", "#include <sys/types.h>\n", false},
    {"sockaddr_un", "#include <sys/un.h>\n", false},
    {"close( dup( gethostname(", "#include <unistd.h>\n", false},
    {"problem complain( fail( category( receive_through( receive_exactly( find_address( require(",
     "/* What went wrong where errno doesn't tell: closed, address, mismatch. */\n"
     "static const char *problem;\n", true},
    {"never_waits",
     "/* EAGAIN tells of a timeout, but where calls do not wait. */\n"
     "static int never_waits;\n", true},
    {"complain( fail(",
     "static void complain(const char *call)\n"
     "{\n"
     "    if (problem)\n"
     "        fprintf(stderr, \"%s: %s\\n\", call, problem);\n"
     "    else\n"
     "        perror(call);\n"
     "    problem = NULL;\n"
     "}\n", true},
    {"fail(",
     "static void fail(const char *call)\n"
     "{\n"
     "    complain(call);\n"
     "    exit(EXIT_FAILURE);\n"
     "}\n", true},
    {"category(",
     "/* What kind of error it was, in one word. */\n"
     "static const char *category(void)\n"
     "{\n"
     "    const char *kind = problem;\n"
     "\n"
     "    if (!kind)\n"
     "        kind = errno == EAGAIN || errno == EINPROGRESS ? \"timeout\" : \"socket\";\n"
     "    if (never_waits && !problem)\n"
     "        kind = \"socket\";\n"
     "    problem = NULL;\n"
     "    return kind;\n"
     "}\n", true},
    {"require(",
     "static int require(int holds)\n"
     "{\n"
     "    if (!holds)\n"
     "        problem = \"mismatch\";\n"
     "    return holds ? 0 : -1;\n"
     "}\n", true},
    {"bytes",
     "/* Any bytes; `room` is the memory of a variable, 0 where the bytes are another's. */\n"
     "struct bytes {\n"
     "    char *data;\n"
     "    size_t length, room;\n"
     "};\n", true},
    {"make_room(",
     "static void make_room(struct bytes *variable, size_t size)\n"
     "{\n"
     "    if (variable->room > size)\n"
     "        return;\n"
     "    char *data = realloc(variable->room ? variable->data : NULL, size + 1);\n"
     "    if (!data)\n"
     "        abort();\n"
     "    variable->data = data;\n"
     "    variable->room = size + 1;\n"
     "}\n", true},
    {"set(",
     "/* A variable has bytes of its own. */\n"
     "static void set(struct bytes *variable, struct bytes value)\n"
     "{\n"
     "    struct bytes copy = {\"\", 0, 0};\n"
     "\n"
     "    make_room(&copy, value.length);\n"
     "    memcpy(copy.data, value.data, value.length);\n"
     "    copy.data[copy.length = value.length] = '\\0';\n"
     "    if (variable->room)\n"
     "        free(variable->data);\n"
     "    *variable = copy;\n"
     "}\n", true},
    {"literal(",
     "static struct bytes literal(const char *data, size_t length)\n"
     "{\n"
     "    return (struct bytes){(char *)data, length, 0};\n"
     "}\n", true},
    {"from_text(",
     "static struct bytes from_text(const char *text)\n"
     "{\n"
     "    return (struct bytes){(char *)text, strlen(text), 0};\n"
     "}\n", true},
    {"room(",
     "/* Memory for a value that is needed until 256 others were made. */\n"
     "static struct bytes room(size_t length)\n"
     "{\n"
     "    static struct bytes rooms[256];\n"
     "    static unsigned next;\n"
     "    struct bytes *given = &rooms[next++ % 256];\n"
     "\n"
     "    make_room(given, length);\n"
     "    given->data[length] = '\\0';\n"
     "    return (struct bytes){given->data, length, 0};\n"
     "}\n", true},
    {"text(",
     "/* With a NUL behind. */\n"
     "static const char *text(struct bytes value)\n"
     "{\n"
     "    struct bytes copy = room(value.length);\n"
     "\n"
     "    memcpy(copy.data, value.data, value.length);\n"
     "    return copy.data;\n"
     "}\n", true},
    {"decimal(",
     "static struct bytes decimal(long long value)\n"
     "{\n"
     "    struct bytes digits = room(24);\n"
     "\n"
     "    digits.length = (size_t)snprintf(digits.data, 24, \"%lld\", value);\n"
     "    return digits;\n"
     "}\n", true},
    {"number(",
     "static long long number(struct bytes value)\n"
     "{\n"
     "    return strtoll(text(value), NULL, 0);\n"
     "}\n", true},
    {"seconds(",
     "/* 250ms, 2s, 1m, 1.5 */\n"
     "static double seconds(const char *text)\n"
     "{\n"
     "    static const struct {\n"
     "        const char *unit;\n"
     "        double factor;\n"
     "    } units[] = {{\"us\", 1e-6}, {\"ms\", 1e-3}, {\"m\", 60}, {\"h\", 3600}};\n"
     "    char *unit;\n"
     "    double value = strtod(text, &unit);\n"
     "\n"
     "    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)\n"
     "        if (strcmp(unit, units[i].unit) == 0)\n"
     "            return value * units[i].factor;\n"
     "    return value;\n"
     "}\n", true},
    {"joined(",
     "static struct bytes joined(int count, ...)\n"
     "{\n"
     "    struct bytes whole = {\"\", 0, 0};\n"
     "    va_list parts;\n"
     "\n"
     "    va_start(parts, count);\n"
     "    for (int i = 0; i < count; i++)\n"
     "        whole.length += va_arg(parts, struct bytes).length;\n"
     "    va_end(parts);\n"
     "    whole = room(whole.length);\n"
     "    size_t at = 0;\n"
     "    va_start(parts, count);\n"
     "    for (int i = 0; i < count; i++) {\n"
     "        struct bytes part = va_arg(parts, struct bytes);\n"
     "        memcpy(whole.data + at, part.data, part.length);\n"
     "        at += part.length;\n"
     "    }\n"
     "    va_end(parts);\n"
     "    return whole;\n"
     "}\n", true},
    {"slice(",
     "/* As in Python: negative counts from the end, and a range is cut to what is there. */\n"
     "static struct bytes slice(struct bytes value, long long start, long long end)\n"
     "{\n"
     "    long long length = (long long)value.length;\n"
     "\n"
     "    start = start < 0 ? (start < -length ? 0 : start + length) : start > length ? length : start;\n"
     "    end = end < 0 ? (end < -length ? 0 : end + length) : end > length ? length : end;\n"
     "    return (struct bytes){value.data + start, end > start ? (size_t)(end - start) : 0, 0};\n"
     "}\n", true},
    {"compare_bytes(",
     "static int compare_bytes(struct bytes a, struct bytes b)\n"
     "{\n"
     "    size_t shorter = a.length < b.length ? a.length : b.length;\n"
     "    int order = memcmp(a.data, b.data, shorter);\n"
     "\n"
     "    return order ? order : (a.length > b.length) - (a.length < b.length);\n"
     "}\n", true},
    {"compare(",
     "/* Numbers as numbers where both are, else bytes. */\n"
     "static int compare(struct bytes a, struct bytes b)\n"
     "{\n"
     "    char *end_a, *end_b;\n"
     "    const char *text_a = text(a), *text_b = text(b);\n"
     "    double x = strtod(text_a, &end_a), y = strtod(text_b, &end_b);\n"
     "\n"
     "    if (!a.length || !b.length || *end_a || *end_b)\n"
     "        return compare_bytes(a, b);\n"
     "    return (x > y) - (x < y);\n"
     "}\n", true},
    {"contains(",
     "static int contains(struct bytes value, struct bytes part)\n"
     "{\n"
     "    for (size_t i = 0; i + part.length <= value.length; i++)\n"
     "        if (memcmp(value.data + i, part.data, part.length) == 0)\n"
     "            return 1;\n"
     "    return 0;\n"
     "}\n", true},
    {"say(",
     "static void say(struct bytes value)\n"
     "{\n"
     "    fwrite(value.data, 1, value.length, stdout);\n"
     "    putchar('\\n');\n"
     "}\n", true},
    {"fill(",
     "static struct bytes fill(size_t count, int byte)\n"
     "{\n"
     "    struct bytes value = room(count);\n"
     "\n"
     "    memset(value.data, byte, count);\n"
     "    return value;\n"
     "}\n", true},
    {"padded(",
     "static struct bytes padded(const char *data, size_t length, size_t size)\n"
     "{\n"
     "    struct bytes value = fill(size, 0);\n"
     "\n"
     "    memcpy(value.data, data, length < size ? length : size);\n"
     "    return value;\n"
     "}\n", true},
    {"big_endian(",
     "static struct bytes big_endian(long long number, size_t size)\n"
     "{\n"
     "    struct bytes value = room(size);\n"
     "\n"
     "    for (size_t i = size; i-- > 0; number >>= 8)\n"
     "        value.data[i] = (char)(number & 0xff);\n"
     "    return value;\n"
     "}\n", true},
    {"little_endian(",
     "static struct bytes little_endian(long long number, size_t size)\n"
     "{\n"
     "    struct bytes value = room(size);\n"
     "\n"
     "    for (size_t i = 0; i < size; i++, number >>= 8)\n"
     "        value.data[i] = (char)(number & 0xff);\n"
     "    return value;\n"
     "}\n", true},
    {"check_length(",
     "/* Whether so many bytes stand there; from -1: just so many. */\n"
     "static int check_length(struct bytes value, long long from, size_t size)\n"
     "{\n"
     "    size_t start = from < 0 ? 0 : (size_t)from;\n"
     "\n"
     "    if (from < 0 ? value.length == size : start <= value.length && value.length - start >= size)\n"
     "        return 0;\n"
     "    errno = EMSGSIZE;\n"
     "    return -1;\n"
     "}\n", true},
    {"big_endian_at(",
     "static long long big_endian_at(struct bytes value, long long from, size_t size)\n"
     "{\n"
     "    unsigned long long number = 0;\n"
     "\n"
     "    for (size_t i = 0; i < size; i++)\n"
     "        number = number << 8 | (unsigned char)value.data[(size_t)from + i];\n"
     "    return (long long)number;\n"
     "}\n", true},
    {"little_endian_at(",
     "static long long little_endian_at(struct bytes value, long long from, size_t size)\n"
     "{\n"
     "    unsigned long long number = 0;\n"
     "\n"
     "    for (size_t i = size; i-- > 0;)\n"
     "        number = number << 8 | (unsigned char)value.data[(size_t)from + i];\n"
     "    return (long long)number;\n"
     "}\n", true},
    {"checksum(",
     "/* The Internet's (RFC 1071). */\n"
     "static long long checksum(struct bytes value)\n"
     "{\n"
     "    unsigned long total = 0;\n"
     "\n"
     "    for (size_t i = 0; i < value.length; i++)\n"
     "        total += (unsigned long)(unsigned char)value.data[i] << (i % 2 ? 0 : 8);\n"
     "    while (total > 0xffff)\n"
     "        total = (total & 0xffff) + (total >> 16);\n"
     "    return (long long)(total ^ 0xffff);\n"
     "}\n", true},
    {"crc32(",
     "static long long crc32(struct bytes value)\n"
     "{\n"
     "    unsigned long crc = 0xffffffff;\n"
     "\n"
     "    for (size_t i = 0; i < value.length; i++) {\n"
     "        crc ^= (unsigned char)value.data[i];\n"
     "        for (int bit = 0; bit < 8; bit++)\n"
     "            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);\n"
     "    }\n"
     "    return (long long)(crc ^ 0xffffffff);\n"
     "}\n", true},
    {"to_hex(",
     "static struct bytes to_hex(struct bytes value)\n"
     "{\n"
     "    struct bytes hex = room(2 * value.length);\n"
     "\n"
     "    for (size_t i = 0; i < value.length; i++)\n"
     "        snprintf(hex.data + 2 * i, 3, \"%02x\", (unsigned char)value.data[i]);\n"
     "    return hex;\n"
     "}\n", true},
    {"address",
     "struct address {\n"
     "    struct sockaddr_storage storage;\n"
     "    socklen_t length;\n"
     "};\n", true},
    {"find_unix_address(",
     "/* @NAME is an abstract address. */\n"
     "static int find_unix_address(const char *path, struct address *address)\n"
     "{\n"
     "    struct sockaddr_un *name = (struct sockaddr_un *)&address->storage;\n"
     "    size_t length = strlen(path);\n"
     "\n"
     "    if (length >= sizeof(name->sun_path)) {\n"
     "        errno = ENAMETOOLONG;\n"
     "        return -1;\n"
     "    }\n"
     "    name->sun_family = AF_UNIX;\n"
     "    memcpy(name->sun_path, path, length + 1);\n"
     "    if (path[0] == '@')\n"
     "        name->sun_path[0] = '\\0';\n"
     "    address->length =\n"
     "        (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length + (path[0] != '@'));\n"
     "    return 0;\n"
     "}\n", true},
    {"find_address(",
     "/* For a socket of this kind; a Unix socket's has no port. No host is any, to bind to. */\n"
     "static int find_address(int family, int type, const char *host, const char *port,\n"
     "                        struct address *address)\n"
     "{\n"
     "    struct addrinfo hints = {0}, *found;\n"
     "\n"
     "    memset(address, 0, sizeof(*address));\n"
     "    if (!port)\n"
     "        return find_unix_address(host, address);\n"
     "    hints.ai_family = family;\n"
     "    hints.ai_socktype = type;\n"
     "    hints.ai_flags = host ? 0 : AI_PASSIVE;\n"
     "    int failure = getaddrinfo(host, type == SOCK_RAW ? NULL : port, &hints, &found);\n"
     "    if (failure) {\n"
     "        problem = failure == EAI_SERVICE ? \"service\" : \"address\";\n"
     "        return -1;\n"
     "    }\n"
     "    memcpy(&address->storage, found->ai_addr, found->ai_addrlen);\n"
     "    address->length = found->ai_addrlen;\n"
     "    freeaddrinfo(found);\n"
     "    return 0;\n"
     "}\n", true},
    {"get_option(",
     "static int get_option(int fd, int level, int name)\n"
     "{\n"
     "    int value = -1;\n"
     "\n"
     "    getsockopt(fd, level, name, &value, &(socklen_t){sizeof(value)});\n"
     "    return value;\n"
     "}\n", true},
    {"address_for(",
     "static int address_for(int fd, const char *host, const char *port, struct address *address)\n"
     "{\n"
     "    int family = get_option(fd, SOL_SOCKET, SO_DOMAIN), type = get_option(fd, SOL_SOCKET, SO_TYPE);\n"
     "\n"
     "    return find_address(family, type, host, port, address);\n"
     "}\n", true},
    {"set_option(",
     "static int set_option(int fd, int level, int name, int value)\n"
     "{\n"
     "    return setsockopt(fd, level, name, &value, sizeof(value));\n"
     "}\n", true},
    {"connect_to(",
     "static int connect_to(int fd, const char *host, const char *port)\n"
     "{\n"
     "    struct address to;\n"
     "\n"
     "    if (address_for(fd, host, port, &to) < 0)\n"
     "        return -1;\n"
     "    return connect(fd, (struct sockaddr *)&to.storage, to.length);\n"
     "}\n", true},
    {"bind_to(",
     "static int bind_to(int fd, const char *host, const char *port)\n"
     "{\n"
     "    struct address here;\n"
     "\n"
     "    if (address_for(fd, host, port, &here) < 0)\n"
     "        return -1;\n"
     "    return bind(fd, (struct sockaddr *)&here.storage, here.length);\n"
     "}\n", true},
    {"open_server(",
     "static int open_server(int family, int type, const char *host, const char *port)\n"
     "{\n"
     "    int fd = socket(family, type, 0), on = 1;\n"
     "    int listens = type != SOCK_DGRAM;\n"
     "\n"
     "    if (fd < 0)\n"
     "        return -1;\n"
     "    if (listens && port)\n"
     "        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));\n"
     "    if (bind_to(fd, host, port) == 0 && (!listens || listen(fd, SOMAXCONN) == 0))\n"
     "        return fd;\n"
     "    close(fd);\n"
     "    return -1;\n"
     "}\n", true},
    {"set_timeout(",
     "/* Negative: none; 0: calls do not wait. */\n"
     "static int set_timeout(int fd, double seconds)\n"
     "{\n"
     "    struct timeval time = {0};\n"
     "    int flags = fcntl(fd, F_GETFL);\n"
     "\n"
     "    never_waits = seconds == 0;\n"
     "    if (flags < 0 || fcntl(fd, F_SETFL, seconds == 0 ? flags | O_NONBLOCK : flags & ~O_NONBLOCK) < 0)\n"
     "        return -1;\n"
     "    if (seconds > 0) {\n"
     "        time.tv_sec = (time_t)seconds;\n"
     "        time.tv_usec = (suseconds_t)((seconds - (double)time.tv_sec) * 1e6);\n"
     "    }\n"
     "    if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof(time)) < 0)\n"
     "        return -1;\n"
     "    return setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof(time));\n"
     "}\n", true},
    {"open_connection(",
     "/* To the first of the host's addresses that answers, each for so long; negative: for ever. */\n"
     "static int open_connection(const char *host, const char *port, int type, double seconds)\n"
     "{\n"
     "    struct addrinfo hints = {0}, *all, *one;\n"
     "    int fd = -1;\n"
     "\n"
     "    if (!port) {\n"
     "        fd = socket(AF_UNIX, type, 0);\n"
     "        return fd >= 0 && connect_to(fd, host, NULL) < 0 ? -1 : fd;\n"
     "    }\n"
     "    hints.ai_socktype = type;\n"
     "    int failure = getaddrinfo(host, port, &hints, &all);\n"
     "    if (failure) {\n"
     "        problem = failure == EAI_SERVICE ? \"service\" : \"address\";\n"
     "        return -1;\n"
     "    }\n"
     "    for (one = all; one && fd < 0; one = one->ai_next) {\n"
     "        fd = socket(one->ai_family, one->ai_socktype, one->ai_protocol);\n"
     "        if (fd >= 0 && seconds >= 0)\n"
     "            set_timeout(fd, seconds);\n"
     "        if (fd >= 0 && connect(fd, one->ai_addr, one->ai_addrlen) < 0) {\n"
     "            int why = errno;\n"
     "            close(fd);\n"
     "            errno = why;\n"
     "            fd = -1;\n"
     "        }\n"
     "    }\n"
     "    freeaddrinfo(all);\n"
     "    return fd;\n"
     "}\n", true},
    {"make_pair(",
     "static int make_pair(int type, int *first, int *second)\n"
     "{\n"
     "    int both[2] = {-1, -1};\n"
     "    int result = socketpair(AF_UNIX, type, 0, both);\n"
     "\n"
     "    *first = both[0];\n"
     "    *second = both[1];\n"
     "    return result;\n"
     "}\n", true},
    {"disconnect(",
     "static int disconnect(int fd)\n"
     "{\n"
     "    struct sockaddr nobody = {0};\n"
     "\n"
     "    nobody.sa_family = AF_UNSPEC;\n"
     "    return connect(fd, &nobody, sizeof(nobody));\n"
     "}\n", true},
    {"reset_connection(",
     "/* Close with RST: what is unsent is dropped. */\n"
     "static int reset_connection(int fd)\n"
     "{\n"
     "    struct linger none = {1, 0};\n"
     "\n"
     "    setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));\n"
     "    return close(fd);\n"
     "}\n", true},
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
     "    if (flags & MSG_DONTWAIT)\n"
     "        never_waits = 1;\n"
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
    {"local_address(",
     "static struct address local_address(int fd)\n"
     "{\n"
     "    struct address address = {0};\n"
     "\n"
     "    address.length = sizeof(address.storage);\n"
     "    getsockname(fd, (struct sockaddr *)&address.storage, &address.length);\n"
     "    return address;\n"
     "}\n", true},
    {"peer_address(",
     "static struct address peer_address(int fd)\n"
     "{\n"
     "    struct address address = {0};\n"
     "\n"
     "    address.length = sizeof(address.storage);\n"
     "    getpeername(fd, (struct sockaddr *)&address.storage, &address.length);\n"
     "    return address;\n"
     "}\n", true},
    {"numeric_part(",
     "/* The host, or the port, in numbers. */\n"
     "static struct bytes numeric_part(struct address address, int of_port)\n"
     "{\n"
     "    struct bytes host = room(NI_MAXHOST), port = room(NI_MAXSERV);\n"
     "\n"
     "    host.data[0] = port.data[0] = '\\0';\n"
     "    getnameinfo((struct sockaddr *)&address.storage, address.length, host.data, NI_MAXHOST,\n"
     "                port.data, NI_MAXSERV, NI_NUMERICHOST | NI_NUMERICSERV);\n"
     "    return of_port ? from_text(port.data) : from_text(host.data);\n"
     "}\n", true},
    {"host_of(",
     "static struct bytes host_of(struct address address)\n"
     "{\n"
     "    return numeric_part(address, 0);\n"
     "}\n", true},
    {"port_of(",
     "static long long port_of(struct address address)\n"
     "{\n"
     "    return number(numeric_part(address, 1));\n"
     "}\n", true},
    {"address_text(",
     "static struct bytes address_text(struct address address)\n"
     "{\n"
     "    struct sockaddr_un *name = (struct sockaddr_un *)&address.storage;\n"
     "    struct bytes host = {\"\", 0, 0};\n"
     "\n"
     "    if (address.storage.ss_family == AF_UNIX) {\n"
     "        size_t length = address.length - offsetof(struct sockaddr_un, sun_path);\n"
     "        int is_abstract = length && !name->sun_path[0];\n"
     "        if (is_abstract)\n"
     "            name->sun_path[0] = '@';\n"
     "        return from_text(text(literal(name->sun_path, is_abstract ? length : strlen(name->sun_path))));\n"
     "    }\n"
     "    host = host_of(address);\n"
     "    if (address.storage.ss_family == AF_INET6)\n"
     "        host = joined(3, literal(\"[\", 1), host, literal(\"]\", 1));\n"
     "    return joined(3, host, literal(\":\", 1), numeric_part(address, 1));\n"
     "}\n", true},
    {"tcp_state(",
     "/* The connection's state, by RFC 9293's names. */\n"
     "static struct bytes tcp_state(int fd)\n"
     "{\n"
     "    static const char *const names[] = {\n"
     "        \"?\",         \"ESTABLISHED\", \"SYN-SENT\",   \"SYN-RECEIVED\", \"FIN-WAIT-1\", \"FIN-WAIT-2\",\n"
     "        \"TIME-WAIT\", \"CLOSED\",      \"CLOSE-WAIT\", \"LAST-ACK\",     \"LISTEN\",     \"CLOSING\"};\n"
     "    unsigned char state = 0;\n"
     "\n"
     "    getsockopt(fd, IPPROTO_TCP, TCP_INFO, &state, &(socklen_t){1});\n"
     "    return from_text(names[state < sizeof(names) / sizeof(names[0]) ? state : 0]);\n"
     "}\n", true},
    {"tcp_bytes_out(",
     "/* tcpi_bytes_sent, less what was sent again, and what is not sent yet. */\n"
     "static long long tcp_bytes_out(int fd)\n"
     "{\n"
     "    unsigned char info[216] = {0};\n"
     "    unsigned long long sent, again;\n"
     "    unsigned waiting;\n"
     "\n"
     "    getsockopt(fd, IPPROTO_TCP, TCP_INFO, info, &(socklen_t){sizeof(info)});\n"
     "    memcpy(&sent, info + 200, sizeof(sent));\n"
     "    memcpy(&again, info + 208, sizeof(again));\n"
     "    memcpy(&waiting, info + 144, sizeof(waiting));\n"
     "    return (long long)(sent - again + waiting);\n"
     "}\n", true},
    {"unacknowledged(",
     "/* Bytes under way: the kernel has sent them and has no answer. */\n"
     "static long long unacknowledged(int fd)\n"
     "{\n"
     "    int queued = 0;\n"
     "\n"
     "    ioctl(fd, TIOCOUTQ, &queued);\n"
     "    return queued;\n"
     "}\n", true},
    {"error_pending(",
     "static struct bytes error_pending(int fd)\n"
     "{\n"
     "    struct pollfd now = {fd, 0, 0};\n"
     "\n"
     "    poll(&now, 1, 0);\n"
     "    return now.revents & POLLERR ? literal(\"true\", 4) : literal(\"false\", 5);\n"
     "}\n", true},
    {"credentials peer_credentials(",
     "struct credentials {\n"
     "    int pid;\n"
     "    unsigned uid, gid;\n"
     "};\n", true},
    {"peer_credentials(",
     "/* Process, user and group at the other end. */\n"
     "static struct credentials peer_credentials(int fd)\n"
     "{\n"
     "    struct credentials peer = {0};\n"
     "\n"
     "    getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &(socklen_t){sizeof(peer)});\n"
     "    return peer;\n"
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
    {"service_port(",
     "static long long service_port(const char *name, const char *protocol)\n"
     "{\n"
     "    struct servent *entry = getservbyname(name, protocol);\n"
     "\n"
     "    if (!entry) {\n"
     "        fprintf(stderr, \"no service is called %s\\n\", name);\n"
     "        exit(EXIT_FAILURE);\n"
     "    }\n"
     "    return ntohs((uint16_t)entry->s_port);\n"
     "}\n", true},
    {"host_name(",
     "static struct bytes host_name(void)\n"
     "{\n"
     "    struct bytes name = room(256);\n"
     "\n"
     "    gethostname(name.data, 256);\n"
     "    return from_text(name.data);\n"
     "}\n", true},
    {"change_membership(",
     "static int change_membership(int fd, const char *group, const char *interface, int option)\n"
     "{\n"
     "    struct group_req request = {0};\n"
     "    struct sockaddr_in *four = (struct sockaddr_in *)&request.gr_group;\n"
     "    struct sockaddr_in6 *six = (struct sockaddr_in6 *)&request.gr_group;\n"
     "    int is_four = inet_pton(AF_INET, group, &four->sin_addr) == 1;\n"
     "\n"
     "    request.gr_interface = interface ? if_nametoindex(interface) : 0;\n"
     "    if (is_four)\n"
     "        four->sin_family = AF_INET;\n"
     "    else if (inet_pton(AF_INET6, group, &six->sin6_addr) == 1)\n"
     "        six->sin6_family = AF_INET6;\n"
     "    return setsockopt(fd, is_four ? IPPROTO_IP : IPPROTO_IPV6, option, &request, sizeof(request));\n"
     "}\n", true},
    {"join_group(",
     "static int join_group(int fd, const char *group, const char *interface)\n"
     "{\n"
     "    return change_membership(fd, group, interface, MCAST_JOIN_GROUP);\n"
     "}\n", true},
    {"leave_group(",
     "static int leave_group(int fd, const char *group, const char *interface)\n"
     "{\n"
     "    return change_membership(fd, group, interface, MCAST_LEAVE_GROUP);\n"
     "}\n", true},
    {"stream_content(",
     "static struct bytes stream_content(FILE *stream)\n"
     "{\n"
     "    static struct bytes content;\n"
     "    size_t length;\n"
     "\n"
     "    content.length = 0;\n"
     "    do {\n"
     "        make_room(&content, content.length + 65536);\n"
     "        length = fread(content.data + content.length, 1, 65536, stream);\n"
     "        content.length += length;\n"
     "    } while (length > 0);\n"
     "    return literal(content.data, content.length);\n"
     "}\n", true},
    {"file_content(",
     "static struct bytes file_content(const char *path)\n"
     "{\n"
     "    FILE *file = strcmp(path, \"-\") == 0 ? stdin : fopen(path, \"rb\");\n"
     "\n"
     "    if (!file) {\n"
     "        perror(path);\n"
     "        exit(EXIT_FAILURE);\n"
     "    }\n"
     "    struct bytes content = stream_content(file);\n"
     "    fclose(file);\n"
     "    return content;\n"
     "}\n", true},
    {"output_of(",
     "static struct bytes output_of(const char *command)\n"
     "{\n"
     "    FILE *pipe = popen(command, \"r\");\n"
     "\n"
     "    if (!pipe)\n"
     "        return literal(\"\", 0);\n"
     "    struct bytes content = stream_content(pipe);\n"
     "    pclose(pipe);\n"
     "    return content;\n"
     "}\n", true},
    {"write_stream(",
     "static int write_stream(FILE *stream, struct bytes data)\n"
     "{\n"
     "    return stream && fwrite(data.data, 1, data.length, stream) == data.length ? 0 : -1;\n"
     "}\n", true},
    {"write_file(",
     "static int write_file(const char *path, const char *mode, struct bytes data)\n"
     "{\n"
     "    if (strcmp(path, \"-\") == 0)\n"
     "        return write_stream(stdout, data);\n"
     "    FILE *file = fopen(path, mode);\n"
     "    int result = write_stream(file, data);\n"
     "    return file && fclose(file) == 0 ? result : -1;\n"
     "}\n", true},
    {"pipe_to(",
     "static int pipe_to(const char *command, struct bytes data)\n"
     "{\n"
     "    FILE *pipe = popen(command, \"w\");\n"
     "    int result = write_stream(pipe, data);\n"
     "\n"
     "    return pipe && pclose(pipe) >= 0 ? result : -1;\n"
     "}\n", true},
    {"to_base64(",
     "static struct bytes to_base64(struct bytes value)\n"
     "{\n"
     "    static const char letters[] =\n"
     "        \"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/\";\n"
     "    struct bytes text = room((value.length + 2) / 3 * 4);\n"
     "\n"
     "    for (size_t i = 0, at = 0; i < value.length; i += 3) {\n"
     "        size_t left = value.length - i;\n"
     "        unsigned long group = 0;\n"
     "        for (size_t j = 0; j < 3; j++)\n"
     "            group = group << 8 | (j < left ? (unsigned char)value.data[i + j] : 0u);\n"
     "        for (size_t j = 0; j < 4; j++)\n"
     "            text.data[at++] = j > left ? '=' : letters[group >> (18 - 6 * j) & 63];\n"
     "    }\n"
     "    return text;\n"
     "}\n", true},
    {"from_base64(",
     "static struct bytes from_base64(struct bytes text)\n"
     "{\n"
     "    static const char letters[] =\n"
     "        \"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/\";\n"
     "    struct bytes value = room(text.length);\n"
     "    unsigned long group = 0;\n"
     "    unsigned bits = 0;\n"
     "\n"
     "    value.length = 0;\n"
     "    for (size_t i = 0; i < text.length; i++) {\n"
     "        const char *letter = text.data[i] ? strchr(letters, text.data[i]) : NULL;\n"
     "        if (!letter)\n"
     "            continue;\n"
     "        group = (group << 6 | (unsigned long)(letter - letters)) & 0xffffff;\n"
     "        bits += 6;\n"
     "        if (bits >= 8) {\n"
     "            bits -= 8;\n"
     "            value.data[value.length++] = (char)(group >> bits & 0xff);\n"
     "        }\n"
     "    }\n"
     "    return value;\n"
     "}\n", true},
    {"hex_byte(",
     "static char hex_byte(const char *digits)\n"
     "{\n"
     "    const char text[3] = {digits[0], digits[1], '\\0'};\n"
     "\n"
     "    return (char)strtol(text, NULL, 16);\n"
     "}\n", true},
    {"from_hex(",
     "static struct bytes from_hex(struct bytes text)\n"
     "{\n"
     "    struct bytes value = room(text.length);\n"
     "\n"
     "    value.length = 0;\n"
     "    for (size_t i = 0; i + 1 < text.length; i += 2) {\n"
     "        while (i + 1 < text.length && text.data[i] == ' ')\n"
     "            i++;\n"
     "        if (i + 1 < text.length)\n"
     "            value.data[value.length++] = hex_byte(text.data + i);\n"
     "    }\n"
     "    return value;\n"
     "}\n", true},
    {"to_url(",
     "static struct bytes to_url(struct bytes value)\n"
     "{\n"
     "    static const char plain[] =\n"
     "        \"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~\";\n"
     "    struct bytes text = room(3 * value.length);\n"
     "\n"
     "    text.length = 0;\n"
     "    for (size_t i = 0; i < value.length; i++) {\n"
     "        if (value.data[i] && strchr(plain, value.data[i]))\n"
     "            text.data[text.length++] = value.data[i];\n"
     "        else\n"
     "            text.length += (size_t)sprintf(text.data + text.length, \"%%%02X\", (unsigned char)value.data[i]);\n"
     "    }\n"
     "    return text;\n"
     "}\n", true},
    {"from_url(",
     "static struct bytes from_url(struct bytes text)\n"
     "{\n"
     "    struct bytes value = room(text.length);\n"
     "\n"
     "    value.length = 0;\n"
     "    for (size_t i = 0; i < text.length; i++) {\n"
     "        int is_escape = text.data[i] == '%' && i + 2 < text.length;\n"
     "        value.data[value.length++] = is_escape ? hex_byte(text.data + i + 1) : text.data[i];\n"
     "        i += is_escape ? 2 : 0;\n"
     "    }\n"
     "    return value;\n"
     "}\n", true},
    {0},
};
// clang-format on
