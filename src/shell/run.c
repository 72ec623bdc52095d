/* The life of a statement: find the command, bind its arguments, call it, give its reply away. */
#include "shell/run.h"

#include "failed.h"
#include "journal/journal.h"
#include "lookup.h"
#include "net/loop.h"
#include "pager.h"
#include "shell/arrivals.h"
#include "shell/capturing.h"
#include "shell/expand.h"
#include "shell/log.h"
#include "shell/redirect.h"
#include "shell/session.h"

#include <errno.h>

/* Ctrl-C is looked for every so many statements that do not wait. */
enum { STATEMENTS_A_LOOK = 64 };

static bool find_handle(struct request *request, struct error *error)
{
    struct session *session = request->session;
    struct span name = request->statement->handle;

    if (name.length) {
        request->entry = names_handle(session->names, name, error);
        if (!request->entry)
            return error_at(error, request->statement->place);
    } else if (request->command->needs & COMMAND_HANDLE) {
        request->entry = session_current(session, error);
        if (!request->entry)
            return false;
    }
    if (request->entry && !(request->command->needs & (COMMAND_HANDLE | COMMAND_LOOKS))) {
        error_set(error, ERROR_USAGE, "%s acts on no handle", request->command->name);
        error_hint(error, "leave out what stands before the dot: `%s`", request->command->name);
        return error_at(error, request->statement->place);
    }
    request->socket = request->entry ? request->entry->socket : NULL;
    return true;
}

static bool check_new_name(struct request *request, struct error *error)
{
    struct span name = request->statement->name;

    if (name.length == 0)
        return true;
    if (request->command->needs & COMMAND_CONTROLS)
        return error_set(error, ERROR_USAGE, "%s has no value to keep", request->command->name);
    request->new_name = name;
    return names_check_free(request->session->names, name, error);
}

static bool open_input(struct request *request, struct redirect *redirect, struct error *error)
{
    if (!redirect_open_input(request->session, request->statement, redirect, error))
        return false;
    return redirect->input_fd < 0 || request_takes_input(request) ||
           error_set(error, ERROR_USAGE, "%s takes no data from a file", request->command->name);
}

/* Input that the command does not read by itself is read for it. */
static bool take_input(struct request *request, struct redirect *redirect, struct buffer *input,
                       struct error *error)
{
    if (redirect->input_fd < 0)
        return true;
    if (request->command->needs & COMMAND_STREAMS_INPUT) {
        request->input_fd = redirect->input_fd;
        request->input_name = redirect->input_name;
        return true;
    }
    if (!redirect_read(request->session, redirect, input, error))
        return false;
    request_give_input(request, buffer_span(input));
    return true;
}

/* From here on the time counts: a FIFO is waited for no longer than a socket. */
static void start(struct request *request, struct redirect *redirect)
{
    request->socket = request->entry ? request->entry->socket : NULL;
    request_start(request);
    redirect->deadline = request->deadline;
}

/* What -q shows of a whole stream goes out as it comes, and need not fit into memory. */
static bool open_output(struct request *request, struct redirect *redirect, struct error *error)
{
    struct session *session = request->session;
    bool streams = session->data_only && !session->quiet && request->new_name.length == 0 &&
                   request->statement->output == OUTPUT_REPLY &&
                   (request->command->needs & COMMAND_STREAMS_OUTPUT) &&
                   !capturing_has_standard(session);

    return streams ? redirect_open_standard(redirect)
                   : redirect_open_output(session, request->statement, redirect, error);
}

/* Only replies in JSON tell how long a command took, and looking costs a tenth of a small statement. */
static nanoseconds stopwatch(const struct session *session)
{
    return session->json ? clock_now() : 0;
}

/* What a command makes of its words, text in hexadecimal for instance, is a few times as long as they are. */
static bool check_memory(const struct request *request, struct error *error)
{
    enum { TIMES = 4 };
    const struct parameter *parameters = request->command->parameters;
    size_t length = 0;

    for (size_t i = 0; parameters && parameters[i].name[0]; i++)
        for (const struct argument *a = &request->parameters[i]; a; a = a->more)
            length += a->text.length;
    return expand_has_memory(TIMES * length, error);
}

/* Everything up to the reply; what is opened here is closed by the caller. */
static bool call(struct request *request, struct redirect *redirect, struct buffer *input,
                 struct reply *reply, nanoseconds *ret_elapsed, struct error *error)
{
    struct session *session = request->session;
    const struct statement *statement = request->statement;

    if (!lookup_command(session, statement, &request->command, error))
        return error_at(error, statement->command_place);
    if (!find_handle(request, error) || !check_new_name(request, error))
        return false;
    if (!(request->command->needs & COMMAND_CONTROLS)) {
        if (!open_input(request, redirect, error) ||
            !request_bind(request, redirect->input_fd >= 0, error))
            return false;
        start(request, redirect);
        if (!take_input(request, redirect, input, error) || !check_memory(request, error) ||
            !open_output(request, redirect, error) || !request_check(request, error))
            return false;
        if (redirect->output_fd >= 0)
            request->output = redirect;
    } else if (statement->input || statement->output != OUTPUT_REPLY) {
        return error_set(error, ERROR_USAGE, "%s has no data to redirect", request->command->name);
    }

    nanoseconds start = stopwatch(session);
    request->outside = session->running;
    session->running = request;
    bool done = request->command->run(request, reply, error);
    session->running = request->outside;
    *ret_elapsed = stopwatch(session) - start;
    return done;
}

static struct outcome describe(const struct request *request, const struct reply *reply,
                               nanoseconds elapsed, const struct error *error)
{
    const struct statement *statement = request->statement;

    return (struct outcome){
        .command = request->command,
        .name = statement->command,
        .handle = request->entry ? span_of(request->entry->name) : (struct span){0},
        .line = statement->place.line,
        .source = request->session->source,
        .elapsed = elapsed,
        .reply = reply,
        .error = error,
        .data_taken = request->output || capturing_has_standard(request->session),
        .kept = request->new_name.length > 0,
        .display_limit = request->session->display_limit,
    };
}

static bool keeps_data(const struct request *request)
{
    return request->command && command_keeps_data(request->command);
}

/* The reply's data, else its text, into the file or the command. */
static bool redirect_reply(struct request *request, struct redirect *redirect,
                           const struct outcome *outcome, struct error *error)
{
    cleanup_buffer struct buffer text = {0};
    struct session *session = request->session;

    if (!request->output || (request->command->needs & COMMAND_STREAMS_OUTPUT))
        return true;
    if (outcome->reply->has_data) {
        if (redirect_write(session, redirect, buffer_span(&outcome->reply->data), error))
            return true;
        return keeps_data(request) && error_hint(error, "what was received is in $_");
    }
    session->output.text(&text, outcome);
    return redirect_write(session, redirect, buffer_span(&text), error);
}

static bool show(struct session *session, const struct outcome *outcome, struct error *error)
{
    if (session->quiet)
        return true;
    log_outcome(session, outcome);
    if (pager_show(session, outcome) || session->output.show(session->output.context, outcome))
        return true;
    if (errno == EINTR)
        return error_set(error, ERROR_INTERRUPTED, "interrupted");
    error_call(error, ERROR_FILE, errno, "write", "standard output");
    session->quitting = true;
    return false;
}

static struct span value_of(const struct request *request, const struct reply *reply)
{
    const char *main_field = reply->value ? reply->value : request->command->value;

    return reply_value(reply, main_field, &request->session->arena);
}

/* The command itself may have given the name to a handle: pair, rename, source. */
static bool keep_value(struct request *request, const struct reply *reply, struct error *error)
{
    struct session *session = request->session;

    if (request->new_name.length == 0 || (request->command->needs & COMMAND_MAKES_HANDLE))
        return true;
    if (!names_check_free(session->names, request->new_name, error))
        return false;
    struct span value = value_of(request, reply);
    if (!expand_has_memory(value.length, error))
        return false;
    names_set(session->names, request->new_name, value);
    return true;
}

static bool is_control(const struct request *request)
{
    return request->command && (request->command->needs & COMMAND_CONTROLS);
}

static bool fail(struct request *request, struct reply *reply, nanoseconds elapsed,
                 struct error *error)
{
    struct session *session = request->session;
    struct error unshown;

    if (error->reported)
        return false;
    failed_complete(request, error);
    if (session->quiet)
        return false;
    error->reported = true;
    struct outcome outcome = describe(request, reply, elapsed, error);
    show(session, &outcome, &unshown);
    return false;
}

static bool finish(struct request *request, struct redirect *redirect, struct reply *reply,
                   nanoseconds elapsed, struct error *error)
{
    struct session *session = request->session;
    struct outcome outcome = describe(request, reply, elapsed, NULL);

    if (is_control(request))
        return true;
    if (!keep_value(request, reply, error))
        return false;
    bool redirected = redirect_reply(request, redirect, &outcome, error);
    if (!redirect_close(session, redirect, redirected ? error : &(struct error){0}) || !redirected)
        return false;
    if (request->statement->output == OUTPUT_PIPE)
        fields_integer(&reply->fields, "status", redirect->status);
    session->last_category = ERROR_NONE;
    return show(session, &outcome, error);
}

/* `ret_value`, where not NULL, gets the reply's value, in the arena. */
static bool hand_over(const struct request *request, const struct reply *reply,
                      struct span *ret_value, struct error *error)
{
    struct span value = ret_value ? value_of(request, reply) : SPAN("");

    if (!expand_has_memory(value.length, error))
        return false;
    if (ret_value)
        *ret_value = arena_copy(&request->session->arena, value);
    return true;
}

/* Nothing is released where somebody gets the value. */
static bool run_unnoted(struct session *session, const struct statement *statement,
                        struct span *ret_value, struct error *error)
{
    struct arena_mark mark = arena_mark(&session->arena);
    cleanup_reply struct reply reply = reply_start(&session->arena);
    cleanup_buffer struct buffer input = {0};
    struct redirect redirect = {.input_fd = -1, .output_fd = -1, .deadline = CLOCK_NEVER};
    struct request request = {.session = session, .statement = statement, .input_fd = -1};
    nanoseconds elapsed = 0;

    bool done = call(&request, &redirect, &input, &reply, &elapsed, error) &&
                finish(&request, &redirect, &reply, elapsed, error) &&
                hand_over(&request, &reply, ret_value, error);
    if (!done) {
        redirect_close(session, &redirect, &(struct error){0});
        fail(&request, &reply, elapsed, error);
    }
    if (keeps_data(&request) && (done || reply.data.length))
        session_keep_data(session, &reply.data);
    if (!ret_value)
        arena_release(&session->arena, mark);
    if (session->arrivals && !session->quiet)
        arrivals_after_statement(session);
    return done;
}

/* The journal learns whose the calls are, and what came of it. */
static bool run_statement(struct session *session, const struct statement *statement,
                          struct span *ret_value, struct error *error)
{
    struct journal *journal = session->network.journal;
    struct journal_cause outer = journal_enter(journal, statement->source, statement->place.line);
    bool is_outermost = outer.statement == 0;

    if (is_outermost)
        log_statement(session, statement->source);
    bool done = run_unnoted(session, statement, ret_value, error);
    if (is_outermost)
        log_after_statement(session);
    journal_leave(journal, outer, done ? ERROR_NONE : error->category, done ? "" : error->code);
    return done;
}

static bool go_deeper(struct session *session, struct error *error)
{
    if (session->depth == SESSION_DEPTH)
        return error_set(error, ERROR_RESOURCE,
                         "blocks, $(...) and sourced files are nested deeper than %d",
                         SESSION_DEPTH);
    session->depth++;
    return true;
}

bool run_substitution(struct session *session, const struct statement *statement,
                      struct span *ret_value, struct error *error)
{
    bool quiet = session->quiet;

    if (!go_deeper(session, error))
        return false;
    session->quiet = true;
    bool done = run_statement(session, statement, ret_value, error);
    session->quiet = quiet;
    session->depth--;
    return done;
}

static bool look_for_interrupt(struct session *session, struct error *error)
{
    if (++session->statements % STATEMENTS_A_LOOK || !loop_take_interrupt(session->network.loop))
        return true;
    return error_set(error, ERROR_INTERRUPTED, "interrupted");
}

/* An error ends the run, unless it shall go on after errors; Ctrl-C always does. */
static bool goes_on(struct session *session, const struct error *error)
{
    if (!session->keep_going || error->category == ERROR_INTERRUPTED || session->quiet)
        return false;
    if (session->exit_status == 0)
        session->exit_status = error_kind(error->category)->exit_status;
    journal_goes_on(session->network.journal);
    return true;
}

static bool run_statements(struct session *session, const struct statement *statement,
                           struct error *error)
{
    for (; statement && !session->quitting; statement = statement->next) {
        error->category = ERROR_NONE;
        error->reported = error->recorded = false;
        bool done =
            look_for_interrupt(session, error) && run_statement(session, statement, NULL, error);
        if (!done && !goes_on(session, error))
            return false;
    }
    return true;
}

bool run_block(struct session *session, const struct block *block, struct error *error)
{
    if (!look_for_interrupt(session, error) || !go_deeper(session, error))
        return false;
    bool done = run_statements(session, block->first, error);
    session->depth--;
    return done;
}
