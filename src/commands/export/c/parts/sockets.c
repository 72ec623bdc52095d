/* Sockets in a program in C: made, bound, connected, with their options and timeouts. */

//: get_option(
static int get_option(int fd, int level, int name)
{
    int value = 0;

    return getsockopt(fd, level, name, &value, &(socklen_t){sizeof(value)}) < 0 ? -1 : value;
}

//: address_for(
static int address_for(int fd, const char *host, const char *port, struct address *address)
{
    int family = get_option(fd, SOL_SOCKET, SO_DOMAIN), type = get_option(fd, SOL_SOCKET, SO_TYPE);

    return find_address(family, type, host, port, address);
}

//: set_option(
static int set_option(int fd, int level, int name, int value)
{
    return setsockopt(fd, level, name, &value, sizeof(value));
}

//: connect_to(
static int connect_to(int fd, const char *host, const char *port)
{
    struct address to;

    if (address_for(fd, host, port, &to) < 0)
        return -1;
    return connect(fd, (struct sockaddr *)&to.storage, to.length);
}

//: bind_to(
static int bind_to(int fd, const char *host, const char *port)
{
    struct address here;

    if (address_for(fd, host, port, &here) < 0)
        return -1;
    return bind(fd, (struct sockaddr *)&here.storage, here.length);
}

//: give_back(
/* What could not be used is closed; errno stays as it was. */
static int give_back(int fd)
{
    int why = errno;

    close(fd);
    errno = why;
    return -1;
}

//: open_server(
static int open_server(int family, int type, const char *host, const char *port)
{
    int fd = socket(family, type, 0), on = 1;
    int listens = type != SOCK_DGRAM;

    if (fd < 0)
        return -1;
    if (listens && port)
        setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (bind_to(fd, host, port) == 0 && (!listens || listen(fd, SOMAXCONN) == 0))
        return fd;
    return give_back(fd);
}

//: some_time(
/* 0 would be no wait at all, and less than a microsecond one without an end. */
static double some_time(double seconds)
{
    return seconds < 1e-6 ? 1e-6 : seconds;
}

//: set_timeout(
/* Negative: none; 0: calls do not wait. */
static int set_timeout(int fd, double seconds)
{
    struct timeval time = {0};
    int flags = fcntl(fd, F_GETFL);

    if (flags < 0 || fcntl(fd, F_SETFL, seconds == 0 ? flags | O_NONBLOCK : flags & ~O_NONBLOCK) < 0)
        return -1;
    if (seconds > 0) {
        time.tv_sec = (time_t)seconds;
        time.tv_usec = (suseconds_t)((seconds - (double)time.tv_sec) * 1e6);
    }
    if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof(time)) < 0)
        return -1;
    return setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof(time));
}

//: open_connection(
/* To the first of the host's addresses that answers, each for so long; negative: for ever. */
static int open_connection(const char *host, const char *port, int type, double seconds)
{
    struct addrinfo *all, *one;
    int fd = -1;

    if (!port) {
        fd = socket(AF_UNIX, type, 0);
        return fd >= 0 && connect_to(fd, host, NULL) < 0 ? give_back(fd) : fd;
    }
    if (look_up(host, port, AF_UNSPEC, type, 0, &all) < 0)
        return -1;
    for (one = all; one && fd < 0; one = one->ai_next) {
        fd = socket(one->ai_family, one->ai_socktype, one->ai_protocol);
        if (fd >= 0 && seconds >= 0)
            set_timeout(fd, seconds);
        if (fd >= 0 && connect(fd, one->ai_addr, one->ai_addrlen) < 0)
            fd = give_back(fd);
    }
    freeaddrinfo(all);
    if (fd < 0 && errno == EINPROGRESS)
        problem = "timeout";
    return fd;
}

//: disconnect(
static int disconnect(int fd)
{
    struct sockaddr nobody = {0};

    nobody.sa_family = AF_UNSPEC;
    return connect(fd, &nobody, sizeof(nobody));
}

//: reset_connection(
/* Close with RST: what is unsent is dropped. */
static int reset_connection(int fd)
{
    struct linger none = {1, 0};

    setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof(none));
    return close(fd);
}
