/* The JSON renderer: one object a line. Only writing is needed, so it is done here: a library would
 * be loaded by every run, and the one at hand refuses what isn't UTF-8. */
#include "ui/render.h"

#include "base/encode.h"
#include "base/escape.h"
#include "shell/command.h"
#include "shell/event.h"
#include "write.h"

#include <inttypes.h>

static void append_character(struct buffer *out, struct span character)
{
    unsigned char first = (unsigned char)character.data[0];

    if (first == '"' || first == '\\')
        buffer_printf(out, "\\%c", first);
    else if (first == '\n')
        buffer_append_text(out, "\\n");
    else if (first == '\r')
        buffer_append_text(out, "\\r");
    else if (first == '\t')
        buffer_append_text(out, "\\t");
    else if (first < 0x20 || first == 0x7F)
        buffer_printf(out, "\\u%04x", first);
    else
        buffer_append(out, character);
}

static void append_utf16(struct buffer *out, unsigned character)
{
    buffer_printf(out, character > 0xFFFF ? "\\u%04x\\u%04x" : "\\u%04x",
                  character > 0xFFFF ? 0xD7C0 + (character >> 10) : character,
                  0xDC00 | (character & 0x3FF));
}

/* A JSON string. Bytes that are no UTF-8, which only names can hold here, become U+FFFD; data has
 * its base64. Controls and what could deceive a terminal are escaped. */
static void append_string(struct buffer *out, struct span text)
{
    unsigned character = 0;
    size_t length;

    buffer_append_byte(out, '"');
    for (; text.length; text = span_after(text, length)) {
        if (!escape_decode(text, &character, &length))
            buffer_append_text(out, "\\ufffd");
        else if (character >= 0x80 && escape_is_deceptive(character))
            append_utf16(out, character);
        else
            append_character(out, (struct span){text.data, length});
    }
    buffer_append_byte(out, '"');
}

static void append_name(struct buffer *out, const char *name)
{
    if (out->data[out->length - 1] != '{')
        buffer_append_byte(out, ',');
    buffer_printf(out, "\"%s\":", name);
}

static void append_text(struct buffer *out, const char *name, struct span text)
{
    append_name(out, name);
    append_string(out, text);
}

static void append_fields(struct buffer *out, const struct fields *fields);

static void append_object(struct buffer *out, const struct fields *fields)
{
    buffer_append_byte(out, '{');
    append_fields(out, fields);
    buffer_append_byte(out, '}');
}

static void append_address(struct buffer *out, const struct address *address)
{
    struct arena arena = {0};
    struct fields parts = {.arena = &arena};

    fields_address_parts(&parts, address);
    append_object(out, &parts);
    arena_free(&arena);
}

static void append_list(struct buffer *out, const struct list *list)
{
    buffer_append_byte(out, '[');
    for (const struct fields *row = list->first; row; row = row->next) {
        buffer_append_text(out, row == list->first ? "" : ",");
        append_object(out, row);
    }
    buffer_append_byte(out, ']');
}

static void append_value(struct buffer *out, const struct field *field)
{
    switch (field->type) {
    case FIELD_NULL: buffer_append_text(out, "null"); break;
    case FIELD_TEXT: append_string(out, field->text); break;
    case FIELD_NUMBER: buffer_append(out, field->text); break;
    case FIELD_INTEGER: buffer_printf(out, "%" PRId64, field->integer); break;
    case FIELD_BOOL: buffer_append_text(out, field->flag ? "true" : "false"); break;
    case FIELD_ADDRESS: append_address(out, field->address); break;
    case FIELD_OBJECT: append_object(out, field->object); break;
    case FIELD_LIST: append_list(out, field->list); break;
    }
}

static void append_fields(struct buffer *out, const struct fields *fields)
{
    for (const struct field *field = fields->first; field; field = field->next) {
        append_name(out, field->name);
        append_value(out, field);
    }
}

static void append_data(struct buffer *out, struct span data)
{
    if (escape_is_utf8(data))
        append_text(out, "text", data);
    append_name(out, "base64");
    buffer_append_byte(out, '"');
    encode_base64(out, data);
    buffer_append_byte(out, '"');
}

static void append_text_or_null(struct buffer *out, const char *name, const char *text)
{
    append_name(out, name);
    if (text[0])
        append_string(out, span_of(text));
    else
        buffer_append_text(out, "null");
}

static void append_error(struct buffer *out, const struct error *error)
{
    append_name(out, "error");
    buffer_append_byte(out, '{');
    append_text(out, "category", span_of(error_kind(error->category)->name));
    append_text_or_null(out, "code", error->code);
    append_name(out, "errno");
    if (error->number > 0) /* EAI codes are negative */
        buffer_printf(out, "%d", error->number);
    else
        buffer_append_text(out, "null");
    append_text_or_null(out, "call", error->call);
    append_text_or_null(out, "subject", error->subject);
    append_text_or_null(out, "message", error->message);
    append_text_or_null(out, "hint", error->hint);
    if (error->place.line) {
        append_name(out, "line");
        buffer_printf(out, "%u", error->place.line);
        append_name(out, "column");
        buffer_printf(out, "%u", error->place.column);
    }
    buffer_append_byte(out, '}');
}

static void append_outcome(struct buffer *out, const struct outcome *outcome)
{
    const struct reply *reply = outcome->reply;

    buffer_append_byte(out, '{');
    append_name(out, "line");
    buffer_printf(out, "%u", outcome->line);
    if (outcome->source)
        append_text(out, "source", span_of(outcome->source));
    append_name(out, "command");
    if (outcome->name.length)
        append_string(out, outcome->command ? span_of(outcome->command->name) : outcome->name);
    else
        buffer_append_text(out, "null");
    if (outcome->handle.length && !(reply && fields_find(&reply->fields, SPAN("handle"))))
        append_text(out, "handle", outcome->handle);
    append_name(out, "ok");
    buffer_append_text(out, outcome->error ? "false" : "true");
    append_name(out, "elapsed_us");
    buffer_printf(out, "%" PRId64, outcome->elapsed / MICROSECOND);
    if (reply)
        append_fields(out, &reply->fields);
    if (reply && reply->has_data && !outcome->data_taken && !outcome->error)
        append_data(out, buffer_span(&reply->data));
    if (outcome->error)
        append_error(out, outcome->error);
    buffer_append_text(out, "}\n");
}

/* On a terminal that can't show the text, it is JSON still: not the language's escapes. */
static bool write_line(FILE *file, struct span line)
{
    cleanup_buffer struct buffer ascii = {0};
    unsigned character = 0;
    size_t length;

    if (!write_is_foreign(file, line))
        return write_out(file, line);
    for (; line.length; line = span_after(line, length)) {
        escape_decode(line, &character, &length);
        if (character < 0x80)
            buffer_append_byte(&ascii, (char)character);
        else
            append_utf16(&ascii, character);
    }
    return write_out(file, buffer_span(&ascii));
}

static bool show(void *context, const struct outcome *outcome)
{
    const struct render *render = context;
    cleanup_buffer struct buffer line = {0};

    append_outcome(&line, outcome);
    if (write_line(render->out, buffer_span(&line)))
        return true;
    /* That nothing can be written any more has to be said somewhere. */
    if (outcome->error)
        render_text((struct render *)render).show(context, outcome);
    return false;
}

static void append_number(struct buffer *out, const char *name, uint64_t number)
{
    append_name(out, name);
    buffer_printf(out, "%" PRIu64, number);
}

static void append_peers(struct buffer *out, const struct address_list *peers)
{
    append_name(out, "peers");
    buffer_append_byte(out, '[');
    for (size_t i = 0; i < peers->count; i++) {
        buffer_append_text(out, i ? "," : "");
        append_address(out, &peers->items[i]);
    }
    buffer_append_byte(out, ']');
}

static void append_event(struct buffer *out, const struct event *event)
{
    buffer_append_byte(out, '{');
    append_text(out, "event", span_of(event_name(event)));
    if (event->handle.length)
        append_text(out, "handle", event->handle);
    if (event_count_name(event))
        append_number(out, event_count_name(event), event->count);
    if (event->kind == EVENT_MORE)
        append_number(out, "handles", event->handles);
    if (event->fields)
        append_fields(out, event->fields);
    if (event->kind == EVENT_DATA) {
        append_number(out, "length", event->data.length);
        append_data(out, event->data);
    }
    if (event->error)
        append_error(out, event->error);
    if (event->peers && event->peers->count)
        append_peers(out, event->peers);
    buffer_append_text(out, "}\n");
}

static void show_event(void *context, const struct event *event)
{
    const struct render *render = context;
    cleanup_buffer struct buffer line = {0};

    append_event(&line, event);
    write_line(render->out, buffer_span(&line));
}

static void show_prose(void *context, struct span text)
{
    const struct render *render = context;
    cleanup_buffer struct buffer line = {0};

    buffer_append_byte(&line, '{');
    append_text(&line, "event", SPAN("prose"));
    append_text(&line, "text", text);
    buffer_append_text(&line, "}\n");
    write_line(render->out, buffer_span(&line));
}

struct output render_json(struct render *render)
{
    struct output output = render_text(render);

    output.show = show;
    output.event = show_event;
    output.prose = show_prose;
    return output;
}
