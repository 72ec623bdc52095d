/* Hints: pairs of a line typed so far and what is told behind it. */
#include "harness.h"

#include "shell/hint_line.h"

#include <string.h>

static const char *const lines[] = {
    "print one", "print two", "repeat 2 {\n  print three\n}", "paste \x1b[2J", "web = socket tcp",
};

static size_t count_lines(void)
{
    return sizeof(lines) / sizeof(lines[0]);
}

static const char *get_line(size_t index, unsigned *ret_number)
{
    *ret_number = (unsigned)index + 1;
    return lines[index];
}

static void check_hint(struct shell *shell, const char *line, enum hint_kind kind,
                       const char *wanted, int at)
{
    cleanup_buffer struct buffer said = {0};
    enum hint_kind found = hint_line(shell->session, span_of(line), &said);

    if (found != kind || strcmp(buffer_text(&said), wanted) != 0)
        shell_fail(shell, __FILE__, at, "\"%s\"\n  gives  \"%s\"\n  not    \"%s\"", line,
                   buffer_text(&said), wanted);
}

#define wants(shell, line, hint) check_hint(shell, line, HINT_PARAMETERS, hint, __LINE__)
#define goes_on(shell, line, hint) check_hint(shell, line, HINT_ENTRY, hint, __LINE__)
#define silent(shell, line) check_hint(shell, line, HINT_NONE, "", __LINE__)

static void test_parameters_still_to_come(void **state)
{
    struct shell *shell = *state;

    wants(shell, "sleep", " D");
    wants(shell, "sleep ", "D");
    wants(shell, "x = sleep ", "D");
    wants(shell, "print a; sleep ", "D");
    wants(shell, "print $(sleep ", "D");
    wants(shell, "rename", " OLD NEW");
    wants(shell, "rename ", "OLD NEW");
    wants(shell, "rename a", " NEW");
    wants(shell, "rename a ", "NEW");
    wants(shell, "rename \"a\"", " NEW");
    silent(shell, "rename a b");
    silent(shell, "rename a b ");
}

static void test_a_url_has_its_port(void **state)
{
    struct shell *shell = *state;
    cleanup_buffer struct buffer said = {0};

    hint_line(shell->session, SPAN("open localhost"), &said);
    assert_non_null(strstr(buffer_text(&said), " [PORT]"));
    buffer_clear(&said);
    hint_line(shell->session, SPAN("open tcp://localhost:80"), &said);
    assert_null(strstr(buffer_text(&said), "PORT"));
}

static void test_options(void **state)
{
    struct shell *shell = *state;

    wants(shell, "recvall --timeout", " D");
    wants(shell, "recvall --timeout ", "D");
    silent(shell, "recvall --timeo");
    silent(shell, "recvall -- ");
}

static void test_unfit_for_a_hint(void **state)
{
    struct shell *shell = *state;

    silent(shell, "");
    silent(shell, " ");
    silent(shell, " sleep ");
    silent(shell, "slee");
    silent(shell, "nonsense ");
    silent(shell, "# sleep ");
    silent(shell, "! sleep ");
    silent(shell, "rename \"a");
    silent(shell, "rename $a");
}

static void test_ports_are_not_for_unix_sockets(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "t = socket tcp; u = socket unix");
    wants(shell, "t.connect /tmp/x", " [PORT] [--timeout D]");
    wants(shell, "u.connect /tmp/x", " [--timeout D]");
}

static void test_the_last_entry_that_begins_so(void **state)
{
    struct shell *shell = *state;

    shell->session->history = (struct history){count_lines, get_line};
    goes_on(shell, "p", "rint two");
    goes_on(shell, "print o", "ne");
    goes_on(shell, "web", " = socket tcp");
    goes_on(shell, "rep", "eat 2 {");
    goes_on(shell, "repeat 2 {\n  pr", "int three");
    wants(shell, "sleep", " D");
    silent(shell, "paste ");
    silent(shell, "print two");
    silent(shell, " print o");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_parameters_still_to_come),
        TEST(test_a_url_has_its_port),
        TEST(test_options),
        TEST(test_unfit_for_a_hint),
        TEST(test_ports_are_not_for_unix_sockets),
        TEST(test_the_last_entry_that_begins_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
