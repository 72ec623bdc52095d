/* Values in Python 3. */
#include "export/python/python.h"

#include "base/escape.h"
#include "base/number.h"
#include "export/python/regex.h"
#include "export/translate/translate.h"

#include <inttypes.h>

static void append_byte(struct buffer *out, unsigned char byte)
{
    switch (byte) {
    case '\r': buffer_append_text(out, "\\r"); break;
    case '\n': buffer_append_text(out, "\\n"); break;
    case '\t': buffer_append_text(out, "\\t"); break;
    case '\\': buffer_append_text(out, "\\\\"); break;
    case '"': buffer_append_text(out, "\\\""); break;
    default:
        if (byte < ' ' || byte >= 0x7f)
            buffer_printf(out, "\\x%02x", byte);
        else
            buffer_append_byte(out, (char)byte);
    }
}

/* Bytes above ASCII stay, where they are characters. */
static void append_text(struct buffer *out, struct span text, bool doubles_braces)
{
    for (size_t i = 0; i < text.length; i++) {
        if ((unsigned char)text.data[i] >= 0x80)
            buffer_append_byte(out, text.data[i]);
        else
            append_byte(out, (unsigned char)text.data[i]);
        if (doubles_braces && (text.data[i] == '{' || text.data[i] == '}'))
            buffer_append_byte(out, text.data[i]);
    }
}

static const char *bytes_literal(struct translation *t, struct span bytes)
{
    cleanup_buffer struct buffer out = {0};

    buffer_append_text(&out, "b\"");
    for (size_t i = 0; i < bytes.length; i++)
        append_byte(&out, (unsigned char)bytes.data[i]);
    buffer_append_byte(&out, '"');
    return arena_text(&t->arena, buffer_span(&out));
}

/* Text without a character that would change how the program looks. */
static bool is_plain_text(struct span text)
{
    cleanup_buffer struct buffer escaped = {0};

    if (text.length == 0 || !escape_is_utf8(text))
        return text.length == 0;
    escape_text(&escaped, text);
    return !memmem(escaped.data, escaped.length, "\\u", 2) &&
           !memmem(escaped.data, escaped.length, "\\x", 2);
}

const char *python_text_literal(struct translation *t, struct span text)
{
    cleanup_buffer struct buffer out = {0};

    if (!is_plain_text(text))
        return made(t, "%s.decode(errors=\"backslashreplace\")", bytes_literal(t, text));
    buffer_append_byte(&out, '"');
    append_text(&out, text, false);
    buffer_append_byte(&out, '"');
    return arena_text(&t->arena, buffer_span(&out));
}

const char *python_path(struct translation *t, struct code code)
{
    if (!code.constant)
        return code.type == CODE_BYTES ? made(t, "os.fsdecode(%s)", code.text)
                                       : python_write(t, code, AS_TEXT);
    return escape_is_utf8(code.value) ? python_text_literal(t, code.value)
                                      : made(t, "os.fsdecode(%s)", bytes_literal(t, code.value));
}

static const char *number_literal(struct translation *t, struct span text)
{
    int64_t number;

    if (!number_integer(text, &number)) {
        give_up(t);
        return "0";
    }
    if (span_starts(text, SPAN("0x")))
        return arena_text(&t->arena, text);
    return made(t, "%" PRId64, number);
}

/* inf and nan are names of none. */
static const char *real_literal(struct translation *t, struct span text)
{
    const char *real = code_real(t, text);

    return strpbrk(real, "in") ? made(t, "float(\"%s\")", real) : real;
}

static const char *seconds_literal(struct translation *t, struct span text)
{
    nanoseconds duration;

    if (!number_duration(text, &duration)) {
        give_up(t);
        return "0";
    }
    return made(t, "%.9g", (double)duration / SECOND);
}

/* As re has it. */
static const char *pattern_literal(struct translation *t, struct code code)
{
    cleanup_buffer struct buffer pattern = {0};
    const char *why = NULL;

    if (!code.constant)
        give_up_for(t, "the pattern is known only as the program runs");
    else if (!python_regex(code.value, &pattern, &why))
        give_up_for(t, made(t, "Python's re has %s", why));
    return bytes_literal(t, buffer_span(&pattern));
}

static const char *write_constant(struct translation *t, struct code code, enum wanted wanted)
{
    if (wanted == AS_IT_IS)
        wanted = code.type == CODE_NUMBER   ? AS_NUMBER
                 : code.type == CODE_STRING ? AS_TEXT
                                            : AS_BYTES;
    switch (wanted) {
    case AS_NUMBER: return number_literal(t, code.value);
    case AS_SECONDS: return seconds_literal(t, code.value);
    case AS_TEXT: return python_text_literal(t, code.value);
    case AS_REAL: return real_literal(t, code.value);
    case AS_PATTERN: return pattern_literal(t, code);
    default: return bytes_literal(t, code.value);
    }
}

/* As an object whose method is called. */
static const char *object(struct translation *t, struct code code)
{
    return code.compound ? made(t, "(%s)", code.text) : code.text;
}

/* What was decoded is taken as it was. */
static const char *encoded(struct translation *t, struct code code)
{
    static const char decoded[] = ".decode()";
    struct span text = span_of(code.text), end = SPAN(decoded);

    if (text.length > end.length && !code.compound &&
        span_equal(span_after(text, text.length - end.length), end))
        return made(t, "%.*s", (int)(text.length - end.length), text.data);
    return made(t, "%s.encode()", object(t, code));
}

const char *python_write(struct translation *t, struct code code, enum wanted wanted)
{
    if (code.constant)
        return write_constant(t, code, wanted);
    switch (wanted) {
    case AS_IT_IS: return code.text;
    case AS_NUMBER: return code.type == CODE_NUMBER ? code.text : made(t, "number(%s)", code.text);
    case AS_TEXT:
        return code.type == CODE_NUMBER ? made(t, "str(%s)", code.text)
               : code.type == CODE_TEXT
                   ? code.text
                   : made(t, "%s.decode(errors=\"backslashreplace\")", object(t, code));
    case AS_REAL: return code.type == CODE_NUMBER ? code.text : made(t, "float(%s)", code.text);
    case AS_PATTERN: return pattern_literal(t, code);
    case AS_KEPT:
    case AS_BYTES:
        return code.type == CODE_NUMBER ? made(t, "str(%s).encode()", code.text)
               : code.type == CODE_TEXT ? encoded(t, code)
                                        : code.text;
    case AS_VALUE: return python_write(t, code, AS_BYTES);
    case AS_OBJECT: {
        struct code bytes = code_expression(CODE_BYTES, python_write(t, code, AS_BYTES));
        bytes.compound = code.compound && code.type == CODE_BYTES;
        return object(t, bytes);
    }
    case AS_SECONDS:
        return code.type == CODE_NUMBER ? code.text
                                        : made(t, "seconds(%s)", python_write(t, code, AS_TEXT));
    }
    return "";
}

/* The text between the quotes of one is a part of another. */
static bool is_f_string(struct code code)
{
    return !code.constant && code.type == CODE_TEXT && span_starts(span_of(code.text), SPAN("f\""));
}

static bool fits_into_f_string(struct code code)
{
    if (is_f_string(code))
        return true;
    return code.constant ? is_plain_text(code.value)
                         : code.type != CODE_BYTES && !strpbrk(code.text, "\"\\{}");
}

static struct code f_string(struct translation *t, const struct code *codes, size_t count)
{
    cleanup_buffer struct buffer out = {0};

    buffer_append_text(&out, "f\"");
    for (size_t i = 0; i < count; i++)
        if (codes[i].constant)
            append_text(&out, codes[i].value, true);
        else if (is_f_string(codes[i]))
            buffer_append(&out, (struct span){codes[i].text + 2, strlen(codes[i].text) - 3});
        else
            buffer_printf(&out, "{%s}", codes[i].text);
    buffer_append_byte(&out, '"');
    return code_expression(CODE_TEXT, arena_text(&t->arena, buffer_span(&out)));
}

struct code python_join(struct translation *t, const struct code *codes, size_t count)
{
    cleanup_buffer struct buffer out = {0};
    bool fits = true;

    for (size_t i = 0; i < count; i++)
        fits &= fits_into_f_string(codes[i]);
    if (fits)
        return f_string(t, codes, count);
    for (size_t i = 0; i < count; i++)
        buffer_printf(&out, "%s%s", i ? " + " : "", python_write(t, codes[i], AS_BYTES));
    struct code code = code_expression(CODE_BYTES, arena_text(&t->arena, buffer_span(&out)));
    code.compound = true;
    return code;
}

/* One byte is bytes, too: [i:i + 1]. Behind the last one of all, which may be called -1, is no 0. */
struct code python_slice(struct translation *t, struct code code, const char *start,
                         const char *end, bool one_byte)
{
    struct code bytes = code_expression(CODE_BYTES, python_write(t, code, AS_BYTES));
    int64_t number;

    bytes.compound = code.constant ? false : code.compound;
    if (one_byte && !number_integer(span_of(start), &number))
        end = made(t, "%s + 1 or None", start);
    else if (one_byte && number == -1)
        end = "";
    else if (one_byte)
        end = made(t, "%" PRId64, number + 1);
    return code_expression(CODE_BYTES, made(t, "%s[%s:%s]", object(t, bytes), start, end));
}

/* An exception tells. */
struct code python_checked(struct translation *t, struct code code, const char *what)
{
    (void)t, (void)what;
    return code;
}

struct code python_byte(struct translation *t, struct code code, const char *at)
{
    const char *bytes = python_write(t, code, AS_BYTES);

    return code_expression(CODE_BYTES, made(t, "byte_at(%s, %s)", bytes, at));
}

const char *python_ranged(struct translation *t, const char *number, int64_t least, int64_t most)
{
    const char *top = most == INT64_MAX ? "" : made(t, ", %" PRId64, most);

    return made(t, "in_range(%s, %" PRId64 "%s)", number, least, top);
}

struct code python_status_code(struct translation *t)
{
    struct code code = code_expression(CODE_TEXT, "status");

    (void)t;
    code.never_number = code.canonical = true;
    return code;
}

const char *python_matches(struct translation *t, struct code code, struct code pattern)
{
    const char *bytes = python_write(t, code, AS_BYTES);

    return made(t, "re.search(%s, %s)", python_write(t, pattern, AS_PATTERN), bytes);
}

/* What both are compared as. */
static enum wanted in_common(struct code a, struct code b)
{
    return a.type != CODE_BYTES && b.type != CODE_BYTES ? AS_TEXT : AS_BYTES;
}

static const char *compare_as(struct translation *t, enum wanted wanted, struct code a,
                              struct span sign, struct code b)
{
    const char *left = python_write(t, a, wanted);

    return made(t, "%s %.*s %s", left, SPAN_ARGS(sign), python_write(t, b, wanted));
}

const char *python_contains(struct translation *t, struct code code, struct code part)
{
    return compare_as(t, in_common(code, part), part, SPAN("in"), code);
}

const char *python_compare_numbers(struct translation *t, struct code a, struct span sign,
                                   struct code b)
{
    return compare_as(t, AS_NUMBER, a, sign, b);
}

const char *python_compare_bytes(struct translation *t, struct code a, struct span sign,
                                 struct code b)
{
    return compare_as(t, in_common(a, b), a, sign, b);
}

const char *python_compare(struct translation *t, struct code a, struct span sign, struct code b)
{
    const char *left = python_write(t, a, AS_BYTES);

    return made(t, "holds(%s, \"%.*s\", %s)", left, SPAN_ARGS(sign), python_write(t, b, AS_BYTES));
}
