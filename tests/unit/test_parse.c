/* Statements, blocks, redirections. */
#include "parsing.h"

static void test_empty_programs(void **state)
{
    static const char *const empty[] = {
        "", " ", "\n\n", ";;;\n", "# only a comment", "\t# a\n;# b\r\n", "\r\n"};

    (void)state;
    for (size_t i = 0; i < sizeof(empty) / sizeof(empty[0]); i++) {
        struct program *program = parsing_done(span_of(empty[i]));
        assert_null(program->body.first);
        program_free(program);
    }
    program_free(NULL);
}

static void test_statements_end_with_a_line_or_semicolon(void **state)
{
    struct program *program = parsed("a 1;b 2 ; c\nd # ; e\r\nf;");
    static const char *const commands[] = {"a", "b", "c", "d", "f"};
    static const unsigned lines[] = {1, 1, 1, 2, 3};

    (void)state;
    assert_int_equal(parsing_count(&program->body), 5);
    for (size_t i = 0; i < 5; i++) {
        const struct statement *statement = parsing_statement(&program->body, i);
        assert_true(span_is(statement->command, commands[i]));
        assert_int_equal(statement->place.line, lines[i]);
    }
    assert_int_equal(parsing_statement(&program->body, 3)->word_count, 0);
    program_free(program);
}

static void test_heads(void **state)
{
    struct program *program = parsed("web = socket tcp\nweb.recv\nx=web.recv 5\n127.0.0.1\na.b.c");
    const struct statement *statement = parsing_statement(&program->body, 0);

    (void)state;
    assert_bytes(statement->name, "web");
    assert_int_equal(statement->handle.length, 0);
    assert_bytes(statement->command, "socket");
    assert_bytes(statement->words[0].literal, "tcp");

    statement = parsing_statement(&program->body, 1);
    assert_int_equal(statement->name.length, 0);
    assert_bytes(statement->handle, "web");
    assert_bytes(statement->command, "recv");
    assert_int_equal(statement->command_place.column, 5);

    statement = parsing_statement(&program->body, 2);
    assert_bytes(statement->name, "x");
    assert_bytes(statement->handle, "web");
    assert_bytes(statement->words[0].literal, "5");

    statement = parsing_statement(&program->body, 3); /* 127 can't be a handle's name */
    assert_bytes(statement->command, "127.0.0.1");
    statement = parsing_statement(&program->body, 4);
    assert_bytes(statement->handle, "a");
    assert_bytes(statement->command, "b.c");
    program_free(program);
}

static void test_a_comparison_is_no_assignment(void **state)
{
    struct program *program = parsed("a == b\nassert 1 == 1\nlet x =5");

    (void)state;
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(parsing_statement(&program->body, i)->name.length, 0);
    assert_int_equal(parsing_statement(&program->body, 1)->word_count, 3);
    program_free(program);
}

static void test_redirections(void **state)
{
    struct program *program =
        parsed("send < in\nrecv > \"out $x\"\nrecv >>log\nsend <- >-\nrecv | wc -c; cat # 1\nrecv");
    const struct statement *statement = parsing_statement(&program->body, 0);

    (void)state;
    assert_bytes(statement->input->literal, "in");
    assert_int_equal(statement->output, OUTPUT_REPLY);
    assert_int_equal(statement->word_count, 0);
    statement = parsing_statement(&program->body, 1);
    assert_int_equal(statement->output, OUTPUT_FILE);
    assert_bytes(statement->output_file->pieces->next->text, "x");
    statement = parsing_statement(&program->body, 2);
    assert_int_equal(statement->output, OUTPUT_APPEND);
    assert_bytes(statement->output_file->literal, "log");
    statement = parsing_statement(&program->body, 3);
    assert_bytes(statement->input->literal, "-");
    assert_bytes(statement->output_file->literal, "-");
    statement = parsing_statement(&program->body, 4);
    assert_int_equal(statement->output, OUTPUT_PIPE);
    assert_bytes(statement->shell, "wc -c; cat # 1");
    assert_int_equal(parsing_count(&program->body), 6);
    program_free(program);
}

static void test_signs_compare_where_commands_compare(void **state)
{
    struct program *program = parsed("assert 1 < 2\nif a >= b { print yes > f }\nassert 1 | cat");
    const struct statement *statement = parsing_statement(&program->body, 0);

    (void)state;
    assert_int_equal(statement->word_count, 3);
    assert_bytes(statement->words[1].literal, "<");
    assert_null(statement->input);
    statement = parsing_statement(&program->body, 1);
    assert_bytes(statement->words[1].literal, ">=");
    assert_int_equal(statement->words[3].block->first->output, OUTPUT_FILE);
    assert_int_equal(parsing_statement(&program->body, 2)->output, OUTPUT_PIPE);
    program_free(program);
}

static void test_shell_commands(void **state)
{
    struct program *program =
        parsed("! ls -l; date # 1\nx = !echo $(hi) 'y\nprint $(! echo (a) b)c");
    const struct statement *statement = parsing_statement(&program->body, 0);

    (void)state;
    assert_bytes(statement->command, "!");
    assert_bytes(statement->shell, "ls -l; date # 1");
    statement = parsing_statement(&program->body, 1);
    assert_bytes(statement->name, "x");
    assert_bytes(statement->shell, "echo $(hi) 'y");
    statement = parsing_statement(&program->body, 2);
    assert_bytes(statement->words[0].pieces->statement->shell, "echo (a) b");
    assert_bytes(statement->words[0].pieces->next->text, "c");
    program_free(program);
}

static void test_blocks(void **state)
{
    struct program *program =
        parsed("repeat 2 {\n  a; b {\n c }\n\n} # done\nif x == y { } else { d }\nprint { e } f");
    const struct statement *statement = parsing_statement(&program->body, 0);

    (void)state;
    assert_int_equal(parsing_count(&program->body), 3);
    assert_int_equal(statement->word_count, 2);
    assert_int_equal(parsing_count(statement->words[1].block), 2);
    assert_bytes(parsing_statement(statement->words[1].block, 1)->words[0].block->first->command,
                 "c");
    statement = parsing_statement(&program->body, 1);
    assert_int_equal(statement->word_count, 6);
    assert_null(statement->words[3].block->first);
    assert_bytes(statement->words[4].literal, "else");
    assert_int_equal(statement->words[5].block->first->place.line, 6);
    program_free(program);
}

static void test_braces_only_by_themselves(void **state)
{
    struct program *program = parsed("send {\"a\":1} }x x} '{' \"}\" {x");

    (void)state;
    assert_int_equal(program->body.first->word_count, 6);
    for (size_t i = 0; i < 6; i++)
        assert_null(program->body.first->words[i].block);
    program_free(program);
}

/* `depth` openings, each closed again, around a command. */
static enum parse_outcome parse_nested(const char *open, const char *close, unsigned depth)
{
    cleanup_buffer struct buffer text = {0};
    struct program *program;
    struct error error = {0};

    for (unsigned i = 0; i < depth; i++)
        buffer_append_text(&text, open);
    buffer_append_text(&text, "a");
    for (unsigned i = 0; i < depth; i++)
        buffer_append_text(&text, close);
    enum parse_outcome outcome = parse_program(buffer_span(&text), 1, NULL, &program, &error);
    program_free(program);
    return outcome;
}

static void test_depth_has_a_limit(void **state)
{
    (void)state;
    assert_int_equal(parse_nested("try { ", " }", PARSE_DEPTH), PARSE_DONE);
    assert_int_equal(parse_nested("try { ", " }", PARSE_DEPTH + 1), PARSE_FAILED);
    assert_int_equal(parse_nested("print $(", ")", PARSE_DEPTH), PARSE_DONE);
    assert_int_equal(parse_nested("print $(", ")", 100000), PARSE_FAILED);
    assert_int_equal(parse_nested("try { print $(", ") }", PARSE_DEPTH), PARSE_FAILED);
}

static void test_ten_thousand_words(void **state)
{
    cleanup_buffer struct buffer text = {0};

    (void)state;
    buffer_append_text(&text, "print");
    for (int i = 0; i < 10000; i++)
        buffer_printf(&text, " w%d", i);
    struct program *program = parsing_done(buffer_span(&text));
    assert_int_equal(program->body.first->word_count, 10000);
    assert_bytes(program->body.first->words[9999].literal, "w9999");
    program_free(program);
}

/* The program lives on by itself. */
static void test_text_is_copied(void **state)
{
    char text[] = "a = b.c d \"e$f\" > g";
    struct program *program = parsing_done(span_of(text));

    (void)state;
    memset(text, 'x', sizeof(text));
    assert_bytes(program->body.first->name, "a");
    assert_bytes(program->body.first->handle, "b");
    assert_bytes(program->body.first->words[0].literal, "d");
    assert_bytes(program->body.first->words[1].pieces->next->text, "f");
    assert_bytes(program->body.first->output_file->literal, "g");
    program_free(program);
}

static bool nothing_compares(struct span command)
{
    (void)command;
    return false;
}

/* Each line by itself; one that can't be parsed doesn't hide the others. */
static void test_line_by_line(void **state)
{
    static const struct {
        const char *text;
        enum parse_outcome outcome;
        size_t statements;
    } lines[] = {
        {"a 1; b 2\n", PARSE_DONE, 2},
        {"# nothing\n", PARSE_DONE, 0},
        {"repeat 2 {\n  c\n\n  d 'e\nf'\n} ; g\n", PARSE_DONE, 2},
        {"h; wrong }\n", PARSE_FAILED, 0},
        {"i\n", PARSE_DONE, 1},
        {"repeat 2 {\nj\nk", PARSE_INCOMPLETE, 0},
    };
    struct parse_rules rules = {.compares = nothing_compares};
    cleanup_buffer struct buffer text = {0};
    size_t at = 0;

    (void)state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        buffer_append_text(&text, lines[i].text);
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        struct error error = {0};
        struct parse parse = parse_line(span_after(buffer_span(&text), at), 1, &rules, &error);
        assert_int_equal(parse.outcome, lines[i].outcome);
        assert_int_equal(parsing_count(&parse.program->body), lines[i].statements);
        at += parse.outcome == PARSE_DONE ? parse.length : parse.failed_length;
        program_free(parse.program);
    }
    assert_int_equal(at, text.length);
}

static void test_names(void **state)
{
    static const char *const good[] = {"a", "_", "_1", "Web_2", "x9"};
    static const char *const wrong[] = {"", "1a", "a-b", "a.b", "\u00e9", "a ", "?", "$a"};

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        assert_true(parse_is_name(span_of(good[i])));
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_false(parse_is_name(span_of(wrong[i])));
    assert_false(parse_is_name(SPAN("a\0b")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_empty_programs),
        cmocka_unit_test(test_statements_end_with_a_line_or_semicolon),
        cmocka_unit_test(test_heads),
        cmocka_unit_test(test_a_comparison_is_no_assignment),
        cmocka_unit_test(test_redirections),
        cmocka_unit_test(test_signs_compare_where_commands_compare),
        cmocka_unit_test(test_shell_commands),
        cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_braces_only_by_themselves),
        cmocka_unit_test(test_depth_has_a_limit),
        cmocka_unit_test(test_ten_thousand_words),
        cmocka_unit_test(test_text_is_copied),
        cmocka_unit_test(test_line_by_line),
        cmocka_unit_test(test_names),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
