/* A mistyped word of any kind is answered with what may have been meant. */
#include "harness.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Statements with a word that is wrong by a letter, and the hint to them. `t` is a TCP socket, `u` one of UDP,
 * `v` is a variable. */
static const struct {
    const char *statement, *hint;
} mistyped[] = {
    {"sokcet tcp", "did you mean socket"},
    {"socket tpc", "did you mean tcp"},
    {"server upd 127.0.0.1 0", "did you mean udp"},
    {"pair a b unix-dgarm", "did you mean unix-dgram"},
    {"open tpc://localhost:80", "did you mean tcp://"},
    {"t.shutdown wrr", "did you mean wr"},
    {"encode base46 a", "did you mean base64"},
    {"checksum crc23 a", "did you mean crc32"},
    {"service 80 tpc", "did you mean tcp"},
    {"t.line-ending clrf", "did you mean crlf"},
    {"t.blocking onn", "did you mean on"},
    {"t.watch fof", "did you mean off"},
    {"t.timeout noen", "did you mean none"},
    {"set arrivlas on", "did you mean arrivals"},
    {"set hints onn", "did you mean on"},
    {"t.setsockopt nodelya on", "did you mean nodelay"},
    {"t.setsockopt nodelay onn", "did you mean on"},
    {"t.setsockopt tpc:1 1", "did you mean tcp"},
    {"t.getsockopt TCP_NODELYA", "did you mean TCP_NODELAY"},
    {"u.setsockopt tos lowdeley", "did you mean lowdelay"},
    {"u.setsockopt bindtodevice loo", "did you mean lo"},
    {"u.join 224.0.0.251 loo", "did you mean lo"},
    {"interfaces loo", "did you mean lo"},
    {"explain ECONNREFUSE", "did you mean ECONNREFUSED"},
    {"explain mismach", "did you mean mismatch"},
    {"help scoket", "did you mean socket"},
    {"recv --tiemout 2s", "did you mean --timeout"},
    {"resolve --family=ient localhost", "did you mean inet"},
    {"assert a contians b", "did you mean contains"},
    {"if a === b { }", "did you mean =="},
    {"use handel", "did you mean handle"},
    {"handel.send a", "did you mean handle"},
    {"rename handel x", "did you mean handle"},
    {"print $varable", "did you mean variable"},
    {"print ${variable[0:varable]}", "did you mean variable"},
    {"unset varable", "did you mean variable"},
    {"print ${t.sate}", "did you mean state"},
    {"print ${t.local.prot}", "did you mean local.port"},
    {"t.connect 127.0.0.1:80", "HOST and PORT are two words: 127.0.0.1 80"},
    {"t.connect [::1]:80", "HOST and PORT are two words: ::1 80"},
    {"u.bind 127.0.0.1:0", "HOST and PORT are two words: 127.0.0.1 0"},
    {"u.connect $t", "where the handle t is bound: ${t.local.address} ${t.local.port}"},
    {"t.connect $u", "where the handle u is bound: ${u.local.address} ${u.local.port}"},
};

static void test_the_nearest_is_offered(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "handle = socket tcp; let variable 1; u = socket udp; t = socket tcp");
    run_ok(shell, "t.bind 127.0.0.1 0");
    for (size_t i = 0; i < sizeof(mistyped) / sizeof(mistyped[0]); i++) {
        if (session_run_text(shell->session, span_of(mistyped[i].statement), 1))
            shell_fail(shell, __FILE__, __LINE__, "%s succeeds", mistyped[i].statement);
        expect_hint(shell, mistyped[i].hint);
    }
}

static void test_a_protocol(void **state)
{
    struct shell *shell = *state;

    if (access("/etc/protocols", R_OK) != 0)
        SKIP("there is no /etc/protocols");
    run_fails(shell, "usage", "", "socket raw icpm");
    expect_hint(shell, "did you mean icmp");
}

static void test_a_host_of_this_machine(void **state)
{
    struct shell *shell = *state;
    FILE *hosts = fopen("/etc/hosts", "re");
    char text[4096] = "";

    if (hosts && fread(text, 1, sizeof(text) - 1, hosts) > 0)
        fclose(hosts);
    if (!strstr(text, "localhost"))
        SKIP("/etc/hosts has no localhost");
    run_fails(shell, "address", "EAI_NONAME", "resolve --numeric localhsot");
    expect_hint(shell, "no numeric address");
    if (session_run_text(shell->session, SPAN("resolve --timeout 3s localhsot"), 1))
        SKIP("a name server knows localhsot");
    if (strcmp(shell->last->error.code, "EAI_NONAME") != 0)
        SKIP("no name server answers");
    expect_hint(shell, "did you mean localhost?");
}

static void test_a_congestion_control(void **state)
{
    struct shell *shell = *state;

    if (access("/proc/sys/net/ipv4/tcp_available_congestion_control", R_OK) != 0)
        SKIP("this kernel doesn't list them");
    run_fails(shell, "socket", "ENOENT", "c = socket tcp; setsockopt congestion reon");
    expect_hint(shell, "did you mean reno");
}

static void test_a_part_of_an_options_name(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "c = socket tcp; options nodelya");
    expect_text(shell, "c: no option has nodelya in its name; did you mean nodelay?");
    run_ok(shell, "options elephant");
    expect_text(shell, "c: no option has elephant in its name\n");
}

static void test_what_is_far_is_not_offered(void **state)
{
    struct shell *shell = *state;

    run_fails(shell, "usage", "", "socket elephant");
    expect_true(shell, shell->last->error.hint[0] == '\0');
    run_fails(shell, "name", "", "print $elephant");
    expect_hint(shell, "`variables` and `sockets` list them");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_the_nearest_is_offered),    TEST(test_a_protocol),
        TEST(test_a_host_of_this_machine),    TEST(test_a_congestion_control),
        TEST(test_a_part_of_an_options_name), TEST(test_what_is_far_is_not_offered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
