#include "prompt_text.h"

#include "base/charset.h"
#include "base/escape.h"
#include "net/status.h"
#include "shell/session.h"

/* Green goes on, blue-green waits for others, yellow is on its way to an end; nothing yet is plain. */
static const char *state_colour(struct span state)
{
    static const struct {
        const char *state, *colour;
    } rows[] = {
        {"ESTABLISHED", "\033[32m"},
        {"connected", "\033[32m"},
        {"LISTEN", "\033[36m"},
        {"listening", "\033[36m"},
        {"CLOSED", ""},
        {"unbound", ""},
        {"bound", ""},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (span_is(state, rows[i].state))
            return rows[i].colour;
    return "\033[33m";
}

static void append_state(struct buffer *out, struct entry *entry, bool colour)
{
    struct span state = span_of(status_state(entry->socket));
    const char *code = colour ? state_colour(state) : "";

    if (code[0])
        buffer_printf(out, "\001%s\002", code);
    buffer_append(out, state);
    if (code[0])
        buffer_append_text(out, "\001\033[0m\002");
}

/* Any field of `info`; nothing where there is no such field now. A peer can have made its value. */
static void append_info(struct buffer *out, struct session *session, struct span name)
{
    struct arena_mark mark = arena_mark(&session->arena);
    struct reply info = reply_start(&session->arena);
    cleanup_buffer struct buffer value = {0}, escaped = {0};
    const char *dot = memchr(name.data, '.', name.length);
    struct span part = {name.data, dot ? (size_t)(dot - name.data) : name.length};
    struct error ignored;

    if (session_info(session, session->current, part, &info, &ignored)) {
        const struct field *field = fields_at(&info.fields, name, &session->arena);
        if (field)
            field_format(&value, field);
    }
    escape_line(&escaped, buffer_span(&value));
    charset_append(out, buffer_span(&escaped));
    reply_free(&info);
    arena_release(&session->arena, mark);
}

static void append_field(struct buffer *out, struct session *session, struct span name, bool colour)
{
    if (span_is(name, "handle"))
        buffer_append_text(out, session->current->name);
    else if (span_is(name, "state"))
        append_state(out, session->current, colour);
    else if (name.length)
        append_info(out, session, name);
}

/* The template; `set` has seen to it that every brace is closed. */
static void append_template(struct buffer *out, struct session *session, struct span text,
                            bool colour)
{
    while (text.length) {
        const char *open = memchr(text.data, '{', text.length);
        struct span before = {text.data, open ? (size_t)(open - text.data) : text.length};
        escape_message(out, before);
        text = span_after(text, before.length + (open ? 1 : 0));
        const char *close = open ? memchr(text.data, '}', text.length) : NULL;
        if (!close)
            continue;
        struct span name = {text.data, (size_t)(close - text.data)};
        append_field(out, session, name, colour);
        text = span_after(text, name.length + 1);
    }
}

void prompt_text(struct buffer *out, struct session *session, bool colour, size_t columns)
{
    cleanup_buffer struct buffer plain = {0};
    struct span text = buffer_span(&session->prompt);

    if (memchr(text.data, '{', text.length) && !session->current) {
        buffer_append_text(out, "socksh> ");
        return;
    }
    append_template(&plain, session, text, false);
    if (escape_width(buffer_span(&plain)) > columns) {
        buffer_printf(out, "%s> ", session->current ? session->current->name : "socksh");
        return;
    }
    if (colour)
        append_template(out, session, text, true);
    else
        buffer_append(out, buffer_span(&plain));
}
