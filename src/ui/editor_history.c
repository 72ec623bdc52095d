#include "editor_history.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <uthash.h>

#include <readline/history.h>

enum {
    MOST = 10000,        /* entries */
    SUPERFLUOUS = 1000,  /* lines of the file that say nothing new, before it is written anew */
    TRIES = 20,          /* to get the lock: who has it writes a line */
    PAUSE_US = 10 * 1000 /* between them */
};

static const char *file_path;
static unsigned numbers[MOST]; /* of the entries; readline keeps its own data in them */
static unsigned last_number;

static void drop_entry(int index)
{
    free_history_entry(remove_history(index));
    memmove(&numbers[index], &numbers[index + 1],
            (size_t)(history_length - index) * sizeof(numbers[0]));
}

size_t editor_history_count(void)
{
    return (size_t)history_length;
}

const char *editor_history_entry(size_t index, unsigned *ret_number)
{
    if (index >= editor_history_count())
        return NULL;
    *ret_number = numbers[index];
    return history_list()[index]->line;
}

/* Texts that were met. */
struct met {
    const char *line;
    UT_hash_handle hh;
};

/* Of entries with the same text the last one stays. Returns how many went. */
static int drop_repeated(void)
{
    struct met *met = NULL, *one, *next;
    int dropped = 0;

    for (int i = history_length - 1; i >= 0; i--) {
        const char *line = history_list()[i]->line;
        HASH_FIND_STR(met, line, one);
        if (one) {
            free_history_entry(remove_history(i));
            dropped++;
            continue;
        }
        one = calloc(1, sizeof(*one));
        if (!one)
            break;
        one->line = line;
        HASH_ADD_KEYPTR(hh, met, one->line, strlen(one->line), one);
    }
    HASH_ITER (hh, met, one, next) {
        HASH_DEL(met, one);
        free(one);
    }
    return dropped;
}

/* Only we may read it, also where an older one was open to others. */
static int open_file(int flags)
{
    struct stat status;
    int fd = open(file_path, flags | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0600);

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

static bool is_current(int fd)
{
    struct stat ours, present;

    return fstat(fd, &ours) == 0 && stat(file_path, &present) == 0 &&
           ours.st_ino == present.st_ino && ours.st_dev == present.st_dev;
}

/* The file, locked, and not one that another session has just replaced. A lock that is not to be had, as
 * where the file system knows none, is done without: what is appended goes out in one write. */
static int open_locked(void)
{
    for (int i = 0;; i++) {
        int fd = open_file(O_RDWR | O_APPEND);
        if (fd < 0)
            return -1;
        bool locked = flock(fd, LOCK_EX | LOCK_NB) == 0;
        if (i == TRIES || (locked && is_current(fd)))
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

static bool append(const char *entry)
{
    char *text = NULL;
    int fd = open_locked();
    if (fd < 0)
        return false;

    int length = asprintf(&text, "#%lld\n%s\n", (long long)time(NULL), entry);
    bool done = length >= 0 && write_whole(fd, text, (size_t)length);
    int number = errno;
    free(text);
    close(fd);
    errno = number;
    return done;
}

/* Put a shorter file in its place. The lock is held, and who waits for it looks again which file it is. */
static void rewrite(void)
{
    char *path = NULL;

    if (asprintf(&path, "%s.new", file_path) < 0)
        return;
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd >= 0 && close(fd) == 0 && (write_history(path) != 0 || rename(path, file_path) < 0))
        unlink(path);
    free(path);
}

bool editor_history_start(const char *path)
{
    history_write_timestamps = 1;
    history_comment_char = '#';
    using_history();
    file_path = path;
    if (!path)
        return true;
    int fd = open_locked();
    if (fd < 0)
        return false;
    int number = read_history(path);
    int read = history_length, dropped = drop_repeated();
    while (history_length > MOST)
        free_history_entry(remove_history(0));
    if (number == 0 && dropped + read - history_length > SUPERFLUOUS)
        rewrite();
    close(fd);
    for (int i = 0; i < history_length; i++)
        numbers[i] = ++last_number;
    using_history();
    errno = number;
    return number == 0;
}

bool editor_history_add(const char *entry)
{
    if (entry[strspn(entry, " \t\n")] == '\0' || entry[0] == ' ' || entry[0] == '\t')
        return true;
    for (int i = history_length - 1; i >= 0; i--)
        if (strcmp(history_list()[i]->line, entry) == 0)
            drop_entry(i);
    if (history_length == MOST)
        drop_entry(0);
    add_history(entry);
    numbers[history_length - 1] = ++last_number;
    using_history();
    return !file_path || append(entry);
}
