/* Completion of hosts: those of /etc/hosts, of this session and of its history; and of addresses of this
 * machine. Nothing is looked up. */
#include "completion_parts.h"

#include "net/hosts_file.h"
#include "net/interface_list.h"

enum { HOSTS_MOST = 1000 /* each is compared with those before */ };

/* Hosts: behind each may come a suffix, of which the colon of a URL wants an IPv6 address in brackets. */
struct hosts {
    struct completer *completer;
    size_t first;
    char suffix;
};

static void offer_host(const struct hosts *hosts, struct span host, const char *source)
{
    struct completer *c = hosts->completer;
    cleanup_buffer struct buffer shown = {0};
    bool brackets = hosts->suffix == ':' && memchr(host.data, ':', host.length);

    buffer_printf(&shown, brackets ? "[%.*s]" : "%.*s", SPAN_ARGS(host));
    if (c->completion->count - hosts->first < HOSTS_MOST && offer_is_wanted(c, buffer_span(&shown)))
        offer_once(c, hosts->first, buffer_span(&shown), hosts->suffix, source);
}

static void offer_known(void *context, const char *name, const char *address)
{
    offer_host(context, span_of(name), address);
}

static void offer_peers(const struct hosts *hosts)
{
    const struct names *names = hosts->completer->session->names;
    struct address peer;
    struct error ignored;
    unsigned asked = 0;

    for (const struct entry *e = names_next(names, NULL); e && asked < COMPLETION_ASKED;
         e = names_next(names, e)) {
        cleanup_buffer struct buffer host = {0}, whose = {0};
        if (!e->socket || !e->socket->connected || e->socket->type->form != ADDRESS_HOST_PORT)
            continue;
        asked++;
        if (!socket_peer(e->socket, &peer, &ignored))
            continue;
        address_host(&host, &peer);
        buffer_printf(&whose, "%s's peer", e->name);
        offer_host(hosts, buffer_span(&host), buffer_text(&whose));
    }
}

static void offer_ids(struct completer *c)
{
    offer(c, SPAN("host"), ' ', "the host of this virtual machine, 2");
    offer(c, SPAN("local"), ' ', "this machine itself, 1");
    offer(c, SPAN("hypervisor"), ' ', "0");
}

/* The names that Unix sockets of this session have. */
static void offer_paths(struct completer *c)
{
    const struct names *names = c->session->names;
    unsigned asked = 0;

    for (const struct entry *e = names_next(names, NULL); e && asked < COMPLETION_ASKED;
         e = names_next(names, e)) {
        cleanup_buffer struct buffer path = {0};
        struct address local;
        struct error ignored;
        if (!e->socket || e->socket->connected || e->socket->type->form != ADDRESS_PATH)
            continue;
        asked++;
        if (socket_local(e->socket, &local, &ignored) && address_is_named(&local)) {
            address_host(&path, &local);
            offer(c, buffer_span(&path), ' ', "%s", e->name);
        }
    }
}

/* True where the socket's addresses are no hosts: then they have been offered. */
static bool complete_other_form(struct completer *c)
{
    const struct socket_type *type = type_of(c);

    switch (type ? type->form : ADDRESS_HOST_PORT) {
    case ADDRESS_PATH: complete_files(c); return true;
    case ADDRESS_INTERFACE: complete_interfaces(c); return true;
    case ADDRESS_CID_PORT: offer_ids(c); return true;
    default: return false;
    }
}

void complete_hosts(struct completer *c, char suffix)
{
    struct hosts hosts = {c, c->completion->count, suffix};
    const struct socket_type *type = type_of(c);

    if (type && type->form == ADDRESS_PATH)
        offer_paths(c);
    if (complete_other_form(c))
        return;
    offer_peers(&hosts);
    complete_used(c, hosts.first, COMPLETES_HOST, suffix);
    hosts_file_each(offer_known, &hosts);
}

void complete_local(struct completer *c)
{
    cleanup_interface_list struct interface_list list = {0};
    struct error ignored;
    const struct socket_type *type = type_of(c);
    struct hosts hosts = {c, c->completion->count, ' '};

    if (complete_other_form(c))
        return;
    offer(c, SPAN("*"), ' ', "every address of this machine");
    if (!interface_list(0, &list, &ignored))
        return;
    for (size_t i = 0; i < list.count; i++) {
        cleanup_buffer struct buffer host = {0};
        const struct address *address = &list.items[i].address;
        if (!address->length || (type && address_family(address) != type->family))
            continue;
        address_host(&host, address);
        offer_host(&hosts, buffer_span(&host), list.items[i].name);
    }
}
