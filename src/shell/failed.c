#include "failed.h"

#include "net/hint.h"
#include "net/status.h"
#include "shell/session.h"

static void name_what_failed(const struct request *request, struct error *error)
{
    struct span subject = SPAN("");

    if (!error->call[0] && request->command)
        error_copy(error->call, sizeof(error->call), span_of(request->command->name));
    if (error->category == ERROR_USAGE || error->category == ERROR_NAME)
        return;
    if (!error->subject[0] && request->entry)
        subject = span_of(request->entry->name);
    if (subject.length)
        error_copy(error->subject, sizeof(error->subject), subject);
    hint_add(error, request->entry ? request->entry->socket : NULL);
}

/* Keep the error and whose it is. One that comes out of $( ) is that of the statement inside. */
static void record(const struct request *request, struct error *error)
{
    struct session *session = request->session;
    const struct entry *entry = request->entry;
    bool of_words = error->category == ERROR_USAGE || error->category == ERROR_NAME;

    if (request->command && (request->command->needs & COMMAND_KEEPS_ERROR))
        return;
    if (!error->recorded) {
        struct failing *failing = &session->last_failing;
        *failing = (struct failing){.command = request->command, .state = ""};
        if (entry)
            error_copy(failing->handle, sizeof(failing->handle), span_of(entry->name));
        if (entry && entry->socket && !of_words)
            failing->state = status_state(entry->socket);
    }
    error->recorded = true;
    session->last_error = *error;
}

void failed_complete(const struct request *request, struct error *error)
{
    struct session *session = request->session;

    name_what_failed(request, error);
    error_at(error, request->statement->command_place);
    if (session->program)
        program_point(session->program, error);
    session->last_category = error->category;
    record(request, error);
}
