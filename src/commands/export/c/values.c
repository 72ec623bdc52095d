/* How values of the session are written in C. */
#include "export/c/c.h"

#include "base/number.h"
#include "export/c/regex.h"
#include "export/translate/translate.h"
#include "export/translate/variable.h"

#include <ctype.h>
#include <inttypes.h>
#include <limits.h>

/* Octal, for \x takes as many digits as follow. */
const char *c_literal(struct translation *t, struct span bytes)
{
    static const char named[] = "\rr\nn\tt\\\\\"\"";
    cleanup_buffer struct buffer out = {0};

    buffer_append_byte(&out, '"');
    for (size_t i = 0; i < bytes.length; i++) {
        unsigned char byte = (unsigned char)bytes.data[i];
        const char *name = NULL;
        for (size_t j = 0; named[j]; j += 2)
            if ((unsigned char)named[j] == byte)
                name = &named[j + 1];
        if (name)
            buffer_printf(&out, "\\%c", *name);
        else if (byte < ' ' || byte >= 0x7f || (byte == '?' && i && bytes.data[i - 1] == '?'))
            buffer_printf(&out, "\\%03o", byte);
        else
            buffer_append_byte(&out, (char)byte);
    }
    buffer_append_byte(&out, '"');
    return arena_text(&t->arena, buffer_span(&out));
}

static const char *number_literal(struct translation *t, struct span text)
{
    int64_t number;

    if (!number_integer(text, &number)) {
        give_up(t);
        return "0";
    }
    if (number == INT64_MIN)
        return "(-9223372036854775807LL - 1)";
    const char *digits =
        span_starts(text, SPAN("0x")) ? arena_text(&t->arena, text) : made(t, "%" PRId64, number);
    return number > INT_MAX || number < INT_MIN ? made(t, "%sLL", digits) : digits;
}

const char *c_text_literal(struct translation *t, struct span text)
{
    if (text.length && memchr(text.data, '\0', text.length))
        give_up(t);
    return c_literal(t, text);
}

static const char *real_literal(struct translation *t, struct span text)
{
    const char *real = code_real(t, text), *sign = real[0] == '-' ? "-" : "";

    if (!strpbrk(real, "in"))
        return real;
    return made(t, "%s%s", sign, strchr(real, 'f') ? "INFINITY" : "NAN");
}

/* As regcomp(3) has it. */
static const char *pattern_literal(struct translation *t, struct code code,
                                   enum regex_question question)
{
    cleanup_buffer struct buffer pattern = {0};
    const char *why = NULL;

    if (!code.constant)
        give_up_for(t, "the pattern is known only as the program runs");
    else if (!posix_regex(code.value, question, &pattern, &why))
        give_up_for(t, made(t, "regcomp(3) has %s", why));
    return c_literal(t, buffer_span(&pattern));
}

static const char *write_constant(struct translation *t, struct code code, enum wanted wanted)
{
    nanoseconds duration = 0;

    switch (wanted) {
    case AS_NUMBER: return number_literal(t, code.value);
    case AS_TEXT: return c_text_literal(t, code.value);
    case AS_KEPT:
    case AS_BYTES: return made(t, "%s, %zu", c_literal(t, code.value), code.value.length);
    case AS_PATTERN: return pattern_literal(t, code, REGEX_ENDS);
    case AS_REAL: return real_literal(t, code.value);
    case AS_SECONDS:
        if (!number_duration(code.value, &duration))
            give_up(t);
        return made(t, "%.9g", (double)duration / SECOND);
    default: return made(t, "literal(%s, %zu)", c_literal(t, code.value), code.value.length);
    }
}

bool c_is_identifier(const char *text)
{
    for (; *text; text++)
        if (!isalnum((unsigned char)*text) && *text != '_')
            return false;
    return true;
}

static const char *keep_copy(struct translation *t, const char *value)
{
    struct span name = name_of_ours(t, "value");
    const char *kept = variable_declare(t, name, code_expression(CODE_BYTES, ""));
    c_assign(t, kept, CODE_BYTES, code_expression(CODE_BYTES, value));
    return kept;
}

/* What is written twice is kept first. */
const char *c_keep(struct translation *t, const char *value)
{
    return c_is_identifier(value) ? value : keep_copy(t, value);
}

struct code c_checked(struct translation *t, struct code code, const char *what)
{
    bool is_number = code.type == CODE_NUMBER;
    struct span name = name_of_ours(t, is_number ? "number" : "value");
    const char *kept = variable_declare(t, name, code);

    c_assign(t, kept, code.type, code);
    c_check_call(t, "check_value()", what);
    code.text = kept;
    code.compound = false;
    return code;
}

static const char *checked_number(struct translation *t, const char *value)
{
    return c_checked(t, code_expression(CODE_NUMBER, value), "number").text;
}

/* By a function that gives a double, for which no variable of the program is. */
static const char *checked_real(struct translation *t, struct code code, const char *function)
{
    const char *text = code.type == CODE_STRING
                           ? code.text
                           : made(t, "%s.data", c_keep(t, c_write(t, code, AS_VALUE)));

    c_check_call(t, made(t, "check_real(%s(%s))", function, text), function);
    return made(t, "%s(%s)", function, text);
}

const char *c_write(struct translation *t, struct code code, enum wanted wanted)
{
    bool is_number = code.type == CODE_NUMBER;

    if (code.constant)
        return write_constant(t, code, wanted);
    bool is_string = code.type == CODE_STRING;
    const char *value = is_number   ? made(t, "decimal(%s)", code.text)
                        : is_string ? made(t, "from_text(%s)", code.text)
                                    : code.text;
    switch (wanted) {
    case AS_NUMBER: return is_number ? code.text : checked_number(t, made(t, "number(%s)", value));
    case AS_TEXT:
        if (is_string)
            return code.text;
        return c_is_identifier(value) ? made(t, "%s.data", value) : made(t, "text(%s)", value);
    case AS_KEPT:
    case AS_BYTES: {
        if (is_string)
            return made(t, "%s, strlen(%s)", code.text, code.text);
        const char *kept = wanted == AS_KEPT ? keep_copy(t, value) : c_keep(t, value);
        return made(t, "%s.data, %s.length", kept, kept);
    }
    case AS_SECONDS: return is_number ? code.text : checked_real(t, code, "seconds");
    case AS_PATTERN: return pattern_literal(t, code, REGEX_ENDS);
    case AS_REAL: return is_number ? code.text : checked_real(t, code, "real_number");
    case AS_IT_IS: return code.text;
    default: return value;
    }
}

const char *c_long(struct translation *t, const char *number)
{
    static const char cast[] = "(long long)";

    return strncmp(number, cast, strlen(cast)) == 0 ? number : made(t, "%s%s", cast, number);
}

static void add_constant(struct buffer *format, struct span value)
{
    for (size_t i = 0; i < value.length; i++)
        buffer_append_repeated(format, value.data[i], value.data[i] == '%' ? 2 : 1);
}

/* The arguments of printf() that shows them; NULL where there are bytes among them, which may have a NUL. */
static const char *printed(struct translation *t, const struct code *codes, size_t count)
{
    cleanup_buffer struct buffer format = {0}, list = {0};

    for (size_t i = 0; i < count; i++) {
        if (codes[i].constant && !memchr(codes[i].value.data, '\0', codes[i].value.length)) {
            add_constant(&format, codes[i].value);
        } else if (!codes[i].constant && codes[i].type == CODE_NUMBER) {
            buffer_append_text(&format, "%lld");
            buffer_printf(&list, ", %s", c_long(t, codes[i].text));
        } else if (!codes[i].constant && codes[i].type == CODE_STRING) {
            buffer_append_text(&format, "%s");
            buffer_printf(&list, ", %s", codes[i].text);
        } else {
            return NULL;
        }
    }
    buffer_append_byte(&format, '\n');
    return made(t, "%s%s", c_literal(t, buffer_span(&format)), buffer_text(&list));
}

/* A value lasts until 256 others were made, so that many are put together part by part. */
const char *c_joined(struct translation *t, const char *const *values, size_t count)
{
    enum { TOGETHER = 64 };
    cleanup_buffer struct buffer list = {0};
    size_t listed = 0;

    for (size_t i = 0; i < count; i++) {
        if (listed == TOGETHER) {
            const char *before = keep_copy(t, made(t, "joined(%zu%s)", listed, buffer_text(&list)));
            buffer_clear(&list);
            buffer_printf(&list, ", %s", before);
            listed = 1;
        }
        buffer_printf(&list, ", %s", values[i]);
        listed++;
    }
    return made(t, "joined(%zu%s)", listed, buffer_text(&list));
}

struct code c_join(struct translation *t, const struct code *codes, size_t count)
{
    const char **values = arena_new(&t->arena, count * sizeof(*values));

    for (size_t i = 0; i < count; i++)
        values[i] = c_write(t, codes[i], AS_VALUE);
    struct code joined = code_expression(CODE_BYTES, c_joined(t, values, count));
    joined.printed = printed(t, codes, count);
    return joined;
}

struct code c_slice(struct translation *t, struct code code, const char *start, const char *end,
                    bool one_byte)
{
    int64_t number;

    if (!start[0])
        start = "0";
    if (one_byte && number_integer(span_of(start), &number))
        end = number == -1 ? "" : made(t, "%" PRId64, number + 1);
    else if (one_byte)
        end = made(t, "%s == -1 ? LLONG_MAX : %s + 1", start, start);
    return code_expression(CODE_BYTES, made(t, "slice(%s, %s, %s)", c_write(t, code, AS_VALUE),
                                            start, end[0] ? end : "LLONG_MAX"));
}

struct code c_byte(struct translation *t, struct code code, const char *at)
{
    const char *text = made(t, "byte_at(%s, %s)", c_write(t, code, AS_VALUE), at);

    return c_checked(t, code_expression(CODE_BYTES, text), "index");
}

const char *c_ranged(struct translation *t, const char *number, int64_t least, int64_t most)
{
    const char *kept = number;

    if (!c_is_identifier(number)) {
        kept = variable_declare(t, name_of_ours(t, "number"), code_expression(CODE_NUMBER, ""));
        c_assign(t, kept, CODE_NUMBER, code_expression(CODE_NUMBER, number));
    }
    const char *top = most == INT64_MAX ? "LLONG_MAX" : made(t, "%" PRId64, most);
    c_check_call(t, made(t, "check_range(%s, %" PRId64 ", %s)", kept, least, top), "number");
    return kept;
}

struct code c_status_code(struct translation *t)
{
    struct code code = code_expression(CODE_STRING, "status");

    (void)t;
    code.never_number = code.canonical = true;
    return code;
}

static bool is_string(struct code code)
{
    return code.type == CODE_STRING || (code.constant && code.type == CODE_NUMBER);
}

const char *c_matches(struct translation *t, struct code code, struct code pattern)
{
    return made(t, "matches(%s, %s)", c_write(t, code, AS_VALUE),
                pattern_literal(t, pattern, REGEX_MATCHES));
}

const char *c_contains(struct translation *t, struct code code, struct code part)
{
    const char *value = c_write(t, code, AS_VALUE);

    return made(t, "contains(%s, %s)", value, c_write(t, part, AS_VALUE));
}

const char *c_compare_numbers(struct translation *t, struct code a, struct span sign, struct code b)
{
    const char *left = c_write(t, a, AS_NUMBER);

    return made(t, "%s %.*s %s", left, SPAN_ARGS(sign), c_write(t, b, AS_NUMBER));
}

const char *c_compare_bytes(struct translation *t, struct code a, struct span sign, struct code b)
{
    enum wanted wanted = is_string(a) && is_string(b) ? AS_TEXT : AS_VALUE;
    const char *left = c_write(t, a, wanted), *right = c_write(t, b, wanted);

    if (wanted == AS_TEXT)
        return made(t, "strcmp(%s, %s) %.*s 0", left, right, SPAN_ARGS(sign));
    if (span_is(sign, "=="))
        return made(t, "equal(%s, %s)", left, right);
    if (span_is(sign, "!="))
        return made(t, "!equal(%s, %s)", left, right);
    return made(t, "compare_bytes(%s, %s) %.*s 0", left, right, SPAN_ARGS(sign));
}

const char *c_compare(struct translation *t, struct code a, struct span sign, struct code b)
{
    const char *left = c_write(t, a, AS_VALUE);

    return made(t, "compare(%s, %s) %.*s 0", left, c_write(t, b, AS_VALUE), SPAN_ARGS(sign));
}
