/* A question of net/aside.h that takes the kernel's own struct tcp_info, which the C library's headers shut out. */
#include "net/aside.h"
#include "net/own.h"
#include "socket_calls.h"

#include <errno.h>
#include <linux/tcp.h>
#include <netinet/in.h>

bool aside_segments(struct network *network, int fd, uint64_t *ret_count)
{
    struct socket socket = own_view(network, fd);
    struct tcp_info info = {0};
    int number = errno;
    socklen_t length = sizeof(info);
    bool is_known =
        call_getsockopt(&socket, IPPROTO_TCP, TCP_INFO, &info, &length) == 0 &&
        length >= offsetof(struct tcp_info, tcpi_data_segs_in) + sizeof(info.tcpi_data_segs_in);

    errno = number;
    *ret_count = info.tcpi_data_segs_in;
    return is_known;
}
