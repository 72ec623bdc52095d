#include "loopback.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

long checked(long value, const char *call)
{
    if (value >= 0)
        return value;
    perror(call);
    exit(EXIT_FAILURE);
}

static struct sockaddr_in loopback(int port)
{
    return (struct sockaddr_in){
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
}

int loopback_connect(const char *text)
{
    struct sockaddr_in address = loopback(atoi(text));
    int fd = (int)checked(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");

    checked(connect(fd, (struct sockaddr *)&address, sizeof(address)), "connect");
    return fd;
}

int loopback_listen(void)
{
    struct sockaddr_in address = loopback(0);
    socklen_t length = sizeof(address);
    int fd = (int)checked(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");

    checked(bind(fd, (struct sockaddr *)&address, sizeof(address)), "bind");
    checked(listen(fd, SOMAXCONN), "listen");
    checked(getsockname(fd, (struct sockaddr *)&address, &length), "getsockname");
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    return fd;
}

int loopback_accept(int listener)
{
    return (int)checked(accept4(listener, NULL, NULL, SOCK_CLOEXEC), "accept");
}

void write_all(int fd, const char *bytes, size_t length)
{
    for (size_t done = 0; done < length;)
        done += (size_t)checked(write(fd, bytes + done, length - done), "write");
}
