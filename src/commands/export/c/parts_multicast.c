/* Interfaces and multicast groups in a program in C, by the calls of RFC 3678. */
#include "export/c/parts.h"

// clang-format off
const struct part export_c_multicast[] = {
    {"numeric_address(",
     "/* The level of its family; negative for what is no such address. */\n"
     "static int numeric_address(const char *text, struct sockaddr_storage *address)\n"
     "{\n"
     "    int is_four = inet_pton(AF_INET, text, &((struct sockaddr_in *)address)->sin_addr) == 1;\n"
     "\n"
     "    if (!is_four && inet_pton(AF_INET6, text, &((struct sockaddr_in6 *)address)->sin6_addr) != 1) {\n"
     "        errno = EINVAL;\n"
     "        return -1;\n"
     "    }\n"
     "    address->ss_family = is_four ? AF_INET : AF_INET6;\n"
     "    return is_four ? IPPROTO_IP : IPPROTO_IPV6;\n"
     "}\n", true},
    {"interface_named(",
     "/* Negative for none: 0 would leave the choice to the routes. */\n"
     "static int interface_named(const char *name)\n"
     "{\n"
     "    unsigned index = if_nametoindex(name);\n"
     "\n"
     "    return index ? (int)index : -1;\n"
     "}\n", true},
    {"interface_with(",
     "/* The one that has this address; negative for none. */\n"
     "static int interface_with(const char *address)\n"
     "{\n"
     "    struct sockaddr_storage wanted = {0};\n"
     "    struct ifaddrs *all;\n"
     "    int level = numeric_address(address, &wanted), index = -1;\n"
     "    size_t start = level ? offsetof(struct sockaddr_in6, sin6_addr) : offsetof(struct sockaddr_in, sin_addr);\n"
     "    size_t length = level ? sizeof(struct in6_addr) : sizeof(struct in_addr);\n"
     "\n"
     "    if (level < 0 || getifaddrs(&all) < 0)\n"
     "        return -1;\n"
     "    for (struct ifaddrs *one = all; one && index < 0; one = one->ifa_next) {\n"
     "        const char *own = (const char *)one->ifa_addr;\n"
     "        if (own && one->ifa_addr->sa_family == wanted.ss_family &&\n"
     "            memcmp(own + start, (const char *)&wanted + start, length) == 0)\n"
     "            index = (int)if_nametoindex(one->ifa_name);\n"
     "    }\n"
     "    freeifaddrs(all);\n"
     "    errno = ENODEV;\n"
     "    return index;\n"
     "}\n", true},
    {"interface_index(",
     "/* Of its name, its number or an address of it; 0 is any. */\n"
     "static int interface_index(const char *text)\n"
     "{\n"
     "    char *end;\n"
     "    long index = strtol(text, &end, 10);\n"
     "\n"
     "    if (!*end && end != text)\n"
     "        return (int)index;\n"
     "    if (strcmp(text, \"any\") == 0)\n"
     "        return 0;\n"
     "    index = interface_named(text);\n"
     "    return index < 0 ? interface_with(text) : (int)index;\n"
     "}\n", true},
    {"change_membership(",
     "static int change_membership(int fd, const char *group, int interface, int option)\n"
     "{\n"
     "    struct group_req request = {0};\n"
     "    int level = numeric_address(group, &request.gr_group);\n"
     "\n"
     "    request.gr_interface = (uint32_t)interface;\n"
     "    return level < 0 || interface < 0 ? -1 : setsockopt(fd, level, option, &request, sizeof(request));\n"
     "}\n", true},
    {"join_group(",
     "static int join_group(int fd, const char *group, int interface)\n"
     "{\n"
     "    return change_membership(fd, group, interface, MCAST_JOIN_GROUP);\n"
     "}\n", true},
    {"leave_group(",
     "static int leave_group(int fd, const char *group, int interface)\n"
     "{\n"
     "    return change_membership(fd, group, interface, MCAST_LEAVE_GROUP);\n"
     "}\n", true},
    {"change_source(",
     "/* The same of one sender to the group. */\n"
     "static int change_source(int fd, const char *group, const char *source, int interface, int option)\n"
     "{\n"
     "    struct group_source_req request = {0};\n"
     "    int level = numeric_address(group, &request.gsr_group);\n"
     "\n"
     "    request.gsr_interface = (uint32_t)interface;\n"
     "    if (level < 0 || interface < 0 || numeric_address(source, &request.gsr_source) < 0)\n"
     "        return -1;\n"
     "    return setsockopt(fd, level, option, &request, sizeof(request));\n"
     "}\n", true},
    {"join_source(",
     "static int join_source(int fd, const char *group, const char *source, int interface)\n"
     "{\n"
     "    return change_source(fd, group, source, interface, MCAST_JOIN_SOURCE_GROUP);\n"
     "}\n", true},
    {"leave_source(",
     "static int leave_source(int fd, const char *group, const char *source, int interface)\n"
     "{\n"
     "    return change_source(fd, group, source, interface, MCAST_LEAVE_SOURCE_GROUP);\n"
     "}\n", true},
    {"block_source(",
     "static int block_source(int fd, const char *group, const char *source, int interface)\n"
     "{\n"
     "    return change_source(fd, group, source, interface, MCAST_BLOCK_SOURCE);\n"
     "}\n", true},
    {"unblock_source(",
     "static int unblock_source(int fd, const char *group, const char *source, int interface)\n"
     "{\n"
     "    return change_source(fd, group, source, interface, MCAST_UNBLOCK_SOURCE);\n"
     "}\n", true},
    {0},
};
// clang-format on
