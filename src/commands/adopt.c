/* adopt: make handles of descriptors this process was started with. */
#include "commands.h"
#include "export/translate/writers.h"

#include "lang/parse.h"
#include "net/descriptor.h"
#include "net/passed.h"
#include "shell/request.h"
#include "shell/session.h"

#include <errno.h>
#include <limits.h>

static const struct entry *find_holder(const struct session *session, int fd)
{
    const struct entry *entry = names_next(session->names, NULL);

    while (entry && (!entry->socket || entry->socket->fd != fd))
        entry = names_next(session->names, entry);
    return entry;
}

static bool adopt(const struct request *request, int fd, struct socket **ret_socket,
                  struct error *error)
{
    const struct entry *holder = find_holder(request->session, fd);

    if (!holder)
        return descriptor_adopt(&request->session->network, fd, ret_socket, error);
    error_set(error, ERROR_USAGE, "descriptor %d is the handle %s already", fd, holder->name);
    return error_hint(error, "`%s.dup` makes a second handle of it", holder->name);
}

static bool run_one(struct request *request, const struct argument *given, struct reply *reply,
                    struct error *error)
{
    struct socket *socket;

    if (given->integer < 0 || given->integer > INT_MAX) {
        error_set(error, ERROR_USAGE, "FD is a number from 0 to %d", INT_MAX);
        return error_at(error, given->place);
    }
    if (!adopt(request, (int)given->integer, &socket, error))
        return error_at(error, given->place);
    request_add_handle(request, socket, handle_prefix(socket->type), reply);
    fields_text(&reply->fields, "type", span_of(socket->type->name));
    fields_integer(&reply->fields, "fd", socket->fd);
    reply_ends(reply, socket);
    return true;
}

/* The name of NAME =, for the first; else its own of LISTEN_FDNAMES, where that can be a handle's; else one with
 * the type's prefix. The program that `export` writes has the same (export/scene.c). */
static struct span name_for(const struct request *request, int fd, struct span prefix,
                            char room[64])
{
    struct names *taken = request->session->names;
    struct span given = request->new_name, name = passed_name(fd);
    struct error ignored;

    if (given.length && names_check_free(taken, given, &ignored))
        return given;
    if (name.length && names_check_free(taken, name, &ignored))
        return name;
    return names_fresh(taken, prefix, room);
}

static void add_handle(const struct request *request, struct socket *socket, struct list *handles)
{
    struct session *session = request->session;
    char room[64];
    struct span name = name_for(request, socket->fd, handle_prefix(socket->type), room);
    struct fields *row = list_add(handles);

    session->current = names_add_handle(session->names, name, socket);
    fields_text(row, "handle", name);
    fields_text(row, "type", span_of(socket->type->name));
    fields_integer(row, "fd", socket->fd);
}

static const char *code_of(const struct error *error)
{
    return error->code[0] ? error->code : error_kind(error->category)->name;
}

static void add_refused(int fd, const struct error *refused, struct list *list)
{
    struct fields *row = list_add(list);

    fields_integer(row, "fd", fd);
    fields_text(row, "code", span_of(code_of(refused)));
    fields_text(row, "message", span_of(refused->message));
}

/* Of an error all that is read is the error: its hint says which are handles now, and which are not. */
static bool hint_which(const struct list *handles, const struct list *refused, struct error *error)
{
    cleanup_buffer struct buffer hint = {0};
    const char *joint = "; adopted:";

    buffer_append_text(&hint, error->hint);
    for (const struct fields *row = handles->first; row; row = row->next, joint = ",") {
        struct span name = fields_find(row, SPAN("handle"))->text;
        int fd = (int)fields_find(row, SPAN("fd"))->integer;
        buffer_printf(&hint, "%s %.*s (fd %d)", joint, (int)name.length, name.data, fd);
    }
    joint = "; not adopted:";
    for (const struct fields *row = refused->first; row; row = row->next, joint = ",") {
        struct span code = fields_find(row, SPAN("code"))->text;
        int fd = (int)fields_find(row, SPAN("fd"))->integer;
        buffer_printf(&hint, "%s fd %d (%.*s)", joint, fd, (int)code.length, code.data);
    }
    return error_hint(error, "%s", buffer_text(&hint));
}

/* One that can't be adopted doesn't keep the others from it; the first such is the error. */
static bool run_all(struct request *request, struct reply *reply, struct error *error)
{
    int count = passed_count();

    if (count == 0)
        return error_set(error, ERROR_USAGE,
                         "FD is missing, and no descriptors were passed by LISTEN_FDS");
    struct list *handles = fields_list(&reply->fields, "handles");
    struct list *others = fields_list(&reply->fields, "refused");
    for (int fd = PASSED_FIRST; fd < PASSED_FIRST + count; fd++) {
        struct error refused = {0};
        struct socket *socket;
        if (adopt(request, fd, &socket, &refused)) {
            add_handle(request, socket, handles);
        } else {
            if (!others->first)
                *error = refused;
            add_refused(fd, &refused, others);
        }
    }
    if (handles->last)
        fields_text(&reply->fields, "handle", handles->last->first->text);
    reply->says = "adopted:{handles|rows}";
    if (others->first)
        return count > 1 ? hint_which(handles, others, error) : false;
    return true;
}

static bool run(struct request *request, struct reply *reply, struct error *error)
{
    const struct argument *given = request_argument(request, "FD");

    return given->given ? run_one(request, given, reply, error) : run_all(request, reply, error);
}

static const struct parameter parameters[] = {
    {"FD", PARAMETER_INTEGER, OPTIONAL,
     "an open descriptor that is a socket; all of LISTEN_FDS unless said"},
    PARAMETERS_END,
};

static const struct example examples[] = {
    {"adopt 0", "standard input, where inetd or a test has put a connection"},
    {"listener = adopt 3", "the first socket that systemd passes; fails where nothing was passed"},
    {""},
};

static const struct command_error adopt_errors[] = {
    {ERROR_SOCKET, EBADF,
     "no descriptor of that number is open: the program that started socksh didn't pass it, or it "
     "was closed"},
    {ERROR_SOCKET, ENOTSOCK, "the descriptor is open, and is a file, a pipe or a terminal"},
    {ERROR_SOCKET, ESOCKTNOSUPPORT,
     "it is a socket, but of none of the types that `socket` makes: netlink, say"},
    {ERROR_USAGE, 0,
     "FD is negative or a handle's already, or FD is missing and LISTEN_FDS passes nothing"},
    {0},
};

static const struct command_export adopt_exported = {
    .gives = EXPORT_HANDLE,
    .python = "take_descriptor({FD:int})",
    .c = "take_descriptor({FD:int})",
    .write = export_adopt,
};

const struct command adopt_command = {
    .name = "adopt",
    .group = GROUP_MAKING,
    .needs = COMMAND_MAKES_HANDLE,
    .summary = "make a handle of a descriptor this process was started with",
    .details = "Its type is asked of the kernel. Without FD all that systemd's LISTEN_FDS names "
               "are adopted, with the names of LISTEN_FDNAMES. `close` closes the descriptor. "
               "One that is no socket is an error and doesn't keep the others from it: the hint "
               "says which were adopted, as do \"handles\" and \"refused\" in JSON.",
    .parameters = parameters,
    .examples = examples,
    .c_call = "getsockopt(2) SO_DOMAIN, SO_TYPE, SO_PROTOCOL",
    .python_call = "s = socket.socket(fileno=fd)",
    .kernel = "A descriptor survives fork(2), and execve(2) too where FD_CLOEXEC is off: so a "
              "program gets sockets that another one has made. inetd puts the connection on 0, 1 "
              "and 2; systemd passes LISTEN_FDS descriptors from 3 on, to the process whose "
              "number is LISTEN_PID (sd_listen_fds(3)). socksh makes nothing: getsockopt(2) with "
              "SO_DOMAIN, SO_TYPE and SO_PROTOCOL tells what it is. fcntl(2) then sets "
              "FD_CLOEXEC, which is this descriptor's own, and O_NONBLOCK, which belongs to the "
              "open socket: every process that has it sees it change, until `close` puts it back. "
              "Nothing goes on the wire.",
    .c_example = "int domain, type;\n"
                 "socklen_t length = sizeof(int);\n"
                 "if (getsockopt(3, SOL_SOCKET, SO_DOMAIN, &domain, &length) < 0 ||\n"
                 "    getsockopt(3, SOL_SOCKET, SO_TYPE, &type, &length) < 0)\n"
                 "    perror(\"getsockopt\");\n"
                 "fcntl(3, F_SETFD, FD_CLOEXEC);",
    .python_example = "import os, socket\n"
                      "count = int(os.environ.get(\"LISTEN_FDS\", 0))\n"
                      "sockets = [socket.socket(fileno=fd) for fd in range(3, 3 + count)]",
    .errors = adopt_errors,
    .exported = &adopt_exported,
    .says = "{handle}: {type} socket, fd {fd}[, local {local}][, peer {peer}]",
    .value = "handle",
    .run = run,
};
