/* Statements that run others: those stand in their place. */
#include "export/translate/writers.h"

#include "base/memory.h"
#include "base/number.h"
#include "export/translate/call.h"
#include "export/translate/fate.h"
#include "export/translate/translate.h"
#include "shell/lesson.h"
#include "shell/replay.h"
#include "shell/session.h"

#include <stdlib.h>
#include <unistd.h>

enum {
    INCLUSIONS = 16,     /* inside one another */
    INCLUDED = 1000,     /* altogether */
    LONGEST = 256 << 10, /* bytes of what stands in another one, altogether */
};

static const char history[] = "the history's";

/* It lasts as long as the translation. */
static const struct program *parse(struct translation *t, struct span text)
{
    struct program *program = session_parse(text);

    if (!program)
        return NULL;
    t->programs = memory_grow(t->programs, t->program_count, sizeof(*t->programs));
    t->programs[t->program_count++] = program;
    return program;
}

static bool is_within(const struct translation *t, const char *source)
{
    for (const struct frame *f = t->frame; f; f = f->outer)
        if (f->source && strcmp(f->source, source) == 0)
            return true;
    return false;
}

/* Why it can't stand here; NULL where it can. What runs others may not run them, as the session did not. */
static const char *refusal(const struct translation *t, const char *source, struct span text)
{
    if (is_within(t, source))
        return "it stands in itself";
    if (t->inclusions == INCLUSIONS || t->included == INCLUDED ||
        (t->inclusions && t->included_length + text.length > LONGEST))
        return "too much is run by others";
    return NULL;
}

/* The statements of a text; where it comes from is told, unless that is the history. */
static void include(struct translation *t, const char *from, struct span name, struct span text)
{
    const char *source = made(t, "%s %.*s", from, SPAN_ARGS(name)), *why = refusal(t, source, text);
    const struct program *program = why ? NULL : parse(t, text);
    struct frame frame = {.outer = t->frame, .source = source};

    if (why)
        give_up_for(t, why);
    if (!program) {
        give_up(t);
        return;
    }
    if (strcmp(from, history) != 0) {
        cleanup_buffer struct buffer shown = {0};
        export_first_line(&shown, name);
        comment(t, "%s %s", from, buffer_text(&shown));
    }
    t->included++;
    t->included_length += t->inclusions ? text.length : 0;
    t->inclusions++;
    translate_list(t, program->body.first, &frame);
    t->inclusions--;
}

/* A file is taken as it is now. */
void export_source(struct translation *t, struct call *call)
{
    cleanup_buffer struct buffer text = {0};
    struct span path = call_constant(t, call_argument(call, "FILE"));

    if (!t->failed && export_read_file(arena_text(&t->arena, path), &text))
        include(t, "from", path, buffer_span(&text));
    else if (!t->failed && t->within_try && access(arena_text(&t->arena, path), R_OK) < 0)
        give_up_as_mistaken(t, "file");
    else
        give_up_for(t, "it is no file that can be read now");
}

/* It runs all of the log, and fails where replies differed. */
static void end_as_replayed(struct translation *t, struct fate fate)
{
    if (fate.is == FAILED)
        t->mistake = (struct mistake){MISTAKE, fate.status};
    t->hides_end |= fate.is == UNKNOWN;
}

void export_replay(struct translation *t, struct call *call)
{
    cleanup_buffer struct buffer text = {0};
    struct span path = call_constant(t, call_argument(call, "FILE"));
    struct error ignored;

    if (!t->failed && export_is_file(arena_text(&t->arena, path)) &&
        replay_statements(t->session, arena_text(&t->arena, path), &text, &ignored))
        include(t, "from the log", path, buffer_span(&text));
    else
        give_up_for(t, "it is no log that can be read now");
    if (t->within_try && !t->failed)
        end_as_replayed(t, fate_of(t, call->statement));
}

/* What is typed in a lesson are statements of their own; this is for one that has run at once. */
void export_lesson(struct translation *t, struct call *call)
{
    cleanup_buffer struct buffer text = {0};
    const struct argument_words *which = call_argument(call, "LESSON");
    struct span word = which ? call_constant(t, which) : SPAN("off");
    struct lesson *lesson;

    if (span_is(word, "off"))
        return;
    if (t->failed || !lesson_named(t->session, word, &lesson)) {
        give_up_for(t, "it is no lesson that can be read now");
        return;
    }
    lesson_statements(lesson, &text);
    include(t, "from the lesson", word, buffer_span(&text));
    lesson_free(lesson);
}

void export_history(struct translation *t, struct call *call)
{
    const struct argument_words *which = call_argument(call, "N");
    const char *entry = NULL;
    int64_t number;

    if (!which)
        return;
    if (call->statement->name.length || call->statement->output != OUTPUT_REPLY)
        give_up(t);
    if (number_integer(call_constant(t, which), &number))
        entry = history_line(t->session, number);
    if (entry && !t->failed)
        include(t, history, call_constant(t, which),
                span_of(arena_text(&t->arena, span_of(entry))));
    else if (!t->session->history.count) /* it had none either */
        give_up_as_mistaken(t, "name");
    else
        give_up_for(t, "the history has no such entry now");
}
