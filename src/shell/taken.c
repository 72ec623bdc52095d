#include "shell/taken.h"

#include "base/escape.h"
#include "shell/capturing.h"
#include "shell/log.h"
#include "shell/session.h"
#include "shell/trace.h"

#include <sys/stat.h>

static const struct {
    const char *name, *hint;
    int (*fd)(const struct session *session);
} takers[] = {
    [TAKER_CAPTURE] = {"a capture", "`capture off` ends it", capturing_fd},
    [TAKER_LOG] = {"a log", "`log off` ends it", log_fd},
    [TAKER_TRACE] = {"a trace", "`trace off` ends it", trace_fd},
};

static bool writes_to(const struct session *session, enum taker taker, const struct stat *file)
{
    int fd = takers[taker].fd(session);
    struct stat own;

    return fd >= 0 && fstat(fd, &own) == 0 && own.st_dev == file->st_dev &&
           own.st_ino == file->st_ino;
}

bool taken_check(const struct session *session, const char *path, enum taker self,
                 struct error *error)
{
    cleanup_buffer struct buffer shown = {0};
    struct stat file;

    if (strcmp(path, "-") == 0 || stat(path, &file) < 0 || !S_ISREG(file.st_mode))
        return true;
    for (enum taker taker = TAKER_CAPTURE; taker <= TAKER_TRACE; taker++) {
        if (taker == self || !writes_to(session, taker, &file))
            continue;
        escape_line(&shown, span_of(path));
        error_set(error, ERROR_USAGE, "%s goes to %s already", takers[taker].name,
                  buffer_text(&shown));
        return error_hint(error, "%s", takers[taker].hint);
    }
    return true;
}
