/* setsockopt, getsockopt: options whose value is one number, and those few that have a function of their own. */
#include "translate.h"

#include "../commands.h"
#include "base/number.h"
#include "net/option.h"
#include "net/option_value.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <sys/socket.h>

static bool fits(const struct socket_option *option, const struct socket_type *type)
{
    unsigned families = option->applies & (OPTION_IPV4 | OPTION_IPV6);

    if (!families || !type || (type->family != AF_INET && type->family != AF_INET6))
        return true;
    return families & (type->family == AF_INET ? OPTION_IPV4 : OPTION_IPV6);
}

/* By its name, or by its name in C: the one that sockets of this type have. */
static const struct socket_option *find_option(struct span name, const struct socket_type *type)
{
    const struct socket_option *first = NULL;

    for (const struct socket_option *option = socket_options; option->name[0]; option++) {
        if (!span_is(name, option->name) && !span_is(name, option->c_name))
            continue;
        if (fits(option, type))
            return option;
        first = first ? first : option;
    }
    return first;
}

static const char *level_name(int level)
{
    static const struct {
        int level;
        const char *name;
    } levels[] = {{SOL_SOCKET, "SOL_SOCKET"},
                  {6, "IPPROTO_TCP"},
                  {0, "IPPROTO_IP"},
                  {41, "IPPROTO_IPV6"},
                  {17, "IPPROTO_UDP"}};

    for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
        if (levels[i].level == level)
            return levels[i].name;
    return NULL;
}

static const char no_number[] = "the option's value is neither a number nor on or off";

/* Durations: how many of the kernel's units a second has, and what a value of the session's ends with. */
static const struct unit {
    enum option_type type;
    unsigned in_second;
    const char *name;
} units[] = {
    {OPTION_SECONDS, 1, "s"},
    {OPTION_MILLISECONDS, 1000, "ms"},
    {OPTION_MICROSECONDS, 1000000, "us"},
};

static const struct unit *unit_of(const struct socket_option *option)
{
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
        if (units[i].type == option->type)
            return &units[i];
    return NULL;
}

/* ---- setsockopt ---- */

static bool is_one_number(const struct socket_option *option)
{
    return option->type == OPTION_BOOL || option->type == OPTION_SIZE ||
           option->type == OPTION_INT || option->type == OPTION_CHOICE ||
           option->type == OPTION_FLAGS || unit_of(option);
}

/* As the session itself reads it: words, sizes, durations. */
static const char *known_number(struct translation *t, const struct socket_option *option,
                                struct span text)
{
    cleanup_buffer struct buffer raw = {0};
    struct error ignored;
    int32_t number;

    if (!option_parse(option, text, &raw, &ignored) || raw.length != sizeof(number)) {
        give_up_for(t, no_number);
        return "";
    }
    memcpy(&number, raw.data, sizeof(number));
    return made(t, "%" PRId32, number);
}

static const char *option_number(struct translation *t, const struct socket_option *option,
                                 struct code value)
{
    const struct unit *unit = unit_of(option);
    int64_t number;
    bool is_plain = !unit && option->type != OPTION_BOOL && option->type != OPTION_SIZE;

    if (is_plain && (!value.constant || code_number(value, &number)))
        return code_write(t, value, AS_NUMBER);
    if (value.constant)
        return known_number(t, option, value.value);
    if (option->type == OPTION_BOOL || value.type != CODE_NUMBER)
        give_up_for(t, "what the option's value says is known only as the program runs");
    return unit && unit->in_second > 1 ? made(t, "%s * %u", value.text, unit->in_second)
                                       : value.text;
}

static const struct command_export export_linger = {
    .python = "set_linger({handle}, {VALUE?off=None|*={VALUE:seconds}})",
    .c = "set_linger({handle}, {VALUE?off=-1|*={VALUE:seconds}})",
};
static const struct command_export export_multicast_address = {
    .python = "{handle}.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, "
              "socket.inet_aton({VALUE?any=\"0.0.0.0\"|*={VALUE:text}}))",
    .c = "set_multicast_address({handle}, {VALUE?any=\"0.0.0.0\"|*={VALUE:text}})",
};
static const struct command_export export_multicast_interface = {
    .python = "{handle}.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, "
              "struct.pack(\"8xi\", socket.if_nametoindex({VALUE:text})))",
    .c = "set_multicast_interface({handle}, {VALUE:text})",
};

/* By an address of it, or by its name; `any` is the address of none. */
static const struct command_export *multicast_export(struct translation *t, struct code value)
{
    char room[INET_ADDRSTRLEN];
    struct in_addr address;

    if (!value.constant)
        give_up_for(t, "whether the interface is told by an address or a name is known only as the "
                       "program runs");
    if (value.constant && span_is(value.value, "any"))
        return &export_multicast_address;
    error_copy(room, sizeof(room), value.value);
    return inet_pton(AF_INET, room, &address) == 1 ? &export_multicast_address
                                                   : &export_multicast_interface;
}

/* What no number says; NULL where there is no way to write it. */
static const struct command_export *export_of_its_own(struct translation *t,
                                                      const struct socket_option *option,
                                                      struct code value)
{
    if (option->type == OPTION_LINGER)
        return &export_linger;
    return option->type == OPTION_INTERFACE_MULTICAST ? multicast_export(t, value) : NULL;
}

static const struct socket_type *type_of(const struct call *call)
{
    return call->handle ? call->handle->type : NULL;
}

void export_setsockopt(struct translation *t, struct call *call)
{
    struct span name = call_constant(t, call_argument(call, "NAME"));
    const struct socket_option *option = find_option(name, type_of(call));
    const char *level = option ? level_name(option->level) : NULL;

    if (!level) {
        give_up(t);
        return;
    }
    struct code value = call_value(t, call_argument(call, "VALUE"));
    const struct command_export *own = export_of_its_own(t, option, value);
    if (own) {
        call_make(t, call, t->language->template(own));
        return;
    }
    const char *number = "";
    if (option->type == OPTION_INTERFACE)
        number = code_interface(t, value);
    else if (is_one_number(option))
        number = option_number(t, option, value);
    else
        give_up_for(t, no_number);
    call->into = NULL;
    t->language->call(t, call,
                      t->language->set_option(t, handle_name(t, call->handle->name), level,
                                              option->c_name, number));
}

/* ---- getsockopt ---- */

/* As the session shows it. */
void export_getsockopt(struct translation *t, struct call *call)
{
    struct span name = call_constant(t, call_argument(call, "NAME"));
    const struct socket_option *option = find_option(name, type_of(call));
    const char *level = option ? level_name(option->level) : NULL;
    const struct unit *unit = option ? unit_of(option) : NULL;
    bool is_bool = option && option->type == OPTION_BOOL;

    if (!level ||
        (!is_bool && !unit && option->type != OPTION_INT && option->type != OPTION_SIZE)) {
        give_up_for(t, no_number);
        return;
    }
    const char *number =
        t->language->get_option(t, handle_name(t, call->handle->name), level, option->c_name);
    struct code parts[] = {code_expression(CODE_NUMBER, number),
                           code_constant(span_of(unit ? unit->name : ""))};
    call->result = is_bool ? code_expression(CODE_TEXT, made(t, t->language->on_off, number))
                           : code_join(t, parts, 2);
}
