#include "net/passed.h"

#include "base/number.h"

#include <stdlib.h>
#include <unistd.h>

int passed_count(void)
{
    const char *pid = getenv("LISTEN_PID"), *fds = getenv("LISTEN_FDS");
    int64_t for_whom, count;

    if (!pid || !fds || !number_integer(span_of(pid), &for_whom) ||
        !number_integer(span_of(fds), &count) || for_whom != getpid() || count < 0 ||
        count > sysconf(_SC_OPEN_MAX))
        return 0;
    return (int)count;
}

struct span passed_name(int fd)
{
    const char *names = getenv("LISTEN_FDNAMES");

    for (int at = PASSED_FIRST; names && at < fd; at++) {
        names = strchr(names, ':');
        names = names ? names + 1 : NULL;
    }
    return names ? (struct span){names, strcspn(names, ":")} : (struct span){0};
}
