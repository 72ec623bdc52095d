/* Completion of a command's words, by what its table says of them. */
#include "completing.h"

#include <sys/stat.h>
#include <unistd.h>

static void test_options_of_a_command(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b");
    all(shell, "recv --p|", "--peek ");
    all(shell, "recv 5 --p|", "--peek ");
    has(shell, "recv --|", "--timeout", "--peek", "--oob", "--nowait");
    has(shell, "recv |", "--timeout");
    has(shell, "recv -|", "--timeout");
    none(shell, "recv --timeout |");
    none(shell, "recv --timeout=|");
    none(shell, "recv -- --p|");
    none(shell, "recv '--p|");
    all(shell, "resolve --family |", "inet ,inet6 ");
    all(shell, "resolve --family=inet6|", "inet6 ");
    all(shell, "resolve --family=i|", "inet ,inet6 ");
    none(shell, "resolve --no-such=i|");
    says(shell, "recv --|", "--timeout", "D: ");
}

/* What one wants to look back at is closed. */
static void test_handles_that_were(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair alice bob; close bob; let annie 1");
    has(shell, "ladder |", "alice", "bob", "--svg");
    lacks(shell, "ladder |", "annie");
    says(shell, "ladder b|", "bob", "closed");
    has(shell, "ladder --|", "--svg", "--last", "--all");
}

static void test_choices(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "c = socket tcp");
    all(shell, "socket tc|", "tcp ,tcp6 ");
    all(shell, "socket 'tc|", "'tcp' ,'tcp6' ");
    all(shell, "server unix-|", "unix-dgram ,unix-seqpacket ");
    all(shell, "shutdown |", "rd ,wr ,rdwr ");
    all(shell, "c.blocking o|", "on ,off ");
    all(shell, "line-ending |", "lf ,crlf ,none ");
    all(shell, "service http u|", "udp ");
    all(shell, "assert a |", "== ,!= ,< ,<= ,> ,>= ,contains ,matches ");
    all(shell, "assert a >|", "> ,>= ");
    all(shell, "if a == b { } e|", "else ");
    all(shell, "if a == b { } else |", "{ ,if ");
    all(shell, "if a == b |", "{ ");
    all(shell, "try |", "{ ");
    all(shell, "timeout n|", "none ");
    says(shell, "socket tc|", "tcp", "stream");
    says(shell, "shutdown |", "wr", "sending");
    says(shell, "encode |", "url-plus", "+");
    has(shell, "trace |", "on", "off", "--brief");
    all(shell, "trace of|", "off ");
}

static void test_socket_options(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "c = socket tcp; u = socket udp; use c");
    all(shell, "getsockopt nodel|", "nodelay ");
    all(shell, "getsockopt TCP_NODEL|", "TCP_NODELAY ");
    all(shell, "getsockopt NODEL|", "");
    says(shell, "setsockopt nodel|", "nodelay", "off; ");
    before(shell, "setsockopt |", "nodelay", "broadcast");
    before(shell, "u.setsockopt |", "broadcast", "nodelay");
    lacks(shell, "setsockopt |", "type");
    has(shell, "getsockopt |", "type", "error");
    all(shell, "setsockopt nodelay |", "on ,off ");
    all(shell, "setsockopt TCP_NODELAY of|", "off ");
    has(shell, "u.setsockopt tos |", "lowdelay");
    has(shell, "u.setsockopt multicast_if |", "lo");
    has(shell, "setsockopt bindtodevice |", "lo");
    none(shell, "setsockopt nonsense |");
    has(shell, "options node|", "nodelay");
    says(shell, "setsockopt nodelay |", "off", "now; not: ");
    says(shell, "u.setsockopt tos |", "0", "now; ");
    says(shell, "setsockopt linger |", "off", "now; close returns at once");
    if (access("/proc/sys/net/ipv4/tcp_available_congestion_control", R_OK) == 0)
        says(shell, "setsockopt congestion |", "reno", "this kernel has it");
    lacks(shell, "setsockopt congestion |", "none");
}

static void test_protocols(void **state)
{
    struct shell *shell = *state;

    all(shell, "socket packet a|", "all ,arp ");
    says(shell, "socket packet a|", "arp", "0x0806");
    if (access("/etc/protocols", R_OK) != 0)
        SKIP("there is no /etc/protocols");
    has(shell, "socket raw ic|", "icmp");
    says(shell, "socket raw ic|", "icmp", "1");
}

static void test_completing_reads_no_pending_error(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "c = socket tcp; blocking off");
    run_ok(shell, "try { connect 127.0.0.1 1 }; poll --timeout 5s");
    has(shell, "getsockopt |", "error");
    has(shell, "print ${c.|", "error_pending");
    run_ok(shell, "getsockopt error");
    expect_field(shell, "value", "ECONNREFUSED");
}

static void test_hosts(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "srv = server tcp 127.0.0.1 0; c = socket tcp");
    run_ok(shell, "connect 127.0.0.1 ${srv.local.port}; d = socket tcp");
    has(shell, "connect |", "history.example", "other.example", "127.0.0.1");
    all(shell, "connect hist|", "history.example ");
    all(shell, "open hist|", "history.example ");
    all(shell, "resolve hist|", "history.example ");
    lacks(shell, "connect |", "connect", "80", "hello");
    has(shell, "bind |", "*", "127.0.0.1");
    has(shell, "server tcp |", "127.0.0.1");
    if (has_ipv6()) {
        has(shell, "server tcp6 |", "::1");
        lacks(shell, "server tcp6 |", "127.0.0.1");
    }
    says(shell, "connect 127|", "127.0.0.1", "c's peer");
}

static void test_interfaces(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "u = socket udp");
    all(shell, "interfaces l|", "lo ");
    has(shell, "join 224.0.0.251 |", "lo");
    lacks(shell, "join 224.0.0.251 |", "127.0.0.1:0");
    has(shell, "join |", "224.0.0.251", "239.255.255.250");
    lacks(shell, "join |", "ff02::1");
    says(shell, "join |", "224.0.0.251", "mDNS");
    says(shell, "interfaces l|", "lo", "127.0.0.1");
}

static void test_services(void **state)
{
    struct shell *shell = *state;

    if (access("/etc/services", R_OK) != 0)
        SKIP("there is no /etc/services");
    run_ok(shell, "c = socket tcp");
    has(shell, "connect localhost htt|", "http", "https");
    has(shell, "open localhost htt|", "http");
    has(shell, "service doma|", "domain");
    says(shell, "connect localhost htt|", "http", "80");
    has(shell, "bind 127.0.0.1 |", "0");
    has(shell, "server tcp 127.0.0.1 |", "0");
    lacks(shell, "connect localhost |", "0");
    lacks(shell, "open localhost |", "0");
    run_ok(shell, "s = socket unix");
    none(shell, "connect /no/such htt|");
}

static void test_ports_of_this_session(void **state)
{
    struct shell *shell = *state;
    cleanup_buffer struct buffer wanted = {0};

    run_ok(shell, "srv = server tcp 127.0.0.1 0; print ${srv.local.port}");
    buffer_append(&wanted, buffer_span(&shell->last->data));
    run_ok(shell, "c = socket tcp");
    has(shell, "connect 127.0.0.1 |", buffer_text(&wanted), "80");
    says(shell, "connect 127.0.0.1 |", buffer_text(&wanted), "srv listens there");
    says(shell, "connect 127.0.0.1 |", "80", "used before");
    run_ok(shell, "us = server unix @completion-%d; u = socket unix", (int)getpid());
    buffer_clear(&wanted);
    buffer_printf(&wanted, "@completion-%d", (int)getpid());
    says(shell, "connect @comp|", buffer_text(&wanted), "us");
}

static void test_urls(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "srv = server tcp 127.0.0.1 0; c = socket tcp");
    run_ok(shell, "connect 127.0.0.1 ${srv.local.port}");
    has(shell, "open |", "tcp://", "udp://", "unix:", "history.example", "127.0.0.1");
    all(shell, "open tc|", "tcp://");
    all(shell, "open tcp://hist|", "history.example:");
    all(shell, "open tcp://127|", "127.0.0.1:");
    none(shell, "open \"tcp://hist|");
    if (access("/etc/services", R_OK) == 0) {
        has(shell, "open tcp://history.example:htt|", "http", "https");
        has(shell, "open udp://[::1]:doma|", "domain");
        lacks(shell, "open udp://[::1]:|", "ssh");
    }
    none(shell, "open tcp://[::doma|");
    all(shell, "open unix:/et|", "/etc/");
}

static void make_directory(struct shell *shell, const char *name)
{
    cleanup_buffer struct buffer path = {0};

    buffer_printf(&path, "%s/%s", shell->directory, name);
    assert_int_equal(mkdir(buffer_text(&path), 0700), 0);
}

/* With the test's directory for every @. */
static void write_path(struct buffer *out, const struct shell *shell, const char *text)
{
    for (; *text; text++)
        if (*text == '@')
            buffer_append_text(out, shell->directory);
        else
            buffer_append_byte(out, *text);
}

static void check_files(struct shell *shell, const char *line, const char *wanted, int at)
{
    cleanup_buffer struct buffer here = {0}, wanted_here = {0};

    write_path(&here, shell, line);
    write_path(&wanted_here, shell, wanted);
    check_all(shell, buffer_text(&here), buffer_text(&wanted_here), __FILE__, at);
}
#define files(shell, line, wanted) check_files(shell, line, wanted, __LINE__)

static void test_files(void **state)
{
    struct shell *shell = *state;

    shell_write_file(shell, "plain", "x");
    shell_write_file(shell, "two words", "x");
    shell_write_file(shell, "it's", "x");
    shell_write_file(shell, "na\303\257ve", "x");
    shell_write_file(shell, "esc\033", "x");
    shell_write_file(shell, ".hidden", "x");
    files(shell, "source @/pl|", "@/plain ");
    files(shell, "capture @/pl|", "@/plain ");
    has(shell, "capture o|", "off");
    has(shell, "log o|", "off");
    files(shell, "print <@/pl|", "@/plain ");
    files(shell, "print a >> @/pl|", "@/plain ");
    files(shell, "source \"@/pl|", "\"@/plain\" ");
    files(shell, "source \"@/pl|\"", "\"@/plain");
    files(shell, "source '@/pl|", "'@/plain' ");
    files(shell, "source @/tw|", "\"@/two words\" ");
    files(shell, "source '@/two w|", "'@/two words' ");
    files(shell, "source \"@/two w|", "\"@/two words\" ");
    files(shell, "source '@/it|", "\"@/it's\" ");
    files(shell, "source @/na|", "@/na\303\257ve ");
    files(shell, "source '@/es|", "\"@/esc\\e\" ");
    files(shell, "source @/.h|", "@/.hidden ");
    files(shell, "source @/none|", "");
    files(shell, "source $dir/pl|", "$dir/plain ");
    files(shell, "source ${dir}/pl|", "${dir}/plain ");
    files(shell, "source $dir/tw|", "$dir\"/two words\" ");
    files(shell, "source \"$dir/tw|", "\"$dir/two words\" ");
    files(shell, "source \"$dir/tw|\"", "\"$dir/two words");
    files(shell, "source '$dir/pl|", "");
    files(shell, "source $nobody/pl|", "");
    files(shell, "source $(hostname)/pl|", "");
    make_directory(shell, "inner");
    make_directory(shell, "my inner");
    files(shell, "source @/inn|", "@/inner/");
    files(shell, "source @/my|", "\"@/my inner/");
    files(shell, "source $dir/my|", "$dir\"/my inner/");
    files(shell, "source \"$dir/my|", "\"$dir/my inner/");
    run_ok(shell, "s = socket unix");
    files(shell, "connect @/inn|", "@/inner/");
    shell_write_file(shell, "plain-also", "xyz");
    files(shell, "source @/pla|", "@/plain ,@/plain-also ");
    files(shell, "server unix @/inn|", "@/inner/");
}

static void test_explained_and_helped(void **state)
{
    struct shell *shell = *state;

    all(shell, "explain ECONNR|", "ECONNREFUSED ,ECONNRESET ");
    all(shell, "explain econnr|", "ECONNREFUSED ,ECONNRESET ");
    all(shell, "explain mism|", "mismatch ");
    lacks(shell, "explain E|", "expect", "encode");
    has(shell, "explain |", "error", "recv", "EPIPE", "timeout");
    all(shell, "help hostn|", "hostname ");
    all(shell, "help socke|", "socket ,sockets ");
    has(shell, "help |", "topics", "json", "recv");
    says(shell, "explain ECONNREF|", "ECONNREFUSED", "");
}

static void test_settings(void **state)
{
    struct shell *shell = *state;

    has(shell, "set |", "display-limit", "value-limit");
    all(shell, "set hints |", "on ,off ");
    says(shell, "set hints |", "off", "not: ");
    says(shell, "set value-limit |", "67108864", "now; ");
    all(shell, "set value-|", "value-limit ");
    says(shell, "set |", "value-limit", "bytes");
    none(shell, "set prompt \"{ha|");
    run_ok(shell, "c = socket tcp");
    all(shell, "set prompt \"{hand|", "handle}");
    all(shell, "set prompt \"{handle} {local.po|", "local.port}");
    all(shell, "set prompt {handl|", "handle}");
    has(shell, "set prompt \"{|", "state", "local.port");
    says(shell, "set prompt '{sta|", "state", "CLOSED");
    all(shell, "set prompt \"{handle} |", "\"{handle} [{state}]> \" ");
    says(shell, "set prompt |", "\"{handle} [{state}]> \"", "now; ");
}

static void test_a_peer_commands_no_terminal(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "s = server unix \"@completion\\e]0;x-%d\"", (int)getpid());
    struct completion *completion = complete_line(shell, "print ${s.|");
    assert_non_null(find(completion, "local.path"));
    for (size_t i = 0; i < completion->count; i++)
        for (const char *text = completion->items[i].summary; *text; text++)
            assert_true((unsigned char)*text >= ' ');
    completion_free(completion);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_options_of_a_command),
        TEST(test_handles_that_were),
        TEST(test_choices),
        TEST(test_socket_options),
        TEST(test_completing_reads_no_pending_error),
        TEST(test_hosts),
        TEST(test_interfaces),
        TEST(test_services),
        TEST(test_ports_of_this_session),
        TEST(test_urls),
        TEST(test_protocols),
        TEST(test_files),
        TEST(test_explained_and_helped),
        TEST(test_settings),
        TEST(test_a_peer_commands_no_terminal),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
