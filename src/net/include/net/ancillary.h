/* Control messages, as recvmsg(2) gives them beside the data (cmsg(3)). */
#ifndef NET_ANCILLARY_H
#define NET_ANCILLARY_H

#include "base/buffer.h"

#include <sys/socket.h>

#ifndef SCM_PIDFD /* headers before Linux 6.5 lack it */
#define SCM_PIDFD 4
#endif

/* Room for the control messages of one recvmsg(2): bytes. */
enum { ANCILLARY_ROOM = 8 * 1024 };

/* One of them; the data is part of the buffer it was found in. */
struct ancillary {
    int level, type;
    struct span data;
};

/* The next one in `control` from *offset on, which is moved behind it. False at the end. */
bool ancillary_next(struct span control, size_t *offset, struct ancillary *ret_message);

/* What it is: "IP_TTL", or "LEVEL:TYPE" in numbers where it has no name here. Appended. */
void ancillary_name(struct buffer *out, const struct ancillary *message);

/* What it says, in words; bytes in hexadecimal where it is not known. Raw, not escaped. */
void ancillary_describe(struct buffer *out, const struct ancillary *message);

/* The descriptors in them (SCM_RIGHTS, unix(7)), into `fds`, the caller's to close; returns how many there
 * are. What doesn't fit is closed, and so is a process's (SCM_PIDFD). */
size_t ancillary_take_descriptors(struct span control, int *fds, size_t room);

#endif
