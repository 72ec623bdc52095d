/* Unix sockets: paths, abstract names, three types. */
#include "harness.h"

#include <stdio.h>
#include <unistd.h>

static void test_connect_by_path(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "srv = server %s $dir/s; c = socket %s; connect $dir/s", shell->transport,
           shell->transport);
    expect_field(shell, "peer.family", "unix");
    expect_json(shell, "\"peer\":{\"family\":\"unix\",\"path\":\"/tmp/");
    run_ok(shell, "assert ${c.peer.path} == $dir/s; s = srv.accept; s.send hello; c.recv");
    expect_data(shell, "hello");
}

static void test_connect_by_abstract_name(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "let name @socksh-test-%d; srv = server %s $name", (int)getpid(),
           shell->transport);
    run_ok(shell, "c = socket %s; connect $name; assert ${c.peer.path} == $name", shell->transport);
    run_ok(shell, "s = srv.accept; c.send hello; s.recv");
    expect_data(shell, "hello");
    run_ok(shell, "d = socket %s", shell->transport);
    run_fails(shell, "socket", "EADDRINUSE", "bind $name");
}

static void test_abstract_name_of_any_bytes(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "let name \"@socksh-%d-\\0\\xff\\e[31m\"; srv = server unix $name",
           (int)getpid());
    expect_text(shell, "\\0\\xff\\e[31m");
    run_ok(shell, "c = socket unix; connect $name; assert ${c.peer.path} == $name");
}

static void test_datagrams_by_path(void **state)
{
    struct shell *shell = *state;

    run_ok(shell,
           "a = server unix-dgram $dir/a; b = socket unix-dgram; sendto $dir/a hello; a.recvfrom");
    expect_data(shell, "hello");
    run_ok(shell,
           "b.bind $dir/b; b.connect $dir/a; b.send again; a.recvfrom; a.sendto $dir/b back");
    run_ok(shell, "b.recvfrom");
    expect_data(shell, "back");
    expect_field(shell, "from.family", "unix");
    run_ok(shell, "assert $(b.getpeername) == $dir/a");
}

static void test_nobody_there(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "c = socket unix");
    run_fails(shell, "socket", "ENOENT", "connect $dir/nobody");
    expect_hint(shell, "no socket file");
    run_ok(shell, "srv = server unix $dir/s; close srv");
    run_fails(shell, "socket", "ECONNREFUSED", "c.connect $dir/s");
    expect_hint(shell, "nobody listens at that address");
    run_fails(shell, "socket", "EADDRINUSE", "server unix $dir/s");
    expect_hint(shell, "`! rm PATH` first");
}

static void test_another_type(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "srv = server unix-dgram $dir/s; c = socket unix");
    run_fails(shell, "socket", "EPROTOTYPE", "connect $dir/s");
    expect_hint(shell, "another type");
}

static void test_paths_that_cannot_be(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "c = socket unix");
    run_fails(shell, "usage", "", "connect ''");
    run_fails(shell, "usage", "", "connect \"a\\0b\"");
    run_fails(shell, "usage", "", "connect $dir/one two");
    run_ok(shell, "let long aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; let long $long$long$long");
    run_fails(shell, "usage", "", "bind $long");
    run_fails(shell, "socket", "ENOENT", "bind $dir/no/such/directory");
}

static void test_peer_credentials(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; info a");
    char pid[16];
    snprintf(pid, sizeof(pid), "%d", (int)getpid());
    expect_field(shell, "pid", pid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OVER("unix", test_connect_by_path),
        OVER("unix-seqpacket", test_connect_by_path),
        OVER("unix", test_connect_by_abstract_name),
        OVER("unix-seqpacket", test_connect_by_abstract_name),
        TEST(test_abstract_name_of_any_bytes),
        TEST(test_datagrams_by_path),
        TEST(test_nobody_there),
        TEST(test_another_type),
        TEST(test_paths_that_cannot_be),
        TEST(test_peer_credentials),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
