/* interfaces: the network interfaces and their addresses. */
#include "commands.h"

#include "net/interface.h"
#include "net/interface_list.h"
#include "shell/request.h"
#include "shell/session.h"

#include <errno.h>
#include <net/if.h>

static const struct {
    unsigned flag;
    const char *name;
} flags[] = {
    {IFF_UP, "UP"},
    {IFF_BROADCAST, "BROADCAST"},
    {IFF_LOOPBACK, "LOOPBACK"},
    {IFF_POINTOPOINT, "POINTOPOINT"},
    {IFF_RUNNING, "RUNNING"},
    {IFF_NOARP, "NOARP"},
    {IFF_PROMISC, "PROMISC"},
    {IFF_ALLMULTI, "ALLMULTI"},
    {IFF_MASTER, "MASTER"},
    {IFF_SLAVE, "SLAVE"},
    {IFF_MULTICAST, "MULTICAST"},
    {IFF_DYNAMIC, "DYNAMIC"},
};

static void add_flags(struct fields *row, unsigned set)
{
    cleanup_buffer struct buffer words = {0};

    for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
        if (!(set & flags[i].flag))
            continue;
        buffer_append_text(&words, words.length ? " " : "");
        buffer_append_text(&words, flags[i].name);
    }
    fields_text(row, "flags", buffer_span(&words));
}

/* An address without port; null where there is none. */
static void add_host(struct fields *row, const char *name, const struct address *address)
{
    cleanup_buffer struct buffer host = {0};

    address_host(&host, address);
    if (address->length)
        fields_text(row, name, buffer_span(&host));
    else
        fields_null(row, name);
}

static void add_number(struct fields *row, const char *name, int value)
{
    if (value >= 0)
        fields_integer(row, name, value);
    else
        fields_null(row, name);
}

static void add_row(struct list *interfaces, const struct interface *from)
{
    bool has_address = from->address.length;
    struct fields *row = list_add(interfaces);

    fields_text(row, "name", span_of(from->name));
    fields_integer(row, "index", from->index);
    if (has_address)
        fields_text(row, "family", span_of(address_family_name(address_family(&from->address))));
    else
        fields_null(row, "family");
    add_host(row, "address", &from->address);
    add_number(row, "prefix", from->prefix);
    add_host(row, "broadcast", &from->broadcast);
    add_host(row, "peer", &from->peer);
    fields_bool(row, "up", from->flags & IFF_UP);
    fields_bool(row, "loopback", from->flags & IFF_LOOPBACK);
    fields_bool(row, "multicast", from->flags & IFF_MULTICAST);
    add_number(row, "mtu", from->mtu);
    if (from->hardware[0])
        fields_text(row, "hardware", span_of(from->hardware));
    else
        fields_null(row, "hardware");
    add_flags(row, from->flags);
}

static bool run(struct request *request, struct reply *reply, struct error *error)
{
    cleanup_interface_list struct interface_list list = {0};
    const struct argument *name = request_argument(request, "NAME");
    unsigned index = 0;

    if (name->given && !interface_find(name->text, &index, error))
        return error_at(error, name->place);
    if (!interface_list(index, &list, error))
        return false;
    struct list *interfaces = fields_list(&reply->fields, "interfaces");
    for (size_t i = 0; i < list.count; i++)
        add_row(interfaces, &list.items[i]);
    return true;
}

static const struct parameter parameters[] = {
    {"NAME", PARAMETER_WORD, OPTIONAL, "of one interface; all of them unless said",
     .completes = COMPLETES_INTERFACE},
    PARAMETERS_END,
};

static const struct example examples[] = {
    {"interfaces", "every address of this machine; lo is the loopback"},
    {""},
};

static const struct command_error interfaces_errors[] = {
    {ERROR_RESOURCE, 0, "no memory or descriptor is left for the question"},
    {ERROR_SOCKET, 0, "the kernel didn't answer: netlink may be forbidden in a sandbox"},
    {ERROR_SOCKET, ENODEV, "no interface has that name, index or address"},
    {0},
};

const struct command interfaces_command = {
    .name = "interfaces",
    .group = GROUP_LOOKING,
    .summary = "list the network interfaces with their addresses",
    .details = "A row for every address, and one for an interface that has none. A link-local IPv6 "
               "address is written with its zone, as fe80::1%eth0. RUNNING: the cable is in.",
    .parameters = parameters,
    .examples = examples,
    .c_call = "getifaddrs(3), ioctl(2) SIOCGIFMTU",
    .python_call = "socket.if_nameindex()",
    .kernel = "getifaddrs(3) asks the kernel over a netlink socket (RTM_GETLINK, RTM_GETADDR) for "
              "its interfaces, their flags, hardware addresses and addresses; if_nameindex(3) "
              "names those without an address, and ioctl(2) SIOCGIFMTU tells the longest packet. "
              "Nothing goes on the wire. Python's standard library has the names and indices only.",
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
    .run = run,
};
