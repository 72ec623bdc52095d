/* Socket options whose value is a structure, in a program in C. */
#include "c_parts.h"

// clang-format off
const struct part export_c_options[] = {
    {"set_multicast_address(",
     "/* Where multicast leaves: by an address of that interface. */\n"
     "static int set_multicast_address(int fd, const char *address)\n"
     "{\n"
     "    struct in_addr local = {0};\n"
     "\n"
     "    if (inet_pton(AF_INET, address, &local) != 1) {\n"
     "        errno = EINVAL;\n"
     "        return -1;\n"
     "    }\n"
     "    return setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &local, sizeof(local));\n"
     "}\n", true},
    {"set_multicast_interface(",
     "/* Where multicast leaves. */\n"
     "static int set_multicast_interface(int fd, const char *name)\n"
     "{\n"
     "    struct ip_mreqn request = {0};\n"
     "\n"
     "    request.imr_ifindex = (int)if_nametoindex(name);\n"
     "    if (!request.imr_ifindex)\n"
     "        return -1;\n"
     "    return setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &request, sizeof(request));\n"
     "}\n", true},
    {0},
};
// clang-format on
