/* Lines of the program, and what is not written: given up, left out. */
#include "export/translate/translate.h"

#include "base/escape.h"
#include "export/translate/language.h"
#include "shell/names.h"
#include "shell/session.h"

#include <stdarg.h>

void line(struct translation *t, const char *format, ...)
{
    va_list arguments;

    buffer_append_repeated(&t->out, ' ', 4 * (size_t)t->indent);
    va_start(arguments, format);
    buffer_vprintf(&t->out, format, arguments);
    va_end(arguments);
    buffer_append_byte(&t->out, '\n');
}

char *made(struct translation *t, const char *format, ...)
{
    cleanup_buffer struct buffer text = {0};
    va_list arguments;

    va_start(arguments, format);
    buffer_vprintf(&text, format, arguments);
    va_end(arguments);
    return arena_text(&t->arena, buffer_span(&text));
}

/* A backslash at the end of a line would take the next one into the comment, and so would its trigraph. */
static bool continues(struct span text)
{
    struct span end = span_after(text, text.length < 3 ? 0 : text.length - 3);

    return span_is(end, "?\?/") || (end.length && end.data[end.length - 1] == '\\');
}

void comment(struct translation *t, const char *format, ...)
{
    cleanup_buffer struct buffer text = {0}, shown = {0};
    va_list arguments;

    va_start(arguments, format);
    buffer_vprintf(&text, format, arguments);
    va_end(arguments);
    escape_message(&shown, buffer_span(&text));
    line(t, "%s%s%s", t->language->comment, buffer_text(&shown),
         continues(buffer_span(&shown)) ? " (end)" : "");
}

void give_up(struct translation *t)
{
    t->failed = true;
}

void give_up_for(struct translation *t, const char *why)
{
    t->failed = true;
    t->why = why;
}

static void note_mistake(struct translation *t, struct mistake mistake, const char *why)
{
    bool is_met = t->mistake.is == MISTAKE; /* by then nothing more has run */

    give_up_for(t, t->within_try ? why : NULL);
    if (!t->within_try || is_met)
        return;
    mistake.length = t->out.length;
    mistake.missing = t->missing;
    mistake.indent = t->indent;
    t->mistake = mistake;
}

void give_up_as_mistaken(struct translation *t, const char *status)
{
    note_mistake(t, (struct mistake){MISTAKE, status}, "a mistake, with which the try ended");
}

void give_up_as_perhaps_mistaken(struct translation *t)
{
    note_mistake(t, (struct mistake){MISTAKE_PERHAPS, NULL},
                 "perhaps a mistake, with which the try ended");
}

bool was_nowhere(const struct translation *t, struct span name)
{
    const struct frame *frame = t->frame;

    while (frame && !frame->loop)
        frame = frame->outer;
    bool knows_all = !frame && !t->of_some && !t->forgotten && t->missing == 0;
    return knows_all && !names_find(t->session->names, name);
}

void leave_out(struct translation *t, const char *format, ...)
{
    cleanup_buffer struct buffer what = {0};
    va_list arguments;

    va_start(arguments, format);
    buffer_vprintf(&what, format, arguments);
    va_end(arguments);
    comment(t, "not exported: %s", buffer_text(&what));
    t->missing++;
}

struct open_try *open_try(struct translation *t)
{
    struct open_try *opened = arena_new(&t->arena, sizeof(*opened));

    *opened = (struct open_try){++t->tries, t->out.length, t->open_try};
    t->open_try = opened;
    return opened;
}

struct open_try close_try(struct translation *t)
{
    struct open_try closed = *t->open_try;

    t->open_try = closed.outer;
    return closed;
}
