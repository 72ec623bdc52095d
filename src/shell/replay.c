#include "shell/replay.h"

#include "comparable.h"
#include "counterparts.h"
#include "lang/parse.h"
#include "logged.h"
#include "retyped.h"
#include "shell/script.h"
#include "shell/session.h"

/* A replay under way, and what its statements are shown with meanwhile. */
struct rerun {
    struct session *session;
    struct replay *replay;
    const char *path;
    struct output outside;
    struct counterparts *counterparts;
    struct buffer now;
};

static bool collect(void *context, const struct outcome *outcome)
{
    struct rerun *rerun = context;
    struct outcome whole = *outcome;
    struct error unpointed;

    if (outcome->error) {
        unpointed = *outcome->error;
        unpointed.excerpt[0] = '\0';
        whole.error = &unpointed;
    }
    whole.display_limit = UINT64_MAX;
    whole.data_taken = false;
    rerun->outside.text(&rerun->now, &whole);
    return true;
}

static void show_status(void *context, struct span text)
{
    const struct rerun *rerun = context;

    rerun->outside.status(rerun->outside.context, text);
}

/* The session's output while a statement runs. */
static struct output inside(struct rerun *rerun)
{
    return (struct output){
        .context = rerun,
        .show = collect,
        .status = rerun->outside.status ? show_status : NULL,
        .text = rerun->outside.text,
    };
}

static const struct command *command_of(struct session *session, struct span statement)
{
    struct program *program = session_parse(statement);
    struct error ignored;
    const struct command *command = NULL;

    if (program && program->body.first)
        command = command_find(session->commands, program->body.first->command, true, &ignored);
    program_free(program);
    return command;
}

static bool is_named(const struct command *command, const char *name)
{
    return command && strcmp(command->name, name) == 0;
}

/* The log's own beginning and end, and the session's. A lesson that was gone through at a prompt, or an entry of the
 * history that ran again, has no reply, and its statements, which would be run twice, stand in the log behind it. */
static bool is_left_out(const struct command *command, const struct logged_entry *entry)
{
    bool is_followed = is_named(command, "lesson") || is_named(command, "history");

    return is_named(command, "log") || is_named(command, "quit") ||
           (is_followed && entry->replies.length == 0);
}

static bool only_looks(const struct command *command)
{
    return command && (command->group == GROUP_LOOKING || command->group == GROUP_SEEING ||
                       (command->needs & COMMAND_PAGES) || is_named(command, "options") ||
                       is_named(command, "history"));
}

static void note_cut(struct replay *replay, enum replay_cut cut, unsigned line)
{
    replay->cut = cut;
    replay->cut_line = line;
}

static void tell_difference(struct rerun *rerun, const struct logged_entry *entry)
{
    cleanup_buffer struct buffer because = {0};
    struct replay_difference difference = {
        .line = entry->line,
        .statement = buffer_span(&entry->statement),
        .was = buffer_span(&entry->replies),
        .now = buffer_span(&rerun->now),
    };

    if (counterparts_explain(rerun->counterparts, &because))
        difference.because = buffer_span(&because);
    rerun->replay->different++;
    rerun->replay->tell(rerun->replay->context, &difference);
}

static void compare(struct rerun *rerun, const struct logged_entry *entry)
{
    enum comparison comparison = comparable_compare(
        rerun->counterparts, buffer_span(&entry->replies), buffer_span(&rerun->now));

    if (comparison == COMPARE_BEGINS && entry->may_be_cut) {
        note_cut(rerun->replay, REPLAY_CUT_REPLY, entry->line);
    } else if (comparison != COMPARE_SAME) {
        tell_difference(rerun, entry);
        counterparts_take_back(rerun->counterparts);
        return;
    }
    counterparts_keep(rerun->counterparts);
}

static struct span take_line(struct span *text)
{
    const char *feed = memchr(text->data, '\n', text->length);
    struct span line = {text->data, feed ? (size_t)(feed - text->data) : text->length};

    *text = span_after(*text, line.length + (feed != NULL));
    return line;
}

/* A reply that isn't compared may be where somebody has read a port: of its lines those that agree say what stands
 * for what. */
static void learn(struct rerun *rerun, const struct logged_entry *entry)
{
    struct span was = buffer_span(&entry->replies), now = buffer_span(&rerun->now);

    while (was.length && now.length) {
        struct span was_line = take_line(&was), now_line = take_line(&now);
        if (comparable_compare(rerun->counterparts, was_line, now_line) == COMPARE_SAME)
            counterparts_keep(rerun->counterparts);
        else
            counterparts_take_back(rerun->counterparts);
    }
}

/* Run it on the terms that it was run on then. The errors that it goes on after are no end of the replay's. */
static bool run_on_terms(struct rerun *rerun, const struct logged_entry *entry, struct error *error)
{
    struct session *session = rerun->session;
    cleanup_buffer struct buffer statement = {0};
    bool goes_on = session->keep_going, abbreviates = session->abbreviates;
    int status = session->exit_status;

    retyped_append(&statement, rerun->counterparts, buffer_span(&entry->statement));
    session->output = inside(rerun);
    session->keep_going = entry->goes_on;
    session->abbreviates = entry->abbreviates;
    bool done = script_run_part(session, buffer_span(&statement), entry->line, rerun->path, error);
    if (!done)
        session_report(session, error);
    session->abbreviates = abbreviates;
    session->keep_going = goes_on;
    session->output = rerun->outside;
    if (!session->quitting)
        session->exit_status = status;
    return done;
}

/* Nobody knows whether it had anything to say. */
static bool is_unanswered(const struct logged_entry *entry)
{
    return entry->may_be_cut && entry->replies.length == 0;
}

/* False when Ctrl-C ended it. */
static bool run_statement(struct rerun *rerun, const struct logged_entry *entry,
                          struct error *error)
{
    struct session *session = rerun->session;
    struct span statement = buffer_span(&entry->statement);
    const struct command *command = command_of(session, statement);

    if (is_left_out(command, entry))
        return true;
    if (entry->interrupted) { /* now it may wait for ever */
        rerun->replay->tell_interrupted(rerun->replay->context, entry->line, statement);
        return true;
    }
    if (is_unanswered(entry)) {
        note_cut(rerun->replay, REPLAY_CUT_UNANSWERED, entry->line);
        return true;
    }
    *error = (struct error){0};
    buffer_clear(&rerun->now);
    bool done = run_on_terms(rerun, entry, error);
    rerun->replay->statements += !entry->by_itself;
    if (!done && error->category == ERROR_INTERRUPTED) {
        error->reported = false; /* where nobody sees it */
        return false;
    }
    if (only_looks(command))
        learn(rerun, entry);
    else if (!entry->by_itself && !session->quitting)
        compare(rerun, entry);
    return true;
}

static bool run_log(struct rerun *rerun, struct logged *log, struct error *error)
{
    while (!rerun->session->quitting) {
        cleanup_logged_entry struct logged_entry entry = {0};
        if (!logged_next(log, &entry))
            break;
        if (!run_statement(rerun, &entry, error))
            return false;
    }
    if (log->cut_line)
        note_cut(rerun->replay, REPLAY_CUT_STATEMENT, log->cut_line);
    return true;
}

bool replay_run(struct session *session, const char *path, struct replay *replay,
                struct error *error)
{
    cleanup_buffer struct buffer text = {0};
    struct logged log;
    struct rerun rerun = {
        .session = session, .replay = replay, .path = path, .outside = session->output};

    if (!script_read_file(session, path, &text, error) ||
        !logged_start(buffer_span(&text), path, &log, error))
        return false;
    rerun.counterparts = counterparts_new(session->network.journal);
    bool done = run_log(&rerun, &log, error);
    counterparts_free(rerun.counterparts);
    buffer_free(&rerun.now);
    return done;
}

/* Whether the peer or the kernel had a part in it, not only who typed. */
static bool is_of_the_kernel(enum error_category category)
{
    switch (category) {
    case ERROR_ADDRESS:
    case ERROR_SERVICE:
    case ERROR_SOCKET:
    case ERROR_TIMEOUT:
    case ERROR_CLOSED: return true;
    default: return false;
    }
}

static void append_statement(struct session *session, const struct logged_entry *entry,
                             struct buffer *out)
{
    struct span statement = buffer_span(&entry->statement);
    bool fails = entry->failed != ERROR_NONE;

    if (entry->interrupted || is_left_out(command_of(session, statement), entry) ||
        (fails && !is_of_the_kernel(entry->failed)))
        return;
    buffer_append_text(out, fails ? "try {\n" : "");
    buffer_append(out, statement);
    buffer_append_text(out, fails ? "}\n" : "");
}

bool replay_statements(struct session *session, const char *path, struct buffer *out,
                       struct error *error)
{
    cleanup_buffer struct buffer text = {0};
    struct logged log;

    if (!script_read_file(session, path, &text, error) ||
        !logged_start(buffer_span(&text), path, &log, error))
        return false;
    for (;;) {
        cleanup_logged_entry struct logged_entry entry = {0};
        if (!logged_next(&log, &entry))
            return true;
        append_statement(session, &entry, out);
    }
}
