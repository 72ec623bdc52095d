/* talk PORT COUNT MESSAGE: sends a message and receives as much, so many times, then prints what came last.
 * Once it is the one-shot client, many times the blocking loop. */
#include "loopback.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static void receive(int fd, char *room, size_t length)
{
    for (size_t have = 0; have < length;) {
        long got = checked(recv(fd, room + have, length - have, 0), "recv");
        if (got == 0)
            exit(EXIT_FAILURE);
        have += (size_t)got;
    }
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return EXIT_FAILURE;

    const char *message = argv[3];
    char room[4096];
    size_t length = strlen(message);
    int fd = loopback_connect(argv[1]);

    if (length > sizeof(room))
        return EXIT_FAILURE;
    for (long left = atol(argv[2]); left > 0; left--) {
        checked(send(fd, message, length, MSG_NOSIGNAL), "send");
        receive(fd, room, length);
    }
    write_all(1, room, length);
    return EXIT_SUCCESS;
}
