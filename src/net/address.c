#include "net/address.h"

#include "base/escape.h"
#include "base/memory.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/un.h>

static const struct sockaddr_in *inet(const struct address *address)
{
    return (const struct sockaddr_in *)&address->storage;
}

static const struct sockaddr_in6 *inet6(const struct address *address)
{
    return (const struct sockaddr_in6 *)&address->storage;
}

static const struct sockaddr_un *local(const struct address *address)
{
    return (const struct sockaddr_un *)&address->storage;
}

const char *address_family_name(int family)
{
    switch (family) {
    case AF_INET: return "inet";
    case AF_INET6: return "inet6";
    case AF_UNIX: return "unix";
    default: return "unspec";
    }
}

bool address_from_path(struct span path, struct address *ret_address, struct error *error)
{
    struct sockaddr_un made = {.sun_family = AF_UNIX};
    bool abstract = path.length && path.data[0] == '@';
    size_t most = sizeof(made.sun_path) - !abstract; /* a path wants its NUL */

    if (path.length == 0)
        return error_set(error, ERROR_USAGE, "a Unix socket's path can't be empty");
    if (path.length > most)
        return error_set(error, ERROR_USAGE,
                         "a Unix socket's path has %zu bytes at the most, this one has %zu", most,
                         path.length);
    if (!abstract && memchr(path.data, '\0', path.length))
        return error_set(error, ERROR_USAGE, "a path can't hold a NUL byte");

    memcpy(made.sun_path, path.data, path.length);
    if (abstract)
        made.sun_path[0] = '\0';
    *ret_address = (struct address){
        .length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + path.length + !abstract)};
    memcpy(&ret_address->storage, &made, sizeof(made));
    return true;
}

static void format_path(struct buffer *out, const struct address *address)
{
    size_t length = address->length - offsetof(struct sockaddr_un, sun_path);
    const char *path = local(address)->sun_path;

    if (address->length <= offsetof(struct sockaddr_un, sun_path))
        return;
    if (path[0]) {
        buffer_append(out, (struct span){path, strnlen(path, length)});
    } else {
        buffer_append_byte(out, '@');
        buffer_append(out, (struct span){path + 1, length - 1});
    }
}

/* By the interface's name where getaddrinfo(3) reads it back, which is for link-local addresses. */
static void format_zone(struct buffer *out, const struct sockaddr_in6 *address)
{
    char name[IF_NAMESIZE];
    uint32_t zone = address->sin6_scope_id;
    bool is_local =
        IN6_IS_ADDR_LINKLOCAL(&address->sin6_addr) || IN6_IS_ADDR_MC_LINKLOCAL(&address->sin6_addr);

    if (zone == 0)
        return;
    if (is_local && if_indextoname(zone, name))
        buffer_printf(out, "%%%s", name);
    else
        buffer_printf(out, "%%%u", zone);
}

void address_host(struct buffer *out, const struct address *address)
{
    char text[INET6_ADDRSTRLEN];

    switch (address_family(address)) {
    case AF_INET:
        buffer_append_text(out, inet_ntop(AF_INET, &inet(address)->sin_addr, text, sizeof(text)));
        break;
    case AF_INET6:
        buffer_append_text(out,
                           inet_ntop(AF_INET6, &inet6(address)->sin6_addr, text, sizeof(text)));
        format_zone(out, inet6(address));
        break;
    case AF_UNIX: format_path(out, address); break;
    default: break;
    }
}

uint16_t address_port(const struct address *address)
{
    switch (address_family(address)) {
    case AF_INET: return ntohs(inet(address)->sin_port);
    case AF_INET6: return ntohs(inet6(address)->sin6_port);
    default: return 0;
    }
}

void address_set_port(struct address *address, uint16_t port)
{
    if (address_family(address) == AF_INET)
        ((struct sockaddr_in *)&address->storage)->sin_port = htons(port);
    else if (address_family(address) == AF_INET6)
        ((struct sockaddr_in6 *)&address->storage)->sin6_port = htons(port);
}

void address_format(struct buffer *out, const struct address *address)
{
    size_t before = out->length;
    bool six = address_family(address) == AF_INET6;

    buffer_append_text(out, six ? "[" : "");
    address_host(out, address);
    if (six || address_family(address) == AF_INET)
        buffer_printf(out, "%s:%u", six ? "]" : "", address_port(address));
    if (out->length == before)
        buffer_append_text(out, address->length ? "(unnamed)" : "(none)");
}

const char *address_text(const struct address *address, char text[ADDRESS_TEXT])
{
    cleanup_buffer struct buffer raw = {0};
    cleanup_buffer struct buffer shown = {0};

    address_format(&raw, address);
    escape_line(&shown, buffer_span(&raw));
    error_copy(text, ADDRESS_TEXT, buffer_span(&shown));
    return text;
}

void address_list_add(struct address_list *list, const struct address *address)
{
    list->items = memory_resize(list->items, (list->count + 1) * sizeof(*list->items));
    list->items[list->count++] = *address;
}

void address_list_free(struct address_list *list)
{
    free(list->items);
    *list = (struct address_list){0};
}
