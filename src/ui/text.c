/* The text renderer: made for reading. */
#include "ui/render.h"

#include "base/encode.h"
#include "base/escape.h"
#include "base/fold.h"
#include "excerpt.h"
#include "layout.h"
#include "sentence.h"
#include "shell/command.h"
#include "shell/event.h"
#include "status.h"
#include "style.h"
#include "write.h"

/* A hex dump shows so much less: a line of it has only sixteen bytes. */
enum { HEX_FACTOR = 8 };

/* Of what belongs to the line above it. */
enum { INDENT = 2 };

/* Data a line at a time, with its line ends visible. */
static void append_lines(struct buffer *out, struct span data, bool colour)
{
    while (data.length) {
        cleanup_buffer struct buffer line = {0};
        const char *feed = memchr(data.data, '\n', data.length);
        size_t length = feed ? (size_t)(feed - data.data) + 1 : data.length;
        size_t end = feed ? 1 + (length > 1 && feed[-1] == '\r') : 0;

        escape_line(&line, (struct span){data.data, length - end});
        buffer_append_text(out, "  ");
        buffer_append(out, buffer_span(&line));
        if (end)
            style_append(out, colour, STYLE_MARK, end == 2 ? SPAN("\\r\\n") : SPAN("\\n"));
        buffer_append_byte(out, '\n');
        data = span_after(data, length);
    }
}

static void append_data(struct buffer *out, const struct outcome *outcome, bool colour)
{
    struct span data = buffer_span(&outcome->reply->data);
    struct span shown = data;

    if (shown.length > outcome->display_limit)
        shown.length = outcome->display_limit;
    bool binary = escape_is_binary(shown);
    if (binary && shown.length > outcome->display_limit / HEX_FACTOR)
        shown.length = outcome->display_limit / HEX_FACTOR;
    if (binary)
        encode_hexdump(out, shown, "  ");
    else
        append_lines(out, shown, colour);
    if (shown.length < data.length) {
        cleanup_buffer struct buffer note = {0};
        bool is_kept = command_keeps_data(outcome->command);
        buffer_printf(&note, "  ... %zu bytes more%s (`set display-limit` shows more)",
                      data.length - shown.length, is_kept ? ", in $_" : "");
        style_append(out, colour, STYLE_MARK, buffer_span(&note));
        buffer_append_byte(out, '\n');
    }
}

static void append_printed(struct buffer *out, struct span text)
{
    escape_text(out, text);
    buffer_append_byte(out, '\n');
}

static size_t columns_of(const struct render *render)
{
    return render->columns ? render->columns() : 0;
}

static void append_sentence(struct buffer *out, const struct outcome *outcome, const char *says,
                            size_t columns)
{
    cleanup_buffer struct buffer sentence = {0};

    sentence_append(&sentence, outcome, says);
    fold_lines(out, buffer_span(&sentence), columns);
}

static void append_reply(struct buffer *out, const struct outcome *outcome, bool colour,
                         size_t columns)
{
    const struct reply *reply = outcome->reply;
    const char *says = reply->says ? reply->says : outcome->command->says;

    if ((outcome->command->needs & COMMAND_PRINTS) && reply->has_data) {
        if (!outcome->data_taken)
            append_printed(out, buffer_span(&reply->data));
        return;
    }
    if (says)
        append_sentence(out, outcome, says, columns);
    else
        layout_fields(out, &reply->fields, columns);
    if (reply->has_data && !outcome->data_taken)
        append_data(out, outcome, colour);
}

static void append_place(struct buffer *out, const struct outcome *outcome)
{
    const struct place *place = &outcome->error->place;

    if (outcome->source)
        escape_message(out, span_of(outcome->source));
    if (place->line)
        buffer_printf(out, outcome->source ? ":%u:%u" : "line %u:%u", place->line, place->column);
    if (outcome->source || place->line)
        buffer_append_text(out, ": ");
}

/* Only words of the user's are pointed at; what a call met has no place in the text. */
static bool is_pointed_at(const struct error *error)
{
    return error->excerpt[0] && (error->category == ERROR_USAGE || error->category == ERROR_NAME ||
                                 error->category == ERROR_SERVICE);
}

static void append_tried(struct buffer *out, const struct outcome *outcome, size_t columns)
{
    const struct field *tried =
        outcome->reply ? fields_find(&outcome->reply->fields, SPAN("tried")) : NULL;

    if (!tried || !tried->list->first || !tried->list->first->next)
        return;
    for (const struct fields *row = tried->list->first; row; row = row->next) {
        cleanup_buffer struct buffer line = {0};
        buffer_append_text(&line, "  tried ");
        layout_cell(&line, row->first);
        buffer_append_text(&line, ": ");
        layout_cell(&line, row->last);
        fold_lines(out, buffer_span(&line), columns);
    }
}

/* Behind the category. */
static void append_message(struct buffer *out, const struct error *error, size_t used,
                           size_t columns)
{
    cleanup_buffer struct buffer text = {0};
    cleanup_buffer struct buffer shown = {0};

    if (error->call[0])
        buffer_printf(&text, "%s%s%s: ", error->call, error->subject[0] ? " " : "", error->subject);
    buffer_append_text(&text, error->message);
    buffer_append_byte(&shown, ' ');
    escape_message(&shown, buffer_span(&text));
    if (error->code[0])
        buffer_printf(&shown, " [%s]", error->code);
    fold_wrap(out, buffer_span(&shown), used, INDENT, columns);
    buffer_append_byte(out, '\n');
}

static void append_hint(struct buffer *out, const struct error *error, bool colour, size_t columns)
{
    cleanup_buffer struct buffer shown = {0};
    cleanup_buffer struct buffer lines = {0};

    escape_message(&shown, span_of(error->hint));
    fold_wrap(&lines, buffer_span(&shown), INDENT, INDENT, columns);
    buffer_append_repeated(out, ' ', INDENT);
    style_append(out, colour, STYLE_HINT, buffer_span(&lines));
    buffer_append_byte(out, '\n');
}

static void append_error(struct buffer *out, const struct outcome *outcome,
                         const struct render *render)
{
    const struct error *error = outcome->error;
    cleanup_buffer struct buffer head = {0};
    size_t columns = columns_of(render), before = out->length;

    if (render->names_place)
        append_place(out, outcome);
    buffer_printf(&head, "error (%s):", error_kind(error->category)->name);
    size_t used = escape_width(span_after(buffer_span(out), before)) + head.length;
    style_append(out, render->colour, STYLE_ERROR, buffer_span(&head));
    append_message(out, error, used, columns);
    if (is_pointed_at(error))
        excerpt_append(out, error, columns);
    append_tried(out, outcome, columns);
    if (error->hint[0])
        append_hint(out, error, render->colour, columns);
}

/* The terminal has echoed the key that was pressed: what is shown stands over it. */
static void hide_key(struct buffer *out, const struct outcome *outcome, const struct render *render)
{
    bool echoed = render->mutes_keys && render->status_width == 0;

    if (echoed && outcome->error && outcome->error->category == ERROR_INTERRUPTED)
        buffer_append_byte(out, '\r');
}

static bool show(void *context, const struct outcome *outcome)
{
    struct render *render = context;
    cleanup_buffer struct buffer text = {0};

    hide_key(&text, outcome, render);
    if (outcome->error)
        append_error(&text, outcome, render);
    else
        append_reply(&text, outcome, render->colour, columns_of(render));
    if (text.length)
        status_show(render, SPAN(""));
    if (!outcome->error)
        return text.length == 0 || write_out(render->out, buffer_span(&text));
    write_out(render->errors, buffer_span(&text)); /* nobody could be told that this failed */
    return true;
}

/* What is no part of the replies goes where errors do, so that a script's output stays what it is. */
static void show_aside(const struct render *render, const struct event *event)
{
    cleanup_buffer struct buffer text = {0}, lines = {0}, dim = {0};

    if (event->kind == EVENT_CALL) {
        event_call(&text, event);
    } else {
        cleanup_buffer struct buffer sentence = {0};
        event_sentence(&sentence, event);
        escape_message(&text, buffer_span(&sentence));
        buffer_append_byte(&text, '\n');
    }
    fold_lines(&lines, buffer_span(&text), render->has_status ? columns_of(render) : 0);
    style_append(&dim, render->colour, STYLE_MARK, buffer_span(&lines));
    write_out(render->errors, buffer_span(&dim));
}

static bool is_aside(const struct event *event)
{
    return event->kind == EVENT_CALL || event->kind == EVENT_WARNING;
}

/* On a line of its own; what a watched handle received stands below, as a reply's data does. */
static void show_event(void *context, const struct event *event)
{
    struct render *render = context;
    cleanup_buffer struct buffer sentence = {0};
    cleanup_buffer struct buffer escaped = {0};
    cleanup_buffer struct buffer lines = {0};
    cleanup_buffer struct buffer text = {0};

    status_show(render, SPAN(""));
    if (is_aside(event)) {
        show_aside(render, event);
        return;
    }
    event_sentence(&sentence, event);
    escape_message(&escaped, buffer_span(&sentence));
    fold_wrap(&lines, buffer_span(&escaped), 0, INDENT, columns_of(render));
    style_append(&text, render->colour, STYLE_MARK, buffer_span(&lines));
    buffer_append_byte(&text, '\n');
    if (escape_is_binary(event->data))
        encode_hexdump(&text, event->data, "  ");
    else
        append_lines(&text, event->data, render->colour);
    write_out(render->out, buffer_span(&text));
}

/* Of a lesson or a log, which may be somebody else's. */
static void show_prose(void *context, struct span text)
{
    struct render *render = context;
    cleanup_buffer struct buffer escaped = {0}, lines = {0};

    status_show(render, SPAN(""));
    escape_text(&escaped, text);
    fold_lines(&lines, buffer_span(&escaped), columns_of(render));
    if (text.length && text.data[text.length - 1] != '\n')
        lines.length--; /* the line goes on */
    write_out(render->out, buffer_span(&lines));
}

static void text_alone(struct buffer *out, const struct outcome *outcome)
{
    if (outcome->error)
        append_error(out, outcome, &(struct render){0});
    else
        append_reply(out, outcome, false, 0);
}

struct output render_text(struct render *render)
{
    return (struct output){
        .context = render,
        .show = show,
        .event = show_event,
        .prose = show_prose,
        .status = render->has_status ? status_show : NULL,
        .text = text_alone,
    };
}

/* On a terminal data is escaped all the same. */
static void append_raw(struct buffer *out, const struct outcome *outcome,
                       const struct render *render)
{
    struct span data = buffer_span(&outcome->reply->data);
    bool prints = outcome->command->needs & COMMAND_PRINTS;

    if (render->raw) {
        buffer_append(out, data);
        buffer_append_text(out, prints ? "\n" : "");
    } else if (prints) {
        append_printed(out, data);
    } else {
        append_data(out, outcome, render->colour);
    }
}

/* Data alone: what is received, also by a command that failed then, and what print says. */
static bool show_data(void *context, const struct outcome *outcome)
{
    const struct render *render = context;
    cleanup_buffer struct buffer text = {0};
    bool shown = outcome->reply && !outcome->data_taken && !outcome->kept;

    if (shown && (outcome->reply->has_data || outcome->reply->data.length))
        append_raw(&text, outcome, render);
    bool written = text.length == 0 || write_out(render->out, buffer_span(&text));
    if (outcome->error) {
        buffer_clear(&text);
        append_error(&text, outcome, render);
        write_out(render->errors, buffer_span(&text));
    }
    return written;
}

/* What a watched handle received is data like any other; the rest of the events is not. */
static void show_event_data(void *context, const struct event *event)
{
    const struct render *render = context;
    cleanup_buffer struct buffer text = {0};

    if (is_aside(event)) {
        show_aside(render, event);
        return;
    }
    if (render->raw)
        buffer_append(&text, event->data);
    else if (event->data.length)
        append_lines(&text, event->data, render->colour);
    if (text.length)
        write_out(render->out, buffer_span(&text));
}

struct output render_quiet(struct render *render)
{
    struct output output = render_text(render);

    output.show = show_data;
    output.event = show_event_data;
    output.prose = NULL;
    return output;
}
