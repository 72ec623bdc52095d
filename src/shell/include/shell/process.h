/* Commands of the system's shell: for `!` and `|`. */
#ifndef SHELL_PROCESS_H
#define SHELL_PROCESS_H

#include "base/buffer.h"
#include "base/error.h"

#include <sys/types.h>

struct session;

struct process {
    pid_t pid;
    int input_fd;        /* to write to its standard input, or -1 */
    int output_fd;       /* to read its standard output, or -1 */
    unsigned interrupts; /* passed on so far */
    unsigned endings;    /* tried so far, by signals of ours */
    bool abandoned;      /* what fed it has failed: it may go on reading for a moment, no longer */
    bool is_several;     /* processes below a shell, whom a signal of ours would not reach */
    bool is_pager; /* has the terminal: an interrupt ends it, whatever it makes of Ctrl-C itself */
};

/* Start `sh -c text`. With `feed` its input is a pipe of ours, else it shares ours; with `capture`
 * its output is, else it shares ours. */
bool process_start(struct session *session, struct span text, bool feed, bool capture,
                   struct process *ret_process, struct error *error);

/* Read its output to the end; then wait for it. *ret_status is as a shell's $?. A first interrupt
 * is passed on to it, a second one leaves it alone and fails. A pager is ended by the first, be it by force
 * after a moment, for nobody else could use the terminal meanwhile; one of several processes is waited
 * for. Where the session is to end, what goes on for another second is left alone. */
bool process_finish(struct session *session, struct process *process, struct buffer *output,
                    int *ret_status, struct error *error);

#endif
