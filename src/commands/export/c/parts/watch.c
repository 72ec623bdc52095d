/* How long a program in C waits, and what it shows meanwhile: what comes on sockets that are watched. */

//: timeout_of(
/* How long the socket's calls wait, in milliseconds; -1: for ever. */
static int timeout_of(int fd)
{
    struct timeval time = {0};

    getsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, &(socklen_t){sizeof(time)});
    if (!waits(fd))
        return 0;
    return time.tv_sec || time.tv_usec ? (int)(time.tv_sec * 1000 + (time.tv_usec + 999) / 1000) : -1;
}

//: watch( unwatch( watched watching watch_events( find_watched( now( show_arrived( poll_watching( until_readable(
/* Sockets of which what comes is received and shown while the program waits. */
struct watched {
    int fd;
    const char *name;
    struct watched *next;
};
static struct watched *watched;
static int watching = -1; /* an epoll of them, edge-triggered: it tells what is new */

static struct watched **find_watched(int fd)
{
    struct watched **one = &watched;

    while (*one && (*one)->fd != fd)
        one = &(*one)->next;
    return one;
}

static int watch_events(int operation, int fd, unsigned events)
{
    struct epoll_event event = {events | EPOLLET, {0}};

    event.data.fd = fd;
    return epoll_ctl(watching, operation, fd, &event);
}

static int unwatch(int fd)
{
    struct watched **one = find_watched(fd), *gone = *one;

    if (gone) {
        watch_events(EPOLL_CTL_DEL, fd, 0);
        *one = gone->next;
        free(gone);
    }
    return 0;
}

/* What waits there: data, the end, an error. Of one that sends without a pause the rest waits for the next look. */
static void show_arrived(const struct watched *one)
{
    static char data[65536];
    int type = 0;

    getsockopt(one->fd, SOL_SOCKET, SO_TYPE, &type, &(socklen_t){sizeof(type)});
    for (int pieces = 0; pieces < 16; pieces++) {
        ssize_t length = recv(one->fd, data, sizeof(data), MSG_DONTWAIT);
        if (length < 0) {
            if (errno != EAGAIN && errno != ENOTCONN)
                printf("%s: %s\n", one->name, strerror(errno));
            return;
        }
        if (length == 0 && (type == SOCK_STREAM || type == SOCK_SEQPACKET)) {
            printf("%s: closed\n", one->name);
            return;
        }
        printf("%s: ", one->name);
        fwrite(data, 1, (size_t)length, stdout);
        putchar('\n');
    }
    watch_events(EPOLL_CTL_MOD, one->fd, EPOLLIN | EPOLLPRI | EPOLLRDHUP);
}

static int watch(int fd, const char *name)
{
    struct watched *one;

    if (watching < 0)
        watching = epoll_create1(0);
    unwatch(fd);
    if (watch_events(EPOLL_CTL_ADD, fd, EPOLLIN | EPOLLPRI | EPOLLRDHUP) < 0)
        return -1;
    if (!(one = malloc(sizeof(*one))))
        abort();
    *one = (struct watched){fd, name, watched};
    watched = one;
    show_arrived(one);
    return 0;
}

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* As poll(); what comes on watched sockets meanwhile is shown. */
static int poll_watching(struct pollfd *fds, nfds_t count, int ms)
{
    struct pollfd *all = calloc(count + 1, sizeof(*all));
    struct epoll_event event;
    double end = now() + ms / 1e3;
    int ready;

    if (!all)
        abort();
    while ((ready = poll(fds, count, 0)) == 0) {
        int left = ms < 0 ? -1 : (int)((end - now()) * 1e3 + 0.999);
        if (ms >= 0 && left <= 0)
            break;
        for (nfds_t i = 0; i < count; i++)
            all[i] = fds[i];
        all[count] = (struct pollfd){watching, POLLIN, 0};
        poll(all, count + 1, left);
        while (poll(fds, count, 0) == 0 && epoll_wait(watching, &event, 1, 0) == 1)
            show_arrived(*find_watched(event.data.fd));
    }
    free(all);
    return ready;
}

/* Unless the call doesn't wait; a timeout is EAGAIN, as the kernel has it. */
static __attribute__((unused)) int until_readable(int fd, int flags)
{
    struct pollfd polled = {fd, POLLIN, 0};
    int ms = timeout_of(fd);

    if (ms == 0 || flags & (MSG_DONTWAIT | MSG_OOB | MSG_ERRQUEUE) || poll_watching(&polled, 1, ms) != 0)
        return 0;
    errno = EAGAIN;
    return -1;
}

/* Calls that wait show what comes on watched sockets meanwhile. */
#define poll(fds, count, ms) poll_watching(fds, count, ms)
#define recv(fd, data, size, flags) (until_readable(fd, flags) < 0 ? -1 : recv(fd, data, size, flags))
#define recvfrom(fd, data, size, flags, from, length) \
    (until_readable(fd, flags) < 0 ? -1 : recvfrom(fd, data, size, flags, from, length))
#define recvmsg(fd, message, flags) (until_readable(fd, flags) < 0 ? -1 : recvmsg(fd, message, flags))
#define accept(fd, from, length) (until_readable(fd, 0) < 0 ? -1 : accept(fd, from, length))
#define close(fd) (unwatch(fd), close(fd))

//: is_watched(
static int is_watched(int fd)
{
    return *find_watched(fd) != NULL;
}

//: rename_watched(
static int rename_watched(int fd, const char *name)
{
    struct watched *one = *find_watched(fd);

    if (one)
        one->name = name;
    return 0;
}
