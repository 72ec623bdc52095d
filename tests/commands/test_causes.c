/* The hint of a failed call tells the likely cause on this kind of socket, in this state. */
#include "harness.h"

#include "net/hint.h"

#include <errno.h>
#include <string.h>

struct cause {
    const char *type; /* of handle h, which is what fails */
    const char *before, *failing, *code, *hint;
};

/* Rows whose type this machine or user doesn't have are passed over. */
static void check(struct shell *shell, const struct cause *rows, size_t count)
{
    for (const struct cause *row = rows; row < rows + count; row++) {
        if (!has_socket_type(row->type)) {
            print_message("passed over without %s: %s\n", row->type, row->failing);
            continue;
        }
        run_ok(shell, "try { close h }; try { close i }");
        run_ok(shell, row->before[0] == '=' ? "h %s" : "%s", row->before);
        run_fails(shell, "socket", row->code, "%s", row->failing);
        expect_hint(shell, row->hint);
    }
}

#define CHECK(shell, rows) check(shell, rows, sizeof(rows) / sizeof((rows)[0]))

/* Each kind of socket has another limit for a message. */
static void test_messages_that_are_too_long(void **state)
{
    static const struct cause rows[] = {
        {"udp", "= socket udp", "h.sendto 127.0.0.1 9 $large", "EMSGSIZE", "65507 bytes over IPv4"},
        {"udp6", "= socket udp6", "h.sendto ::1 9 $large", "EMSGSIZE", "65527 bytes over IPv6"},
        {"icmp", "= socket icmp", "h.sendto 127.0.0.1 $large", "EMSGSIZE", "65515 bytes"},
        {"raw", "= socket raw", "h.sendto 127.0.0.1 $large", "EMSGSIZE", "65515 bytes"},
        {"raw6", "= socket raw6", "h.sendto ::1 $large", "EMSGSIZE", "65535 bytes"},
        {"raw", "= socket raw; h.setsockopt hdrincl on", "h.sendto 127.0.0.1 $large", "EMSGSIZE",
         "interface's MTU is the limit"},
        {"raw", "= socket raw 255", "h.sendto 127.0.0.1 $large", "EMSGSIZE",
         "interface's MTU is the limit"},
        {"packet", "= socket packet", "h.sendto lo $large", "EMSGSIZE", "the interface's MTU"},
        {"udp", "= socket udp; h.setsockopt mtu_discover do", "h.sendto 127.0.0.1 9 $large",
         "EMSGSIZE", "path's MTU is the limit"},
        {"udp6", "= socket udp6; h.setsockopt mtu_discover probe", "h.sendto ::1 9 $large",
         "EMSGSIZE", "path's MTU is the limit"},
        {"udp6", "= socket udp6; h.setsockopt dontfrag on", "h.sendto ::1 9 $large", "EMSGSIZE",
         "path's MTU is the limit"},
        {"unix-dgram", "pair h i unix-dgram", "h.send $large", "EMSGSIZE", "the send buffer"},
        {"unix-seqpacket", "pair h i unix-seqpacket", "h.send $large", "EMSGSIZE",
         "the send buffer"},
    };
    struct shell *shell = *state;

    run_ok(shell, "large = fill 1M");
    CHECK(shell, rows);
    run_ok(shell, "explain error");
    expect_text(shell, "send buffer");
}

/* Where a limit comes from is what the error queue tells. */
static void test_the_error_queue_has_the_mtu(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "u = socket udp; setsockopt mtu_discover do; setsockopt recverr on");
    run_ok(shell, "large = fill 65508");
    run_fails(shell, "socket", "EMSGSIZE", "u.sendto 127.0.0.1 9 $large");
    expect_hint(shell, "`recvmsg --error-queue`");
    run_ok(shell, "u.recvmsg --error-queue");
    expect_text(shell, "EMSGSIZE from this machine, MTU ");
}

static void test_listening_sockets(void **state)
{
    static const struct cause rows[] = {
        {"tcp", "= server tcp 127.0.0.1 0", "h.connect 127.0.0.1 9", "EISCONN",
         "a listening socket can't connect"},
        {"tcp", "= server tcp 127.0.0.1 0", "h.recv", "ENOTCONN", "`accept`"},
        {"unix", "= server unix $dir/one", "h.recv", "EINVAL", "`accept`"},
        {"unix", "= server unix $dir/two", "h.recvmsg", "EINVAL", "`accept`"},
        {"unix", "= server unix $dir/three", "h.connect $dir/three", "EINVAL",
         "can neither connect"},
        {"unix", "= server unix $dir/four", "h.disconnect", "EINVAL", "can neither connect"},
    };

    CHECK(*state, rows);
}

/* The kernel refuses a second address and one that lacks its zone in the same words; raw sockets may be bound anew. */
static void test_addresses_that_cannot_be_bound(void **state)
{
    static const struct cause rows[] = {
        {"tcp6", "= socket tcp6", "h.bind fe80::1 0", "EINVAL", "wants its zone"},
        {"udp6", "= socket udp6", "h.bind fe80::1 0", "EINVAL", "wants its zone"},
        {"raw6", "= socket raw6", "h.bind fe80::1", "EINVAL", "wants its zone"},
        {"raw6", "= socket raw6; h.bind ::1", "h.bind fe80::1", "EINVAL", "wants its zone"},
        {"tcp6", "= socket tcp6", "server tcp6 fe80::1 0", "EINVAL", "wants its zone"},
        {"tcp6", "= socket tcp6", "h.bind ff0e::1 0", "EINVAL", "a multicast address"},
        {"tcp6", "= socket tcp6; h.bind ::1 0", "h.bind fe80::1 0", "EINVAL", "an address already"},
        {"udp6", "= socket udp6; h.bind * 0", "h.bind fe80::1 0", "EINVAL", "an address already"},
        {"raw6", "= socket raw6; h.connect ::1", "h.bind ::1", "EINVAL", "is connected"},
        {"tcp", "= socket tcp; h.bind 127.0.0.1 0", "h.bind 127.0.0.1 0", "EINVAL",
         "an address already"},
        {"unix", "= socket unix; h.bind $dir/bound", "h.bind $dir/again", "EINVAL",
         "an address already"},
    };

    CHECK(*state, rows);
}

static void test_peers_without_a_port(void **state)
{
    static const struct cause rows[] = {
        {"raw", "= socket raw", "h.getpeername", "ENOTCONN", "`connect` first"},
        {"raw", "= socket raw; connect 127.0.0.1", "h.getpeername", "ENOTCONN", "`info`"},
        {"raw6", "= socket raw6; connect ::1", "h.getpeername", "ENOTCONN", "`info`"},
        {"tcp", "= socket tcp", "h.getpeername", "ENOTCONN", "`connect` first"},
    };

    CHECK(*state, rows);
}

static void test_what_cannot_be_sent(void **state)
{
    static const struct cause rows[] = {
        {"udp", "= socket udp", "h.sendto 127.0.0.1 0 hi", "EINVAL", "port 0"},
        {"udp6", "= socket udp6", "h.sendto ::1 0 hi", "EINVAL", "port 0"},
        {"raw", "= socket raw; h.setsockopt hdrincl on", "h.sendto 127.0.0.1 abc", "EINVAL",
         "IP header"},
        {"raw6", "= socket raw6; h.setsockopt hdrincl on", "h.sendto ::1 abc", "EINVAL",
         "IP header"},
        {"packet", "= socket packet", "h.sendto lo abc", "EINVAL", "link-layer header"},
    };

    CHECK(*state, rows);
}

/* Errors name the call as trace and strace(1) do, whatever the command is called, and the hint knows it. */
static void test_the_call_that_was_made(void **state)
{
    static const struct {
        const char *before, *failing, *category, *code, *call, *hint;
    } rows[] = {
        {"h = socket udp", "h.recv --nowait", "socket", "EAGAIN", "recvmsg", "--nowait"},
        {"h = socket udp", "h.recvfrom --nowait", "socket", "EAGAIN", "recvmsg", "--nowait"},
        {"h = socket udp", "h.recvmsg --nowait --error-queue", "socket", "EAGAIN", "recvmsg", ""},
        {"h = socket udp", "h.recvfrom --timeout 1ms", "timeout", "", "recvmsg", "no message came"},
        {"pair h i", "h.recv --nowait", "socket", "EAGAIN", "recv", "--nowait"},
        {"pair h i", "h.recvmsg --nowait", "socket", "EAGAIN", "recvmsg", "--nowait"},
        {"pair h i", "h.recvmsg --timeout 1ms", "timeout", "", "recvmsg", "the peer is connected"},
        {"h = socket unix", "h.sendall < $dir/file", "socket", "ENOTCONN", "sendfile",
         "isn't connected"},
        {"h = socket tcp", "h.recvall > $dir/got", "socket", "ENOTCONN", "splice",
         "isn't connected"},
        {"pair h i; h.send x; close i", "h.recvall > $dir/got", "socket", "ECONNRESET", "splice",
         "the peer closed"},
        {"pair h i; h.blocking off", "h.recvall > $dir/got", "socket", "EAGAIN", "splice",
         "nothing is there now"},
        {"pair h i", "h.recvall --timeout 1ms > $dir/got", "timeout", "", "splice",
         "the peer is connected"},
    };
    struct shell *shell = *state;

    shell_write_file(shell, "file", "content");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        run_ok(shell, "try { close h }; try { close i }; %s", rows[i].before);
        run_fails(shell, rows[i].category, rows[i].code, "%s", rows[i].failing);
        expect_hint(shell, rows[i].hint);
        if (strcmp(shell->last->error.call, rows[i].call) != 0)
            shell_fail(shell, __FILE__, __LINE__, "%s: the call is %s, not %s", rows[i].failing,
                       shell->last->error.call, rows[i].call);
    }
    run_ok(shell, "explain error");
    expect_text(shell, "splice");
}

/* Nobody can be asked to be silent on a vsock. */
static void test_a_vsock_has_no_handshake_of_tcp(void **state)
{
    struct socket vsock = {.type = socket_type_find(SPAN("vsock"))};
    struct error error;

    (void)state;
    error_call(&error, ERROR_SOCKET, ETIMEDOUT, "connect", "3:1234");
    hint_add(&error, &vsock);
    assert_non_null(strstr(error.hint, "connect_timeout"));
    assert_null(strstr(error.hint, "SYN"));
    error_call(&error, ERROR_SOCKET, ENODEV, "connect", "3:1234");
    hint_add(&error, &vsock);
    assert_non_null(strstr(error.hint, "context identifier"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_messages_that_are_too_long), TEST(test_the_error_queue_has_the_mtu),
        TEST(test_listening_sockets),          TEST(test_addresses_that_cannot_be_bound),
        TEST(test_peers_without_a_port),       TEST(test_what_cannot_be_sent),
        TEST(test_the_call_that_was_made),     TEST(test_a_vsock_has_no_handshake_of_tcp),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
