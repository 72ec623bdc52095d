/* A command's template, filled with the words of a statement: shell/command.h tells its directives. */
#include "export/translate/call.h"

#include "base/number.h"
#include "export/translate/code.h"
#include "export/translate/files.h"
#include "export/translate/language.h"
#include "export/translate/translate.h"
#include "export/translate/variable.h"

#include <inttypes.h>
#include <limits.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

static const struct {
    const char *name;
    enum wanted wanted;
} wants[] = {
    {"bytes", AS_BYTES},     {"kept", AS_KEPT},   {"text", AS_TEXT},     {"number", AS_NUMBER},
    {"seconds", AS_SECONDS}, {"value", AS_VALUE}, {"object", AS_OBJECT}, {"pattern", AS_PATTERN},
};

size_t export_part(struct span text, char end)
{
    int depth = 0;
    size_t i = 0;

    for (; i < text.length && (depth || text.data[i] != end); i++)
        depth += (text.data[i] == '{') - (text.data[i] == '}');
    return i;
}

/* The argument's words, or the file behind <. */
static struct code argument_code(struct translation *t, const struct call *call,
                                 const struct argument_words *argument, struct span name)
{
    if (!argument && call->statement->input && span_is(name, "DATA"))
        return code_of_file(t, call->statement->input);
    return call_value(t, argument);
}

/* Another handle than the one acted on. */
static const char *write_handle(struct translation *t, struct code code)
{
    const struct scene_handle *handle = code.constant ? scene_find(&t->scene, code.value) : NULL;

    if (handle)
        return handle_name(t, handle->name);
    give_up(t);
    return "";
}

static const char *write_argument(struct translation *t, const struct call *call,
                                  const struct argument_words *argument, struct span name,
                                  struct span type)
{
    struct code code = argument_code(t, call, argument, name);

    if (span_is(type, "size"))
        return code_size(t, code);
    if (span_is(type, "byte"))
        return code_byte(t, code);
    if (span_is(type, "int"))
        return code_in_range(t, code, INT_MIN, INT_MAX);
    if (span_is(type, "port"))
        return code_in_range(t, code, 0, UINT16_MAX);
    if (span_is(type, "handle"))
        return write_handle(t, code);
    if (span_is(type, "seconds") && span_is(name, "timeout"))
        return call_write_timeout(t, code);
    if (span_is(type, "interface"))
        return code_interface(t, code);
    for (size_t i = 0; i < sizeof(wants) / sizeof(wants[0]); i++)
        if (span_is(type, wants[i].name))
            return code_write(t, code, wants[i].wanted);
    return code_write(t, code, AS_TEXT);
}

/* What stands behind WORD= in "a=this|b=that"; *= is any other. Bars inside braces are the parts' own. */
static bool choose(struct span choices, struct span word, struct span *ret_choice)
{
    while (choices.length) {
        size_t sign = export_part(choices, '=');
        struct span name = {choices.data, sign}, text = span_after(choices, sign + 1);
        size_t length = export_part(text, '|');
        if (span_equal(name, word) || span_is(name, "*")) {
            *ret_choice = (struct span){text.data, length};
            return true;
        }
        choices = span_after(text, length + 1);
    }
    return false;
}

static void fill(struct translation *t, const struct call *call, struct span text,
                 struct buffer *out);

/* {option?word=text|*=text} */
static void fill_choice(struct translation *t, const struct call *call,
                        const struct argument_words *argument, struct span choices,
                        struct buffer *out)
{
    struct span choice, word = argument ? call_constant(t, argument) : (struct span){0};

    if (choose(choices, word, &choice))
        fill(t, call, choice, out);
    else
        give_up(t);
}

/* {NAME:type=usual}: of both there may be none. */
static void fill_value(struct translation *t, const struct call *call, struct span name,
                       struct span rest, struct buffer *out)
{
    const struct argument_words *argument = call_given(call, name);
    const char *sign = rest.length ? memchr(rest.data, '=', rest.length) : NULL;
    struct span type = {rest.data, sign ? (size_t)(sign - rest.data) : rest.length};
    bool is_given = argument || (call->statement->input && span_is(name, "DATA"));

    if (!is_given && sign)
        fill(t, call, span_after(rest, (size_t)(sign - rest.data) + 1), out);
    else if (is_given || span_is(name, "DATA")) /* of which there may be none */
        buffer_append_text(out, write_argument(t, call, argument, name, span_after(type, 1)));
    else
        t->lacks = true;
}

static void fill_argument(struct translation *t, const struct call *call, struct span directive,
                          struct buffer *out)
{
    size_t length = 0;

    while (length < directive.length && !strchr(":?=!", directive.data[length]))
        length++;
    struct span name = {directive.data, length}, rest = span_after(directive, length);
    const struct argument_words *argument = call_given(call, name);
    if (span_starts(rest, SPAN("?"))) {
        fill_choice(t, call, argument, span_after(rest, 1), out);
    } else if (span_starts(rest, SPAN("!"))) { /* {option!text} */
        t->lacks |= !argument;
        buffer_append(out, span_after(rest, 1));
    } else {
        fill_value(t, call, name, rest, out);
    }
}

/* The data of sendline, with the end that the handle's lines have. */
static const char *write_line(struct translation *t, const struct call *call)
{
    const struct argument_words *data = call_argument(call, "DATA");
    struct span ending = span_of(call->handle->ending);

    if (call->statement->input)
        give_up(t);
    if (call->handle->ending == scene_unsure)
        give_up_for(t, "the ending of its lines depends on a block before it");
    return code_write(
        t, code_of_words(t, data ? data->words : NULL, data ? data->count : 0, ending), AS_BYTES);
}

struct constant {
    int number;
    const char *name;
};

static const struct constant families[] = {{AF_INET, "AF_INET"},   {AF_INET6, "AF_INET6"},
                                           {AF_UNIX, "AF_UNIX"},   {AF_PACKET, "AF_PACKET"},
                                           {AF_VSOCK, "AF_VSOCK"}, {0}};
static const struct constant kinds[] = {{SOCK_STREAM, "SOCK_STREAM"},
                                        {SOCK_DGRAM, "SOCK_DGRAM"},
                                        {SOCK_SEQPACKET, "SOCK_SEQPACKET"},
                                        {SOCK_RAW, "SOCK_RAW"},
                                        {0}};
static const struct constant protocols[] = {{IPPROTO_ICMP, "IPPROTO_ICMP"},
                                            {IPPROTO_ICMPV6, "IPPROTO_ICMPV6"},
                                            {IPPROTO_TCP, "IPPROTO_TCP"},
                                            {IPPROTO_UDP, "IPPROTO_UDP"},
                                            {IPPROTO_RAW, "IPPROTO_RAW"},
                                            {IPPROTO_SCTP, "IPPROTO_SCTP"},
                                            {IPPROTO_UDPLITE, "IPPROTO_UDPLITE"},
                                            {IPPROTO_MPTCP, "IPPROTO_MPTCP"},
                                            {0}};

static void fill_constant(struct translation *t, const struct constant *table, int number,
                          struct buffer *out)
{
    while (table->name && table->number != number)
        table++;
    if (table->name)
        buffer_printf(out, "%s%s", t->language->prefix, table->name);
    else if (table == protocols || number)
        buffer_printf(out, "%d", number);
    else
        give_up(t);
}

/* As the word says, else the type's own where the kernel would choose another one. */
static void fill_protocol(struct translation *t, const struct call *call,
                          const struct socket_type *type, struct span usual, struct buffer *out)
{
    const struct argument_words *given = call_argument(call, "PROTOCOL");
    struct span word = given ? call_constant(t, given) : SPAN("");
    const struct protoent *named = given ? getprotobyname(arena_text(&t->arena, word)) : NULL;
    bool is_usual =
        type->type != SOCK_RAW && (type->protocol == IPPROTO_TCP || type->protocol == IPPROTO_UDP);
    int64_t number = named ? named->p_proto : is_usual ? 0 : type->protocol;

    if (given && !named && !number_integer(word, &number))
        give_up(t);
    if (type->family == AF_PACKET) /* a protocol of the link layer, as it goes on the wire */
        buffer_printf(out, "%shtons(%" PRId64 ")", t->language->prefix, number);
    else if (number)
        fill_constant(t, protocols, (int)number, out);
    else if (usual.length)
        buffer_append(out, usual);
    else
        t->lacks = true;
}

/* {family}, {kind}, {protocol}, {protocol=0}: of the socket that the call makes. */
static bool fill_type(struct translation *t, const struct call *call, struct span directive,
                      struct buffer *out)
{
    const struct socket_type *type = call->command ? call_type(t, call) : NULL;
    bool is_protocol = span_starts(directive, SPAN("protocol"));

    if (!is_protocol && !span_is(directive, "family") && !span_is(directive, "kind"))
        return false;
    if (!type)
        give_up(t);
    else if (is_protocol)
        fill_protocol(t, call, type, span_after(directive, strlen("protocol=")), out);
    else if (span_is(directive, "family"))
        fill_constant(t, families, type->family, out);
    else
        fill_constant(t, kinds, type->type, out);
    return true;
}

static void fill_directive(struct translation *t, const struct call *call, struct span directive,
                           struct buffer *out)
{
    if (span_is(directive, "handle"))
        buffer_append_text(out, call->handle ? handle_name(t, call->handle->name) : "");
    else if (span_is(directive, "name"))
        buffer_append(out, call->handle ? call->handle->name : SPAN(""));
    else if (span_is(directive, "address") || span_is(directive, "local"))
        buffer_append_text(out, t->language->address(t, call, span_is(directive, "local")));
    else if (span_is(directive, "flags"))
        buffer_append_text(out, t->language->flags(t, call));
    else if (span_is(directive, "line"))
        buffer_append_text(out, write_line(t, call));
    else if (span_is(directive, "into") || span_is(directive, "ends"))
        buffer_append_text(out, call->into ? call->into : "");
    else if (span_is(directive, "beside"))
        buffer_append_text(out, call->beside ? call->beside : "");
    else if (!fill_type(t, call, directive, out))
        fill_argument(t, call, directive, out);
}

static void fill_optional(struct translation *t, const struct call *call, struct span part,
                          struct buffer *out)
{
    cleanup_buffer struct buffer filled = {0};
    bool lacked = t->lacks;

    t->lacks = false;
    fill(t, call, part, &filled);
    if (!t->lacks)
        buffer_append(out, buffer_span(&filled));
    t->lacks = lacked;
}

static void fill(struct translation *t, const struct call *call, struct span text,
                 struct buffer *out)
{
    while (text.length) {
        size_t taken = 1;
        if (text.data[0] == '{') {
            size_t length = export_part(span_after(text, 1), '}');
            fill_directive(t, call, (struct span){text.data + 1, length}, out);
            taken = length + 2;
        } else if (span_starts(text, SPAN("[["))) {
            const char *end = memmem(text.data, text.length, "]]", 2);
            size_t length = (size_t)(end - text.data) - 2;
            fill_optional(t, call, (struct span){text.data + 2, length}, out);
            taken = length + 4;
        } else {
            buffer_append_byte(out, text.data[0]);
        }
        text = span_after(text, taken);
    }
}

/* An option that the template says nothing of would be dropped without a word. */
static void check_options(struct translation *t, const struct call *call, const char *text)
{
    for (size_t i = 0; call->command && i < CALL_ARGUMENTS; i++) {
        const struct parameter *option = call->options[i].parameter;
        if (!option || strstr(text, made(t, "{%s:", option->name)) ||
            strstr(text, made(t, "{%s!", option->name)) || strstr(" reset regex ", option->name))
            continue;
        bool is_flag = option->type == PARAMETER_FLAG && strstr(text, "{flags}");
        if (!is_flag && !(strcmp(option->name, "timeout") == 0 && call->handle))
            give_up_for(t, made(t, "--%s is not written", option->name));
    }
}

void call_by_template(struct translation *t, struct call *call, const char *template)
{
    call->is_line = template && (strstr(template, "{into}") || strstr(template, "{ends}"));
    t->language->call(t, call, call_template(t, call, template));
}

const char *call_template(struct translation *t, const struct call *call, const char *text)
{
    cleanup_buffer struct buffer out = {0};

    if (!text) {
        give_up(t);
        return "";
    }
    t->lacks = false;
    if (call->handle && strstr(text, "{handle}_from"))
        call->handle->has_from = true;
    check_options(t, call, text);
    fill(t, call, span_of(text), &out);
    if (t->lacks)
        give_up(t);
    return arena_text(&t->arena, buffer_span(&out));
}
