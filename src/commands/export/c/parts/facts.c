/* What the kernel tells of a socket, in a program in C. */

//: tcp_state(
/* The connection's state, by RFC 9293's names. */
static struct bytes tcp_state(int fd)
{
    static const char *const names[] = {
        "?",         "ESTABLISHED", "SYN-SENT",   "SYN-RECEIVED", "FIN-WAIT-1", "FIN-WAIT-2",
        "TIME-WAIT", "CLOSED",      "CLOSE-WAIT", "LAST-ACK",     "LISTEN",     "CLOSING"};
    unsigned char state = 0;

    getsockopt(fd, IPPROTO_TCP, TCP_INFO, &state, &(socklen_t){1});
    return from_text(names[state < sizeof(names) / sizeof(names[0]) ? state : 0]);
}

//: tcp_bytes_out(
/* tcpi_bytes_sent, less what was sent again, and what is not sent yet. */
static long long tcp_bytes_out(int fd)
{
    unsigned char info[216] = {0};
    unsigned long long sent, again;
    unsigned waiting;

    getsockopt(fd, IPPROTO_TCP, TCP_INFO, info, &(socklen_t){sizeof(info)});
    memcpy(&sent, info + 200, sizeof(sent));
    memcpy(&again, info + 208, sizeof(again));
    memcpy(&waiting, info + 144, sizeof(waiting));
    return (long long)(sent - again + waiting);
}

//: unacknowledged(
/* Bytes under way: the kernel has sent them and has no answer. */
static long long unacknowledged(int fd)
{
    int queued = 0;

    ioctl(fd, TIOCOUTQ, &queued);
    return queued;
}

//: error_pending(
static struct bytes error_pending(int fd)
{
    struct pollfd now = {fd, 0, 0};

    poll(&now, 1, 0);
    return now.revents & POLLERR ? literal("true", 4) : literal("false", 5);
}

//: credentials peer_credentials(
struct credentials {
    int pid;
    unsigned uid, gid;
};

//: peer_credentials(
/* Process, user and group at the other end. */
static struct credentials peer_credentials(int fd)
{
    struct credentials peer = {0};

    getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &(socklen_t){sizeof(peer)});
    return peer;
}
