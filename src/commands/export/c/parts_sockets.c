/* Sockets in a program in C: made, bound, connected, with their options and timeouts. */
#include "export/c/parts.h"

// clang-format off
const struct part export_c_sockets[] = {
    {"get_option(",
     "static int get_option(int fd, int level, int name)\n"
     "{\n"
     "    int value = 0;\n"
     "\n"
     "    return getsockopt(fd, level, name, &value, &(socklen_t){sizeof(value)}) < 0 ? -1 : value;\n"
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
    {"give_back(",
     "/* What could not be used is closed; errno stays as it was. */\n"
     "static int give_back(int fd)\n"
     "{\n"
     "    int why = errno;\n"
     "\n"
     "    close(fd);\n"
     "    errno = why;\n"
     "    return -1;\n"
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
     "    return give_back(fd);\n"
     "}\n", true},
    {"set_timeout(",
     "/* Negative: none; 0: calls do not wait. */\n"
     "static int set_timeout(int fd, double seconds)\n"
     "{\n"
     "    struct timeval time = {0};\n"
     "    int flags = fcntl(fd, F_GETFL);\n"
     "\n"
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
     "    struct addrinfo *all, *one;\n"
     "    int fd = -1;\n"
     "\n"
     "    if (!port) {\n"
     "        fd = socket(AF_UNIX, type, 0);\n"
     "        return fd >= 0 && connect_to(fd, host, NULL) < 0 ? give_back(fd) : fd;\n"
     "    }\n"
     "    if (look_up(host, port, AF_UNSPEC, type, 0, &all) < 0)\n"
     "        return -1;\n"
     "    for (one = all; one && fd < 0; one = one->ai_next) {\n"
     "        fd = socket(one->ai_family, one->ai_socktype, one->ai_protocol);\n"
     "        if (fd >= 0 && seconds >= 0)\n"
     "            set_timeout(fd, seconds);\n"
     "        if (fd >= 0 && connect(fd, one->ai_addr, one->ai_addrlen) < 0)\n"
     "            fd = give_back(fd);\n"
     "    }\n"
     "    freeaddrinfo(all);\n"
     "    if (fd < 0 && errno == EINPROGRESS)\n"
     "        problem = \"timeout\";\n"
     "    return fd;\n"
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
    {0},
};
// clang-format on
