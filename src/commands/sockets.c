/* sockets: the table of all handles. */
#include "commands.h"

#include "net/status.h"
#include "shell/request.h"
#include "shell/session.h"

/* A letter for each thing poll(2) says now. */
static void add_readiness(struct fields *row, const struct status *status)
{
    cleanup_buffer struct buffer marks = {0};

    buffer_append_text(&marks, status->readable ? "r" : "");
    buffer_append_text(&marks, status->writable ? "w" : "");
    buffer_append_text(&marks, status->urgent ? "u" : "");
    buffer_append_text(&marks, status->hung_up ? "h" : "");
    buffer_append_text(&marks, status->error_pending ? "e" : "");
    fields_text(row, "ready", buffer_span(&marks));
}

static void add_queue(struct fields *row, const char *name, int bytes)
{
    if (bytes >= 0)
        fields_integer(row, name, bytes);
    else
        fields_null(row, name);
}

static bool run_sockets(struct request *request, struct reply *reply, struct error *error)
{
    struct session *session = request->session;
    struct list *sockets = fields_list(&reply->fields, "sockets");

    (void)error;
    for (struct entry *entry = names_next(session->names, NULL); entry;
         entry = names_next(session->names, entry)) {
        if (!entry->socket)
            continue;
        struct status status = status_of(entry->socket);
        struct fields *row = list_add(sockets);
        fields_bool(row, "current", entry == session->current);
        fields_text(row, "handle", span_of(entry->name));
        fields_text(row, "type", span_of(entry->socket->type->name));
        fields_integer(row, "fd", entry->socket->fd);
        fields_text(row, "state", span_of(status.state));
        add_readiness(row, &status);
        add_queue(row, "receive_queue", status.receive_queue);
        add_queue(row, "send_queue", status.send_queue);
        fields_address(row, "local", &status.local);
        fields_address(row, "peer", &status.peer);
    }
    if (!sockets->first)
        reply->says = "no sockets";
    return true;
}

static const struct example sockets_examples[] = {
    {"pair a b; sockets", "both"},
    {""},
};

const struct command sockets_command = {
    .name = "sockets",
    .group = GROUP_LOOKING,
    .summary = "list all handles",
    .details = "The current one is marked. Ready says what poll(2) would: r readable, w writable, "
               "u urgent "
               "data, h hung up by the peer, e an error waits.",
    .examples = sockets_examples,
    .c_call = "",
    .python_call = "",
    .kernel = "For every handle the same calls as `info` makes. Other processes' sockets are not "
              "here: ss(8) shows these.",
    .run = run_sockets,
};
