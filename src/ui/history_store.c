#include "history_store.h"

#include "base/memory.h"
#include "history_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>

enum {
    SUPERFLUOUS = 1000,  /* entries of the file that say nothing new, before it is written anew */
    LARGEST = 64 << 20,  /* bytes of the file; of a larger one the end is read */
    TRIES = 20,          /* to get the lock: who has it writes a line */
    PAUSE_US = 10 * 1000 /* between them */
};

/* Only we may read it, also where an older one was open to others. */
static int open_file(const char *path, int flags)
{
    struct stat status;
    int fd = open(path, flags | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0600);

    if (fd < 0)
        return -1;
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode)) {
        if (status.st_mode & (S_IRWXG | S_IRWXO))
            fchmod(fd, S_IRUSR | S_IWUSR);
        return fd;
    }
    close(fd);
    errno = EINVAL;
    return -1;
}

static bool is_current(const char *path, int fd)
{
    struct stat ours, present;

    return fstat(fd, &ours) == 0 && stat(path, &present) == 0 && ours.st_ino == present.st_ino &&
           ours.st_dev == present.st_dev;
}

/* The file, locked, and not one that another session has just replaced. A lock that is not to be had, as
 * where the file system knows none, is done without: what is appended goes out in one write, and nothing is
 * replaced. */
static int open_locked(const char *path, bool *ret_locked)
{
    for (int i = 0;; i++) {
        int fd = open_file(path, O_RDWR | O_APPEND);
        if (fd < 0)
            return -1;
        bool locked = flock(fd, LOCK_EX | LOCK_NB) == 0;
        *ret_locked = locked && is_current(path, fd);
        if (*ret_locked || i == TRIES)
            return fd;
        close(fd);
        if (!locked)
            usleep(PAUSE_US);
    }
}

static bool write_whole(int fd, const char *text, size_t length)
{
    ssize_t written = write(fd, text, length);

    if (written >= 0 && (size_t)written < length)
        errno = ENOSPC;
    return written == (ssize_t)length;
}

/* So it is where a full disk took a part of an entry only. */
static bool ends_within_a_line(int fd)
{
    char last = '\n';
    off_t length = lseek(fd, 0, SEEK_END);

    return length > 0 && pread(fd, &last, 1, length - 1) == 1 && last != '\n';
}

bool history_store_append(const char *path, const char *entry)
{
    cleanup_buffer struct buffer text = {0};
    bool locked;
    int fd = open_locked(path, &locked);
    if (fd < 0)
        return false;

    if (ends_within_a_line(fd))
        buffer_append_byte(&text, '\n');
    history_file_append(&text, span_of(entry), time(NULL));
    bool done = write_whole(fd, text.data, text.length);
    int number = errno;
    close(fd);
    errno = number;
    return done;
}

/* The file's text, or its end, and whether that is all of it. */
static bool read_text(int fd, struct buffer *ret_text, bool *ret_whole)
{
    off_t length = lseek(fd, 0, SEEK_END), at = length > LARGEST ? length - LARGEST : 0;
    ssize_t got = 1;

    if (length < 0 || !buffer_try_reserve(ret_text, (size_t)(length - at)))
        return false;
    for (; got > 0 && at < length; at += got) {
        got = pread(fd, ret_text->data + ret_text->length, (size_t)(length - at), at);
        ret_text->length += got > 0 ? (size_t)got : 0;
    }
    *ret_whole = length <= LARGEST;
    return got >= 0;
}

static bool write_entries(int fd, const struct history_entries *entries)
{
    cleanup_buffer struct buffer text = {0};

    for (size_t i = 0; i < entries->count; i++)
        history_file_append(&text, span_of(entries->items[i].text), entries->items[i].seconds);
    return write_whole(fd, text.data, text.length);
}

/* A file of these entries takes its place. The lock is ours, and who waits for it looks again which file it
 * is. A damaged one stays beside it: what is in it is not ours to throw away. */
static bool replace(const char *path, const struct history_entries *entries, bool damaged)
{
    cleanup_buffer struct buffer fresh = {0}, aside = {0};

    buffer_printf(&fresh, "%s.new", path);
    buffer_printf(&aside, "%s.damaged", path);
    int fd = open(buffer_text(&fresh), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return false;
    bool written = write_entries(fd, entries);
    written &= close(fd) == 0;
    if (written && damaged) {
        unlink(buffer_text(&aside));
        written = link(path, buffer_text(&aside)) == 0;
    }
    written = written && rename(buffer_text(&fresh), path) == 0;
    if (!written)
        unlink(buffer_text(&fresh));
    return written;
}

static enum editor_history read_from(const char *path, int fd, bool locked, size_t most,
                                     struct history_entries *ret_entries)
{
    cleanup_buffer struct buffer text = {0};
    bool whole;

    if (!read_text(fd, &text, &whole))
        return EDITOR_HISTORY_UNUSABLE;
    struct span usable = buffer_span(&text);
    history_entries_read(ret_entries, whole ? usable : history_file_whole(usable), most);
    bool damaged = !whole || ret_entries->unfit;
    bool replaced = locked && (damaged || ret_entries->repeated > SUPERFLUOUS) &&
                    replace(path, ret_entries, damaged);
    if (!damaged)
        return EDITOR_HISTORY_KEPT;
    return replaced ? EDITOR_HISTORY_REPAIRED : EDITOR_HISTORY_DAMAGED;
}

enum editor_history history_store_read(const char *path, size_t most,
                                       struct history_entries *ret_entries)
{
    bool locked = false;
    int fd = open_locked(path, &locked), number = errno;

    if (fd >= 0) {
        enum editor_history outcome = read_from(path, fd, locked, most, ret_entries);
        number = errno;
        close(fd);
        errno = number;
        return outcome;
    }
    fd = open_file(path, O_RDONLY); /* what was typed before can still be recalled */
    if (fd >= 0) {
        read_from(path, fd, false, most, ret_entries);
        close(fd);
    }
    errno = number;
    return EDITOR_HISTORY_UNUSABLE;
}
