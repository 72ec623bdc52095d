/* Commands that people bring along from shells, network tools and C: what does it here. */
#include "harness.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *typed, *hint;
} brought_along[] = {
    {"man", "`help COMMAND`"},
    {"man recv", "`help recv`"},
    {"man 2 recv", "`help recv`"},
    {"man socksh", "`help` lists the commands, `help start` is for the first minute"},
    {"nc", "`open HOST PORT` connects"},
    {"nc localhost 80", "`open localhost 80` connects"},
    {"nc -l 80", "`open HOST PORT` connects, `server tcp ADDRESS PORT` listens"},
    {"telnet localhost smtp", "`open localhost smtp`"},
    {"curl localhost", "`open HOST PORT`"},
    {"select", "`poll`"},
    {"epoll_wait", "`poll`"},
    {"read", "`recv`"},
    {"handle.read", "`handle.recv`"},
    {"data = read", "`recv`"},
    {"write hello", "`send hello`"},
    {"echo hello there", "`print hello there`"},
    {"echo $variable", "`print WORD...`"},
    {"cat file", "`print < file`"},
    {"cd", "where it was started"},
    {"clear", "Ctrl-L"},
    {"getaddrinfo localhost", "`resolve localhost`"},
    {"dig", "`resolve HOST`"},
    {"htons 80", "`pack !H NUMBER`"},
    {"netstat", "`sockets`"},
    {"ip addr", "`interfaces`"},
    {"setenv", "`let NAME VALUE`"},
    {"for i in 1 2", "`repeat N { }`"},
    {"errno", "`explain error`"},
    {":q", "`quit`"},
    {"fg", "no jobs"},
    {"import socket", "nothing has to be imported: `socket tcp`"},
    {"from socket import *", "nothing has to be imported"},
    {"http://localhost/", "`open localhost 80` connects, "
                          "`send \"GET / HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n\"` asks"},
    {"http://[::1]:8080/a?b=c#d", "`open ::1 8080` connects, `send \"GET /a?b=c HTTP/1.0\\r\\n"
                                  "Host: [::1]:8080\\r\\n\\r\\n\"` asks"},
    {"http://example.com?a", "`open example.com 80` connects, `send \"GET /?a HTTP/1.0\\r"},
    {"https://example.com/", "`open example.com 443`"},
    {"tcp://127.0.0.1:80", "`open tcp://127.0.0.1:80` connects"},
    {"Host: example.com", "`send \"Host: example.com\\r\\n\"` sends it"},
    {"User-Agent: a $b", "`send \"User-Agent: a \\$b\\r\\n\"` sends it"},
    {"localhost 80", "`open localhost 80` connects"},
    {"example.com  80", "`open example.com 80` connects"},
    {"127.0.0.1:80", "`open 127.0.0.1 80` connects"},
    {"::1 80", "`open ::1 80` connects"},
    {"localhost 0", "`help` lists"},
    {"prnt 80", "did you mean print?"},
    {"connect(\"localhost\", 80)", "`connect localhost 80`"},
    {"handle.connect((\"localhost\", 80))", "`handle.connect localhost 80`"},
    {"nobody.connect(('127.0.0.1', 80))", "`connect 127.0.0.1 80`"},
    {"recv(10)", "`recv 10`"},
    {"send(b\"a\")", "`help send`"},
    {"send(\"a\", b\"c\")", "`help send`"},
    {"send(\"a,  b\")", "`help send`"},
    {"handle = socket.socket()", "`help socket`"},
};

static void test_brought_along(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "let variable 1; handle = socket tcp");
    for (size_t i = 0; i < sizeof(brought_along) / sizeof(brought_along[0]); i++) {
        if (session_run_text(shell->session, span_of(brought_along[i].typed), 1))
            shell_fail(shell, __FILE__, __LINE__, "%s succeeds", brought_along[i].typed);
        expect_hint(shell, brought_along[i].hint);
    }
}

static void test_programs(void **state)
{
    struct shell *shell = *state;
    char *was = strdup(getenv("PATH"));

    assert_int_equal(setenv("PATH", "relative::/no/such:/bin", 1), 0);
    run_fails(shell, "name", "", "ls");
    expect_hint(shell, "`! ls`");
    run_fails(shell, "name", "", "chmod");
    expect_hint(shell, "`! chmod`");
    run_fails(shell, "name", "", "no-such-program");
    expect_hint(shell, "`help` lists the commands");
    run_fails(shell, "name", "", "../bin/ls");
    run_fails(shell, "name", "", "snd");
    expect_hint(shell, "did you mean send");
    assert_int_equal(setenv("PATH", was, 1), 0);
    free(was);
}

/* What is there by that name is meant first. */
static void test_names_come_first(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "host = socket tcp; let read 1");
    run_fails(shell, "name", "", "host");
    expect_hint(shell, "host is a handle");
    run_fails(shell, "name", "", "read");
    expect_hint(shell, "`print $read`");
}

static void test_question_mark_is_help(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "?");
    expect_text(shell, "`help COMMAND` tells of one");
    run_ok(shell, "? recv");
    expect_field(shell, "name", "recv");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_brought_along),
        TEST(test_programs),
        TEST(test_names_come_first),
        TEST(test_question_mark_is_help),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
