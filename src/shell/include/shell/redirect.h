/* < > >> and |: files and commands that data comes from and goes to. */
#ifndef SHELL_REDIRECT_H
#define SHELL_REDIRECT_H

#include "base/clock.h"
#include "shell/process.h"

#include <stdint.h>
#include <sys/types.h>

struct session;
struct statement;

struct redirect {
    int input_fd;  /* behind <; -1 for none */
    int output_fd; /* behind > >> or |; -1 for none */
    bool owns_input, owns_output;
    bool escapes; /* the output is a terminal: what a peer sent must not command it */
    const char *input_name, *output_name; /* as shown in errors; in the session's arena */
    struct process process;               /* behind | */
    nanoseconds deadline; /* of waits for a reader or writer that is slow, or not there yet */
    int status;           /* of the command behind | */
    uint64_t written;     /* bytes written by redirect_write() */
};

/* Expand the names and open what the statement redirects to; close with redirect_close(), in any
 * case. */
bool redirect_open_input(struct session *session, const struct statement *statement,
                         struct redirect *redirect, struct error *error);
bool redirect_open_output(struct session *session, const struct statement *statement,
                          struct redirect *redirect, struct error *error);

/* A file to write to, the permissions of one that is made, less umask(2)'s, and the path as errors show it. */
struct redirect_file {
    const char *path, *name;
    int mode; /* O_TRUNC or O_APPEND */
    mode_t permissions;
};

/* Open it; a FIFO without a reader is waited for until the deadline. The descriptor doesn't block, and is the
 * caller's; -1 where it fails. */
int redirect_open_file(struct session *session, const struct redirect_file *file,
                       nanoseconds deadline, struct error *error);

/* A file's name has bytes, and no NUL among them; else a `usage` error. */
bool redirect_check_name(struct span path, struct error *error);

/* The likely cause of an open(2) that has failed, as a hint where there is one: of a file to read, or to write. False. */
bool redirect_hint_open(struct error *error, const char *path, bool writes);

/* Standard output for lines of text that come between the replies, unless those are JSON; -1 where it fails. The
 * descriptor is the caller's. */
int redirect_share_standard(const struct session *session, struct error *error);

/* Standard output, as > - opens it; true. */
bool redirect_open_standard(struct redirect *redirect);

/* Read all input into `data`, up to the limit of a value. */
bool redirect_read(struct session *session, struct redirect *redirect, struct buffer *data,
                   struct error *error);

/* Whether bytes may go into the descriptor as they are, as many as it takes: it is no terminal, and none
 * of somebody else's that may block. */
bool redirect_is_plain(const struct redirect *redirect);

/* Write all, waiting in the loop where a reader is slow. */
bool redirect_write(struct session *session, struct redirect *redirect, struct span data,
                    struct error *error);

/* The transfer has failed: the command behind |, if there is one, is not waited for without end. */
void redirect_abandon(struct redirect *redirect);

/* Close; wait for the command behind |, if the data has reached it. */
bool redirect_close(struct session *session, struct redirect *redirect, struct error *error);

#endif
