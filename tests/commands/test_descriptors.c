/* adopt, sendfd, recvfd, recvmsg: sockets that come from elsewhere, and what comes beside the data. */
#include "harness.h"

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* A listener on a loopback port that no handle has: what a parent would pass on. */
static int foreign_listener(void)
{
    struct sockaddr_in loopback = {.sin_family = AF_INET,
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_int_equal(bind(fd, (struct sockaddr *)&loopback, sizeof(loopback)), 0);
    assert_int_equal(listen(fd, 4), 0);
    return fd;
}

static void test_adopt(void **state)
{
    struct shell *shell = *state;
    int ends[2];
    char number[16];

    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
    snprintf(number, sizeof(number), "%d", ends[0]);
    run_ok(shell, "adopt %s", number);
    expect_field(shell, "handle", "unix1");
    expect_field(shell, "type", "unix");
    expect_field(shell, "fd", number);
    expect_text(shell, "unix1: unix socket, fd ");
    run_ok(shell, "b = adopt %d; unix1.send hello; b.recv", ends[1]);
    expect_data(shell, "hello");
    expect_word(shell, "${b.state}", "connected");
    run_ok(shell, "close unix1 b");
    assert_int_equal(close(ends[0]), -1); /* the handle's close was the descriptor's */
}

static void test_adopt_a_listener(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "srv = adopt %d", foreign_listener());
    expect_field(shell, "handle", "srv");
    expect_field(shell, "type", "tcp");
    expect_field(shell, "local.address", "127.0.0.1");
    expect_no_field(shell, "peer.address");
    expect_text(shell, ", local 127.0.0.1:");
    expect_word(shell, "${srv.state}", "LISTEN");
    run_ok(shell, "c = open 127.0.0.1 ${srv.local.port}; s = srv.accept; c.send hello; s.recv");
    expect_data(shell, "hello");
}

static void test_adopt_twice(void **state)
{
    struct shell *shell = *state;
    int fd = foreign_listener();

    run_ok(shell, "srv = adopt %d", fd);
    run_fails(shell, "usage", "", "adopt %d", fd);
    expect_text(shell, "is the handle srv already");
    expect_hint(shell, "`srv.dup`");
    run_fails(shell, "usage", "", "adopt $(srv.fileno)");
}

static void test_adopt_what_is_no_socket(void **state)
{
    struct shell *shell = *state;
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    run_fails(shell, "socket", "ENOTSOCK", "adopt %d", ends[0]);
    expect_text(shell, "getsockopt fd ");
    expect_hint(shell, "the descriptor is open, and is a file, a pipe or the like");
    assert_int_equal(close(ends[0]), 0); /* not ours: still open */
    run_fails(shell, "socket", "EBADF", "adopt %d", ends[0]);
    close(ends[1]);
    run_ok(shell, "sockets");
    expect_no_field(shell, "sockets.0.handle");
}

static void test_adopt_wrong(void **state)
{
    struct shell *shell = *state;

    run_fails(shell, "usage", "", "adopt -1");
    run_fails(shell, "usage", "", "adopt 4294967296");
    run_fails(shell, "usage", "", "adopt stdin");
    run_fails(shell, "usage", "", "adopt 1 2");
}

static void adopt_all_fails(struct shell *shell, const char *pid, const char *fds)
{
    setenv("LISTEN_PID", pid, true);
    setenv("LISTEN_FDS", fds, true);
    run_fails(shell, "usage", "", "adopt");
    expect_text(shell, "no descriptors were passed by LISTEN_FDS");
    unsetenv("LISTEN_PID");
    unsetenv("LISTEN_FDS");
}

/* The environment is inherited further than the descriptors: LISTEN_PID says for whom they are. */
static void test_adopt_without_anything_passed(void **state)
{
    struct shell *shell = *state;
    char own[16], other[16];

    snprintf(own, sizeof(own), "%d", getpid());
    snprintf(other, sizeof(other), "%d", getppid());
    run_fails(shell, "usage", "", "adopt");
    expect_text(shell, "FD is missing");
    adopt_all_fails(shell, other, "1");
    adopt_all_fails(shell, own, "0");
    adopt_all_fails(shell, own, "-1");
    adopt_all_fails(shell, own, "many");
    adopt_all_fails(shell, own, "99999999999999999999");
    adopt_all_fails(shell, "", "1");
}

static void test_sendfd(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b %s; u = server udp 127.0.0.1 0", shell->transport);
    run_ok(shell, "let port ${u.local.port}; a.sendfd u hello, world");
    expect_field(shell, "passed", "u");
    expect_field(shell, "length", "12");
    expect_text(shell, "a: passed u, with 12 bytes");
    run_ok(shell, "close u; v = b.recvfd");
    expect_field(shell, "handle", "v");
    expect_field(shell, "type", "udp");
    expect_field(shell, "from", "b");
    expect_field(shell, "length", "12");
    expect_text(shell, "v: udp socket from b, fd ");
    expect_word(shell, "$_", "hello, world");
    run_ok(shell, "assert ${v.local.port} == $port; assert $(v.fileno) == ${v.fd}");
}

static void test_sendfd_without_data(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; a.sendfd a");
    expect_field(shell, "length", "1");
    run_ok(shell, "b.recvfd");
    expect_field(shell, "handle", "unix1");
    expect_text(shell, "with 1 byte");
    run_ok(shell, "assert $_ == \"\\0\"; info");
    expect_field(shell, "handle", "unix1"); /* it became the current one */
}

static void test_recvfd_counts_names_on(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; t = socket tcp; a.sendfd t one; a.sendfd t two; b.recvfd");
    expect_field(shell, "handle", "tcp1");
    expect_word(shell, "$_", "one");
    run_ok(shell, "b.recvfd");
    expect_field(shell, "handle", "tcp2");
    expect_word(shell, "$_", "two");
}

/* A listener changes hands, and those who wait in its queue with it. */
static void test_pass_a_listener(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; srv = server tcp 127.0.0.1 0; c = open 127.0.0.1 ${srv.local.port}\n"
                  "c.send hello; a.sendfd srv; close srv; srv = b.recvfd; s = srv.accept; s.recv");
    expect_data(shell, "hello");
}

static void test_recvfd_takes_so_many_bytes(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; a.sendfd a hello; b.recvfd 2");
    expect_field(shell, "length", "2");
    run_ok(shell, "b.recv");
    expect_data(shell, "llo");
    run_fails(shell, "usage", "", "b.recvfd many");
}

static void test_recvfd_of_bytes_alone(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b %s; a.send bytes", shell->transport);
    run_fails(shell, "mismatch", "", "b.recvfd");
    expect_text(shell, "no descriptor came beside the 5 bytes");
    expect_hint(shell, "the bytes are in $_");
    expect_field(shell, "length", "5");
    expect_word(shell, "$_", "bytes");
    run_ok(shell, "a.sendfd a; b.recvfd");
}

static void test_recvfd_at_the_end(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b %s; a.sendfd a last; close a; c = b.recvfd; close c", shell->transport);
    run_fails(shell, "closed", "", "b.recvfd");
    expect_text(shell, "the stream ended, and no descriptor came");
}

static void test_recvfd_can_be_left(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b");
    run_fails(shell, "timeout", "", "b.recvfd --timeout 10ms");
    expect_hint(shell, "sent nothing in that time");
    run_ok(shell, "b.timeout 10ms");
    run_fails(shell, "timeout", "", "b.recvfd");
    run_ok(shell, "b.timeout none");
    shell_interrupt(shell);
    run_fails(shell, "interrupted", "", "b.recvfd");
    run_ok(shell, "b.blocking off");
    run_fails(shell, "socket", "EAGAIN", "b.recvfd");
    run_ok(shell, "a.sendfd a; b.recvfd");
}

static void test_sendfd_wrong(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; let text x");
    run_fails(shell, "usage", "", "a.sendfd");
    run_fails(shell, "name", "", "a.sendfd nobody");
    run_fails(shell, "name", "", "a.sendfd text");
    run_ok(shell, "close b");
    run_fails(shell, "socket", "EPIPE", "a.sendfd a");
    run_ok(shell, "u = socket unix");
    run_fails(shell, "socket", "ENOTCONN", "u.sendfd a");
}

static void test_sendfd_to_who_does_not_read(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; a.blocking off; try { while 1 == 1 { a.send 0123456789abcdef } }");
    run_fails(shell, "socket", "EAGAIN", "a.sendfd a");
    run_ok(shell, "a.blocking on");
    run_fails(shell, "timeout", "", "a.sendfd a --timeout 10ms");
}

/* Only Unix sockets carry descriptors: elsewhere the kernel drops them without a word (cmsg(3)). */
static void test_sendfd_over_another_family(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_fails(shell, "usage", "", "c.sendfd c");
    expect_text(shell, "only Unix sockets");
}

/* No byte, no descriptor (unix(7)): nothing was passed. */
static void test_sendfd_of_no_bytes_over_a_stream(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b");
    run_fails(shell, "usage", "", "a.sendfd a \"\"");
    expect_text(shell, "at least one byte");
}

static void test_sendfd_partly(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; let x 0123456789abcdef; repeat 16 { let x \"$x$x\" }; a.sendfd a $x");
    expect_text(shell, " of 1048576 bytes: the kernel took no more");
    expect_field(shell, "length", "1048576");
    expect_word(shell, "${a.bytes_out}", seen_field(shell->last, "sent"));
}

static void test_recvfd_of_one_byte_alone(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; a.send x");
    run_fails(shell, "mismatch", "", "b.recvfd");
    expect_text(shell, "no descriptor came beside the 1 byte\n");
}

/* Taking an entry is its end: what it says is told without being asked for. */
static void test_recvmsg_of_a_queued_error(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "s = server udp 127.0.0.1 0; c = socket udp; setsockopt recverr on; "
                  "connect 127.0.0.1 ${s.local.port}; close s; c.send x; c.recvmsg --error-queue");
    expect_data(shell, "x");
    expect_field(shell, "flags", "MSG_ERRQUEUE");
    expect_field(shell, "ancillary.0.type", "IP_RECVERR");
    expect_text(shell, "IP_RECVERR ECONNREFUSED from ICMP, type 3, code 3, by 127.0.0.1");
}

/* It waited, and what it waited for is not there: nobody said --nowait. */
static void test_recvmsg_of_an_error_that_is_not_queued(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "s = server udp 127.0.0.1 0; c = socket udp; connect 127.0.0.1 ${s.local.port}; "
                  "close s; c.send x");
    run_fails(shell, "socket", "EAGAIN", "c.recvmsg --error-queue");
    expect_hint(shell, "`setsockopt recverr on`");
}

static void test_recvmsg(void **state)
{
    struct shell *shell = *state;
    const char *host = shell_loopback(shell);

    shell_connect(shell);
    run_ok(shell, "c.send hello; s.recvmsg");
    expect_data(shell, "hello");
    expect_field(shell, "length", "5");
    expect_field(shell, "from.address", host);
    expect_field(shell, "eof", "false");
    expect_field(shell, "truncated", "false");
    expect_no_field(shell, "flags");
    expect_no_field(shell, "ancillary");
    expect_text(shell, "s: received 5 bytes from ");
    run_ok(shell, "c.send; s.recvmsg");
    expect_data(shell, "");
    expect_text(shell, ": 0 bytes, and not the end");
}

static void test_recvmsg_of_a_stream(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send hello; s.recvmsg 2; assert $_ == he; x = s.recvmsg; assert $x == llo");
    run_ok(shell, "c.close; s.recvmsg");
    expect_data(shell, "");
    expect_field(shell, "eof", "true");
    expect_text(shell, "end of stream");
}

static void test_recvmsg_truncated(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send hello; s.recvmsg 2 --peek");
    expect_data(shell, "he");
    expect_field(shell, "truncated", "true");
    expect_field(shell, "message_length", "5");
    expect_field(shell, "flags", "MSG_TRUNC");
    expect_text(shell, ", flags MSG_TRUNC: the whole still waits");
    run_ok(shell, "s.recvmsg 0 --peek --ancillary");
    expect_text(shell, "s: 0 bytes of a message of 5");
    expect_text(shell, ", flags MSG_TRUNC: the whole still waits\n");
    run_ok(shell, "s.recvmsg 2");
    expect_text(shell, "2 bytes of a message of 5");
    expect_text(shell, ", flags MSG_TRUNC: the rest is lost");
    run_fails(shell, "socket", "EAGAIN", "s.recvmsg --nowait");
}

static void test_recvmsg_credentials(void **state)
{
    struct shell *shell = *state;
    char words[64];

    snprintf(words, sizeof(words), "pid %d, uid %u, gid %u", getpid(), getuid(), getgid());
    run_ok(shell, "pair a b %s; b.setsockopt passcred on; a.send hello; b.recvmsg --ancillary",
           shell->transport);
    expect_data(shell, "hello");
    expect_field(shell, "ancillary.0.type", "SCM_CREDENTIALS");
    expect_field(shell, "ancillary.0.value", words);
    expect_no_field(shell, "ancillary.1.type");
    expect_no_field(shell, "flags");
    expect_text(shell, "SCM_CREDENTIALS pid ");
    expect_json(shell, "\"ancillary\":[{\"type\":\"SCM_CREDENTIALS\",\"value\":\"pid ");
}

/* What comes beside the data and isn't asked for is dropped, which the kernel's flag says. */
static void test_recvmsg_drops_what_is_not_asked_for(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; b.setsockopt passcred on; a.send hello; b.recvmsg");
    expect_data(shell, "hello");
    expect_field(shell, "flags", "MSG_CTRUNC");
    expect_no_field(shell, "ancillary");
    expect_text(shell, "b: received 5 bytes, flags MSG_CTRUNC");
}

/* Asking for more doesn't make what came any less of an end, or of a part. */
static void test_recvmsg_tells_the_nature_and_what_is_beside(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b unix-dgram; b.setsockopt passcred on; a.send hello; a.send; "
                  "b.recvmsg 2 --ancillary");
    expect_text(
        shell,
        "b: 2 bytes of a message of 5, flags MSG_TRUNC: the rest is lost\n  SCM_CREDENTIALS pid ");
    run_ok(shell, "b.recvmsg --ancillary");
    expect_text(shell, "b: an empty message: 0 bytes, and not the end\n  SCM_CREDENTIALS pid ");
    run_ok(shell, "pair c d; close c; d.recvmsg --ancillary");
    expect_text(shell, "d: end of stream");
}

static void test_recvmsg_without_anything_beside(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; a.send hello; b.recvmsg --ancillary");
    expect_json(shell, "\"ancillary\":[]");
    expect_text(shell, "b: received 5 bytes\n");
}

/* The descriptor is told and closed: the passed socket's peer sees its end. */
static void test_recvmsg_keeps_no_descriptor(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; pair c d; a.sendfd c; close c; b.recvmsg --ancillary --peek");
    expect_field(shell, "ancillary.0.type", "SCM_RIGHTS");
    expect_field(shell, "ancillary.0.value", "1 descriptor; `recvfd` makes handles of them");
    run_fails(shell, "timeout", "", "d.recv --timeout 0"); /* it is in the queue still */
    run_ok(shell, "b.recvmsg --ancillary; d.recv");
    expect_field(shell, "eof", "true");
    run_ok(shell, "pair e f; a.sendfd e; close e; b.recvmsg; f.recv");
    expect_field(shell, "eof", "true");
}

static void test_recvmsg_urgent(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_ok(shell, "c.send ! --oob; s.poll; s.recvmsg --oob");
    expect_data(shell, "!");
    expect_field(shell, "flags", "MSG_OOB");
    run_fails(shell, "socket", "EINVAL", "s.recvmsg --oob");
    expect_hint(shell, "no urgent byte waits");
}

static void test_recvmsg_error_queue(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_fails(shell, "socket", "EAGAIN", "s.recvmsg --error-queue --nowait");
    run_fails(shell, "timeout", "", "s.recvmsg --error-queue --timeout 10ms");
    run_ok(shell, "c.send data; s.recvmsg");
    expect_data(shell, "data");
}

static void test_recvmsg_can_be_left(void **state)
{
    struct shell *shell = *state;

    shell_connect(shell);
    run_fails(shell, "timeout", "", "s.recvmsg --timeout 10ms --ancillary");
    shell_interrupt(shell);
    run_fails(shell, "interrupted", "", "s.recvmsg");
    shell_interrupt(shell);
    run_fails(shell, "interrupted", "", "s.recvmsg --error-queue");
    run_fails(shell, "usage", "", "s.recvmsg --timeout soon");
    run_fails(shell, "usage", "", "s.recvmsg many");
    run_fails(shell, "usage", "", "s.recvmsg --no-such-option");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_adopt),
        TEST(test_adopt_a_listener),
        TEST(test_adopt_twice),
        TEST(test_adopt_what_is_no_socket),
        TEST(test_adopt_wrong),
        TEST(test_adopt_without_anything_passed),
        OVER("unix", test_sendfd),
        OVER("unix-dgram", test_sendfd),
        OVER("unix-seqpacket", test_sendfd),
        TEST(test_sendfd_without_data),
        TEST(test_recvfd_counts_names_on),
        TEST(test_pass_a_listener),
        TEST(test_recvfd_takes_so_many_bytes),
        OVER("unix", test_recvfd_of_bytes_alone),
        OVER("unix-dgram", test_recvfd_of_bytes_alone),
        OVER("unix", test_recvfd_at_the_end),
        OVER("unix-seqpacket", test_recvfd_at_the_end),
        TEST(test_recvfd_can_be_left),
        TEST(test_sendfd_wrong),
        TEST(test_sendfd_to_who_does_not_read),
        OVER_IP_STREAMS(test_sendfd_over_another_family),
        OVER_IP_DATAGRAMS(test_sendfd_over_another_family),
        TEST(test_sendfd_of_no_bytes_over_a_stream),
        TEST(test_sendfd_partly),
        TEST(test_recvfd_of_one_byte_alone),
        TEST(test_recvmsg_of_a_queued_error),
        TEST(test_recvmsg_of_an_error_that_is_not_queued),
        OVER_IP_DATAGRAMS(test_recvmsg),
        OVER_STREAMS(test_recvmsg_of_a_stream),
        OVER_IP_DATAGRAMS(test_recvmsg_truncated),
        OVER("unix-dgram", test_recvmsg_truncated),
        OVER("unix-seqpacket", test_recvmsg_truncated),
        OVER("unix", test_recvmsg_credentials),
        OVER("unix-dgram", test_recvmsg_credentials),
        TEST(test_recvmsg_drops_what_is_not_asked_for),
        TEST(test_recvmsg_tells_the_nature_and_what_is_beside),
        TEST(test_recvmsg_without_anything_beside),
        TEST(test_recvmsg_keeps_no_descriptor),
        OVER_IP_STREAMS(test_recvmsg_urgent),
        OVER_IP_DATAGRAMS(test_recvmsg_error_queue),
        OVER_STREAMS(test_recvmsg_can_be_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
