/* A system call as text, the way strace(1) writes it: names for numbers, flags, addresses, control
 * messages, data cut to its beginning. */
#ifndef JOURNAL_DECODE_H
#define JOURNAL_DECODE_H

#include "base/buffer.h"
#include "journal/journal.h"

#include <net/if.h>

enum { DECODE_SHOWN = 32 /* bytes of data, unless told otherwise: as strace does */ };

struct decode {
    size_t shown; /* bytes of data at the most, and of an option's value */
    /* "TCP_NODELAY", NULL for one without name: the options are the table's of a room above. */
    const char *(*option_name)(int level, int number);
    /* if_indextoname(3): who asks the kernel is seen in a trace, too. False, or NULL, for its number. */
    bool (*interface_name)(unsigned index, char ret_name[IF_NAMESIZE]);
};

/* "connect" */
const char *decode_name(enum journal_call call);

/* What stands between the parentheses. `bytes` NULL: they are forgotten. An address of our memory,
 * which strace shows where the kernel filled nothing in, is 0x... */
void decode_arguments(struct buffer *out, const struct decode *how,
                      const struct journal_event *event, const struct journal_bytes *bytes);

/* "5", "-1 ECONNREFUSED (Connection refused)", "0x802 (flags O_RDWR|O_NONBLOCK)" */
void decode_result(struct buffer *out, const struct journal_event *event);

/* The whole line, with the seconds it took, as strace -T has it; no line feed. What isn't on a socket of the session says
 * whose call it is before the rest: [shell] or [library], where strace -f has the thread's number. */
void decode_call(struct buffer *out, const struct decode *how, const struct journal_event *event,
                 const struct journal_bytes *bytes);

/* The same with arguments that are decoded already. */
void decode_line(struct buffer *out, const struct journal_event *event, struct span arguments);

#endif
