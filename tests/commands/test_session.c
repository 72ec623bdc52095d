/* use, rename, let, unset, variables, print, set, help, sleep, quit, and how commands are found. */
#include "harness.h"

#include "base/clock.h"

static void test_use(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b; a.send hello; use b");
    expect_field(shell, "handle", "b");
    expect_field(shell, "state", "connected");
    run_ok(shell, "recv");
    expect_data(shell, "hello");
    run_fails(shell, "name", "", "use aa");
    expect_hint(shell, "did you mean a?");
    run_ok(shell, "let v 1");
    run_fails(shell, "name", "", "use v");
    expect_text(shell, "v is a variable");
}

static void test_no_current_handle(void **state)
{
    struct shell *shell = *state;

    run_fails(shell, "name", "", "recv");
    expect_text(shell, "there is no current handle");
    expect_hint(shell, "`socket tcp`, `open HOST PORT`");
    run_ok(shell, "a = socket tcp; b = socket tcp; close b");
    run_fails(shell, "name", "", "getsockname");
    expect_hint(shell, "`use a` chooses one");
    run_ok(shell, "use a; getsockname");
}

static void test_handle_before_command(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "a = socket tcp");
    run_fails(shell, "usage", "", "a.print x");
    expect_text(shell, "print acts on no handle");
    expect_hint(shell, "`print`");
    run_fails(shell, "name", "", "nobody.print x");
    run_fails(shell, "name", "", "a.nothing");
}

static void test_rename(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "socket tcp; rename tcp1 web");
    expect_field(shell, "name", "web");
    expect_field(shell, "old", "tcp1");
    run_ok(shell, "info");
    expect_field(shell, "handle", "web");
    run_fails(shell, "name", "", "tcp1.info");
    run_ok(shell, "let v 1; rename v w");
    expect_word(shell, "$w", "1");
    run_fails(shell, "name", "", "print $v");
}

static void test_rename_wrong(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pair a b");
    run_fails(shell, "name", "", "rename a b");
    run_fails(shell, "name", "", "rename nobody c");
    run_fails(shell, "usage", "", "rename a 1st");
    run_fails(shell, "usage", "", "rename a");
    run_ok(shell, "a.send x; b.recv");
}

static void test_let(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "let greeting hello,   world");
    expect_field(shell, "length", "12");
    expect_word(shell, "$greeting", "hello, world");
    run_ok(shell, "let greeting $greeting$greeting; let greeting ${greeting[12:]}");
    expect_word(shell, "$greeting", "hello, world");
    run_ok(shell, "let nothing");
    expect_word(shell, "[$nothing]", "[]");
    shell_write_file(shell, "f", "of a file\n");
    run_ok(shell, "let f < $dir/f");
    expect_word(shell, "$f", "of a file\n");
}

static void test_let_wrong(void **state)
{
    static const char *const names[] = {"1st", "a-b", "''", "_", "'?'", "a.b"};
    struct shell *shell = *state;

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        run_fails(shell, "usage", "", "let %s value", names[i]);
    run_fails(shell, "usage", "", "let");
    run_ok(shell, "a = socket tcp");
    run_fails(shell, "name", "", "let a 1");
    expect_text(shell, "a is an open handle");
    run_ok(shell, "close a; let a 1");
}

static void test_unset(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "let a 1; unset a");
    run_fails(shell, "name", "", "print $a");
    expect_hint(shell, "let a VALUE");
    run_fails(shell, "name", "", "unset a");
    run_ok(shell, "a = socket tcp");
    run_fails(shell, "name", "", "unset a");
    expect_text(shell, "a is a handle");
}

static void test_variables(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "let a \"x\\0y\"; c = socket tcp; variables");
    expect_field(shell, "variables.0.name", "_");
    expect_field(shell, "variables.1.name", "?");
    expect_field(shell, "variables.1.value", "\"ok\"");
    expect_field(shell, "variables.3.name", "a");
    expect_field(shell, "variables.3.value", "\"x\\0y\"");
    expect_field(shell, "variables.3.length", "3");
    expect_no_field(shell, "variables.4.name");
}

static void test_print(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "print hello,   world");
    expect_data(shell, "hello, world");
    expect_true(shell, strcmp(shell->last->text, "hello, world\n") == 0);
    run_ok(shell, "print \"\\e[2J\\r\" 'C:\\dir'");
    expect_true(shell, strcmp(shell->last->text, "\\e[2J\\r C:\\dir\n") == 0);
    run_ok(shell, "print");
    expect_data(shell, "");
}

static void test_set(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "set display-limit 1K");
    expect_field(shell, "value", "1024");
    run_ok(shell, "assert $(set display-limit) == 1024; set");
    expect_field(shell, "settings.0.name", "arrivals");
    expect_field(shell, "settings.0.value", "off");
    expect_field(shell, "settings.1.name", "display-limit");
    run_ok(shell, "set arrivals on; assert $(set arrivals) == on; set arrivals off");
    expect_field(shell, "value", "off");
    run_fails(shell, "usage", "", "set arrivals perhaps");
    run_fails(shell, "usage", "", "set display-limt 1K");
    expect_hint(shell, "display-limit");
    run_fails(shell, "usage", "", "set display-limit much");
}

static void test_set_prompt(void **state)
{
    static const char usual[] = "{handle} [{state}]> ";
    static const char *const wrong[] = {"{handle> ",  "a}b{",      "a\\nb",
                                        "{}",         "{peer.}",   "{.x}",
                                        "{options.}", "{state.x}", "{{state}}"};
    struct shell *shell = *state;

    run_ok(shell, "set prompt");
    expect_field(shell, "value", usual);
    run_ok(shell, "set prompt \"a} {handle} {peer.port}{options.nodelay}> \"");
    expect_field(shell, "value", "a} {handle} {peer.port}{options.nodelay}> ");
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        run_fails(shell, "usage", "", "set prompt \"%s\"", wrong[i]);
    run_fails(shell, "usage", "", "set prompt \"{nofield}\"");
    expect_text(shell, "no field {nofield}");
    expect_hint(shell, "such as handle, state");
    run_fails(shell, "usage", "", "set prompt \"{hande}\"");
    expect_hint(shell, "did you mean handle?");
    run_fails(shell, "usage", "", "set prompt \"{peer.prot}\"");
    expect_hint(shell, "did you mean peer.port?");
    run_ok(shell, "assert $(set prompt) contains a}; set prompt \"\"");
    expect_field(shell, "value", usual);
}

static void test_help(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "help");
    expect_text(shell, "recvfrom");
    run_ok(shell, "help recvfr");
    expect_field(shell, "name", "recvfrom");
    run_fails(shell, "name", "", "help nothing-like-it");
}

static void test_sleep(void **state)
{
    struct shell *shell = *state;
    nanoseconds before = clock_now();

    run_ok(shell, "sleep 5ms");
    expect_true(shell, clock_now() - before >= 5 * MILLISECOND);
    shell_interrupt(shell);
    run_fails(shell, "interrupted", "", "sleep 1h");
    run_fails(shell, "usage", "", "sleep");
    run_fails(shell, "usage", "", "sleep well");
}

static void test_quit(void **state)
{
    struct shell *shell = *state;

    run_fails(shell, "usage", "", "quit 256");
    run_fails(shell, "usage", "", "quit now");
    run_ok(shell, "repeat 3 { quit 7; print not reached }; print nor this");
    expect_true(shell, shell->session->exit_status == 7);
    expect_true(shell, strcmp(shell->last->command->name, "quit") == 0);
}

static void test_commands_are_found(void **state)
{
    struct shell *shell = *state;

    run_fails(shell, "name", "", "conect 127.0.0.1 80");
    expect_hint(shell, "did you mean connect?");
    run_fails(shell, "name", "", "hostn");
    run_ok(shell, "a = socket tcp");
    run_fails(shell, "name", "", "a");
    expect_hint(shell, "a is a handle");
}

static void test_beginnings_at_the_prompt(void **state)
{
    struct shell *shell = *state;

    shell->session->abbreviates = true;
    run_ok(shell, "hostn");
    expect_true(shell, strcmp(shell->last->command->name, "hostname") == 0);
    run_fails(shell, "name", "", "se");
    expect_hint(shell, "send, sendall");
    run_ok(shell, "pair a b; a.send x; b.recv");
    expect_data(shell, "x");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_use),
        TEST(test_no_current_handle),
        TEST(test_handle_before_command),
        TEST(test_rename),
        TEST(test_rename_wrong),
        TEST(test_let),
        TEST(test_let_wrong),
        TEST(test_unset),
        TEST(test_variables),
        TEST(test_print),
        TEST(test_set),
        TEST(test_set_prompt),
        TEST(test_help),
        TEST(test_sleep),
        TEST(test_quit),
        TEST(test_commands_are_found),
        TEST(test_beginnings_at_the_prompt),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
