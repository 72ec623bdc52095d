/* Descriptors that somebody else made: taken over, given back as they were, sent and received. */
#include "network.h"

#include "net/descriptor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

static int flags_of(int fd)
{
    int flags = fcntl(fd, F_GETFL);

    assert_true(flags >= 0);
    return flags & O_NONBLOCK;
}

static int foreign(int family, int type, int protocol)
{
    int fd = socket(family, type | SOCK_CLOEXEC, protocol);

    assert_true(fd >= 0);
    return fd;
}

static struct socket *adopt(struct net *net, int fd)
{
    struct socket *socket;
    struct error error;

    assert_done(descriptor_adopt(&net->network, fd, &socket, &error), error);
    assert_int_equal(socket->fd, fd);
    return socket;
}

/* Another holder of the same socket sees its flags. */
static void test_flags_are_restored(void **state)
{
    static const int before[] = {0, O_NONBLOCK};

    for (size_t i = 0; i < 2; i++) {
        int fd = foreign(AF_INET, SOCK_DGRAM, 0), other = dup(fd);
        assert_int_equal(fcntl(fd, F_SETFL, before[i]), 0);
        struct socket *socket = adopt(*state, fd);
        assert_int_equal(flags_of(other), O_NONBLOCK);
        net_close(&socket);
        assert_int_equal(flags_of(other), before[i]);
        assert_int_equal(fcntl(fd, F_GETFD), -1);
        close(other);
    }
}

static void test_is_not_inherited(void **state)
{
    int fd = foreign(AF_UNIX, SOCK_STREAM, 0);

    assert_int_equal(fcntl(fd, F_SETFD, 0), 0);
    struct socket *socket = adopt(*state, fd);
    assert_int_equal(fcntl(fd, F_GETFD), FD_CLOEXEC);
    net_close(&socket);
}

static void test_reset_restores_too(void **state)
{
    int fd = foreign(AF_INET, SOCK_STREAM, 0), other = dup(fd);
    struct socket *socket = adopt(*state, fd);
    struct error error;

    assert_done(socket_abort(socket, &error), error);
    assert_int_equal(flags_of(other), 0);
    close(other);
}

/* The first one to be closed must not make the other one wait in the kernel. */
static void test_duplicate_stays_non_blocking(void **state)
{
    int fd = foreign(AF_INET, SOCK_DGRAM, 0);
    struct socket *first = adopt(*state, fd), *second;
    struct error error;

    assert_done(socket_duplicate(first, &second, &error), error);
    net_close(&first);
    assert_int_equal(flags_of(second->fd), O_NONBLOCK);
    net_close(&second);
}

/* Two descriptors of one socket, both adopted, as inetd's 0 and 1 are: the first one to be closed must not
 * make the other one wait in the kernel, and the last one gives back what was found first. */
static void test_two_of_one_socket(void **state)
{
    int fd = foreign(AF_INET, SOCK_DGRAM, 0), other = dup(fd);
    struct socket *first = adopt(*state, fd), *second = adopt(*state, dup(fd));

    net_close(&first);
    assert_int_equal(flags_of(other), O_NONBLOCK);
    net_close(&second);
    assert_int_equal(flags_of(other), 0);
    close(other);
}

static void test_last_duplicate_restores(void **state)
{
    int fd = foreign(AF_INET, SOCK_DGRAM, 0), other = dup(fd);
    struct socket *first = adopt(*state, fd), *second;
    struct error error;

    assert_done(socket_duplicate(first, &second, &error), error);
    net_close(&first);
    net_close(&second);
    assert_int_equal(flags_of(other), 0);
    close(other);
}

/* The kernel says of every type that can be made here what it is. */
static void test_types(void **state)
{
    struct net *net = *state;

    for (const struct socket_type *type = socket_types; type->name; type++) {
        struct socket *socket, *again;
        struct error error;
        if (!socket_open(&net->network, type, 0, &socket, &error)) {
            print_message("not here: %s: %s\n", type->name, error.message);
            continue;
        }
        again = adopt(net, dup(socket->fd));
        assert_string_equal(again->type->name, type->name);
        assert_false(again->connected || again->listening);
        net_close(&again);
        net_close(&socket);
    }
}

static void test_state(void **state)
{
    struct net *net = *state;
    struct address address;
    struct socket *listener = net_bound(net, true, &address), *client = net_socket(net, "tcp");
    struct error error;

    assert_done(socket_connect(client, &address, net_soon(), &error), error);
    struct socket *same_listener = adopt(net, dup(listener->fd)),
                  *same_client = adopt(net, dup(client->fd));
    assert_true(same_listener->listening);
    assert_false(same_listener->connected);
    assert_true(same_client->connected);
    assert_false(same_client->listening);
    net_close(&same_listener);
    net_close(&same_client);
    net_close(&client);
    net_close(&listener);
}

static void check_refused(struct net *net, int fd, const char *code, const char *call,
                          const char *hint)
{
    struct socket *socket = NULL;
    struct error error;

    assert_false(descriptor_adopt(&net->network, fd, &socket, &error));
    assert_category(error, ERROR_SOCKET);
    assert_string_equal(error.code, code);
    assert_string_equal(error.call, call);
    assert_holds(error.hint, hint);
    assert_null(socket);
}

static void test_no_socket(void **state)
{
    int fds[2];

    assert_int_equal(pipe(fds), 0);
    check_refused(*state, fds[0], "ENOTSOCK", "getsockopt", "a pipe or the like");
    assert_int_equal(flags_of(fds[0]), 0); /* it stays as it was */
    close(fds[0]);
    check_refused(*state, fds[0], "EBADF", "getsockopt", "");
    check_refused(*state, -1, "EBADF", "getsockopt", "");
    close(fds[1]);
}

static void test_socket_of_no_type_of_ours(void **state)
{
    int fd = foreign(AF_NETLINK, SOCK_RAW, 0);

    check_refused(*state, fd, "ESOCKTNOSUPPORT", "getsockopt", "family 16, type 3, protocol 0");
    assert_int_equal(flags_of(fd), 0);
    close(fd);
}

static int fcntl_fails(int fd, int command, int argument)
{
    (void)fd, (void)command, (void)argument;
    errno = EPERM;
    return -1;
}

static void test_flags_that_cannot_be_set(void **state)
{
    struct net *net = *state;
    int fd = foreign(AF_INET, SOCK_STREAM, 0);

    net->calls.fcntl = fcntl_fails;
    check_refused(net, fd, "EPERM", "fcntl", "");
    assert_int_equal(close(fd), 0); /* it is the caller's still */
}

static int fcntl_fails_late(int fd, int command, int argument)
{
    if (command != F_SETFD)
        return fcntl(fd, command, argument);
    errno = EPERM;
    return -1;
}

/* On failure it stays as it was (net/descriptor.h). */
static void test_flags_that_cannot_all_be_set(void **state)
{
    struct net *net = *state;
    int fd = foreign(AF_INET, SOCK_STREAM, 0);

    net->calls.fcntl = fcntl_fails_late;
    check_refused(net, fd, "EPERM", "fcntl", "");
    assert_int_equal(flags_of(fd), 0);
    close(fd);
}

static void test_adopting_is_in_the_journal(void **state)
{
    struct socket *socket = adopt(*state, foreign(AF_INET, SOCK_STREAM, 0));

    assert_non_null(net_last(*state, CALL_GETSOCKOPT));
    assert_non_null(net_last(*state, CALL_FCNTL));
    net_close(&socket);
}

/* A receive over `socket`, whose descriptors the caller closes. */
static struct descriptors receive(struct socket *socket, size_t most, const char *wanted)
{
    cleanup_buffer struct buffer data = {0};
    struct descriptors descriptors;
    struct error error;

    assert_done(descriptor_receive(socket, most, net_soon(), &data, &descriptors, &error), error);
    assert_spans(buffer_span(&data), span_of(wanted));
    return descriptors;
}

static void test_passed(void **state)
{
    struct net_pair *pair = *state;
    struct socket *udp = net_socket(&pair->net, "udp");
    struct error error;

    assert_done(
        descriptor_send(pair->near, udp->fd, SPAN("here"), net_soon(), &(size_t){0}, &error),
        error);
    assert_int_equal(pair->near->bytes_out, 4);
    struct descriptors got = receive(pair->far, 100, "here");
    assert_int_equal(got.count, 1);
    assert_false(got.eof);
    assert_string_equal(got.sockets[0]->type->name, "udp");
    assert_int_not_equal(got.sockets[0]->fd, udp->fd);
    assert_int_equal(fcntl(got.sockets[0]->fd, F_GETFD), FD_CLOEXEC);
    assert_int_equal(pair->far->bytes_in, 4);
    assert_non_null(net_last(&pair->net, CALL_SENDMSG));
    assert_non_null(net_last(&pair->net, CALL_RECVMSG));
    net_close(&got.sockets[0]);
    net_close(&udp);
}

static void test_bytes_alone(void **state)
{
    struct net_pair *pair = *state;

    net_send(pair->near, "alone");
    struct descriptors got = receive(pair->far, 100, "alone");
    assert_int_equal(got.count, 0);
    assert_false(got.eof);
}

static void test_end(void **state)
{
    struct net_pair *pair = *state;

    net_close(&pair->near);
    struct descriptors got = receive(pair->far, 100, "");
    assert_int_equal(got.count, 0);
    assert_true(got.eof);
}

/* sendmsg(2) of several at once, as other programs do it. */
static void send_several(struct socket *socket, const int *fds, size_t count)
{
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(DESCRIPTORS_MOST * sizeof(int))];
    } control = {.header = {.cmsg_len = CMSG_LEN(count * sizeof(int)),
                            .cmsg_level = SOL_SOCKET,
                            .cmsg_type = SCM_RIGHTS}};
    struct iovec part = {(char *)"x", 1};
    struct msghdr message = {.msg_iov = &part,
                             .msg_iovlen = 1,
                             .msg_control = &control,
                             .msg_controllen = CMSG_SPACE(count * sizeof(int))};

    memcpy(CMSG_DATA(&control.header), fds, count * sizeof(int));
    assert_int_equal(sendmsg(socket->fd, &message, 0), 1);
}

static void test_as_many_as_the_kernel_takes(void **state)
{
    struct net_pair *pair = *state;
    int fds[DESCRIPTORS_MOST], fd = foreign(AF_INET, SOCK_DGRAM, 0);

    for (size_t i = 0; i < DESCRIPTORS_MOST; i++)
        fds[i] = fd;
    send_several(pair->near, fds, DESCRIPTORS_MOST);
    struct descriptors got = receive(pair->far, 100, "x");
    assert_int_equal(got.count, DESCRIPTORS_MOST);
    while (got.count > 0)
        net_close(&got.sockets[--got.count]);
    close(fd);
}

/* All of them or none: the teardown counts the descriptors. */
static void test_one_of_them_is_no_socket(void **state)
{
    struct net_pair *pair = *state;
    cleanup_buffer struct buffer data = {0};
    struct descriptors got;
    struct error error;
    int ends[2], udp = foreign(AF_INET, SOCK_DGRAM, 0);

    assert_int_equal(pipe(ends), 0);
    send_several(pair->near, (int[]){udp, ends[0], udp}, 3);
    assert_false(descriptor_receive(pair->far, 100, net_soon(), &data, &got, &error));
    assert_category(error, ERROR_SOCKET);
    assert_string_equal(error.code, "ENOTSOCK");
    assert_holds(error.hint, "no socket");
    assert_bytes(buffer_span(&data), "x");
    assert_int_equal(flags_of(udp), 0);
    assert_int_equal(flags_of(ends[0]), 0);
    close(udp), close(ends[0]), close(ends[1]);
}

#ifndef SO_PASSPIDFD
#define SO_PASSPIDFD 76
#endif

/* With SO_PASSPIDFD every message brings a pidfd, which must not spoil the sockets beside it. */
static void test_pidfd_beside(void **state)
{
    struct net_pair *pair = *state;
    struct error error;
    int on = 1;

    if (setsockopt(pair->far->fd, SOL_SOCKET, SO_PASSPIDFD, &on, sizeof(on)) < 0)
        skip();
    assert_done(
        descriptor_send(pair->near, pair->near->fd, SPAN("x"), net_soon(), &(size_t){0}, &error),
        error);
    struct descriptors got = receive(pair->far, 100, "x");
    assert_int_equal(got.count, 1);
    net_close(&got.sockets[0]);
}

/* It is a socket, of a kind we don't have. */
static void test_received_socket_of_no_type_of_ours(void **state)
{
    struct net_pair *pair = *state;
    cleanup_buffer struct buffer data = {0};
    struct descriptors got;
    struct error error;
    int fd = foreign(AF_NETLINK, SOCK_RAW, 0);

    send_several(pair->near, &fd, 1);
    assert_false(descriptor_receive(pair->far, 100, net_soon(), &data, &got, &error));
    assert_string_equal(error.code, "ESOCKTNOSUPPORT");
    assert_holds(error.hint, "family 16");
    close(fd);
}

static void fill(struct socket *socket)
{
    cleanup_buffer struct buffer much = {0};
    struct error error;
    size_t sent;

    buffer_append_repeated(&much, 'x', 1 << 20);
    while (socket_send(socket, buffer_span(&much), MSG_DONTWAIT, NULL, net_soon(), &sent, &error))
        ;
    assert_string_equal(error.code, "EAGAIN");
}

static void test_full_buffer(void **state)
{
    struct net_pair *pair = *state;
    struct error error;

    fill(pair->near);
    assert_false(
        descriptor_send(pair->near, pair->far->fd, SPAN("x"), clock_now(), &(size_t){0}, &error));
    assert_category(error, ERROR_TIMEOUT);
    loop_interrupt(pair->net.network.loop);
    assert_false(
        descriptor_send(pair->near, pair->far->fd, SPAN("x"), CLOCK_NEVER, &(size_t){0}, &error));
    assert_category(error, ERROR_INTERRUPTED);
    pair->near->blocking = false;
    assert_false(
        descriptor_send(pair->near, pair->far->fd, SPAN("x"), CLOCK_NEVER, &(size_t){0}, &error));
    assert_string_equal(error.code, "EAGAIN");
    assert_string_equal(error.call, "sendmsg");
}

static void test_nothing_to_receive(void **state)
{
    struct net_pair *pair = *state;
    cleanup_buffer struct buffer data = {0};
    struct descriptors got;
    struct error error;

    assert_false(descriptor_receive(pair->far, 100, clock_now(), &data, &got, &error));
    assert_category(error, ERROR_TIMEOUT);
    loop_interrupt(pair->net.network.loop);
    assert_false(descriptor_receive(pair->far, 100, CLOCK_NEVER, &data, &got, &error));
    assert_category(error, ERROR_INTERRUPTED);
}

static void test_sending_fails(void **state)
{
    struct net_pair *pair = *state;
    struct error error;

    assert_false(descriptor_send(pair->near, -1, SPAN("x"), net_soon(), &(size_t){0}, &error));
    assert_string_equal(error.code, "EBADF");
    net_close(&pair->far);
    assert_false(
        descriptor_send(pair->near, pair->near->fd, SPAN("x"), net_soon(), &(size_t){0}, &error));
    assert_string_equal(error.code, "EPIPE"); /* and no SIGPIPE */
    assert_int_equal(pair->near->bytes_out, 0);
}

#define with(fixture, name) \
    cmocka_unit_test_setup_teardown(name, net_##fixture##_setup, net_pair_teardown)
#define alone(name) cmocka_unit_test_setup_teardown(name, net_setup, net_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        alone(test_flags_are_restored),
        alone(test_is_not_inherited),
        alone(test_reset_restores_too),
        alone(test_duplicate_stays_non_blocking),
        alone(test_two_of_one_socket),
        alone(test_last_duplicate_restores),
        alone(test_flags_that_cannot_all_be_set),
        alone(test_adopting_is_in_the_journal),
        with(unix, test_pidfd_beside),
        with(unix, test_received_socket_of_no_type_of_ours),
        alone(test_types),
        alone(test_state),
        alone(test_no_socket),
        alone(test_socket_of_no_type_of_ours),
        alone(test_flags_that_cannot_be_set),
        with(unix, test_passed),
        with(datagram, test_passed),
        with(seqpacket, test_passed),
        with(unix, test_bytes_alone),
        with(seqpacket, test_bytes_alone),
        with(unix, test_end),
        with(seqpacket, test_end),
        with(unix, test_as_many_as_the_kernel_takes),
        with(unix, test_one_of_them_is_no_socket),
        with(unix, test_full_buffer),
        with(unix, test_nothing_to_receive),
        with(unix, test_sending_fails),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
