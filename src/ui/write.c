#include "write.h"

#include <errno.h>
#include <poll.h>
#include <unistd.h>

/* Standard output may be a socket that was adopted and no longer blocks: stdio would lose what doesn't fit. */
static bool write_all(int fd, struct span text)
{
    while (text.length) {
        ssize_t length = write(fd, text.data, text.length);
        if (length >= 0)
            text = span_after(text, (size_t)length);
        else if (errno == EAGAIN)
            poll(&(struct pollfd){.fd = fd, .events = POLLOUT}, 1, -1);
        else if (errno != EINTR)
            return false;
    }
    return true;
}

bool write_out(FILE *file, struct span text)
{
    int fd = fileno(file);

    if (fd >= 0)
        return fflush(file) == 0 && write_all(fd, text);
    return fwrite(text.data, 1, text.length, file) == text.length && fflush(file) == 0;
}
