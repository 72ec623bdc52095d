#include "net/service.h"

#include "base/buffer.h"
#include "base/number.h"
#include "net/resolve.h"
#include "service_ask.h"

#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>

/* What is looked for. */
struct wanted {
    struct span name; /* empty: by port */
    uint16_t port;
    const char *protocol;
    bool all; /* by neither */
};

static bool has_name(const struct servent *entry, struct span name)
{
    if (span_is(name, entry->s_name))
        return true;
    for (char **alias = entry->s_aliases; *alias; alias++)
        if (span_is(name, *alias))
            return true;
    return false;
}

static bool is_wanted(const struct servent *entry, const struct wanted *wanted)
{
    if (wanted->protocol && strcmp(entry->s_proto, wanted->protocol) != 0)
        return false;
    if (wanted->all)
        return true;
    if (wanted->name.length)
        return has_name(entry, wanted->name);
    return ntohs((uint16_t)entry->s_port) == wanted->port;
}

static struct service *copy(const struct servent *entry, struct arena *arena)
{
    cleanup_buffer struct buffer aliases = {0};
    struct service *service = arena_new(arena, sizeof(*service));

    for (char **alias = entry->s_aliases; *alias; alias++) {
        buffer_append_text(&aliases, aliases.length ? " " : "");
        buffer_append_text(&aliases, *alias);
    }
    *service = (struct service){
        .name = arena_text(arena, span_of(entry->s_name)),
        .protocol = arena_text(arena, span_of(entry->s_proto)),
        .aliases = arena_text(arena, buffer_span(&aliases)),
        .port = ntohs((uint16_t)entry->s_port),
    };
    return service;
}

/* A source of names that can't be listed gives the one that it was asked for. */
static struct service *find_one(const struct wanted *wanted, struct arena *arena)
{
    struct service_asked asked = {.port = htons(wanted->port), .protocol = wanted->protocol};

    error_copy(asked.name, sizeof(asked.name), wanted->name);
    return service_ask(&asked) ? copy(&asked.entry, arena) : NULL;
}

/* Those that are wanted, as they come. */
struct finding {
    const struct wanted *wanted;
    struct arena *arena;
    struct service *first, **end;
};

static void find_more(void *context, const struct servent *entry)
{
    struct finding *finding = context;

    if (!is_wanted(entry, finding->wanted))
        return;
    *finding->end = copy(entry, finding->arena);
    finding->end = &(*finding->end)->next;
}

static struct service *find_all(const struct wanted *wanted, struct arena *arena)
{
    struct finding finding = {.wanted = wanted, .arena = arena, .end = &finding.first};

    service_ask_all(find_more, &finding);
    return finding.first;
}

struct service *service_list(const char *protocol, struct arena *arena)
{
    return find_all(&(struct wanted){.protocol = protocol, .all = true}, arena);
}

static bool fail_port(const struct wanted *wanted, struct error *error)
{
    error_set(error, ERROR_SERVICE, "no service has this port%s%s",
              wanted->protocol ? " over " : "", wanted->protocol ? wanted->protocol : "");
    error_copy(error->call, sizeof(error->call), SPAN("getservbyport"));
    snprintf(error->subject, sizeof(error->subject), "%u", wanted->port);
    return false;
}

bool service_find(struct span name_or_port, const char *protocol, struct arena *arena,
                  struct service **ret_first, struct error *error)
{
    struct wanted wanted = {.protocol = protocol};
    int64_t number;

    if (!resolve_port(name_or_port, protocol, &wanted.port, error))
        return false;
    if (!number_integer(name_or_port, &number))
        wanted.name = name_or_port;

    struct service *first = find_all(&wanted, arena);
    if (!first)
        first = find_one(&wanted, arena);
    if (!first)
        return fail_port(&wanted, error);
    *ret_first = first;
    return true;
}
