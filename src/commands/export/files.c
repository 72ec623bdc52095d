/* Files of statements that the session has run: export reads them again. */
#include "export/export.h"

#include "base/memory.h"
#include "shell/script.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

bool export_is_file(const char *path)
{
    struct stat status;

    return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

bool export_read_file(const char *path, struct buffer *out)
{
    struct stat status;
    bool may_be_read =
        stat(path, &status) == 0 && (S_ISREG(status.st_mode) || S_ISCHR(status.st_mode));
    cleanup_fd int fd = may_be_read ? open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC) : -1;
    ssize_t length;

    if (fd < 0 || isatty(fd))
        return false;
    do {
        length = read(fd, buffer_reserve(out, 65536), 65536);
        out->length += length > 0 ? (size_t)length : 0;
    } while (length > 0 && out->length < SCRIPT_LIMIT);
    return length == 0;
}
