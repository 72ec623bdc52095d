#include "shell/outlet.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

enum { PATIENCE = 5000 /* milliseconds */ };

static bool wait_for_room(int fd)
{
    struct pollfd room = {.fd = fd, .events = POLLOUT};
    int ready = poll(&room, 1, PATIENCE);

    if (ready == 0)
        errno = ETIMEDOUT;
    return ready > 0 || (ready < 0 && errno == EINTR);
}

bool outlet_write(int fd, struct span bytes)
{
    while (bytes.length) {
        ssize_t length = write(fd, bytes.data, bytes.length);
        if (length >= 0)
            bytes = span_after(bytes, (size_t)length);
        else if (errno != EINTR && (errno != EAGAIN || !wait_for_room(fd)))
            return false;
    }
    return true;
}
