/* source FILE: gives everyone who connects the file, by sendfile(2), one after the other. */
#include "loopback.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/sendfile.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    if (argc != 2)
        return EXIT_FAILURE;

    int file = (int)checked(open(argv[1], O_RDONLY | O_CLOEXEC), "open");
    signal(SIGPIPE, SIG_IGN);
    for (int listener = loopback_listen();;) {
        int fd = loopback_accept(listener);
        off_t at = 0;

        /* A peer that leaves early is no reason to end. */
        while (sendfile(fd, file, &at, PIECE) > 0)
            ;
        close(fd);
    }
}
