/* The session in C11. */
#include "export/c/c.h"

#include "commands.h"
#include "export/translate/language.h"
#include "export/translate/parts.h"
#include "export/translate/translate.h"

#include <inttypes.h>

static const char *template(const struct command_export *exported)
{
    return exported->c;
}

static const char *flags(struct translation *t, const struct call *call)
{
    const char *given = call_flags(t, call, "");

    if (call->command->group == GROUP_SENDING)
        return made(t, "MSG_NOSIGNAL%s%s", given[0] ? " | " : "", given);
    return given[0] ? given : "0";
}

static const char *address(struct translation *t, const struct call *call, bool local)
{
    struct code host = {0}, port = {0};

    if (!call_target(t, call, &host, &port))
        return made(t, "%s, NULL", c_write(t, host, AS_TEXT));
    bool is_any = local && host.constant && span_is(host.value, "*");
    return made(t, "%s, %s", is_any ? "NULL" : c_write(t, host, AS_TEXT),
                c_write(t, port, AS_TEXT));
}

static const struct field_code fields[] = {
    {"local.port", "port_of(local_address({handle}))", CODE_NUMBER, false},
    {"local.address", "host_of(local_address({handle}))", CODE_TEXT, true},
    {"local.path", "path_of(local_address({handle}))", CODE_TEXT, true},
    {"local", "address_text(local_address({handle}))", CODE_TEXT, true},
    {"peer.port", "port_of(peer_address({handle}))", CODE_NUMBER, false},
    {"peer.address", "host_of(peer_address({handle}))", CODE_TEXT, true},
    {"peer.path", "path_of(peer_address({handle}))", CODE_TEXT, true},
    {"peer", "address_text(peer_address({handle}))", CODE_TEXT, true},
    {"from.port", "port_of({handle}_from)", CODE_NUMBER, false},
    {"from.address", "host_of({handle}_from)", CODE_TEXT, true},
    {"from.path", "path_of({handle}_from)", CODE_TEXT, true},
    {"from", "address_text({handle}_from)", CODE_TEXT, true},
    {"fd", "{handle}", CODE_NUMBER, false},
    {"state", "tcp_state({handle})", CODE_TEXT, true},
    {"pid", "peer_credentials({handle}).pid", CODE_NUMBER, false},
    {"uid", "peer_credentials({handle}).uid", CODE_NUMBER, false},
    {"gid", "peer_credentials({handle}).gid", CODE_NUMBER, false},
    {"bytes_in", "{handle}_in", CODE_NUMBER, false},
    {"bytes_out", "tcp_bytes_out({handle})", CODE_NUMBER, false},
    {"unacknowledged", "unacknowledged({handle})", CODE_NUMBER, false},
    {"error_pending", "error_pending({handle})", CODE_TEXT, true},
    {"at_mark", "at_mark({handle})", CODE_TEXT, true},
    {"receive_queue", "receive_queue({handle})", CODE_NUMBER, false},
    {""},
};

static bool has_small_letter(struct span name)
{
    for (size_t i = 0; i < name.length; i++)
        if (name.data[i] >= 'a' && name.data[i] <= 'z')
            return true;
    return false;
}

/* Which names a header makes macros of nobody can list: capitals are the way of all of them, but for members of
 * structures, which begin alike. One letter alone is nobody's. */
static bool is_taken(struct span name)
{
    static const char *const beginnings[] = {"_",   "h_",   "s6_",  "sa_",  "si_", "sin_", "sin6_",
                                             "st_", "sun_", "ifr_", "ifc_", "P_",  "L_"};

    for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
        if (span_starts(name, span_of(beginnings[i])))
            return true;
    return name.length > 1 && !has_small_letter(name);
}

static const struct language c = {
    .comment = "// ",
    .gap = "\n",
    .indent = 1,
    .large_number = "(long long)%" PRIu64 "ULL",
    .reserved = /* what the parts don't have */
    " asm typeof typeof_unqual bool true false nullptr alignas alignof constexpr static_assert "
    "thread_local auto break case char const continue default do double else enum extern float for "
    "goto if "
    "inline int long register restrict return short signed sizeof static struct switch typedef "
    "union unsigned void volatile while main stdin stderr NULL EOF linux unix pclose usleep "
    "value signal ",
    .is_taken = is_taken,
    .imports = c_imports,
    .functions = c_functions,
    .watching = c_watching,
    .part_mark = "\n//: ",
    .fields = fields,
    .data = "data",
    .status = "status",
    .length = "(long long)%s.length",
    .prefix = "",
    .some_time = "some_time(%s)",
    .gone = "-1",
    .forever = "-1",
    .interface = "interface_named(%s)",
    .tcp_number = "(long long)tcp_info(%s).tcpi_%s",
    .has_strings = true,
    .hands_timeouts_on = true,
    .on_off = "from_text(%s ? \"on\" : \"off\")",
    .truth = {"0", "1"},
    .template = template,
    .flags = flags,
    .say = c_show,
    .address = address,
    LANGUAGE_FUNCTIONS(c),
    .options = &c_options,
    .finish = c_finish,
};

unsigned export_c(struct session *session, const struct steps *steps, struct buffer *out)
{
    return translate(session, steps, &c, out);
}
