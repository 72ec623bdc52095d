#include "net/own.h"

#include "net/syscalls.h"
#include "socket_calls.h"

static struct network nobody = {.calls = &syscalls_kernel};
static struct network *noting = &nobody;

void own_belongs_to(struct network *network)
{
    noting = network ? network : &nobody;
}

struct network *own_network(void)
{
    return noting;
}

struct socket own_open(const struct socket_type *type)
{
    return (struct socket){
        .network = noting,
        .type = type,
        .own = true,
        .fd = call_socket_aside(noting, type->family, type->type | SOCK_CLOEXEC, type->protocol),
    };
}

void own_close(struct socket *socket)
{
    int number = errno;

    if (socket->fd >= 0)
        call_close(socket);
    socket->fd = -1;
    errno = number;
}

struct socket own_view(struct network *network, int fd)
{
    return (struct socket){.network = network, .own = true, .fd = fd};
}
