/* Completion by the grammar: commands, handles, variables and fields, wherever they stand. */
#include "completing.h"

#include "base/memory.h"
#include "journal/journal.h"
#include "net/socket.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void test_commands(void **state)
{
    struct shell *shell = *state;

    all(shell, "socke|", "socket ,sockets ");
    all(shell, "x = socke|", "socket ,sockets ");
    all(shell, "x=socke|", "socket ,sockets ");
    all(shell, "print a; socke|", "socket ,sockets ");
    all(shell, "  repeat 2 { socke|", "socket ,sockets ");
    all(shell, "repeat 2 {\n  print a\nsocke|", "socket ,sockets ");
    all(shell, "print $(socke|", "socket ,sockets ");
    all(shell, "print \"a $(socke|", "socket ,sockets ");
    all(shell, "print \"a $(x = socke|", "socket ,sockets ");
    all(shell, "if a == b { } else { socke|", "socket ,sockets ");
    all(shell, "try { print $(repeat 2 { socke|", "socket ,sockets ");
    all(shell, "hostn|", "hostname ");
    all(shell, "hostn| ", "hostname");
    says(shell, "hostn|", "hostname", "name");
    has(shell, "|", "socket", "recv", "help", "!");
    has(shell, "print a;|", "socket");
    none(shell, "\"socke|");
    none(shell, "nonsense|");
}

static void test_not_ours(void **state)
{
    struct shell *shell = *state;

    none(shell, "# socke|");
    none(shell, "print a # socke|");
    none(shell, "print a > b c|");
    none(shell, "print x\"6|");
    none(shell, "repeat 2 {|");
    none(shell, "repeat 2 { print a }|");
    all(shell, "! echo $(\nsocke|", "socket ,sockets ");
}

/* Programs and files for the shell, quoted as sh wants it. */
static void test_for_the_shell(void **state)
{
    struct shell *shell = *state;
    cleanup_buffer struct buffer path = {0};
    char *was = strdup(getenv("PATH"));

    shell_write_file(shell, "zq-run", "#!/bin/sh\n");
    shell_write_file(shell, "zq-run two", "#!/bin/sh\n");
    shell_write_file(shell, "zq-plain", "x");
    buffer_printf(&path, "%s/zq-run", shell->directory);
    assert_int_equal(chmod(buffer_text(&path), 0700), 0);
    buffer_printf(&path, " two");
    assert_int_equal(chmod(buffer_text(&path), 0700), 0);
    assert_int_equal(setenv("PATH", shell->directory, 1), 0);
    all(shell, "! zq-|", "zq-run ,'zq-run two' ");
    all(shell, "!zq-run|", "zq-run ,'zq-run two' ");
    all(shell, "recv | zq-run|", "zq-run ,'zq-run two' ");
    all(shell, "! a | zq-run|", "zq-run ,'zq-run two' ");
    all(shell, "! a; zq-run|", "zq-run ,'zq-run two' ");
    all(shell, "print $(! zq-run|", "zq-run ,'zq-run two' ");
    all(shell, "! 'zq-run t|", "'zq-run two' ");
    none(shell, "! a zq-run|");
    none(shell, "! $a|");
    none(shell, "! \\z|");
    assert_int_equal(setenv("PATH", "/usr/bin:/bin:relative::/no/such", 1), 0);
    all(shell, "! /et|", "/etc/");
    all(shell, "! cat /et|", "/etc/");
    all(shell, "! cat '/et|", "'/etc/");
    all(shell, "! cat </et|", "/etc/");
    all(shell, "! cat a > /et|", "/etc/");
    assert_int_equal(setenv("PATH", was, 1), 0);
    free(was);
}

static void test_commands_that_fit_come_first(void **state)
{
    struct shell *shell = *state;

    before(shell, "|", "socket", "recv");
    run_ok(shell, "c = socket tcp");
    before(shell, "|", "connect", "send");
    before(shell, "|", "listen", "accept");
    run_ok(shell, "srv = server tcp 127.0.0.1 0");
    before(shell, "|", "accept", "connect");
    before(shell, "|", "accept", "send");
    before(shell, "c.|", "connect", "accept");
    run_ok(shell, "c.connect 127.0.0.1 ${srv.local.port}; use c");
    before(shell, "|", "send", "socket");
    before(shell, "|", "recv", "connect");
    before(shell, "|", "recv", "sendfd");
    run_ok(shell, "u = socket udp");
    before(shell, "|", "sendto", "accept");
    before(shell, "|", "join", "recvall");
    run_ok(shell, "pair a b");
    before(shell, "|", "sendfd", "connect");
}

static void test_behind_a_handle(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "web = socket tcp");
    all(shell, "web.getsock|", "getsockopt ,getsockname ");
    all(shell, "x = web.getsock|", "getsockopt ,getsockname ");
    all(shell, "print $(web.getsock|", "getsockopt ,getsockname ");
    lacks(shell, "web.|", "socket", "print", "let");
    has(shell, "web.|", "send", "info", "setsockopt");
    has(shell, "|", "web");
    all(shell, "we|", "web");
    says(shell, "we|", "web", "tcp, CLOSED");
}

static void test_handles(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "web = socket tcp; pair left right; let wert 5");
    all(shell, "use we|", "web ");
    all(shell, "close web le|", "left ");
    all(shell, "poll w|", "web ");
    all(shell, "info |", "web ,left ,right ");
    all(shell, "left.sendfd ri|", "right ");
    says(shell, "use we|", "web", "CLOSED");
}

static void test_variables(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "web = socket tcp; let word 'a value'; let work \"a\\r\\n\"");
    all(shell, "print $wo|", "word,work");
    all(shell, "print \"is $wo|", "word,work");
    all(shell, "print \"is $wo|\"", "word,work");
    all(shell, "print ${wo|", "word},work}");
    all(shell, "print ${wo|}", "word,work");
    all(shell, "print ${we|", "web");
    all(shell, "print a$we|", "web");
    all(shell, "print {\"a\":${we|", "web");
    has(shell, "print $|", "web", "word", "work", "_", "?");
    none(shell, "print '$wo|");
    all(shell, "unset wo|", "word ,work ");
    all(shell, "rename w|", "web ,word ,work ");
    all(shell, "let wor|", "word ,work ");
    has(shell, "print |", "$word");
    has(shell, "assert |", "$word");
    says(shell, "print $wo|", "word", "a value");
    says(shell, "print $wo|", "work", "a\\r\\n");
}

static void test_fields(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "srv = server tcp 127.0.0.1 0; let v 1; srv.setsockopt keepalive on");
    all(shell, "print ${srv.sta|", "state}");
    all(shell, "print \"x${srv.sta|}\"", "state");
    all(shell, "print ${srv.local.p|", "local.port}");
    has(shell, "print ${srv.|", "type", "fd", "local", "local.address", "local.port", "backlog",
        "options.keepalive");
    says(shell, "print ${srv.|", "state", "LISTEN");
    says(shell, "print ${srv.|", "local.address", "127.0.0.1");
    none(shell, "print ${v.|");
    none(shell, "print ${nobody.|");
    none(shell, "print ${srv.state[|");
}

static void test_nothing_is_noted_or_changed(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; a.send hello");
    uint64_t next = journal_next(shell->session->network.journal);
    unsigned made = shell->session->network.sockets_made;
    has(shell, "print ${b.|", "receive_queue");
    has(shell, "getsockopt |", "type");
    assert_int_equal(journal_next(shell->session->network.journal), next);
    assert_int_equal(shell->session->network.sockets_made, made);
    run_ok(shell, "b.recv");
    expect_data(shell, "hello");
}

/* Any bytes, also those that no line has. */
static void test_strange_lines(void **state)
{
    struct shell *shell = *state;

    completion_free(complete(shell, SPAN("print \0 $w"), 10));
    completion_free(complete(shell, SPAN("\0\0\0"), 3));
    completion_free(complete(shell, SPAN(""), 0));
    completion_free(complete(shell, SPAN("print \xff\xfe $"), 10));
    all(shell, "print \xc3\xa9t\xc3\xa9; socke|", "socket ,sockets ");
    all(shell, "print \\x; socke|", "socket ,sockets ");
    all(shell, "print a ) } ; socke|", "socket ,sockets ");
    all(shell, "} socke|", "socket ,sockets ");
    all(shell, "print ${ ; socke|", "socket ,sockets ");
    all(shell, "no such command; socke|", "socket ,sockets ");
}

static void check_repeated(struct shell *shell, const char *part, const char *end)
{
    cleanup_buffer struct buffer line = {0};

    while (line.length < 100 * 1000)
        buffer_append_text(&line, part);
    buffer_append_text(&line, end);
    completion_free(complete(shell, buffer_span(&line), line.length));
}

static void test_long_lines(void **state)
{
    struct shell *shell = *state;

    static const char *const parts[] = {
        "a",  " ",       "a ", "\"", "'a' ",  "$(", "$(a ", "{ ",   "{a ",  "{a\n", "repeat 2 { ",
        "${", "${a.b} ", "; ", "#",  "x\"66", "\\", "< ",   "a = ", "a.b ", "--x "};
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        check_repeated(shell, parts[i], "socke");
}

/* They are like c, but the kernel doesn't know them. */
static void test_many_handles(void **state)
{
    struct shell *shell = *state;
    enum { MANY = 10000 };

    run_ok(shell, "c = socket tcp");
    for (int i = 0; i < MANY; i++) {
        struct socket *socket = NEW(struct socket);
        char name[32];
        snprintf(name, sizeof(name), "many%d", i);
        *socket = *shell->session->current->socket;
        socket->fd = -1;
        names_add_handle(shell->session->names, span_of(name), socket);
    }
    struct completion *completion = complete_line(shell, "print $man|");
    assert_int_equal(completion->count, MANY);
    completion_free(completion);
    all(shell, "many999|",
        "many999,many9990,many9991,many9992,many9993,many9994,many9995,"
        "many9996,many9997,many9998,many9999");
    has(shell, "connect |", "history.example");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_commands),
        TEST(test_not_ours),
        TEST(test_for_the_shell),
        TEST(test_commands_that_fit_come_first),
        TEST(test_behind_a_handle),
        TEST(test_handles),
        TEST(test_variables),
        TEST(test_fields),
        TEST(test_nothing_is_noted_or_changed),
        TEST(test_strange_lines),
        TEST(test_long_lines),
        TEST(test_many_handles),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
