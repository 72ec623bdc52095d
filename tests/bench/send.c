/* send PORT: sends the file on standard input by sendfile(2). */
#include "loopback.h"

#include <stdlib.h>
#include <sys/sendfile.h>

int main(int argc, char **argv)
{
    if (argc != 2)
        return EXIT_FAILURE;

    int fd = loopback_connect(argv[1]);
    while (checked(sendfile(fd, 0, NULL, PIECE), "sendfile") > 0)
        ;
    return EXIT_SUCCESS;
}
