/* What an unfinished word says. */
#include "lang/position.h"

#include "base/encode.h"

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

bool position_decode(struct span word, struct typed *ret_typed)
{
    struct typed typed = {0};
    char quote = '\0';

    if (word.length && (word.data[0] == '\'' || word.data[0] == '"'))
        typed.style = word.data[0] == '"' ? WORD_QUOTED : WORD_RAW;
    for (size_t i = 0; i < word.length;) {
        char byte = word.data[i];
        bool is_quote = quote ? byte == quote : byte == '\'' || byte == '"';
        size_t taken = 1;
        if (is_quote)
            quote = quote ? '\0' : byte;
        else if (byte == '\\' && quote != '\'')
            taken = quote ? decode_escape(span_after(word, i), &typed.value) : 0;
        else if ((byte == '$' && quote != '\'') ||
                 (byte == 'x' && !quote && i + 1 < word.length && word.data[i + 1] == '"'))
            taken = 0;
        else
            buffer_append_byte(&typed.value, byte);
        if (taken == 0) {
            buffer_free(&typed.value);
            return false;
        }
        i += taken;
    }
    typed.open = quote != '\0';
    *ret_typed = typed;
    return true;
}
