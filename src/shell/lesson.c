/* Going through a lesson: at a prompt, or all of it at once. */
#include "lesson_parts.h"

#include "base/markdown.h"
#include "journal/journal.h"
#include "shell/log.h"
#include "shell/script.h"
#include "shell/session.h"

#include <stdlib.h>

static void tell(const struct session *session, struct span markdown)
{
    cleanup_buffer struct buffer text = {0};

    markdown_append(&text, markdown);
    if (text.length && session->output.prose)
        session->output.prose(session->output.context, buffer_span(&text));
}

static void tell_statement(const struct session *session, const char *before, struct span statement,
                           const char *behind)
{
    cleanup_buffer struct buffer text = {0};

    buffer_append_text(&text, before);
    buffer_append(&text, statement);
    buffer_append_text(&text, behind);
    if (session->output.prose)
        session->output.prose(session->output.context, buffer_span(&text));
}

/* Whether an outcome is the one that was wanted. */
static bool is_wanted(const struct exercise *exercise, enum error_category category,
                      const char *code)
{
    if (exercise->fails.length == 0)
        return category == ERROR_NONE;
    return category != ERROR_NONE &&
           (span_is(exercise->fails, code) || span_is(exercise->fails, error_kind(category)->name));
}

static bool fail_outcome(const struct exercise *exercise, const struct error *came,
                         struct error *error)
{
    char wanted[64];

    error_copy(wanted, sizeof(wanted), exercise->fails.length ? exercise->fails : SPAN("go well"));
    return error_set(error, ERROR_MISMATCH, "the lesson wants this to %s%s, and it came to: %s",
                     exercise->fails.length ? "fail with " : "", wanted,
                     came->category == ERROR_NONE ? "no error" : came->message);
}

/* Without showing anything; nobody has typed it. */
static bool run_check(struct session *session, const struct lesson *lesson,
                      const struct exercise *exercise, struct error *error)
{
    bool quiet = session->quiet;
    const char *aside = session->aside;
    struct journal_cause outer = journal_enter_aside(session->network.journal);

    session->quiet = true;
    session->aside = "the lesson's check";
    bool done =
        script_run_part(session, exercise->check, exercise->check_line, lesson->path, error);
    session->quiet = quiet;
    session->aside = aside;
    journal_leave(session->network.journal, outer, ERROR_NONE, "");
    return done;
}

/* Look. What it runs can't leave the lesson that asks, and isn't what was last. */
static bool check(struct session *session, const struct lesson *lesson,
                  const struct exercise *exercise, struct error *error)
{
    enum error_category category = session->last_category;
    struct error last = session->last_error;
    struct lesson *asks = session->lesson;

    if (exercise->check.length == 0)
        return true;
    session->lesson = NULL;
    bool done = run_check(session, lesson, exercise, error);
    session->lesson = asks;
    session->last_category = category;
    session->last_error = last;
    return done;
}

/* What a check's author says of the line that found something: behind its # */
static struct span explanation(const struct exercise *exercise, const struct error *error)
{
    struct span rest = exercise->check;

    for (unsigned line = exercise->check_line; rest.length; line++) {
        const char *feed = memchr(rest.data, '\n', rest.length);
        struct span text = {rest.data, feed ? (size_t)(feed - rest.data) : rest.length};
        const char *comment = memmem(text.data, text.length, " # ", 3);
        if (line == error->place.line && comment)
            return span_after(text, (size_t)(comment - text.data) + 3);
        rest = span_after(rest, text.length + 1);
    }
    return span_of(error->message);
}

/* One that somebody has left with Ctrl-C has found nothing. */
static bool has_found(const struct error *error)
{
    return error->category != ERROR_NONE && error->category != ERROR_INTERRUPTED;
}

/* A statement's own error is what a lesson asks about: it ends the line, with -k too. Returns whether it did not. */
static bool stop_at_errors(struct session *session)
{
    bool goes_on = session->keep_going;

    session->keep_going = false;
    return goes_on;
}

static bool run_lines(struct session *session, const struct lesson *lesson,
                      const struct exercise *exercise, struct error *error)
{
    bool goes_on = stop_at_errors(session);
    bool done = script_run_part(session, exercise->statement, exercise->line, lesson->path, error);
    session->keep_going = goes_on;
    return done;
}

static bool run_exercise(struct session *session, const struct lesson *lesson,
                         const struct exercise *exercise, struct error *error)
{
    struct error came = {0};

    tell(session, exercise->prose);
    tell_statement(session, "> ", exercise->statement, "\n");
    if (run_lines(session, lesson, exercise, &came)) {
        came = (struct error){0}; /* what `try` caught is none */
    } else if (came.category == ERROR_INTERRUPTED) {
        *error = came;
        return false;
    }
    if (!is_wanted(exercise, came.category, came.code)) {
        fail_outcome(exercise, &came, error);
        error_at(error, (struct place){exercise->line, 1});
        return lesson_report(session, lesson, error);
    }
    if (check(session, lesson, exercise, error))
        return true;
    if (has_found(error))
        error_hint(error, "%.*s", SPAN_ARGS(explanation(exercise, error)));
    error->reported = false;
    return lesson_report(session, lesson, error);
}

bool lesson_run(struct session *session, const struct lesson *lesson, struct error *error)
{
    const struct exercise *exercise = lesson->first;

    while (exercise && !session->quitting && run_exercise(session, lesson, exercise, error))
        exercise = exercise->next;
    if (!exercise)
        tell(session, lesson->epilogue);
    return !exercise || session->quitting;
}

void lesson_statements(const struct lesson *lesson, struct buffer *out)
{
    for (const struct exercise *e = lesson->first; e; e = e->next) {
        bool is_mistyped = span_is(e->fails, error_kind(ERROR_USAGE)->name) ||
                           span_is(e->fails, error_kind(ERROR_NAME)->name);
        bool fails = e->fails.length > 0;
        if (is_mistyped)
            continue;
        buffer_append_text(out, fails ? "try {\n" : "");
        buffer_append(out, e->statement);
        buffer_append_text(out, fails ? "\n}\n" : "\n");
    }
}

/* False where Ctrl-C has left its check. */
static bool tell_exercise(struct session *session)
{
    struct lesson *lesson = session->lesson;
    const struct exercise *now = lesson->now;
    struct error unmet = {0};

    if (now) {
        lesson->check_can_tell = !check(session, lesson, now, &unmet) && has_found(&unmet);
        tell(session, now->prose);
        tell_statement(session, "Type, or press Enter to have it typed:\n  ", now->statement, "\n");
        return unmet.category != ERROR_INTERRUPTED;
    }
    tell(session, lesson->epilogue);
    lesson_leave(session);
    return true;
}

void lesson_begin(struct session *session, struct lesson *lesson)
{
    lesson_leave(session);
    session->lesson = lesson;
    lesson->goes_on = stop_at_errors(session);
    lesson->is_new = true;
    lesson->now = lesson->first;
    lesson->first_socket = journal_next_socket(session->network.journal);
    tell_exercise(session);
}

/* Close what was made since the lesson began, and append the handles' names, and the statement that does it. */
static void close_handles(struct session *session, const struct lesson *lesson,
                          struct buffer *names, struct buffer *statement)
{
    struct error ignored;

    for (struct entry *entry = names_next(session->names, NULL), *next; entry; entry = next) {
        next = names_next(session->names, entry);
        if (!entry->socket || entry->socket->id < lesson->first_socket)
            continue;
        buffer_printf(names, "%s%s", names->length ? ", " : "", entry->name);
        buffer_printf(statement, "%s%s", statement->length ? " " : "close ", entry->name);
        session_close(session, entry, false, &ignored);
    }
}

void lesson_leave(struct session *session)
{
    cleanup_buffer struct buffer closed = {0}, statement = {0};

    if (!session->lesson)
        return;
    close_handles(session, session->lesson, &closed, &statement);
    log_done(session, buffer_span(&statement));
    session->keep_going = session->lesson->goes_on;
    lesson_free(session->lesson);
    session->lesson = NULL;
    if (closed.length)
        tell_statement(session, "The lesson's handles are closed: ", buffer_span(&closed), "\n");
}

struct span lesson_wanted(const struct session *session)
{
    return session->lesson ? session->lesson->now->statement : SPAN("");
}

/* Whether two lines are the same but for the blanks around them. */
static bool is_same(struct span line, struct span statement)
{
    while (line.length && strchr(" \t", line.data[0]))
        line = span_after(line, 1);
    return span_equal(span_trim_end(line), statement);
}

/* The statement itself, or, where a check can tell, whatever leads to the same. */
static bool is_done(struct session *session, struct span line, bool went_well, struct error *error)
{
    const struct lesson *lesson = session->lesson;
    const struct exercise *now = lesson->now;
    bool same = is_same(line, now->statement);
    const struct error none = {0};
    const struct error *came = went_well ? &none : &session->last_error;

    *error = none;
    if (!same && !lesson->check_can_tell)
        return false;
    if (!is_wanted(now, came->category, came->code))
        return same && fail_outcome(now, came, error);
    return check(session, lesson, now, error);
}

/* `failed`: it was the statement itself, and what came before may not let it succeed any more. */
static void tell_difference(struct session *session, const struct error *error, bool failed)
{
    const struct lesson *lesson = session->lesson;
    const struct exercise *now = lesson->now;
    cleanup_buffer struct buffer text = {0}, ways = {0};

    if (has_found(error)) {
        buffer_append_text(&text, "Not yet: ");
        buffer_append(&text, explanation(now, error));
        buffer_append_byte(&text, '\n');
    }
    buffer_append_text(&text, "The lesson waits for: ");
    buffer_append_text(&ways, "\n(Enter types it, ");
    if (failed)
        buffer_printf(&ways, "`lesson %s` begins again, ", lesson->name);
    buffer_append_text(&ways, "`lesson off` leaves the lesson)\n");
    tell_statement(session, buffer_text(&text), now->statement, buffer_text(&ways));
}

void lesson_before_line(struct session *session)
{
    if (session->lesson)
        session->lesson->is_new = false;
}

bool lesson_after_line(struct session *session, struct span line, bool went_well)
{
    struct lesson *lesson = session->lesson;
    struct error error;

    if (!lesson || lesson->is_new || session->quitting)
        return true;
    bool done = is_done(session, line, went_well, &error);
    if (session->quitting) /* a check that was cut short tells nothing */
        return true;
    if (done) {
        lesson->now = lesson->now->next;
        return tell_exercise(session);
    }
    tell_difference(session, &error, is_same(line, lesson->now->statement));
    return error.category != ERROR_INTERRUPTED;
}
