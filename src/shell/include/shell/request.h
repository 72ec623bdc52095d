/* One call of a command: its handle and its arguments, checked and of the types its description
 * says. */
#ifndef SHELL_REQUEST_H
#define SHELL_REQUEST_H

#include "base/clock.h"
#include "lang/program.h"
#include "net/address.h"
#include "shell/command.h"
#include "shell/names.h"
#include "shell/reply.h"

#include <stdint.h>

struct redirect;
struct session;
struct socket;

struct argument {
    bool given;
    struct place place;
    struct span text;        /* what was written, expanded; NUL-terminated */
    const struct word *word; /* how it was written; NULL where it isn't one word */
    union {
        uint64_t size;
        int64_t integer;
        nanoseconds duration;
        struct entry *entry;
        struct block *block;
    };
    struct argument *more; /* of a repeated parameter */
};

struct request {
    struct session *session;
    const struct command *command;
    const struct statement *statement;
    const struct request *outside; /* whose block or file the statement is in; NULL for none */
    struct entry *entry;           /* of COMMAND_HANDLE, else NULL */
    struct socket *socket;         /* the entry's */
    struct span new_name;          /* of COMMAND_MAKES_HANDLE: NAME =, or empty */
    nanoseconds deadline;          /* when this command has to give up */
    struct argument *parameters;   /* by the order of the description */
    struct argument *options;      /* the same; NULL where none is given */
    struct span wanted;     /* of `info`: the field that ${HANDLE.FIELD} is about; empty for all */
    int input_fd;           /* of COMMAND_STREAMS_INPUT: the file behind <, else -1 */
    const char *input_name; /* as errors show it */
    /* Where > or | leads to, else NULL. A command of COMMAND_STREAMS_OUTPUT writes to it itself. */
    struct redirect *output;
};

/* Arguments by their parameter's name; the name must be one of the description. */
const struct argument *request_argument(const struct request *request, const char *name);
struct span request_text(const struct request *request, const char *name);
bool request_has(const struct request *request, const char *name);
bool request_option(const struct request *request, const char *name);

/* An argument that names a file; NULL and an error where no file can have that name. */
const char *argument_path(const struct argument *argument, struct error *error);

/* The handle that a command with a parameter HANDLE means: the first one named behind it, else the one
 * before it, else the current one. NULL with an error where there is none, or both. */
struct entry *request_target(const struct request *request, struct error *error);

/* Begin to run: set the deadline, by --timeout, else by the handle's timeout, else never. */
void request_start(struct request *request);

/* The addresses that HOST and PORT, or a PATH or an interface in HOST's place, mean for a socket of this
 * type. A `usage` error where PORT is missing or too much. The caller frees the list. */
struct socket_type;
bool request_addresses(const struct request *request, const struct socket_type *type,
                       const char *host_parameter, struct address_list *ret_list,
                       struct error *error);

/* The same for an address to bind to, where * is the wildcard. */
bool request_local_addresses(const struct request *request, const struct socket_type *type,
                             const char *host_parameter, struct address_list *ret_list,
                             struct error *error);

/* Give a new socket its handle: NAME =, else a fresh name with the prefix. It becomes the current
 * one; field `handle` says its name. Takes the socket. */
struct entry *request_add_handle(const struct request *request, struct socket *socket,
                                 struct span prefix, struct reply *reply);

/* Check the arguments of a statement against the command's description and fill in `request`, whose
 * session, command, statement and entry are given. Everything lives in the session's arena. With
 * `has_input` no words stand for the data, which request_give_input() brings. */
bool request_bind(struct request *request, bool has_input, struct error *error);

/* The data behind <: whether the command has a parameter for it, and what was read. It is read when the
 * words are bound, for they say how long that may take. */
bool request_takes_input(const struct request *request);
void request_give_input(struct request *request, struct span input);

/* Whether what the request names is still so after all its words were expanded: its handles open, its
 * new name free. */
bool request_check(const struct request *request, struct error *error);

/* The columns there are for a drawing: one less than the terminal's, as all lines have; FOLD_WIDTH elsewhere. */
size_t request_columns(const struct request *request);

#endif
