/* The library's system calls, taken down while they are made. Private to src/net. */
#ifndef NET_LIBRARY_NOTE_H
#define NET_LIBRARY_NOTE_H

#include "base/buffer.h"
#include "journal/journal.h"

#include <stddef.h>
#include <stdint.h>

/* The arguments as the kernel got them: numbers, and addresses of our memory. */
enum { LIBRARY_ARGUMENTS = 6 };

struct library_asked {
    int number; /* SYS_connect and its like */
    const uint64_t *arguments;
};

/* The numbers of the calls that are looked at: all of strace's %network that the library makes, and what else it calls on
 * sockets. -1 behind the last. */
int library_watched(size_t index);

/* The sockets that one run has open. */
struct library_sockets {
    struct {
        int fd, netlink; /* as in struct journal_event */
    } open[64];
    size_t count;
};

struct library_note {
    struct library_note *next;
    struct journal_event event;
    size_t address, data, control; /* lengths, in this order: */
    struct buffer bytes;
};

/* Whether it makes a socket, or is on one of these. */
bool library_is_on_socket(const struct library_asked *asked, const struct library_sockets *sockets);

/* Make such a call: what the kernel returns, -errno where it fails. */
long library_make(const struct library_asked *asked, struct library_sockets *sockets,
                  struct library_note **ret_note);

void library_note_write(struct journal *journal, struct library_note *note);
void library_note_free(struct library_note *note);

#endif
