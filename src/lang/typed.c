/* What an unfinished word says. */
#include "lang/position.h"

#include "base/encode.h"

#include <ctype.h>

/* An escape of "...", at its backslash; the bytes it takes, 0 where it can't be told. */
static size_t decode_escape(struct span rest, struct buffer *value)
{
    static const char letters[] = "rnt0e\\\"$", bytes[] = "\r\n\t\0\033\\\"$";
    const char *simple;

    if (rest.length < 2 || rest.data[1] == '\0')
        return 0;
    simple = strchr(letters, rest.data[1]);
    if (simple) {
        buffer_append_byte(value, bytes[simple - letters]);
        return 2;
    }
    if (rest.data[1] != 'x' || rest.length < 4)
        return 0;
    int high = encode_hex_digit(rest.data[2]), low = encode_hex_digit(rest.data[3]);
    if (high < 0 || low < 0)
        return 0;
    buffer_append_byte(value, (char)(high << 4 | low));
    return 4;
}

/* $name or ${name}, at its $; the bytes it takes, 0 where it can't be told. */
static size_t decode_variable(struct span rest, const struct typed_variables *variables,
                              struct buffer *value)
{
    size_t braces = rest.length > 1 && rest.data[1] == '{';
    struct span name = span_after(rest, 1 + braces);
    size_t length = 0;

    while (length < name.length &&
           (isalnum((unsigned char)name.data[length]) || name.data[length] == '_'))
        length++;
    if (length == 0 || (braces && (length == name.length || name.data[length] != '}')))
        return 0;
    name.length = length;
    return variables->value(variables->context, name, value) ? 1 + length + 2 * braces : 0;
}

/* Whether the word goes on with a hexadecimal piece. */
static bool is_hex(struct span rest)
{
    return rest.length > 1 && rest.data[0] == 'x' && rest.data[1] == '"';
}

/* What stands at the word's byte `at`; the bytes it takes, 0 where it can't be told. */
static size_t decode_next(struct span word, size_t at, const struct typed_variables *variables,
                          char *quote, struct typed *typed)
{
    struct span rest = span_after(word, at);
    char byte = rest.data[0];

    if (*quote ? byte == *quote : byte == '\'' || byte == '"') {
        *quote = *quote ? '\0' : byte;
        return 1;
    }
    if (byte == '\\' && *quote != '\'')
        return *quote ? decode_escape(rest, &typed->value) : 0;
    if (byte == '$' && *quote != '\'') {
        size_t taken = variables ? decode_variable(rest, variables, &typed->value) : 0;
        typed->expanded = at + taken;
        typed->expanded_value = typed->value.length;
        typed->style = *quote ? WORD_QUOTED : WORD_BARE;
        return taken;
    }
    if (!*quote && is_hex(rest))
        return 0;
    buffer_append_byte(&typed->value, byte);
    return 1;
}

bool position_decode(struct span word, const struct typed_variables *variables,
                     struct typed *ret_typed)
{
    struct typed typed = {0};
    char quote = '\0';

    if (word.length && (word.data[0] == '\'' || word.data[0] == '"'))
        typed.style = word.data[0] == '"' ? WORD_QUOTED : WORD_RAW;
    for (size_t i = 0, taken; i < word.length; i += taken) {
        taken = decode_next(word, i, variables, &quote, &typed);
        if (taken == 0) {
            buffer_free(&typed.value);
            return false;
        }
    }
    typed.open = quote != '\0';
    *ret_typed = typed;
    return true;
}
