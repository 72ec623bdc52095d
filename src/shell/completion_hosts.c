/* Completion of hosts: those of /etc/hosts, of this session and of its history; and of addresses of this
 * machine. Nothing is looked up. */
#include "completion_parts.h"

#include "net/interface_list.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    HOSTS_FILE_MOST = 256 * 1024, /* bytes of /etc/hosts that are read */
    HISTORY_MOST = 1000,          /* lines of the history that are looked at */
    LINE_MOST = 1000,             /* bytes of such a line: longer ones were pasted */
    HOSTS_MOST = 1000,            /* hosts: each is compared with those before */
};

static void offer_host(struct completer *c, size_t first, struct span host, const char *source)
{
    if (c->completion->count - first < HOSTS_MOST && offer_is_wanted(c, host))
        offer_once(c, first, host, source);
}

/* A line of hosts(5): an address and its names. */
static void offer_hosts_line(struct completer *c, size_t first, char *line)
{
    static const char blanks[] = " \t\r\n";
    char *rest = line, *address, *name;

    line[strcspn(line, "#")] = '\0';
    address = strtok_r(rest, blanks, &rest);
    while (address && (name = strtok_r(rest, blanks, &rest)))
        offer_host(c, first, span_of(name), address);
}

static void offer_hosts_file(struct completer *c, size_t first)
{
    FILE *file = fopen("/etc/hosts", "re");
    char line[1024];

    if (!file)
        return;
    for (size_t read = 0; read < HOSTS_FILE_MOST && fgets(line, sizeof(line), file);
         read += strlen(line) + 1)
        offer_hosts_line(c, first, line);
    fclose(file);
}

static void offer_peers(struct completer *c, size_t first)
{
    const struct names *names = c->session->names;
    struct address peer;
    struct error ignored;
    unsigned asked = 0;

    for (const struct entry *e = names_next(names, NULL); e && asked < COMPLETION_ASKED;
         e = names_next(names, e)) {
        cleanup_buffer struct buffer host = {0};
        if (!e->socket || !e->socket->connected || e->socket->type->form != ADDRESS_HOST_PORT)
            continue;
        asked++;
        if (!socket_peer(e->socket, &peer, &ignored))
            continue;
        address_host(&host, &peer);
        offer_host(c, first, buffer_span(&host), e->name);
    }
}

/* The plain words of a line's last statement that stood for hosts. */
static void offer_history_line(struct completer *c, size_t first, const char *line)
{
    struct arena_mark mark = arena_mark(&c->session->arena);
    struct parse_rules rules = session_rules();
    struct position position = position_find(span_of(line), &rules, &c->session->arena);
    struct error ignored;
    const struct command *command =
        position.command.length
            ? command_find(c->session->commands, position.command, true, &ignored)
            : NULL;

    if (command && position.kind == POSITION_ARGUMENT && position.start < strlen(line))
        position.words[position.word_count++] = span_after(span_of(line), position.start);
    size_t count = command ? position.word_count : 0;
    for (size_t i = 0; i < count; i++) {
        struct typed typed;
        position.word_count = i;
        struct operand_place place = find_place(command, &position, NULL);
        if (!place.parameter || place.parameter->completes != COMPLETES_HOST ||
            span_starts(position.words[i], SPAN("--")) ||
            !position_decode(position.words[i], &typed))
            continue;
        bool is_path = typed.value.length && memchr(typed.value.data, '/', typed.value.length);
        if (typed.style == WORD_BARE && !is_path)
            offer_host(c, first, buffer_span(&typed.value), "used before");
        buffer_free(&typed.value);
    }
    arena_release(&c->session->arena, mark);
}

static void offer_history(struct completer *c, size_t first)
{
    const struct completion_line *line = c->line;

    for (size_t i = 0; i < line->history_count && i < HISTORY_MOST; i++) {
        const char *entry = line->history[line->history_count - 1 - i];
        if (strnlen(entry, LINE_MOST) < LINE_MOST)
            offer_history_line(c, first, entry);
    }
}

static void offer_ids(struct completer *c)
{
    offer(c, SPAN("host"), ' ', "the host of this virtual machine, 2");
    offer(c, SPAN("local"), ' ', "this machine itself, 1");
    offer(c, SPAN("hypervisor"), ' ', "0");
}

/* How the addresses of the socket are written; of no socket: as host and port. A command that makes its
 * socket has the type as its first word. */
static enum address_form form_of(const struct completer *c)
{
    const struct socket_type *type = c->socket ? c->socket->type : NULL;

    if (!type && c->position->word_count)
        type = socket_type_find(c->position->words[0]);
    return type ? type->form : ADDRESS_HOST_PORT;
}

/* True where the form has other names than hosts: then they have been offered. */
static bool complete_other_form(struct completer *c)
{
    switch (form_of(c)) {
    case ADDRESS_PATH: complete_files(c); return true;
    case ADDRESS_INTERFACE: complete_interfaces(c); return true;
    case ADDRESS_CID_PORT: offer_ids(c); return true;
    default: return false;
    }
}

void complete_hosts(struct completer *c)
{
    size_t first = c->completion->count;

    if (complete_other_form(c))
        return;
    offer_peers(c, first);
    offer_history(c, first);
    offer_hosts_file(c, first);
}

static int family_of(const struct completer *c)
{
    const struct socket_type *type = c->socket ? c->socket->type : NULL;

    if (!type && c->position->word_count)
        type = socket_type_find(c->position->words[0]);
    return type ? type->family : AF_UNSPEC;
}

void complete_local(struct completer *c)
{
    cleanup_interface_list struct interface_list list = {0};
    struct error ignored;
    size_t first = c->completion->count;
    int family = family_of(c);

    if (complete_other_form(c))
        return;
    offer(c, SPAN("*"), ' ', "every address of this machine");
    if (!interface_list(&c->session->network, 0, &list, &ignored))
        return;
    for (size_t i = 0; i < list.count; i++) {
        cleanup_buffer struct buffer host = {0};
        const struct address *address = &list.items[i].address;
        if (!address->length || (family != AF_UNSPEC && address_family(address) != family))
            continue;
        address_host(&host, address);
        offer_host(c, first, buffer_span(&host), list.items[i].name);
    }
}
