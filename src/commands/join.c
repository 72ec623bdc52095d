/* join, leave: multicast groups. */
#include "commands.h"
#include "export/translate/writers.h"

#include "net/interface.h"
#include "net/membership.h"
#include "shell/request.h"

#include <errno.h>

/* What an option asks for; the first row, without option, is the command itself. */
struct variant {
    const char *option;
    enum membership_change change;
    const char *says;
};

static const struct variant join_variants[] = {
    {NULL, MEMBERSHIP_JOIN, NULL},
    {"source", MEMBERSHIP_JOIN_SOURCE,
     "{handle}: receives what {source} sends to {group}[ on {interface}]"},
    {"block", MEMBERSHIP_BLOCK,
     "{handle}: receives nothing from {source} to {group}[ on {interface}]"},
    {"unblock", MEMBERSHIP_UNBLOCK,
     "{handle}: receives {source} to {group} again[ on {interface}]"},
    {0},
};

static const struct variant leave_variants[] = {
    {NULL, MEMBERSHIP_LEAVE, NULL},
    {"source", MEMBERSHIP_LEAVE_SOURCE,
     "{handle}: no longer receives what {source} sends to {group}[ on {interface}]"},
    {0},
};

/* The one variant asked for, with its sender. */
static const struct variant *choose(const struct request *request, const struct variant *variants,
                                    struct address *ret_source, struct error *error)
{
    const struct variant *chosen = variants;

    for (const struct variant *variant = variants + 1; variant->option; variant++) {
        const struct argument *sender = request_argument(request, variant->option);
        if (!sender->given)
            continue;
        if (chosen->option) {
            error_set(error, ERROR_USAGE, "--%s and --%s are two commands", chosen->option,
                      variant->option);
            error_at(error, sender->place);
            return NULL;
        }
        if (!membership_address(sender->text, ret_source, error)) {
            error_at(error, sender->place);
            return NULL;
        }
        chosen = variant;
    }
    return chosen;
}

static bool read_membership(const struct request *request, struct membership *membership,
                            struct error *error)
{
    const struct argument *group = request_argument(request, "GROUP");
    const struct argument *interface = request_argument(request, "INTERFACE");

    if (!membership_address(group->text, &membership->group, error))
        return error_at(error, group->place);
    if (interface->given && !interface_find(interface->text, &membership->interface, error))
        return error_at(error, interface->place);
    return true;
}

static void reply_host(struct fields *fields, const char *name, const struct address *address)
{
    cleanup_buffer struct buffer host = {0};

    address_host(&host, address);
    fields_text(fields, name, buffer_span(&host));
}

static bool run(struct request *request, const struct variant *variants, struct reply *reply,
                struct error *error)
{
    struct membership membership = {0};
    const struct variant *variant = choose(request, variants, &membership.source, error);
    cleanup_buffer struct buffer interface = {0};

    if (!variant || !read_membership(request, &membership, error) ||
        !membership_change(request->socket, variant->change, &membership, error))
        return false;
    reply_host(&reply->fields, "group", &membership.group);
    if (membership.interface) {
        interface_format(&interface, membership.interface);
        fields_text(&reply->fields, "interface", buffer_span(&interface));
    }
    if (membership.source.length)
        reply_host(&reply->fields, "source", &membership.source);
    reply->says = variant->says;
    return true;
}

static bool run_join(struct request *request, struct reply *reply, struct error *error)
{
    return run(request, join_variants, reply, error);
}

static bool run_leave(struct request *request, struct reply *reply, struct error *error)
{
    return run(request, leave_variants, reply, error);
}

static const struct parameter parameters[] = {
    {"GROUP", PARAMETER_WORD, REQUIRED,
     "a multicast address: 224.0.0.0 to 239.255.255.255, or ff00::/8",
     .completes = COMPLETES_GROUP},
    {"INTERFACE", PARAMETER_WORD, OPTIONAL,
     "its name, index or address; where the route leads unless said",
     .completes = COMPLETES_INTERFACE},
    PARAMETERS_END,
};

static const struct parameter join_options[] = {
    {"source", PARAMETER_WORD, OPTIONAL, "only what this address sends", .choices = "ADDRESS"},
    {"block", PARAMETER_WORD, OPTIONAL, "in a joined group: nothing of this address",
     .choices = "ADDRESS"},
    {"unblock", PARAMETER_WORD, OPTIONAL, "receive a blocked address again", .choices = "ADDRESS"},
    PARAMETERS_END,
};

static const struct example join_examples[] = {
    {"u = socket udp; join 239.1.2.3 lo", "on the loopback"},
    {"u = server udp 0.0.0.0 0; join 239.1.2.3 lo --source 127.0.0.1",
     "one sender only (RFC 3678)"},
    {"u = socket udp; join 239.1.2.3 lo; join 239.1.2.3 lo --block 127.0.0.1",
     "all senders but one"},
    {""},
};

static const struct command_error join_errors[] = {
    {ERROR_SOCKET, EADDRINUSE, "the socket is in that group on that interface already"},
    {ERROR_SOCKET, EADDRNOTAVAIL,
     "that sender was joined or blocked already, or isn't blocked; or group and sender are of two "
     "families"},
    {ERROR_SOCKET, EINVAL,
     "GROUP is no multicast address; --source where the whole group is joined, --block where it "
     "isn't"},
    {ERROR_SOCKET, ENODEV,
     "no interface has that name, index or address, or no route leads to the group"},
    {ERROR_SOCKET, ENOBUFS,
     "the socket is in as many groups, or has as many senders, as it may: "
     "net.ipv4.igmp_max_memberships and igmp_max_msf"},
    {ERROR_SOCKET, ENOPROTOOPT,
     "an IPv6 group on an IPv4 socket; an IPv6 socket may join both kinds"},
    {ERROR_SOCKET, EOPNOTSUPP, "the socket isn't of IP: Unix sockets have no groups"},
    {ERROR_USAGE, 0,
     "GROUP or ADDRESS is no numeric address, or two of the options stand together"},
    {0},
};

static const struct command_export join_exported = {
    .python = "join_group({handle}, {GROUP:text}[[, {INTERFACE:interface}]])",
    .c = "join_group({handle}, {GROUP:text}, {INTERFACE:interface=0})",
    .write = export_join,
};

const struct command join_command = {
    .name = "join",
    .group = GROUP_SETTINGS,
    .needs = COMMAND_HANDLE,
    .suits = SUITS_MULTICAST,
    .summary = "receive a multicast group, on one interface",
    .details = "The socket must be bound to the group's port to receive. The kernel tells the "
               "routers by IGMP "
               "or MLD, and ends the membership when the socket closes. To send to a group no "
               "membership is "
               "needed: `sendto` will do, after `setsockopt multicast_if NAME` and `setsockopt "
               "multicast_ttl N`.",
    .parameters = parameters,
    .options = join_options,
    .examples = join_examples,
    .c_call = "setsockopt(2) with MCAST_JOIN_GROUP and struct group_req",
    .python_call = "s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group + interface)",
    .kernel = "setsockopt(2) MCAST_JOIN_GROUP (RFC 3678). The interface takes in frames to the "
              "group's own address: 01:00:5e and the low 23 bits of an IPv4 group, 33:33 and the "
              "low 32 of an IPv6 one. If it is the first member on the interface, routers are "
              "told: by an IGMPv3 report (RFC 3376) to 224.0.0.22, or an MLDv2 report (RFC 3810) "
              "to ff02::16, sent twice lest one is lost, and again whenever a router asks. It "
              "says of the group \"exclude nobody\"; --source says \"include\" and lists the "
              "senders, --block \"exclude\" and lists those. Routers of versions 1 and 2 know no "
              "such lists: the kernel then reports the bare group, and sorts the senders out "
              "itself. 224.0.0.1 and ff02::1 are never reported. Membership is the machine's, not "
              "the socket's alone: on Linux a socket bound to * gets what comes to its port for "
              "every group that any socket here has joined; `setsockopt multicast_all off` limits "
              "it to its own. Joining gives no port: `bind` does. Several sockets with reuseaddr "
              "on one port all get a copy.",
    .c_example = "struct group_req group = {.gr_interface = if_nametoindex(\"lo\")};\n"
                 "struct sockaddr_in *address = (struct sockaddr_in *)&group.gr_group;\n"
                 "address->sin_family = AF_INET;\n"
                 "inet_pton(AF_INET, \"239.1.2.3\", &address->sin_addr);\n"
                 "if (setsockopt(fd, IPPROTO_IP, MCAST_JOIN_GROUP, &group, sizeof(group)) < 0)\n"
                 "    perror(\"setsockopt\");",
    .python_example = "import socket\n"
                      "group = socket.inet_aton(\"239.1.2.3\") + socket.inet_aton(\"127.0.0.1\")\n"
                      "s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, group)",
    .errors = join_errors,
    .exported = &join_exported,
    .says = "{handle}: joined {group}[ on {interface}]",
    .value = "group",
    .run = run_join,
};

static const struct parameter leave_options[] = {
    {"source", PARAMETER_WORD, OPTIONAL, "what was joined from this address", .choices = "ADDRESS"},
    PARAMETERS_END,
};

static const struct example leave_examples[] = {
    {"u = socket udp; join 239.1.2.3 lo; leave 239.1.2.3 lo", "with the words it was joined by"},
    {""},
};

static const struct command_error leave_errors[] = {
    {ERROR_SOCKET, EADDRNOTAVAIL,
     "the socket isn't in that group on that interface, or that sender was not joined"},
    {ERROR_SOCKET, EINVAL,
     "GROUP is no multicast address; --source where the whole group was joined, or nothing"},
    {ERROR_SOCKET, ENODEV,
     "no interface has that name, index or address; or none is named, and no route leads to the "
     "group"},
    {ERROR_SOCKET, ENOPROTOOPT, "an IPv6 group on an IPv4 socket"},
    {ERROR_SOCKET, EOPNOTSUPP, "the socket isn't of IP: Unix sockets have no groups"},
    {ERROR_USAGE, 0, "GROUP or ADDRESS is no numeric address"},
    {0},
};

static const struct command_export leave_exported = {
    .python = "leave_group({handle}, {GROUP:text}[[, {INTERFACE:interface}]])",
    .c = "leave_group({handle}, {GROUP:text}, {INTERFACE:interface=0})",
    .write = export_leave,
};

const struct command leave_command = {
    .name = "leave",
    .group = GROUP_SETTINGS,
    .needs = COMMAND_HANDLE,
    .suits = SUITS_MULTICAST,
    .summary = "receive a multicast group no more",
    .details = "The interface is the one that `join` named, or none where that named none.",
    .parameters = parameters,
    .options = leave_options,
    .examples = leave_examples,
    .c_call = "setsockopt(2) with MCAST_LEAVE_GROUP and struct group_req",
    .python_call = "s.setsockopt(socket.IPPROTO_IP, socket.IP_DROP_MEMBERSHIP, group + interface)",
    .kernel = "setsockopt(2) MCAST_LEAVE_GROUP; closing the socket does the same for all its "
              "groups. If it was the last member on the interface, routers are told: an IGMPv3 or "
              "MLDv2 report that says \"include nobody\", or, where an older router is there, "
              "IGMPv2's Leave Group to 224.0.0.2 or MLDv1's Done to ff02::2. The router asks who "
              "else wants the group, and stops forwarding some two seconds later, if nobody "
              "answers. What waits in the receive queue stays there. After leaving the last "
              "sender that was joined with --source, the socket is out of the group.",
    .c_example = "struct group_req group = {.gr_interface = if_nametoindex(\"lo\")};\n"
                 "struct sockaddr_in *address = (struct sockaddr_in *)&group.gr_group;\n"
                 "address->sin_family = AF_INET;\n"
                 "inet_pton(AF_INET, \"239.1.2.3\", &address->sin_addr);\n"
                 "if (setsockopt(fd, IPPROTO_IP, MCAST_LEAVE_GROUP, &group, sizeof(group)) < 0)\n"
                 "    perror(\"setsockopt\");",
    .python_example = "import socket\n"
                      "group = socket.inet_aton(\"239.1.2.3\") + socket.inet_aton(\"127.0.0.1\")\n"
                      "s.setsockopt(socket.IPPROTO_IP, socket.IP_DROP_MEMBERSHIP, group)",
    .errors = leave_errors,
    .exported = &leave_exported,
    .says = "{handle}: left {group}[ on {interface}]",
    .value = "group",
    .run = run_leave,
};
