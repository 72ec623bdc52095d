/* receive copy|splice PORT: receives to the end of the stream into standard output, by recv(2) and write(2)
 * or by splice(2) through a pipe. */
#include "loopback.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void by_copy(int fd)
{
    static char room[PIECE];

    for (long length; (length = checked(recv(fd, room, sizeof(room), 0), "recv")) > 0;)
        write_all(1, room, (size_t)length);
}

static void by_splice(int fd)
{
    int ends[2];

    checked(pipe2(ends, O_CLOEXEC), "pipe");
    checked(fcntl(ends[1], F_SETPIPE_SZ, PIECE), "fcntl");
    for (long length;
         (length = checked(splice(fd, NULL, ends[1], NULL, PIECE, SPLICE_F_MOVE), "splice")) > 0;)
        while (length > 0)
            length -=
                checked(splice(ends[0], NULL, 1, NULL, (size_t)length, SPLICE_F_MOVE), "splice");
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return EXIT_FAILURE;

    int fd = loopback_connect(argv[2]);
    if (strcmp(argv[1], "splice") == 0)
        by_splice(fd);
    else
        by_copy(fd);
    return EXIT_SUCCESS;
}
