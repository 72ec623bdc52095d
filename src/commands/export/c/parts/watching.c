/* What waits in another way in a program in C that watches sockets; in place of what the same words ask for. */

//: look_until(
/* Until what waits has that, or is 32 KiB long. MSG_PEEK leaves it there; EPOLLET tells only what is new. */
static int look_until(int fd, int (*is_there)(struct bytes seen, struct bytes wanted), struct bytes wanted)
{
    static struct bytes seen = {"", 0, 0};
    struct epoll_event event = {EPOLLIN | EPOLLRDHUP | EPOLLET, {0}};
    int news = epoll_create1(0), ready;

    epoll_ctl(news, EPOLL_CTL_ADD, fd, &event);
    while ((ready = epoll_watching(news, &event, fd)) > 0) {
        if (receive(fd, 32768, MSG_PEEK, &seen) < 0)
            break;
        if (seen.length == 32768 || is_there(seen, wanted)) {
            close(news);
            return 0;
        }
        if (event.events & EPOLLRDHUP) {
            problem = "closed";
            break;
        }
    }
    if (ready == 0)
        errno = EAGAIN;
    return give_back(news);
}
