/* dup: a second handle of the same socket. */
#include "commands.h"

#include "net/socket.h"
#include "shell/request.h"

#include <errno.h>

static bool run(struct request *request, struct reply *reply, struct error *error)
{
    struct socket *copy;

    if (!socket_duplicate(request->socket, &copy, error))
        return false;
    request_add_handle(request, copy, span_of(request->entry->name), reply);
    fields_text(&reply->fields, "original", span_of(request->entry->name));
    fields_integer(&reply->fields, "fd", copy->fd);
    return true;
}

static const struct example examples[] = {
    {"pair a b; a2 = a.dup; close a; a2.send hello; b.recv",
     "the connection lives until its last descriptor is closed"},
    {""},
};

static const struct command_error errors[] = {
    {ERROR_RESOURCE, EMFILE, "no descriptor is left"},
    {ERROR_NAME, 0, "there is no such handle, or none is current"},
    {0},
};

static const struct command_export dup_exported = {
    .gives = EXPORT_HANDLE,
    .python = "{handle}.dup()",
    .c = "dup({handle})",
};

const struct command dup_command = {
    .name = "dup",
    .group = GROUP_MAKING,
    .needs = COMMAND_HANDLE | COMMAND_MAKES_HANDLE,
    .summary = "make a second handle of the same socket",
    .details =
        "Both share one connection, one queue and one position. The connection ends when both "
        "are closed, or at once with `shutdown`.",
    .examples = examples,
    .c_call = "int dup(int oldfd)",
    .python_call = "s2 = s.dup()",
    .kernel = "fcntl(2) with F_DUPFD_CLOEXEC makes a second descriptor of the same socket. "
              "Address, peer, queues, options: all is one and shared. close(2) of one leaves the "
              "other; only with the last one TCP sends FIN. shutdown(2) through either acts on the "
              "connection at once. The time limit and the line ending of a handle are socksh's "
              "own: the copy may have others.",
    .c_example = "int copy = fcntl(fd, F_DUPFD_CLOEXEC, 0);\n"
                 "close(fd); /* the connection lives on in copy */\n"
                 "send(copy, \"hello\", 5, 0);",
    .python_example = "copy = s.dup()\n"
                      "s.close()\n"
                      "copy.send(b\"hello\")",
    .errors = errors,
    .exported = &dup_exported,
    .says = "{handle}: the same socket as {original}, fd {fd}",
    .value = "handle",
    .run = run,
};
