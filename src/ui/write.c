#include "write.h"

#include "base/charset.h"
#include "base/escape.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

/* How often somebody who waits for a reader looks whether Ctrl-C was typed, in milliseconds. */
enum { LOOK = 100 };

/* The loop has Ctrl-C blocked, and takes it later. */
static bool is_interrupted(void)
{
    sigset_t pending;

    return sigpending(&pending) == 0 && sigismember(&pending, SIGINT);
}

/* False with EINTR when Ctrl-C came first. */
static bool wait_for_reader(int fd)
{
    struct pollfd now = {.fd = fd, .events = POLLOUT};

    while (poll(&now, 1, LOOK) == 0) {
        if (is_interrupted()) {
            errno = EINTR;
            return false;
        }
    }
    return true;
}

/* A pipe whose reader is slow may block, or be a socket that was adopted and doesn't: no more is written
 * than what it takes at once. */
static bool write_all(int fd, struct span text)
{
    while (text.length) {
        if (!wait_for_reader(fd))
            return false;
        ssize_t length = write(fd, text.data, text.length < PIPE_BUF ? text.length : PIPE_BUF);
        if (length >= 0)
            text = span_after(text, (size_t)length);
        else if (errno != EAGAIN && errno != EINTR)
            return false;
    }
    return true;
}

bool write_is_foreign(FILE *file, struct span text)
{
    int fd = fileno(file);

    return fd >= 0 && isatty(fd) && !charset_can_show(text);
}

bool write_out(FILE *file, struct span text)
{
    cleanup_buffer struct buffer ascii = {0};
    int fd = fileno(file);

    if (write_is_foreign(file, text)) {
        escape_ascii(&ascii, text);
        text = buffer_span(&ascii);
    }
    if (fd >= 0)
        return fflush(file) == 0 && write_all(fd, text);
    return fwrite(text.data, 1, text.length, file) == text.length && fflush(file) == 0;
}
