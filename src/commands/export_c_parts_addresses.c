/* Addresses in a program in C: of names, of sockets, and as text. */
#include "export_c_parts.h"

// clang-format off
const struct part export_c_addresses[] = {
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
    {0},
};
// clang-format on
