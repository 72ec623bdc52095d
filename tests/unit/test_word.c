/* Words: quotes, escapes, expansions. */
#include "parsing.h"

/* The only word of "print TEXT" must be constant and hold these bytes. */
#define check_literal(text, bytes) check(SPAN("print " text), SPAN(bytes), __LINE__)

static void check(struct span text, struct span bytes, int line)
{
    struct program *program = parsing_done(text);
    const struct statement *statement = program->body.first;

    if (statement->word_count != 1 || statement->words[0].pieces)
        fail_msg("line %d: %.*s is not one constant word", line, SPAN_ARGS(text));
    support_assert_spans(statement->words[0].literal, bytes, __FILE__, line);
    program_free(program);
}

static void test_bare(void **state)
{
    (void)state;
    check_literal("hello", "hello");
    check_literal("a=b", "a=b");
    check_literal("{}", "{}");
    check_literal("a#b", "a#b");
    check_literal("-5:@%/~*?", "-5:@%/~*?");
    check_literal("gr\u00fc\u00df", "gr\u00fc\u00df");
    check_literal("a)", "a)");
    check_literal("a<b>c|d!", "a<b>c|d!");
    check_literal("\x80\xff", "\x80\xff");
}

static void test_raw_quotes(void **state)
{
    (void)state;
    check_literal("''", "");
    check_literal("'$x \\r \"y\" # ;'", "$x \\r \"y\" # ;");
    check_literal("'two\nlines'", "two\nlines");
}

static void test_escapes(void **state)
{
    (void)state;
    check_literal("\"\"", "");
    check_literal("\"\\r\\n\\t\\0\\e\\\\\\\"\\$\"", "\r\n\t\0\033\\\"$");
    check_literal("\"\\x00\\xfF\"", "\0\xff");
    check_literal("\"\\u00e9\\u20AC\\u0000\"", "\u00e9\u20ac\0");
    check_literal("\"it's # ; { } < >\"", "it's # ; { } < >");
    check_literal("\"two\nlines\"", "two\nlines");
    check_literal("\"con\\\ntinued\"", "continued");
}

static void test_hex(void **state)
{
    (void)state;
    check_literal("x\"\"", "");
    check_literal("x\"de ad BE ef\"", "\xde\xad\xbe\xef");
    check_literal("x\"00\t01\n02\"", "\0\x01\x02");
    check_literal("x", "x");
    check_literal("x'41'", "x41");
    check_literal("ax\"41\"", "ax41");
}

static void test_adjacent_pieces_are_joined(void **state)
{
    (void)state;
    check_literal("a'b'\"c\"d", "abcd");
    check_literal("''\"\"a", "a");
    check_literal("\"a\"x\"42\"", "aB");
    check_literal("'a'x\"42\"c", "aBc");
}

static void test_adjacent_hex_pieces_are_joined(void **state)
{
    (void)state;
    check_literal("x\"41\"x\"42\"", "AB");
}

/* A word in braces says what it says, with its quotes and blanks; braces that aren't closed are bytes. */
static void test_braces_are_taken_as_they_stand(void **state)
{
    (void)state;
    check_literal("{\"a\":1}", "{\"a\":1}");
    check_literal("{\"a\": \"b  c;\", 'n': {\"x\": \"\\\"}\"}}",
                  "{\"a\": \"b  c;\", 'n': {\"x\": \"\\\"}\"}}");
    check_literal("{\"price\":\"$5\"}", "{\"price\":\"$5\"}");
    check_literal("{a}\"b c\"", "{a}b c");
    check_literal("{a", "{a");
}

/* The pieces of the only word of a program. */
static const struct piece *pieces_of(const struct program *program)
{
    assert_int_equal(program->body.first->word_count, 1);
    return program->body.first->words[0].pieces;
}

static void test_variables(void **state)
{
    struct program *program = parsed("print a$name.b\"-$_-$?\"");
    const struct piece *piece = pieces_of(program);

    (void)state;
    assert_int_equal(piece->kind, PIECE_TEXT);
    assert_bytes(piece->text, "a");
    piece = piece->next;
    assert_int_equal(piece->kind, PIECE_VARIABLE);
    assert_bytes(piece->text, "name");
    assert_int_equal(piece->field.length, 0);
    assert_int_equal(piece->place.column, 8);
    piece = piece->next;
    assert_bytes(piece->text, ".b-");
    piece = piece->next;
    assert_bytes(piece->text, "_");
    assert_int_equal(piece->kind, PIECE_VARIABLE);
    piece = piece->next->next;
    assert_int_equal(piece->kind, PIECE_VARIABLE);
    assert_bytes(piece->text, "?");
    assert_null(piece->next);
    program_free(program);
}

static void test_fields(void **state)
{
    struct program *program = parsed("print ${web.peer.port}${web}");
    const struct piece *piece = pieces_of(program);

    (void)state;
    assert_bytes(piece->text, "web");
    assert_bytes(piece->field, "peer.port");
    assert_int_equal(piece->slice.kind, SLICE_NONE);
    assert_bytes(piece->next->text, "web");
    assert_int_equal(piece->next->field.length, 0);
    program_free(program);
}

static void test_slices(void **state)
{
    struct program *program = parsed("print ${a[2:5]}${a[-1]}${a[:n]}${a[n:]}${a[:]}${a.b[1:2]}");
    const struct piece *piece = pieces_of(program);

    (void)state;
    assert_int_equal(piece->slice.kind, SLICE_RANGE);
    assert_int_equal(piece->slice.start.number, 2);
    assert_int_equal(piece->slice.end.number, 5);
    piece = piece->next;
    assert_int_equal(piece->slice.kind, SLICE_BYTE);
    assert_int_equal(piece->slice.start.kind, BOUND_NUMBER);
    assert_int_equal(piece->slice.start.number, -1);
    piece = piece->next;
    assert_int_equal(piece->slice.start.kind, BOUND_NONE);
    assert_int_equal(piece->slice.end.kind, BOUND_NAME);
    assert_bytes(piece->slice.end.name, "n");
    piece = piece->next;
    assert_bytes(piece->slice.start.name, "n");
    assert_int_equal(piece->slice.end.kind, BOUND_NONE);
    piece = piece->next;
    assert_int_equal(piece->slice.kind, SLICE_RANGE);
    piece = piece->next;
    assert_bytes(piece->field, "b");
    assert_int_equal(piece->slice.end.number, 2);
    program_free(program);
}

static void test_substitutions(void **state)
{
    struct program *program = parsed("print \"<$(recv 5)>\"$( print $(hostname) ')' )");
    const struct piece *piece = pieces_of(program);

    (void)state;
    assert_bytes(piece->text, "<");
    piece = piece->next;
    assert_int_equal(piece->kind, PIECE_STATEMENT);
    assert_bytes(piece->statement->command, "recv");
    assert_bytes(piece->statement->words[0].literal, "5");
    piece = piece->next->next;
    assert_int_equal(piece->kind, PIECE_STATEMENT);
    assert_int_equal(piece->statement->word_count, 2);
    assert_bytes(piece->statement->words[0].pieces->statement->command, "hostname");
    assert_bytes(piece->statement->words[1].literal, ")");
    assert_null(piece->next);
    program_free(program);
}

/* Only what begins bare can be an option. */
static void test_bare_or_quoted(void **state)
{
    struct program *program = parsed("send --oob '--oob' \"--oob\" $x x\"2d\" -\"-\" a$x");
    static const bool bare[] = {true, false, false, false, false, true, true};

    (void)state;
    assert_int_equal(program->body.first->word_count, 7);
    for (size_t i = 0; i < 7; i++)
        assert_int_equal(program->body.first->words[i].bare, bare[i]);
    program_free(program);
}

static void test_wrong_words(void **state)
{
    (void)state;
    assert_failed("print a\\n", 1, 8);
    assert_failed("print \"a\\q\"", 1, 9);
    assert_failed("print \"\\x4g\"", 1, 10);
    assert_failed("print \"\\u12\"", 1, 10);
    assert_failed("print \"\\ud800\"", 1, 8);
    assert_failed("print x\"4\"", 1, 9);
    assert_failed("print x\"zz\"", 1, 9);
    assert_failed("print $", 1, 7);
    assert_failed("print a$1", 1, 8);
    assert_failed("print ${}", 1, 7);
    assert_failed("print ${1}", 1, 7);
    assert_failed("print ${a b}", 1, 7);
    assert_failed("print ${a[]}", 1, 10);
    assert_failed("print ${a[1:2:3]}", 1, 10);
    assert_failed("print ${a[99999999999999999999]}", 1, 11);
    assert_failed("print $(a; b)", 1, 10);
    assert_failed("print $()", 1, 9);
}

static void test_unfinished_words(void **state)
{
    (void)state;
    assert_incomplete("print 'a\nb", 1, 7);
    assert_incomplete("print a\"b\n", 1, 8);
    assert_incomplete("print \"a\\", 1, 9);
    assert_incomplete("print x\"de ", 1, 7);
    assert_incomplete("print ${a", 1, 7);
    assert_incomplete("print $(recv", 1, 7);
    assert_incomplete("print \"$(recv \"", 1, 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bare),
        cmocka_unit_test(test_raw_quotes),
        cmocka_unit_test(test_escapes),
        cmocka_unit_test(test_hex),
        cmocka_unit_test(test_adjacent_pieces_are_joined),
        cmocka_unit_test(test_adjacent_hex_pieces_are_joined),
        cmocka_unit_test(test_braces_are_taken_as_they_stand),
        cmocka_unit_test(test_variables),
        cmocka_unit_test(test_fields),
        cmocka_unit_test(test_slices),
        cmocka_unit_test(test_substitutions),
        cmocka_unit_test(test_bare_or_quoted),
        cmocka_unit_test(test_wrong_words),
        cmocka_unit_test(test_unfinished_words),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
