#include "shell/outlet.h"

#include <errno.h>
#include <poll.h>
#include <sys/stat.h>
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

/* Unless somebody else has written behind it. */
static void take_back(int fd, size_t length)
{
    off_t end = lseek(fd, 0, SEEK_CUR), whole = end - (off_t)length;
    struct stat status;

    if (end >= 0 && fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size == end &&
        ftruncate(fd, whole) == 0)
        lseek(fd, whole, SEEK_SET);
}

bool outlet_empty(int fd, const char *path, struct error *error)
{
    return ftruncate(fd, 0) == 0 || errno == EINVAL ||
           error_call(error, ERROR_FILE, errno, "ftruncate", "%s", path);
}

bool outlet_write(int fd, struct span bytes)
{
    size_t written = 0;

    while (written < bytes.length) {
        ssize_t length = write(fd, bytes.data + written, bytes.length - written);
        if (length >= 0) {
            written += (size_t)length;
        } else if (errno != EINTR && (errno != EAGAIN || !wait_for_room(fd))) {
            int number = errno;
            take_back(fd, written);
            errno = number;
            return false;
        }
    }
    return true;
}
