/* The commands that a template can't say. */
#include "translate.h"

#include "base/number.h"
#include "base/pack.h"
#include "commands.h"
#include "net/option.h"

#include <inttypes.h>
#include <sys/socket.h>

void export_let(struct translation *t, struct call *call)
{
    struct span name = call_constant(t, call_argument(call, "NAME"));
    const struct argument_words *value = call_argument(call, "VALUE");
    const struct variable *present = variable_find(t, name);

    if (call_option(call, "default") && present && present->defined)
        return;
    if (call->statement->input)
        variable_assign(t, name,
                        t->language->read_file(t, code_of_word(t, call->statement->input)));
    else
        variable_assign(t, name, call_value(t, value));
}

/* A name that a program no longer uses costs it nothing. */
void export_unset(struct translation *t, struct call *call)
{
    struct variable *variable = variable_find(t, call_constant(t, call_argument(call, "NAME")));

    if (variable)
        variable->defined = false;
}

void export_print(struct translation *t, struct call *call)
{
    struct code code = call->statement->input
                           ? t->language->read_file(t, code_of_word(t, call->statement->input))
                           : call_value(t, call_argument(call, "DATA"));

    if (call->statement->name.length || call->statement->output != OUTPUT_REPLY)
        call_deliver(t, call, code);
    else
        t->language->show(t, code, true);
}

void export_shell(struct translation *t, struct call *call)
{
    const struct statement *statement = call->statement;
    struct code output =
        t->language->shell(t, span_trim_end(statement->shell), statement->name.length > 0);

    if (statement->name.length)
        variable_assign(t, statement->name, output);
}

/* Which handle is meant each line of the program says. */
void export_use(struct translation *t, struct call *call)
{
    (void)t, (void)call;
}

void export_rename(struct translation *t, struct call *call)
{
    struct span old = call_constant(t, call_argument(call, "OLD"));
    struct span name = call_constant(t, call_argument(call, "NEW"));
    struct variable *variable = variable_find(t, old);

    if (scene_find(&t->scene, old)) {
        t->language->assign(t, handle_name(t, name), CODE_NUMBER,
                            code_expression(CODE_NUMBER, handle_name(t, old)));
    } else if (variable) {
        variable_assign(t, name, code_expression(variable->type, variable_name(t, old)));
    } else {
        give_up(t);
    }
}

static const struct command_export export_reset = {.python = "reset({handle})",
                                                   .c = "reset_connection({handle})"};

void export_close(struct translation *t, struct call *call)
{
    const struct argument_words *named = call_argument(call, "HANDLE");
    struct span current = call->handle ? call->handle->name : t->scene.current;

    for (size_t i = 0; i < (named ? named->count : 1); i++) {
        struct span name = named ? named->words[i].literal : current;
        call->handle = scene_find(&t->scene, name);
        if (!call->handle && t->of_some) /* one that the program doesn't have */
            continue;
        if (!call->handle) {
            give_up(t);
            return;
        }
        const struct command_export *exported =
            call_option(call, "reset") ? &export_reset : call->command->exported;
        t->language->call(t, call, call_template(t, call, t->language->template(exported)));
    }
}

void export_timeout(struct translation *t, struct call *call)
{
    const struct argument_words *given = call_argument(call, "D|none");
    struct code code = call_value(t, given);

    if (!given)
        return;
    call->handle->usual =
        code.constant && span_is(code.value, "none") ? NULL : code_write(t, code, AS_SECONDS);
    call_timeout(t, call->handle, call->handle->usual);
}

void export_blocking(struct translation *t, struct call *call)
{
    struct span state = call_constant(t, call_argument(call, "STATE"));

    call->handle->usual = span_is(state, "off") ? "0" : NULL;
    call_timeout(t, call->handle, call->handle->usual);
}

void export_line_ending(struct translation *t, struct call *call)
{
    struct span ending = call_constant(t, call_argument(call, "ENDING"));

    call->handle->ending = span_is(ending, "lf") ? "\n" : span_is(ending, "none") ? "" : "\r\n";
}

/* ---- pack, unpack ---- */

static bool find_format(struct translation *t, const struct call *call,
                        struct pack_format *ret_format)
{
    struct error ignored;

    if (pack_parse(call_constant(t, call_argument(call, "FORMAT")), ret_format, &ignored))
        return true;
    give_up(t);
    return false;
}

static enum wanted as_packed(enum pack_kind kind)
{
    switch (kind) {
    case PACK_BYTE:
    case PACK_TEXT:
    case PACK_PASCAL: return AS_BYTES;
    case PACK_REAL: return AS_REAL;
    default: return AS_NUMBER;
    }
}

void export_pack(struct translation *t, struct call *call)
{
    const struct argument_words *given = call_argument(call, "VALUE");
    struct pack_format format;
    struct pack_item item;
    size_t count = 0, values = given ? given->count : 0;

    if (!find_format(t, call, &format) || format.values != values) {
        give_up(t);
        return;
    }
    const char **written = arena_new(&t->arena, (values + 1) * sizeof(*written));
    for (struct pack_walk walk = pack_start(&format); pack_next(&walk, &item); count++) {
        struct code code = code_of_word(t, &given->words[count]);
        if (item.kind == PACK_BOOL && code.constant)
            code = code_constant(span_is(code.value, "on") || span_is(code.value, "true") ||
                                         span_is(code.value, "1")
                                     ? SPAN("1")
                                     : SPAN("0"));
        written[count] = code_write(t, code, as_packed(item.kind));
    }
    call->result = t->language->pack(t, &format, written, values);
}

/* What a letter gives, as a type of a value. */
static enum code_type type_of_item(const struct pack_item *item)
{
    if (item->kind == PACK_SIGNED || item->kind == PACK_UNSIGNED || item->kind == PACK_POINTER)
        return CODE_NUMBER;
    return item->kind == PACK_BYTE || item->kind == PACK_TEXT || item->kind == PACK_PASCAL
               ? CODE_BYTES
               : CODE_NONE;
}

/* Where the values of unpack go. */
struct unpacked {
    const char *names[64];
    struct {
        struct span name; /* of a variable that is wider than its letter: empty for none */
        struct code value;
    } widened[64];
    size_t count;
    struct code value; /* all of them */
};

static struct span next_name(struct span *list)
{
    const char *comma = list->length ? memchr(list->data, ',', list->length) : NULL;
    struct span name = {list->data, comma ? (size_t)(comma - list->data) : list->length};

    *list = span_after(*list, name.length + 1);
    return name;
}

static struct span name_for(struct translation *t, enum code_type type)
{
    return name_of_ours(t, type == CODE_NUMBER ? "number" : "value");
}

static void add_unpacked(struct translation *t, struct unpacked *unpacked, struct span name,
                         enum code_type type)
{
    size_t i = unpacked->count++;
    struct code code = code_expression(type, "");

    unpacked->names[i] = variable_declare(t, name, code);
    if (variable_find(t, name)->type == type)
        return;
    unpacked->widened[i].name = name;
    name = name_for(t, type);
    unpacked->names[i] = variable_declare(t, name, code);
    unpacked->widened[i].value = code_expression(type, unpacked->names[i]);
}

/* The names of NAME,NAME,..., or names of our own where the value is all that is wanted. */
static void find_names(struct translation *t, const struct call *call, struct span list,
                       const struct pack_format *format, struct unpacked *unpacked)
{
    struct code parts[128];
    struct pack_item item;
    size_t length = 0;

    for (struct pack_walk walk = pack_start(format); pack_next(&walk, &item);) {
        enum code_type type = type_of_item(&item);
        struct span name = next_name(&list);
        if (type == CODE_NONE || unpacked->count == 64) {
            give_up(t);
            return;
        }
        if (!name.length && format->values == 1 && call->statement->name.length)
            name = call->statement->name;
        add_unpacked(t, unpacked, name.length ? name : name_for(t, type), type);
        if (length)
            parts[length++] = code_constant(SPAN(" "));
        parts[length++] = code_expression(type, unpacked->names[unpacked->count - 1]);
    }
    unpacked->value = code_join(t, parts, length);
}

void export_unpack(struct translation *t, struct call *call)
{
    const struct argument_words *into = call_option(call, "into"),
                                *from = call_option(call, "from");
    struct code data = call->statement->input
                           ? t->language->read_file(t, code_of_word(t, call->statement->input))
                           : call_value(t, call_argument(call, "DATA"));
    struct span list = into ? call_constant(t, into) : SPAN("");
    const char *start = from ? code_write(t, call_value(t, from), AS_NUMBER) : NULL;
    struct unpacked unpacked = {0};
    struct pack_format format;

    if (!find_format(t, call, &format))
        return;
    find_names(t, call, list, &format, &unpacked);
    if (t->failed)
        return;
    t->language->unpack(t, &format, data, start, unpacked.names, unpacked.count);
    for (size_t i = 0; i < unpacked.count; i++)
        if (unpacked.widened[i].name.length)
            variable_assign(t, unpacked.widened[i].name, unpacked.widened[i].value);
    bool is_named = format.values == 1 && !into && call->statement->name.length;
    if (!is_named && (call->statement->name.length || call->statement->output || !into))
        call_deliver(t, call, unpacked.value);
}

/* ---- sockets ---- */

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

static const struct command_export export_expect_regex = {
    .gives = EXPORT_BYTES,
    .python = "expect_regex({handle}, {PATTERN:bytes})",
    .c = "receive_match({handle}, {PATTERN:pattern}, &{into})",
};

/* Bytes are looked at one by one there: of a message the others would be lost. */
void export_expect(struct translation *t, struct call *call)
{
    if (!call->handle->type || call->handle->type->type != SOCK_STREAM)
        give_up(t);
    call_make(t, call,
              t->language->template(call_option(call, "regex") ? &export_expect_regex
                                                               : call->command->exported));
}

/* By the kind of address: one that answers, one that is only noted, a path. */
void export_open(struct translation *t, struct call *call)
{
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

void export_resolve(struct translation *t, struct call *call)
{
    if (t->language->resolve) {
        t->language->resolve(t, call);
        return;
    }
    const char *text = call_template(t, call, t->language->template(call->command->exported));
    call_deliver(t, call, code_expression(CODE_TEXT, text));
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
    give_up(t);
    return "";
}

void export_setsockopt(struct translation *t, struct call *call)
{
    const struct socket_option *option = find_option(call_constant(t, call_argument(call, "NAME")));
    const char *level = option ? level_name(option->level) : NULL;

    if (!level) {
        give_up(t);
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
        give_up(t);
        return;
    }
    const char *number =
        t->language->get_option(t, handle_name(t, call->handle->name), level, option->c_name);
    call->result = is_bool ? code_expression(CODE_TEXT, made(t, t->language->on_off, number))
                           : code_expression(CODE_NUMBER, number);
}
