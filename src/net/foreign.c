#include "foreign.h"

#include "base/memory.h"
#include "socket_calls.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

struct foreign {
    ino_t inode; /* of the socket: every descriptor of it shares one open file */
    int flags;
    unsigned holders;
    struct foreign *next;
};

struct foreign *foreign_take(struct network *network, int fd, int flags)
{
    struct stat status = {0};
    struct foreign *foreign = network->foreign;

    fstat(fd, &status);
    while (foreign && foreign->inode != status.st_ino)
        foreign = foreign->next;
    if (foreign)
        return foreign_share(foreign);
    foreign = NEW(struct foreign);
    *foreign = (struct foreign){
        .inode = status.st_ino, .flags = flags, .holders = 1, .next = network->foreign};
    network->foreign = foreign;
    return foreign;
}

struct foreign *foreign_share(struct foreign *foreign)
{
    if (foreign)
        foreign->holders++;
    return foreign;
}

static void forget(struct network *network, struct foreign *foreign)
{
    struct foreign **at = &network->foreign;

    while (*at != foreign)
        at = &(*at)->next;
    *at = foreign->next;
    free(foreign);
}

void foreign_release(struct socket *socket)
{
    struct foreign *foreign = socket->foreign;

    if (!foreign || --foreign->holders > 0)
        return;
    call_fcntl(socket, F_SETFL, foreign->flags);
    forget(socket->network, foreign);
}
