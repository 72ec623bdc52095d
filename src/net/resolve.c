#include "net/resolve.h"

#include "base/arena.h"
#include "base/memory.h"
#include "base/nearest.h"
#include "base/number.h"
#include "net/hosts_file.h"
#include "net/library.h"
#include "net/loop.h"
#include "service_ask.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>

/* The longest host name there is has 253 characters (RFC 1035); room for a zone besides. */
enum { LONGEST_HOST = 512 };

/* A look-up, shared by the one who waits and the thread; the last to let go of it frees it. */
struct lookup {
    atomic_int holders;
    char host[LONGEST_HOST];
    struct resolve_hints hints;
    struct address address; /* of a reverse look-up */
    bool wants_name, wants_service;
    int status; /* an EAI code */
    int number; /* errno where that is EAI_SYSTEM */
    struct addrinfo *found;
    char name[NI_MAXHOST], service[NI_MAXSERV];
};

static void let_go(struct lookup *lookup)
{
    if (atomic_fetch_sub(&lookup->holders, 1) > 1)
        return;
    if (lookup->found)
        freeaddrinfo(lookup->found);
    free(lookup);
}

static void let_go_of(struct lookup **lookup)
{
    if (*lookup)
        let_go(*lookup);
}
#define cleanup_lookup __attribute__((cleanup(let_go_of)))

static struct lookup *new_lookup(void)
{
    struct lookup *lookup = NEW(struct lookup);

    atomic_init(&lookup->holders, 1);
    return lookup;
}

static void forward(void *context)
{
    struct lookup *lookup = context;
    struct addrinfo hints = {
        .ai_family = lookup->hints.family,
        .ai_socktype = SOCK_STREAM, /* one entry an address */
        .ai_flags = lookup->hints.flags,
    };

    lookup->status = getaddrinfo(lookup->host, NULL, &hints, &lookup->found);
    lookup->number = errno;
}

static void reverse(struct lookup *lookup)
{
    lookup->status = getnameinfo((const struct sockaddr *)&lookup->address.storage,
                                 lookup->address.length, lookup->wants_name ? lookup->name : NULL,
                                 lookup->wants_name ? sizeof(lookup->name) : 0,
                                 lookup->wants_service ? lookup->service : NULL,
                                 lookup->wants_service ? sizeof(lookup->service) : 0, NI_NAMEREQD);
    lookup->number = errno;
}

static void run_lookup(void *context)
{
    struct lookup *lookup = context;

    if (lookup->address.length)
        reverse(lookup);
    else
        forward(lookup);
    let_go(lookup);
}

static struct library_call *begin(struct lookup *lookup, struct error *error)
{
    atomic_fetch_add(&lookup->holders, 1);
    struct library_call *call = library_begin(run_lookup, lookup, error);
    if (!call)
        let_go(lookup);
    return call;
}

static bool look_up(struct loop *loop, struct lookup *lookup, const char *call, const char *subject,
                    nanoseconds deadline, struct error *error)
{
    struct library_call *library = begin(lookup, error);
    enum loop_outcome outcome;

    if (!library)
        return false;
    do
        outcome = loop_wait(loop, library_descriptor(library), POLLIN, deadline, NULL);
    while (!library_take(library) && outcome == LOOP_READY);
    library_leave(library);
    if (outcome == LOOP_READY)
        return true;
    loop_fail(outcome, call, error);
    error_copy(error->subject, sizeof(error->subject), span_of(subject));
    return false;
}

static const struct {
    int status;
    const char *name;
    const char *hint;
} eai_codes[] = {
    {EAI_ADDRFAMILY, "EAI_ADDRFAMILY", "the host has no address of that family"},
    {EAI_AGAIN, "EAI_AGAIN", "the name server did not answer; is the network there?"},
    {EAI_BADFLAGS, "EAI_BADFLAGS", ""},
    {EAI_FAIL, "EAI_FAIL", "the name server refuses to answer"},
    {EAI_FAMILY, "EAI_FAMILY", "this family of addresses is not supported here"},
    {EAI_MEMORY, "EAI_MEMORY", ""},
    {EAI_NODATA, "EAI_NODATA", "the name exists, but has no address"},
    {EAI_NONAME, "EAI_NONAME", "is the name spelled right? /etc/hosts and DNS do not know it"},
    {EAI_OVERFLOW, "EAI_OVERFLOW", ""},
    {EAI_SERVICE, "EAI_SERVICE", ""},
    {EAI_SOCKTYPE, "EAI_SOCKTYPE", ""},
    {EAI_SYSTEM, "EAI_SYSTEM", ""},
};

struct hunt {
    struct nearest nearest;
    struct arena names;
};

static void offer_host(void *context, const char *name, const char *address)
{
    struct hunt *hunt = context;

    (void)address;
    if (span_is_any_case(hunt->nearest.wanted, name)) /* it has no address of the family */
        return;
    nearest_offer(&hunt->nearest, arena_copy(&hunt->names, span_of(name)));
}

/* A host of /etc/hosts may have been meant; what DNS has nobody can list. */
static void hint_hosts(struct error *error, const char *host)
{
    struct hunt hunt = {.nearest = nearest_start(span_of(host))};

    hosts_file_each(offer_host, &hunt);
    nearest_hint(&hunt.nearest, error, NULL);
    arena_free(&hunt.names);
}

static bool fail_eai(struct error *error, int status, int number, const char *call,
                     const char *subject)
{
    if (status == EAI_SYSTEM && (number == EMFILE || number == ENFILE || number == ENOMEM))
        return error_call(error, ERROR_RESOURCE, number, call, "%s", subject);

    error_set(error, ERROR_ADDRESS, "%s",
              status == EAI_SYSTEM ? strerror(number) : gai_strerror(status));
    error->number = status;
    error_copy(error->call, sizeof(error->call), span_of(call));
    error_copy(error->subject, sizeof(error->subject), span_of(subject));
    for (size_t i = 0; i < sizeof(eai_codes) / sizeof(eai_codes[0]); i++) {
        if (eai_codes[i].status == status) {
            error_copy(error->code, sizeof(error->code), span_of(eai_codes[i].name));
            error_hint(error, "%s", eai_codes[i].hint);
        }
    }
    if (status == EAI_NONAME && strcmp(call, "getnameinfo") == 0)
        error_hint(error, "neither /etc/hosts nor DNS has a name for that address");
    else if (status == EAI_NONAME && strchr(subject, '%'))
        error_hint(error, "behind %% stands the interface of a link-local address: fe80::1%%eth0");
    else if (status == EAI_NONAME && strcmp(subject, "*") == 0)
        error_hint(error,
                   "* is every address of this machine, for `bind`: `interfaces` lists them");
    else if (status == EAI_NONAME)
        hint_hosts(error, subject);
    return false;
}

static struct span without_brackets(struct span host)
{
    if (host.length > 2 && host.data[0] == '[' && host.data[host.length - 1] == ']')
        return (struct span){host.data + 1, host.length - 2};
    return host;
}

static void add_wildcard(struct address_list *list, int family)
{
    struct address any = {.storage.ss_family = (sa_family_t)family};

    any.length = family == AF_INET ? sizeof(struct sockaddr_in) : sizeof(struct sockaddr_in6);
    address_list_add(list, &any);
}

static void add_found(struct address_list *list, const struct addrinfo *found)
{
    for (; found; found = found->ai_next) {
        struct address address = {.length = found->ai_addrlen};
        memcpy(&address.storage, found->ai_addr, found->ai_addrlen);
        address_list_add(list, &address);
    }
}

static void set_ports(struct address_list *list, uint16_t port)
{
    for (size_t i = 0; i < list->count; i++)
        address_set_port(&list->items[i], port);
}

/* A numeric address needs no thread, unless the library asks for the interface behind % or which families this machine
 * has. */
static void forward_number(struct lookup *lookup)
{
    if (strchr(lookup->host, '%') || lookup->hints.flags & AI_ADDRCONFIG)
        library_run(forward, lookup);
    else
        forward(lookup);
}

/* Any other must not be looked up where only such is wanted. */
static bool find_host(struct loop *loop, struct lookup *lookup, const char *subject,
                      nanoseconds deadline, struct error *error)
{
    int flags = lookup->hints.flags;

    lookup->hints.flags = flags | AI_NUMERICHOST;
    forward_number(lookup);
    if (lookup->status == EAI_NONAME && !(flags & AI_NUMERICHOST)) {
        lookup->hints.flags = flags;
        if (!look_up(loop, lookup, "getaddrinfo", subject, deadline, error))
            return false;
    }
    return lookup->status == 0 ||
           fail_eai(error, lookup->status, lookup->number, "getaddrinfo", subject);
}

bool resolve_hinted(struct loop *loop, struct span host, const struct resolve_hints *hints,
                    nanoseconds deadline, struct address_list *ret_list, struct buffer *canonical,
                    struct error *error)
{
    cleanup_lookup struct lookup *lookup = new_lookup();
    char subject[LONGEST_HOST / 4];

    error_copy(subject, sizeof(subject), host);
    host = without_brackets(host);
    if (host.length && memchr(host.data, '\0', host.length))
        return error_set(error, ERROR_USAGE, "a host can't hold a NUL byte");
    if (host.length == 0 || host.length >= sizeof(lookup->host))
        return fail_eai(error, EAI_NONAME, 0, "getaddrinfo", subject);

    memcpy(lookup->host, host.data, host.length);
    lookup->hints = *hints;
    if (!find_host(loop, lookup, subject, deadline, error)) {
        if (error->number == EAI_NONAME && (hints->flags & AI_NUMERICHOST))
            error_hint(error, "it is no numeric address, and no other is looked up here");
        return false;
    }
    if (canonical && lookup->found->ai_canonname)
        buffer_append_text(canonical, lookup->found->ai_canonname);
    *ret_list = (struct address_list){0};
    add_found(ret_list, lookup->found);
    return true;
}

bool resolve_host(struct loop *loop, struct span host, uint16_t port, int family,
                  nanoseconds deadline, struct address_list *ret_list, struct error *error)
{
    struct resolve_hints hints = {.family = family};

    if (!resolve_hinted(loop, host, &hints, deadline, ret_list, NULL, error))
        return false;
    set_ports(ret_list, port);
    return true;
}

/* The host has no address, or none that was asked for. */
static bool is_nobody(const struct error *error)
{
    return error->category == ERROR_ADDRESS &&
           (error->number == EAI_ADDRFAMILY || error->number == EAI_NONAME ||
            error->number == EAI_NODATA);
}

bool resolve_other_family(struct loop *loop, struct span host, const struct resolve_hints *hints,
                          nanoseconds deadline, const struct error *error,
                          struct address *ret_address)
{
    cleanup_address_list struct address_list others = {0};
    struct resolve_hints other = {.flags = hints->flags & AI_NUMERICHOST};
    struct error ignored;

    /* With AI_ADDRCONFIG it may be this machine that lacks the family. */
    if (hints->family == AF_UNSPEC || hints->flags & AI_ADDRCONFIG || !is_nobody(error))
        return false;
    other.family = hints->family == AF_INET6 ? AF_INET : AF_INET6;
    if (!resolve_hinted(loop, host, &other, deadline, &others, NULL, &ignored))
        return false;
    *ret_address = others.items[0];
    return true;
}

bool resolve_local(struct loop *loop, struct span host, uint16_t port, int family,
                   nanoseconds deadline, struct address_list *ret_list, struct error *error)
{
    if (!span_is(host, "*"))
        return resolve_host(loop, host, port, family, deadline, ret_list, error);
    *ret_list = (struct address_list){0};
    add_wildcard(ret_list, family);
    set_ports(ret_list, port);
    return true;
}

bool resolve_address(struct loop *loop, const struct address *address, nanoseconds deadline,
                     struct buffer *name, struct buffer *service, struct error *error)
{
    cleanup_lookup struct lookup *lookup = new_lookup();
    char subject[ADDRESS_TEXT];

    lookup->address = *address;
    lookup->wants_name = name;
    lookup->wants_service = service;
    address_text(address, subject);
    if (!look_up(loop, lookup, "getnameinfo", subject, deadline, error))
        return false;
    if (lookup->status)
        return fail_eai(error, lookup->status, lookup->number, "getnameinfo", subject);
    if (name)
        buffer_append_text(name, lookup->name);
    if (service)
        buffer_append_text(service, lookup->service);
    return true;
}

/* Move the first address from `at` on that has another family than its predecessor to `at`. */
static void alternate(struct address_list *list, size_t at)
{
    for (size_t i = at; i < list->count; i++) {
        if (address_family(&list->items[i]) == address_family(&list->items[at - 1]))
            continue;
        struct address chosen = list->items[i];
        memmove(&list->items[at + 1], &list->items[at], (i - at) * sizeof(chosen));
        list->items[at] = chosen;
        return;
    }
}

void resolve_interleave(struct address_list *list)
{
    for (size_t at = 1; at < list->count; at++)
        alternate(list, at);
}

struct service_hunt {
    struct nearest nearest;
    struct arena names;
    const char *protocol; /* NULL for any */
};

static void offer_service(void *context, const struct servent *entry)
{
    struct service_hunt *hunt = context;

    if (hunt->protocol && strcmp(entry->s_proto, hunt->protocol) != 0)
        return;
    nearest_offer(&hunt->nearest, arena_copy(&hunt->names, span_of(entry->s_name)));
}

static bool fail_service(struct span text, const char *protocol, struct error *error)
{
    struct service_hunt hunt = {.nearest = nearest_start(text), .protocol = protocol};

    error_set(error, ERROR_SERVICE, "no service of that name%s%s", protocol ? " over " : "",
              protocol ? protocol : "");
    error_copy(error->call, sizeof(error->call), SPAN("getservbyname"));
    error_copy(error->subject, sizeof(error->subject), text);
    service_ask_all(offer_service, &hunt);
    nearest_hint(&hunt.nearest, error, NULL);
    arena_free(&hunt.names);
    return false;
}

static bool is_number(struct span text)
{
    size_t sign = text.length && (text.data[0] == '-' || text.data[0] == '+');

    for (size_t i = sign; i < text.length; i++)
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
    return text.length > sign;
}

bool resolve_port(struct span text, const char *protocol, uint16_t *ret_port, struct error *error)
{
    struct service_asked asked = {.protocol = protocol};
    int64_t number;

    if (number_integer(text, &number) && number >= 0 && number <= UINT16_MAX) {
        *ret_port = (uint16_t)number;
        return true;
    }
    if (is_number(text))
        return error_set(error, ERROR_USAGE, "a port is a number from 0 to 65535");
    if (text.length == 0 || text.length >= sizeof(asked.name) ||
        memchr(text.data, '\0', text.length))
        return fail_service(text, protocol, error);
    error_copy(asked.name, sizeof(asked.name), text);
    if (!service_ask(&asked))
        return fail_service(text, protocol, error);
    *ret_port = ntohs((uint16_t)asked.entry.s_port);
    return true;
}
