#include "shell/session.h"

#include "base/memory.h"
#include "net/own.h"
#include "shell/arrivals.h"
#include "shell/capturing.h"
#include "shell/lesson.h"
#include "shell/log.h"
#include "shell/run.h"
#include "shell/trace.h"

#include <stdlib.h>

struct session *session_new(const struct network *network, command_table commands,
                            const struct output *output)
{
    struct session *session = NEW(struct session);

    *session = (struct session){
        .network = *network,
        .commands = commands,
        .names = names_new(),
        .output = *output,
        .value_limit = SESSION_VALUE_LIMIT,
        .display_limit = SESSION_DISPLAY_LIMIT,
        .hints = true,
    };
    buffer_append_text(&session->prompt, SESSION_PROMPT);
    own_belongs_to(&session->network);
    return session;
}

void session_free(struct session *session)
{
    if (!session)
        return;
    arrivals_free(session);
    lesson_free(session->lesson);
    log_stop(session, &(struct error){0});
    names_free(session->names);
    capturing_free(session->capturing); /* the handles' last packets are in it */
    trace_stop(session);
    own_belongs_to(NULL);
    buffer_free(&session->last_data);
    buffer_free(&session->prompt);
    arena_free(&session->arena);
    free(session);
}

/* The table isn't at hand while parsing: these are its rows with COMMAND_COMPARES, and a test holds
 * them to it. */
static bool compares(struct span command)
{
    return span_is(command, "assert") || span_is(command, "if") || span_is(command, "while");
}

struct parse_rules session_rules(void)
{
    return (struct parse_rules){.compares = compares};
}

struct program *session_parse(struct span text)
{
    struct parse_rules rules = session_rules();
    struct program *program = NULL;
    struct error ignored;

    return parse_program(text, 1, &rules, &program, &ignored) == PARSE_DONE ? program : NULL;
}

void session_report(struct session *session, struct error *error)
{
    struct outcome outcome = {.line = error->place.line, .source = session->source, .error = error};

    if (error->reported)
        return;
    error->reported = true;
    session->last_category = error->category;
    session->last_error = *error;
    session->last_failing = (struct failing){.state = ""};
    log_outcome(session, &outcome);
    session->output.show(session->output.context, &outcome);
}

void session_report_text(struct session *session, struct span text, struct error *error)
{
    log_statement(session, text);
    session_report(session, error);
}

void session_tell(const struct session *session, const struct event *event)
{
    log_event(session, event);
    if (session->output.event)
        session->output.event(session->output.context, event);
}

void session_show_status(const struct session *session, struct span text)
{
    if (session->output.status)
        session->output.status(session->output.context, text);
}

void session_fail(struct session *session, struct error *error)
{
    session_report(session, error);
    if (session->exit_status == 0)
        session->exit_status = error_kind(error->category)->exit_status;
}

bool session_run(struct session *session, const struct program *program)
{
    const struct program *outside = session->program;
    struct error error = {0};

    session->program = program;
    bool done = run_block(session, &program->body, &error);
    session->program = outside;
    if (done)
        return true;
    session_fail(session, &error);
    return false;
}

bool session_run_text(struct session *session, struct span text, unsigned first_line)
{
    struct parse_rules rules = session_rules();
    struct program *program;
    struct error error;

    if (parse_program(text, first_line, &rules, &program, &error) != PARSE_DONE) {
        session_fail(session, &error);
        return false;
    }
    bool done = session_run(session, program);
    program_free(program);
    return done;
}

bool session_info(struct session *session, struct entry *entry, struct span wanted,
                  struct reply *reply, struct error *error)
{
    const struct command *info = command_find(session->commands, SPAN("info"), false, error);
    struct statement statement = {.command = SPAN("info"), .handle = span_of(entry->name)};
    struct request request = {
        .session = session,
        .command = info,
        .statement = &statement,
        .entry = entry,
        .socket = entry->socket,
        .wanted = wanted,
        .input_fd = -1,
    };

    return info && request_bind(&request, false, error) && info->run(&request, reply, error);
}

/* The last handle made is the likeliest. */
static void hint_handle(const struct session *session, struct error *error)
{
    const struct entry *last = NULL;

    for (const struct entry *e = names_next(session->names, NULL); e;
         e = names_next(session->names, e))
        last = e->socket ? e : last;
    if (last)
        error_hint(error, "`use %s` chooses one", last->name);
    else
        error_hint(error, "make one: `socket tcp`, `open HOST PORT`, `server tcp ADDRESS PORT`");
}

struct entry *session_current(struct session *session, struct error *error)
{
    if (!session->current) {
        error_set(error, ERROR_NAME, "there is no current handle");
        hint_handle(session, error);
    }
    return session->current;
}

bool session_close(struct session *session, struct entry *entry, bool reset, struct error *error)
{
    struct socket *socket = names_remove(session->names, entry);

    if (session->current == entry)
        session->current = NULL;
    return reset ? socket_abort(socket, error) : socket_close(socket, error);
}

void session_keep_data(struct session *session, struct buffer *data)
{
    struct buffer old = session->last_data;

    session->last_data = *data;
    *data = old;
}
