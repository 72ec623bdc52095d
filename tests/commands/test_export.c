/* export, and what every command's description tells it. The programs themselves are run by test_export.py. */
#include "harness.h"

#include "commands/table.h"
#include "shell/command.h"

#include <stdio.h>
#include <stdlib.h>

/* They tell of the tool or of what is, and a program does without them. */
static const char *const without[] = {"info",  "sockets", "interfaces", "options", "variables",
                                      "help",  "explain", "set",        "hexdump", "export",
                                      "trace", "ladder",  "states",     "capture", "log"};

#define IS_IN(name, list) is_in(name, list, sizeof(list) / sizeof((list)[0]))

static bool is_in(const char *name, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(name, list[i]) == 0)
            return true;
    return false;
}

static void check_languages(const struct command *command)
{
    const struct command_export *exported = command->exported;
    bool in_python = exported->python || exported->write, in_c = exported->c || exported->write;

    if (!in_python)
        fail_msg("%s: its line in Python, or none", command->name);
    if (!in_c)
        fail_msg("%s: its line in C, or none", command->name);
}

static void test_every_command_is_exported_or_needs_no_export(void **state)
{
    (void)state;
    for (size_t i = 0; commands_table[i]; i++) {
        const struct command *command = commands_table[i];
        if (!command->exported != IS_IN(command->name, without))
            fail_msg("%s: how it is exported, or that it isn't", command->name);
        if (command->exported)
            check_languages(command);
    }
}

/* What stands in braces is a parameter, an option or a word of templates. */
static void check_template(const struct command *command, const char *text)
{
    static const char *const words[] = {"handle", "address", "local", "flags",    "into", "beside",
                                        "line",   "family",  "kind",  "protocol", "ends", "name"};

    for (const char *open = text ? strchr(text, '{') : NULL; open; open = strchr(open + 1, '{')) {
        char name[32];
        struct span span = {open + 1, strcspn(open + 1, ":?=!}")};
        snprintf(name, sizeof(name), "%.*s", SPAN_ARGS(span));
        if (!IS_IN(name, words) &&
            parameter_index(command->parameters, span) == parameter_count(command->parameters) &&
            parameter_index(command->options, span) == parameter_count(command->options))
            fail_msg("%s: nothing is called %s: %s", command->name, name, text);
    }
}

static void test_templates_name_what_there_is(void **state)
{
    (void)state;
    for (size_t i = 0; commands_table[i]; i++) {
        const struct command_export *exported = commands_table[i]->exported;
        check_template(commands_table[i], exported ? exported->python : NULL);
        check_template(commands_table[i], exported ? exported->c : NULL);
    }
}

static void test_explain_tells_the_lines(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "explain send");
    expect_field(shell, "python_export", "s.send(data)");
    expect_field(shell, "c_export", "send(fd, data, length, 0)");
    expect_text(shell, "as `export` writes it:");
    run_ok(shell, "explain recvline");
    expect_field(shell, "c_export", "receive_line(fd, &data)");
    run_ok(shell, "explain connect");
    expect_field(shell, "python_export", "s.connect((host, port))");
    run_ok(shell, "explain pair");
    expect_field(shell, "python_export",
                 "a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)");
    expect_field(shell, "c_export", "socketpair(AF_UNIX, SOCK_STREAM, 0, ends)");
    run_ok(shell, "explain accept");
    expect_field(shell, "python_export", "conn, _ = s.accept()");
    run_ok(shell, "explain recvfd");
    expect_field(shell, "python_export", "conn, data = receive_descriptor(s)");
    expect_field(shell, "c_export", "receive_descriptor(fd, n, &data)");
    run_ok(shell, "explain if");
    expect_no_field(shell, "python_export");
}

static void test_reply(void **state)
{
    struct shell *shell = *state;

    run_fails(shell, "usage", "", "export python -");
    expect_hint(shell, "statements that went well");
    run_ok(shell, "pair a b; a.send hello; export c $dir/x.c");
    expect_field(shell, "language", "c");
    expect_field(shell, "statements", "2");
    expect_no_field(shell, "not_exported");
    expect_text(shell, "x.c: 2 statements as c\n");
    run_ok(shell, "b.setsockopt rcvtimeo 5s; export c $dir/x.c");
    expect_field(shell, "not_exported", "1");
    expect_text(shell, "3 statements as c, 1 line not exported\n");
    char *text = shell_read_file(shell, "x.c");
    expect_true(shell, strstr(text, "// not exported: b.setsockopt rcvtimeo 5s; "));
    free(text);
}

/* The program alone, and as a value of bytes. */
static void test_standard_output(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "u = socket udp; export script -");
    expect_data(shell, "#!/usr/bin/env -S socksh\n"
                       "# What a session did, written by `export script`.\n"
                       "\nu = socket udp");
    run_ok(shell, "x = export script -; export script - > $dir/y; print $(length $x)");
    char *text = shell_read_file(shell, "y");
    expect_true(shell, text[strlen(text) - 1] == '\n');
    free(text);
}

static void test_errors(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "socket tcp");
    run_fails(shell, "name", "", "export python - nobody");
    run_fails(shell, "usage", "", "export cobol -");
    run_fails(shell, "file", "ENOENT", "export c /nowhere/x.c");
    run_fails(shell, "file", "ENOSPC", "export c /dev/full");
    expect_hint(shell, "a part");
}

/* Also where that is all that is left to do. */
static void test_ctrl_c_ends_it(void **state)
{
    static const char *const statements[] = {"export c $dir/x", "export python $dir/x",
                                             "export script $dir/x", "export script $dir/x a",
                                             "export python -"};
    struct shell *shell = *state;

    run_ok(shell, "pair a b; a.send hello; b.recv");
    for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++) {
        shell_interrupt(shell);
        run_fails(shell, "interrupted", "", "%s", statements[i]);
    }
    run_fails(shell, "file", "ENOENT", "a.send < $dir/x");
    run_ok(shell, "export c $dir/x");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_command_is_exported_or_needs_no_export),
        cmocka_unit_test(test_templates_name_what_there_is),
        TEST(test_explain_tells_the_lines),
        TEST(test_reply),
        TEST(test_standard_output),
        TEST(test_errors),
        TEST(test_ctrl_c_ends_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
