/* interfaces, hostname: where one is. */
#include "commands.h"

#include "shell/request.h"

#include <errno.h>
#include <ifaddrs.h>
#include <limits.h>
#include <net/if.h>
#include <netinet/in.h>
#include <unistd.h>

static void add_row(struct list *interfaces, const struct ifaddrs *from)
{
    cleanup_buffer struct buffer host = {0};
    int family = from->ifa_addr->sa_family;
    struct address address = {.length = family == AF_INET ? sizeof(struct sockaddr_in)
                                                          : sizeof(struct sockaddr_in6)};
    struct fields *row = list_add(interfaces);

    memcpy(&address.storage, from->ifa_addr, address.length);
    address_host(&host, &address);
    fields_text(row, "name", span_of(from->ifa_name));
    fields_integer(row, "index", if_nametoindex(from->ifa_name));
    fields_text(row, "family", span_of(address_family_name(family)));
    fields_text(row, "address", buffer_span(&host));
    fields_bool(row, "up", from->ifa_flags & IFF_UP);
    fields_bool(row, "loopback", from->ifa_flags & IFF_LOOPBACK);
    fields_bool(row, "multicast", from->ifa_flags & IFF_MULTICAST);
}

static bool run_interfaces(struct request *request, struct reply *reply, struct error *error)
{
    struct list *interfaces = fields_list(&reply->fields, "interfaces");
    struct ifaddrs *all;

    (void)request;
    if (getifaddrs(&all) < 0)
        return error_call(error, ERROR_SOCKET, errno, "getifaddrs", "%s", "");
    for (const struct ifaddrs *one = all; one; one = one->ifa_next)
        if (one->ifa_addr &&
            (one->ifa_addr->sa_family == AF_INET || one->ifa_addr->sa_family == AF_INET6))
            add_row(interfaces, one);
    freeifaddrs(all);
    return true;
}

static const struct example interfaces_examples[] = {
    {"interfaces", "lo is the loopback"},
    {0},
};

static const struct command_error interfaces_errors[] = {
    {ERROR_RESOURCE, 0, "no memory or descriptor is left for the question"},
    {ERROR_SOCKET, 0, "the kernel didn't answer: netlink may be forbidden in a sandbox"},
    {0},
};

const struct command interfaces_command = {
    .name = "interfaces",
    .group = GROUP_LOOKING,
    .summary = "list the network interfaces with their addresses",
    .details = "A link-local IPv6 address is written with its zone, as fe80::1%eth0.",
    .examples = interfaces_examples,
    .c_call = "getifaddrs(3)",
    .python_call = "socket.if_nameindex()",
    .kernel = "getifaddrs(3) asks the kernel over a netlink socket (RTM_GETLINK, RTM_GETADDR) for "
              "its interfaces and their addresses. Nothing goes on the wire. Python's standard "
              "library has the names and indices only.",
    .c_example = "struct ifaddrs *all;\n"
                 "if (getifaddrs(&all) == 0) {\n"
                 "    for (struct ifaddrs *one = all; one; one = one->ifa_next)\n"
                 "        puts(one->ifa_name);\n"
                 "    freeifaddrs(all);\n"
                 "}",
    .python_example = "import socket\n"
                      "for index, name in socket.if_nameindex():\n"
                      "    print(index, name)",
    .errors = interfaces_errors,
    .run = run_interfaces,
};

static bool run_hostname(struct request *request, struct reply *reply, struct error *error)
{
    char name[HOST_NAME_MAX + 1] = "";

    (void)request;
    if (gethostname(name, sizeof(name)) < 0)
        return error_call(error, ERROR_SOCKET, errno, "gethostname", "%s", "");
    fields_text(&reply->fields, "name", (struct span){name, strnlen(name, sizeof(name))});
    return true;
}

static const struct example hostname_examples[] = {
    {"hostname", "as gethostname(2) tells it"},
    {0},
};

const struct command hostname_command = {
    .name = "hostname",
    .group = GROUP_LOOKING,
    .summary = "this machine's name",
    .details = "",
    .examples = hostname_examples,
    .c_call = "int gethostname(char *name, size_t len)",
    .python_call = "socket.gethostname()",
    .kernel = "gethostname(2) reads the name that the system was given; nothing goes on the wire, "
              "and nobody else need know that name.",
    .c_example = "char name[256];\n"
                 "if (gethostname(name, sizeof(name)) == 0)\n"
                 "    puts(name);",
    .python_example = "import socket\n"
                      "print(socket.gethostname())",
    .says = "{name}",
    .value = "name",
    .run = run_hostname,
};
