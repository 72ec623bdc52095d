/* What waits in another way in a program in C that watches sockets; in place of what the same words ask for. */

//: await_news(
/* As epoll_wait() of what is awaited on a socket, for as long as its calls wait; it goes first where it is watched
 * itself. */
static int await_news(int news, struct epoll_event *event, int fd)
{
    struct pollfd polled = {news, POLLIN, 0};

    if (*find_watched(fd))
        watch_events(EPOLL_CTL_MOD, fd, 0);
    int ready = poll(&polled, 1, timeout_of(fd));
    if (*find_watched(fd))
        watch_events(EPOLL_CTL_MOD, fd, EPOLLIN | EPOLLPRI | EPOLLRDHUP);
    return ready > 0 ? epoll_wait(news, event, 1, 0) : ready;
}
