/* The commands on sockets that a template can't say. */
#include "translate.h"

#include "../commands.h"
#include "base/number.h"
#include "net/option.h"

#include <inttypes.h>
#include <sys/socket.h>

static const struct command_export export_open_udp = {
    .gives = EXPORT_HANDLE,
    .python = "udp_connection({address})",
    .c = "open_connection({address}, SOCK_DGRAM, {timeout:seconds=-1})",
};
static const struct command_export export_open_path = {
    .gives = EXPORT_HANDLE,
    .python = "unix_connection({address})",
    .c = "open_connection({address}, SOCK_STREAM, {timeout:seconds=-1})",
};

void export_receive(struct translation *t, struct call *call)
{
    const struct command_export *exported = call->command->exported;
    bool has_messages = call->handle->type && call->handle->type->type != SOCK_STREAM;
    bool tells = call->command == &recvfrom_command || t->uses_from;

    if (has_messages && tells && recvfrom_command.exported)
        exported = recvfrom_command.exported;
    else
        exported = recv_command.exported;
    call_make(t, call, t->language->template(exported));
}

/* By the kind of address: one that answers, one that is only noted, a path. */
void export_open(struct translation *t, struct call *call)
{
    call_know_url(t, call);
    const struct socket_type *type = call_type(t, call);
    const struct command_export *exported = call->command->exported;
    bool is_tcp = type && socket_type_is_tcp(type);

    if (!is_tcp && (!type || type->form == ADDRESS_PATH || call_option(call, "timeout")))
        exported = type && type->form == ADDRESS_PATH ? &export_open_path : NULL;
    else if (!is_tcp)
        exported = &export_open_udp;
    if (exported)
        call_make(t, call, t->language->template(exported));
    else
        give_up(t);
}

void export_poll(struct translation *t, struct call *call)
{
    const struct argument_words *named = call_argument(call, "HANDLE"),
                                *timeout = call_option(call, "timeout");
    size_t count = named ? named->count : 1;
    const char **handles = arena_new(&t->arena, (count + 1) * sizeof(*handles));

    for (size_t i = 0; i < count; i++) {
        struct span name = named          ? named->words[i].literal
                           : call->handle ? call->handle->name
                                          : t->scene.current;
        if (!scene_find(&t->scene, name) || call->statement->name.length) {
            give_up(t);
            return;
        }
        handles[i] = handle_name(t, name);
    }
    t->language->poll(t, handles, count,
                      timeout ? code_write(t, call_value(t, timeout), AS_SECONDS) : NULL,
                      call_option(call, "write"));
}

static const char *pair_of(struct translation *t, const char *first, const char *second)
{
    return made(t, "%s%s, %s%s", t->language->pair, first, t->language->pair, second);
}

void export_pair(struct translation *t, struct call *call)
{
    struct span first = call_constant(t, call_argument(call, "NAME"));
    struct span second = call_constant(t, call_argument(call, "NAME2"));
    const char *text = t->language->template(call->command->exported);

    if (t->failed)
        return;
    call_note_scene(t, call);
    call->into = pair_of(t, handle_name(t, first), handle_name(t, second));
    t->language->call(t, call, call_template(t, call, text));
}

/* By its name, or by its name in C. */
static const struct socket_option *find_option(struct span name)
{
    const struct socket_option *option = socket_options;

    while (option->name && !span_is(name, option->name) && !span_is(name, option->c_name))
        option++;
    return option->name ? option : NULL;
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

/* A number, where the option's value is one. */
static const char *option_number(struct translation *t, const struct socket_option *option,
                                 struct code value)
{
    uint64_t size;

    for (const struct option_word *w = option->words; w && w->name && value.constant; w++)
        if (span_is(value.value, w->name))
            return made(t, "%" PRId64, w->number);
    switch (option->type) {
    case OPTION_BOOL:
        if (value.constant)
            return span_is(value.value, "on") || span_is(value.value, "1") ? "1" : "0";
        break;
    case OPTION_SIZE:
        if (value.constant && number_size(value.value, &size))
            return made(t, "%" PRIu64, size);
        break;
    case OPTION_INT:
    case OPTION_CHOICE:
    case OPTION_FLAGS: return code_write(t, value, AS_NUMBER);
    default: break;
    }
    give_up_for(t, no_number);
    return "";
}

static const struct command_export export_linger = {
    .python = "set_linger({handle}, {VALUE?off=None|*={VALUE:seconds}})",
    .c = "set_linger({handle}, {VALUE?off=-1|*={VALUE:seconds}})",
};

void export_setsockopt(struct translation *t, struct call *call)
{
    const struct socket_option *option = find_option(call_constant(t, call_argument(call, "NAME")));
    const char *level = option ? level_name(option->level) : NULL;

    if (!level) {
        give_up(t);
        return;
    }
    if (option->type == OPTION_LINGER) {
        call_make(t, call, t->language->template(&export_linger));
        return;
    }
    const char *number = option_number(t, option, call_value(t, call_argument(call, "VALUE")));
    call->into = NULL;
    t->language->call(t, call,
                      t->language->set_option(t, handle_name(t, call->handle->name), level,
                                              option->c_name, number));
}

void export_getsockopt(struct translation *t, struct call *call)
{
    const struct socket_option *option = find_option(call_constant(t, call_argument(call, "NAME")));
    const char *level = option ? level_name(option->level) : NULL;

    bool is_bool = option && option->type == OPTION_BOOL;

    if (!level || (!is_bool && option->type != OPTION_INT && option->type != OPTION_SIZE)) {
        give_up_for(t, no_number);
        return;
    }
    const char *number =
        t->language->get_option(t, handle_name(t, call->handle->name), level, option->c_name);
    call->result = is_bool ? code_expression(CODE_TEXT, made(t, t->language->on_off, number))
                           : code_expression(CODE_NUMBER, number);
}
