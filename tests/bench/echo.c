/* echo [COUNT]: sends back what it receives, one connection after the other, and closes each after so many
 * messages, or when the peer does. */
#include "loopback.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static void echo(int fd, long count)
{
    char room[64 * 1024];

    /* A peer that leaves early is no reason to end. */
    for (; count != 0; count--) {
        long length = recv(fd, room, sizeof(room), 0);
        if (length <= 0 || send(fd, room, (size_t)length, MSG_NOSIGNAL) < 0)
            return;
    }
}

int main(int argc, char **argv)
{
    long count = argc > 1 ? atol(argv[1]) : -1;

    for (int listener = loopback_listen();;) {
        int fd = loopback_accept(listener);
        echo(fd, count);
        close(fd);
    }
}
