#include "shell/whole_file.h"

#include "base/escape.h"
#include "base/memory.h"
#include "shell/outlet.h"
#include "shell/redirect.h"
#include "shell/session.h"
#include "shell/taken.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Names that are tried for what becomes the file. */
enum { NAMES = 100 };

/* Where the file is to be, and what is there. */
struct target {
    char *path; /* behind symbolic links */
    bool exists;
    struct stat status; /* of what exists */
};

/* ---- in place ---- */

static bool write_in_place(struct session *session, const struct redirect_file *file,
                           struct span text, struct error *error)
{
    struct redirect redirect = {
        .input_fd = -1, .output_name = file->name, .deadline = CLOCK_NEVER, .owns_output = true};
    struct error ignored;

    redirect.output_fd = redirect_open_file(session, file, redirect.deadline, error);
    if (redirect.output_fd < 0)
        return false;
    redirect.escapes = isatty(redirect.output_fd);
    bool done = redirect_write(session, &redirect, text, error);
    if (redirect_close(session, &redirect, done ? error : &ignored) && done)
        return true;
    return error_hint(error, "a part of it was written at the most");
}

/* ---- another in its place ---- */

/* What is written to it further on would be in no file that has a name. */
static bool is_standard(const struct stat *status)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        struct stat standard;
        if (fstat(fd, &standard) == 0 && standard.st_dev == status->st_dev &&
            standard.st_ino == status->st_ino)
            return true;
    }
    return false;
}

static bool is_replaceable(const char *path, const struct stat *status)
{
    return S_ISREG(status->st_mode) && status->st_nlink == 1 && status->st_uid == geteuid() &&
           faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0 && !is_standard(status);
}

/* False for what can only be written in place. */
static bool find_target(const char *path, struct target *ret_target)
{
    struct target target = {.exists = stat(path, &target.status) == 0};
    struct stat link;

    if (target.exists ? !is_replaceable(path, &target.status)
                      : errno != ENOENT || lstat(path, &link) == 0)
        return false;
    target.path = target.exists ? realpath(path, NULL) : strdup(path);
    *ret_target = target;
    return target.path;
}

/* A file beside it, under a name of its own. */
static int make_file(const struct target *target, mode_t permissions, struct buffer *name)
{
    int fd = -1;

    for (unsigned i = 0; i < NAMES && (i == 0 || (fd < 0 && errno == EEXIST)); i++) {
        buffer_clear(name);
        buffer_printf(name, "%s.new%u", target->path, i);
        fd = open(buffer_text(name), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, permissions);
    }
    return fd;
}

/* Group and permissions become those of the old one. */
static bool make_alike(int fd, const struct target *target)
{
    return !target->exists || (fchown(fd, (uid_t)-1, target->status.st_gid) == 0 &&
                               fchmod(fd, target->status.st_mode & 07777) == 0);
}

/* -1 where that is forbidden here. */
static int make_replacement(const struct target *target, mode_t permissions, struct buffer *name)
{
    int fd = make_file(target, permissions, name);

    if (fd < 0 || make_alike(fd, target))
        return fd;
    close(fd);
    unlink(buffer_text(name));
    errno = EPERM;
    return -1;
}

static bool is_forbidden(int number)
{
    return number == EACCES || number == EPERM || number == EROFS || number == ENAMETOOLONG;
}

/* The call that has failed; NULL for none. */
static const char *fill_and_rename(int fd, const char *name, const char *path, struct span text)
{
    bool written = outlet_write(fd, text);
    int number = errno;

    if (close(fd) < 0 && written)
        return "close";
    errno = number;
    if (!written)
        return "write";
    return rename(name, path) < 0 ? "rename" : NULL;
}

static bool replace(const struct target *target, const struct redirect_file *file, int fd,
                    const char *name, struct span text, struct error *error)
{
    const char *failed = fd < 0 ? "open" : fill_and_rename(fd, name, target->path, text);
    int number = errno;

    if (!failed)
        return true;
    if (fd >= 0)
        unlink(name);
    error_call(error, ERROR_FILE, number, failed, "%s", file->name);
    error_hint(error, target->exists ? "the old file is as it was" : "no file was made");
    return fd < 0 && redirect_hint_open(error, file->path, true);
}

bool whole_file_write(struct session *session, const char *path, mode_t permissions,
                      struct span text, struct error *error)
{
    cleanup_buffer struct buffer shown = {0}, name = {0};
    struct target target;

    escape_line(&shown, span_of(path));
    struct redirect_file file = {path, buffer_text(&shown), O_TRUNC, permissions};
    if (!taken_check(session, path, TAKER_NONE, error))
        return false;
    if (!find_target(path, &target))
        return write_in_place(session, &file, text, error);
    int fd = make_replacement(&target, permissions, &name);
    bool done = fd < 0 && is_forbidden(errno)
                    ? write_in_place(session, &file, text, error)
                    : replace(&target, &file, fd, buffer_text(&name), text, error);
    free(target.path);
    return done;
}
