/* Completion of what the network knows by name: interfaces, services, protocols, groups. */
#include "completion_parts.h"

#include "net/interface_list.h"
#include "net/protocol.h"
#include "net/service.h"

#include <net/if.h>
#include <stdio.h>

/* Services of one name stand near each other: a protocol each. */
enum { NEIGHBOURS = 8 };

void complete_interfaces(struct completer *c)
{
    cleanup_interface_list struct interface_list list = {0};
    struct error ignored;

    if (!interface_list(0, &list, &ignored))
        return;
    for (size_t i = 0; i < list.count; i++) {
        const struct interface *interface = &list.items[i];
        cleanup_buffer struct buffer host = {0};
        if (i > 0 && interface->index == interface[-1].index)
            continue;
        if (interface->address.length)
            address_host(&host, &interface->address);
        offer(c, span_of(interface->name), ' ', "%s, %s", interface->flags & IFF_UP ? "up" : "down",
              host.length ? buffer_text(&host) : "no address");
    }
}

/* A port of one's own may be any that is free. */
static bool is_local(const struct command *command)
{
    const struct parameter *parameter = command->parameters;

    while (parameter->name[0] && parameter->completes != COMPLETES_LOCAL)
        parameter++;
    return parameter->name[0];
}

static bool listens_over(const struct socket *socket, const char *protocol)
{
    return socket->listening && socket->type->form == ADDRESS_HOST_PORT &&
           (!protocol || strcmp(socket_type_services(socket->type), protocol) == 0);
}

/* The ports that handles of this session listen at. */
static void offer_listeners(struct completer *c, size_t first, const char *protocol)
{
    const struct names *names = c->session->names;
    unsigned asked = 0;

    for (const struct entry *e = names_next(names, NULL); e && asked < COMPLETION_ASKED;
         e = names_next(names, e)) {
        cleanup_buffer struct buffer port = {0}, summary = {0};
        struct address local;
        struct error ignored;
        if (!e->socket || !listens_over(e->socket, protocol))
            continue;
        asked++;
        if (!socket_local(e->socket, &local, &ignored))
            continue;
        buffer_printf(&port, "%u", address_port(&local));
        buffer_printf(&summary, "%s listens there", e->name);
        offer_once(c, first, buffer_span(&port), ' ', buffer_text(&summary));
    }
}

static void offer_services(struct completer *c, const char *protocol)
{
    size_t first = c->completion->count;
    char summary[96];

    for (struct service *s = service_list(protocol, &c->session->arena); s; s = s->next) {
        snprintf(summary, sizeof(summary), "%u%s%s", s->port, s->aliases[0] ? ", also " : "",
                 s->aliases);
        if (c->completion->count > first + NEIGHBOURS)
            first = c->completion->count - NEIGHBOURS;
        if (offer_is_wanted(c, span_of(s->name)))
            offer_once(c, first, span_of(s->name), ' ', summary);
    }
}

void complete_services(struct completer *c, const char *protocol)
{
    size_t first = c->completion->count;

    if (is_local(c->command))
        offer(c, SPAN("0"), ' ', "a free one");
    else
        offer_listeners(c, first, protocol);
    complete_used(c, first, COMPLETES_SERVICE, ' ');
    offer_services(c, protocol);
}

void complete_protocols(struct completer *c)
{
    const struct socket_type *type = type_of(c);
    struct protocol *first = type ? protocol_list(type, &c->session->arena) : NULL;

    for (struct protocol *p = first; p; p = p->next)
        offer(c, span_of(p->name), ' ', type->family == AF_PACKET ? "0x%04x" : "%d", p->number);
}

/* Groups that many machines have joined, from IANA's registries. */
static const struct {
    int family;
    char group[20], summary[32];
} known_groups[] = {
    {AF_INET, "224.0.0.1", "every machine of this network"},
    {AF_INET, "224.0.0.2", "every router of this network"},
    {AF_INET, "224.0.0.251", "mDNS, port 5353"},
    {AF_INET, "224.0.0.252", "LLMNR, port 5355"},
    {AF_INET, "224.0.1.1", "NTP, port 123"},
    {AF_INET, "239.255.255.250", "SSDP, port 1900"},
    {AF_INET6, "ff02::1", "every machine of this network"},
    {AF_INET6, "ff02::2", "every router of this network"},
    {AF_INET6, "ff02::fb", "mDNS, port 5353"},
    {AF_INET6, "ff02::1:3", "LLMNR, port 5355"},
    {AF_INET6, "ff02::101", "NTP, port 123"},
    {AF_INET6, "ff02::c", "SSDP, port 1900"},
};

void complete_groups(struct completer *c)
{
    size_t first = c->completion->count;
    const struct socket_type *type = type_of(c);

    complete_used(c, first, COMPLETES_GROUP, ' ');
    for (size_t i = 0; i < sizeof(known_groups) / sizeof(known_groups[0]); i++)
        if (!type || type->family == known_groups[i].family)
            offer_once(c, first, span_of(known_groups[i].group), ' ', known_groups[i].summary);
}
