/* sink: takes whole streams, one after the other, and prints the length of each as a line. MSG_TRUNC lets
 * the kernel drop the bytes uncopied, so that it is the sender who is measured. */
#include "loopback.h"

#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

int main(void)
{
    for (int listener = loopback_listen();;) {
        int fd = loopback_accept(listener);
        long total = 0;

        for (long length; (length = recv(fd, NULL, PIECE, MSG_TRUNC)) > 0;)
            total += length;
        close(fd);
        printf("%ld\n", total);
        fflush(stdout);
    }
}
