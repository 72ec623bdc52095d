/* What comes beside the data, in a program in C: descriptors, control messages, the urgent mark, what a *
 * structure of the kernel's tells. */

//: take_descriptor(
/* One that this process was started with, if it is a socket. */
static int take_descriptor(int fd)
{
    int type;

    if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &(socklen_t){sizeof(type)}) < 0)
        return -1;
    fcntl(fd, F_SETFD, FD_CLOEXEC);
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK); /* who passed it may have had it so */
    return fd;
}

//: take_passed(
/* One that systemd has passed to this very process (sd_listen_fds(3)). */
static int take_passed(int fd)
{
    const char *pid = getenv("LISTEN_PID"), *count = getenv("LISTEN_FDS");
    int is_ours = pid && count && strtol(pid, NULL, 10) == getpid();

    if (!is_ours || fd < 3 || fd - 3 >= strtol(count, NULL, 10)) {
        problem = "usage";
        return -1;
    }
    return take_descriptor(fd);
}

//: take_passed_named(
/* The first that has this name in LISTEN_FDNAMES. */
static int take_passed_named(const char *name)
{
    const char *names = getenv("LISTEN_FDNAMES");
    size_t length = strlen(name);

    for (int fd = 3; names; fd++) {
        if (strncmp(names, name, length) == 0 && (!names[length] || names[length] == ':'))
            return take_passed(fd);
        names = strchr(names, ':');
        names = names ? names + 1 : NULL;
    }
    problem = "usage";
    return -1;
}

//: beside send_descriptor( receive_descriptor(
/* What comes beside the data: a descriptor, and what options of the socket ask for. */
union beside {
    struct cmsghdr head;
    char room[1024];
};

//: send_descriptor(
static ssize_t send_descriptor(int fd, int passed, const char *data, size_t length)
{
    union beside beside = {{0}};
    struct iovec part = {(char *)data, length};
    struct msghdr message = {0};

    beside.head.cmsg_len = CMSG_LEN(sizeof(passed));
    beside.head.cmsg_level = SOL_SOCKET;
    beside.head.cmsg_type = SCM_RIGHTS;
    memcpy(CMSG_DATA(&beside.head), &passed, sizeof(passed));
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = &beside;
    message.msg_controllen = CMSG_SPACE(sizeof(passed));
    return sendmsg(fd, &message, MSG_NOSIGNAL);
}

//: first_descriptor(
/* Beside the data; others are closed. Negative for none. */
static int first_descriptor(struct msghdr *message)
{
    int first = -1, passed;

    for (struct cmsghdr *head = CMSG_FIRSTHDR(message); head; head = CMSG_NXTHDR(message, head)) {
        size_t end = head->cmsg_type == SCM_RIGHTS ? head->cmsg_len : 0;
        for (size_t at = CMSG_LEN(0); at + sizeof(passed) <= end; at += sizeof(passed)) {
            memcpy(&passed, (char *)head + at, sizeof(passed));
            if (first < 0)
                first = passed;
            else
                close(passed);
        }
    }
    return first;
}

//: receive_descriptor(
/* A socket that the peer passes, and the bytes that it comes with. */
static int receive_descriptor(int fd, size_t most, struct bytes *into)
{
    union beside beside = {{0}};
    struct iovec part;
    struct msghdr message = {0};
    int passed;

    make_room(into, most);
    part = (struct iovec){into->data, most};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = &beside;
    message.msg_controllen = sizeof(beside);
    ssize_t length = recvmsg(fd, &message, 0);
    if (took(into, length) < 0)
        return -1;
    passed = first_descriptor(&message);
    if (passed < 0) {
        problem = length ? "mismatch" : "closed";
        return -1;
    }
    fcntl(passed, F_SETFL, fcntl(passed, F_GETFL) & ~O_NONBLOCK); /* its sender may have had it so */
    return passed;
}

//: receive_message(
/* With who sent it, and what comes beside the data; NULL where nobody asks for that. */
static int receive_message(int fd, size_t most, int flags, struct bytes *into,
                           struct address *from, struct bytes *beside)
{
    struct iovec part;
    struct msghdr message = {0};

    make_room(into, most);
    part = (struct iovec){into->data, most};
    message.msg_name = &from->storage;
    message.msg_namelen = sizeof(from->storage);
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    if (beside) {
        make_room(beside, 8192);
        message.msg_control = beside->data;
        message.msg_controllen = 8192;
    }
    if (took(into, recvmsg(fd, &message, flags)) < 0)
        return -1;
    from->length = message.msg_namelen;
    if (beside)
        beside->length = message.msg_controllen;
    return 0;
}

//: ancillary_line(
/* Descriptors are closed. */
static struct bytes ancillary_line(const struct cmsghdr *message)
{
    const unsigned char *value = CMSG_DATA(message);
    size_t length = message->cmsg_len - CMSG_LEN(0), count = length / sizeof(int);
    int numbers[64] = {0};
    char line[160];

    memcpy(numbers, value, length < sizeof(numbers) ? length : sizeof(numbers));
    if (message->cmsg_level == SOL_SOCKET && message->cmsg_type == SCM_RIGHTS) {
        snprintf(line, sizeof(line), "descriptors, closed: %zu", count);
        for (size_t i = 0; i < count && i < 64; i++)
            close(numbers[i]);
    } else if (message->cmsg_level == SOL_SOCKET && message->cmsg_type == 2 /* SCM_CREDENTIALS */) {
        snprintf(line, sizeof(line), "credentials: pid %d, uid %u, gid %u", numbers[0],
                 (unsigned)numbers[1], (unsigned)numbers[2]);
    } else {
        snprintf(line, sizeof(line), "level %d, type %d: ", message->cmsg_level, message->cmsg_type);
        struct bytes bytes = length == sizeof(int) ? decimal(numbers[0])
                                                   : to_hex(literal((const char *)value, length));
        return joined(2, literal(text(from_text(line)), strlen(line)), bytes);
    }
    return literal(text(from_text(line)), strlen(line));
}

//: ancillary_text(
/* A line for each control message. */
static struct bytes ancillary_text(struct bytes ancillary)
{
    struct bytes lines = {"", 0, 0};
    struct msghdr all = {0};

    all.msg_control = ancillary.data;
    all.msg_controllen = ancillary.length;
    for (struct cmsghdr *one = CMSG_FIRSTHDR(&all); one; one = CMSG_NXTHDR(&all, one))
        lines = joined(3, lines, literal("\n", lines.length > 0), ancillary_line(one));
    return lines;
}

//: wait_for_error(
/* MSG_ERRQUEUE itself never waits; negative: for ever. */
static int wait_for_error(int fd, double seconds)
{
    struct pollfd polled = {fd, 0, 0}; /* POLLERR is always told */
    int ready = poll(&polled, 1, seconds < 0 ? -1 : (int)(seconds * 1000));

    if (ready == 0)
        problem = "timeout";
    return ready > 0 ? 0 : -1;
}

//: expect_message(
/* The message that waits; one without the pattern is left there. */
static int expect_message(int fd, const char *pattern, size_t length, struct bytes *into,
                          struct address *from)
{
    static struct bytes seen = {"", 0, 0};

    if (receive(fd, 262144, MSG_PEEK, &seen) < 0)
        return -1;
    if (!contains(seen, literal(pattern, length))) {
        problem = "mismatch";
        return -1;
    }
    return receive_from(fd, 262144, 0, into, from);
}

//: expect_message_match(
/* The same of one that matches. */
static int expect_message_match(int fd, const char *pattern, struct bytes *into, struct address *from)
{
    static struct bytes seen = {"", 0, 0};

    if (receive(fd, 262144, MSG_PEEK, &seen) < 0)
        return -1;
    if (!matches(seen, pattern)) {
        problem = "mismatch";
        return -1;
    }
    return receive_from(fd, 262144, 0, into, from);
}

//: set_linger(
/* How long close waits for unsent data; negative: it doesn't. */
static int set_linger(int fd, int seconds)
{
    struct linger linger = {seconds >= 0, seconds >= 0 ? seconds : 0};

    return setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
}

//: at_mark(
static struct bytes at_mark(int fd)
{
    return sockatmark(fd) == 1 ? literal("true", 4) : literal("false", 5);
}

//: tcp_info(
static struct tcp_info tcp_info(int fd)
{
    struct tcp_info info = {0};

    getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &(socklen_t){sizeof(info)});
    return info;
}

//: receive_queue(
/* Bytes that wait to be received. */
static long long receive_queue(int fd)
{
    int waiting = 0;

    ioctl(fd, FIONREAD, &waiting);
    return waiting;
}

//: fraction(
/* IEEE 754's, of 2, 4 or 8 bytes. `spacing` is to the next one, where that is wider than C's own. */
static double fraction(unsigned long long bits, size_t size, double *spacing)
{
    unsigned low = (unsigned)bits, exponent = low >> 10 & 31, of_half = low & 1023;
    double wide;
    float single;

    *spacing = 0;
    if (size == 2 && exponent == 31)
        low = (low & 0x8000) << 16 | 0x7f800000 | of_half << 13; /* inf, nan */
    memcpy(&wide, &bits, sizeof(wide));
    memcpy(&single, &low, sizeof(single));
    if (size != 2 || exponent == 31)
        return size == 8 ? wide : (double)single;
    *spacing = (double)(1u << (exponent ? exponent : 1)) / 33554432;
    wide = (of_half + (exponent ? 1024 : 0)) * *spacing;
    return low & 0x8000 ? -wide : wide;
}

//: fraction_text(
/* The shortest decimal that is packed to the same bytes. */
static struct bytes fraction_text(unsigned long long bits, size_t size)
{
    struct bytes text = room(32);
    double spacing, value = fraction(bits, size, &spacing), magnitude = value < 0 ? -value : value;
    int same = 0;

    if (value != value)
        return literal("nan", 3);
    if (magnitude >= 1 && magnitude < 1e16 && value == (double)(long long)value)
        return decimal((long long)value);
    for (int digits = 1; digits <= 17 && !same; digits++) {
        text.length = (size_t)snprintf(text.data, 32, "%.*g", digits, value);
        double back = strtod(text.data, NULL), off = back < value ? value - back : back - value;
        same = back == value || (size == 4 && (float)back == (float)value) || off < spacing / 2;
    }
    return text;
}
