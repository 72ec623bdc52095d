/* Sending, receiving and waiting in a program in C. */

//: send_all(
static long long send_all(int fd, const char *data, size_t length, int flags)
{
    for (size_t sent = 0; sent < length;) {
        ssize_t count = send(fd, data + sent, length - sent, flags);
        if (count < 0)
            return -1;
        sent += (size_t)count;
    }
    return (long long)length;
}

//: send_to(
static long long send_to(int fd, const char *data, size_t length, int flags, const char *host,
                         const char *port)
{
    struct address to;

    if (address_for(fd, host, port, &to) < 0)
        return -1;
    return sendto(fd, data, length, flags, (struct sockaddr *)&to.storage, to.length);
}

//: took(
/* Where nothing was received, the variable is what it was. */
static int took(struct bytes *into, ssize_t length)
{
    if (length < 0)
        return -1;
    into->length = (size_t)length;
    into->data[length] = '\0';
    return 0;
}

//: receive(
static int receive(int fd, size_t most, int flags, struct bytes *into)
{
    make_room(into, most);
    return took(into, recv(fd, into->data, most, flags));
}

//: receive_from(
static int receive_from(int fd, size_t most, int flags, struct bytes *into, struct address *from)
{
    socklen_t size = sizeof(from->storage);

    make_room(into, most);
    if (took(into, recvfrom(fd, into->data, most, flags, (struct sockaddr *)&from->storage, &size)) < 0)
        return -1;
    from->length = size;
    return 0;
}

//: receive_more(
/* So many bytes more, at the most; 0 at the end of the stream. */
static ssize_t receive_more(int fd, size_t most, struct bytes *into)
{
    make_room(into, into->length + most);
    ssize_t length = recv(fd, into->data + into->length, most, 0);
    into->length += length > 0 ? (size_t)length : 0;
    into->data[into->length] = '\0';
    return length;
}

//: receive_exactly(
static int receive_exactly(int fd, size_t count, struct bytes *into)
{
    ssize_t length = 1;

    make_room(into, count);
    into->length = 0;
    into->data[0] = '\0';
    while (into->length < count && (length = receive_more(fd, count - into->length, into)) > 0)
        continue;
    if (length == 0)
        problem = "closed";
    return length > 0 ? 0 : -1;
}

//: receive_through(
/* Byte by byte: nothing behind the pattern is taken. */
static int receive_through(int fd, const char *pattern, size_t length, struct bytes *into)
{
    into->length = 0;
    while (into->length < length ||
           memcmp(into->data + into->length - length, pattern, length) != 0) {
        ssize_t count = receive_more(fd, 1, into);
        if (count == 0)
            problem = "closed";
        if (count <= 0)
            return -1;
    }
    return 0;
}

//: receive_match(
/* Up to and through a match of the regular expression: nothing behind it is taken. */
static int receive_match(int fd, const char *pattern, struct bytes *into)
{
    long long end = -1;

    for (into->length = 0; end < 0;) {
        size_t taken = into->length;
        make_room(into, taken + 65536);
        ssize_t seen = recv(fd, into->data + taken, 65536, MSG_PEEK);
        if (seen == 0)
            problem = "closed";
        if (seen <= 0)
            return -1;
        end = match_end((struct bytes){into->data, taken + (size_t)seen, 0}, pattern);
        receive_more(fd, end < 0 ? (size_t)seen : (size_t)end - taken, into);
    }
    return 0;
}

//: receive_line(
static int receive_line(int fd, struct bytes *into)
{
    return receive_through(fd, "\n", 1, into);
}

//: receive_all(
static int receive_all(int fd, struct bytes *into)
{
    ssize_t length;

    into->length = 0;
    do
        length = receive_more(fd, 65536, into);
    while (length > 0);
    return (int)length;
}

//: try_receive_all(
/* As receive_all; where that fails, what came is in `data`. */
static int try_receive_all(int fd, struct bytes *data, struct bytes *into)
{
    struct bytes got = {"", 0, 0};
    ssize_t length;

    while ((length = receive_more(fd, 65536, &got)) > 0)
        continue;
    if (length == 0 || got.length)
        set(data, got);
    if (length == 0 && into != data)
        set(into, got);
    free(got.data);
    return (int)length;
}

//: await_news(
/* As epoll_wait() of what is awaited on a socket, for as long as its calls wait. */
static int await_news(int news, struct epoll_event *event, int fd)
{
    return epoll_wait(news, event, 1, timeout_of(fd));
}

//: look_until(
/* Until what waits has that, or is 32 KiB long. MSG_PEEK leaves it there; EPOLLET tells only what is new. */
static int look_until(int fd, int (*is_there)(struct bytes seen, struct bytes wanted), struct bytes wanted)
{
    static struct bytes seen = {"", 0, 0};
    struct epoll_event event = {EPOLLIN | EPOLLRDHUP | EPOLLET, {0}};
    int news = epoll_create1(0), ready;

    epoll_ctl(news, EPOLL_CTL_ADD, fd, &event);
    while ((ready = await_news(news, &event, fd)) > 0) {
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

//: is_as_long
static int is_as_long(struct bytes seen, struct bytes wanted)
{
    return seen.length >= wanted.length;
}

//: try_receive_exactly(
/* As receive_exactly; where that fails, what came stays to be received. */
static int try_receive_exactly(int fd, size_t count, struct bytes *into)
{
    if (look_until(fd, is_as_long, literal(NULL, count)) < 0)
        return -1;
    return receive_exactly(fd, count, into);
}

//: try_receive_through(
/* As receive_through; where that fails, what came stays to be received. */
static int try_receive_through(int fd, const char *pattern, size_t length, struct bytes *into)
{
    if (look_until(fd, contains, literal(pattern, length)) < 0)
        return -1;
    return receive_through(fd, pattern, length, into);
}

//: is_matched
static int is_matched(struct bytes seen, struct bytes pattern)
{
    return matches(seen, pattern.data);
}

//: try_receive_match(
/* As receive_match; where that fails, what came stays to be received. */
static int try_receive_match(int fd, const char *pattern, struct bytes *into)
{
    if (look_until(fd, is_matched, from_text(pattern)) < 0)
        return -1;
    return receive_match(fd, pattern, into);
}

//: try_receive_line(
static int try_receive_line(int fd, struct bytes *into)
{
    return try_receive_through(fd, "\n", 1, into);
}

//: wait_for(
/* Until one of them can be read, is hung up, or has an error; how many are. */
static int wait_for(const int *fds, size_t count, int events, double seconds)
{
    struct pollfd *polled = calloc(count, sizeof(*polled));

    if (!polled)
        abort();
    for (size_t i = 0; i < count; i++)
        polled[i] = (struct pollfd){fds[i], (short)(POLLIN | POLLPRI | events), 0};
#ifdef POLLRDHUP
    for (size_t i = 0; i < count; i++)
        polled[i].events |= POLLRDHUP;
#else
    for (size_t i = 0; i < count; i++)
        polled[i].events |= 0x2000; /* POLLRDHUP */
#endif
    int ready = poll(polled, count, seconds < 0 ? -1 : (int)(seconds * 1000));
    free(polled);
    return ready;
}

//: sleep_for(
static int sleep_for(double seconds)
{
    return poll(NULL, 0, (int)(seconds * 1000));
}
