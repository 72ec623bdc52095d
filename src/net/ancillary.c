/* The control messages of one recvmsg(2), one after the other, and the descriptors in them. */
#include "net/ancillary.h"

#include <unistd.h>

bool ancillary_next(struct span control, size_t *offset, struct ancillary *ret_message)
{
    struct cmsghdr header;

    if (control.length < sizeof(header) || *offset > control.length - sizeof(header))
        return false;
    memcpy(&header, control.data + *offset, sizeof(header));
    if (header.cmsg_len < CMSG_LEN(0) || header.cmsg_len > control.length - *offset)
        return false;
    *ret_message = (struct ancillary){
        .level = header.cmsg_level,
        .type = header.cmsg_type,
        .data = {control.data + *offset + CMSG_LEN(0), header.cmsg_len - CMSG_LEN(0)},
    };
    *offset += CMSG_ALIGN(header.cmsg_len);
    return true;
}

static bool holds_descriptors(const struct ancillary *message)
{
    return message->level == SOL_SOCKET &&
           (message->type == SCM_RIGHTS || message->type == SCM_PIDFD);
}

size_t ancillary_take_descriptors(struct span control, int *fds, size_t room)
{
    struct ancillary message;
    size_t count = 0;

    for (size_t offset = 0; ancillary_next(control, &offset, &message);) {
        for (size_t at = 0; holds_descriptors(&message) && at + sizeof(int) <= message.data.length;
             at += sizeof(int)) {
            int fd; /* which may be unaligned there */
            memcpy(&fd, message.data.data + at, sizeof(fd));
            if (message.type == SCM_RIGHTS && count < room)
                fds[count++] = fd;
            else
                close(fd);
        }
    }
    return count;
}
