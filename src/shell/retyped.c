#include "retyped.h"

#include "counterparts.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>

/* Of the name "@0a3f1" of a Unix socket, behind the @. */
enum { NAME_DIGITS = 5 };

/* The longest number that can be a port. */
enum { PORT_DIGITS = 5 };

/* The value of a word that is all digits, at most so many, and no 0 before them in decimal; false of any other. */
static bool read_digits(struct span word, size_t most, int base, uint64_t *ret_value)
{
    const char *all = base == 10 ? "0123456789" : "0123456789abcdef";
    char digits[8] = "";

    if (word.length == 0 || word.length > most || most >= sizeof(digits) ||
        (base == 10 && word.data[0] == '0'))
        return false;
    memcpy(digits, word.data, word.length);
    *ret_value = strtoul(digits, NULL, base);
    return strspn(digits, all) == word.length;
}

/* One that stands in a name, a decimal fraction or an escape is none. */
static bool append_port(struct buffer *out, const struct counterparts *counterparts, char before,
                        struct span word, struct span behind)
{
    uint64_t was, now;
    bool is_fraction = before == '.' || (behind.length > 1 && behind.data[0] == '.' &&
                                         isdigit((unsigned char)behind.data[1]));

    if (before == '\\' || is_fraction || !read_digits(word, PORT_DIGITS, 10, &was) ||
        !counterparts_port(counterparts, was, &now))
        return false;
    buffer_printf(out, "%" PRIu64, now);
    return true;
}

static bool append_name(struct buffer *out, const struct counterparts *counterparts, char before,
                        struct span word)
{
    uint64_t was, now;

    if (before != '@' || word.length != NAME_DIGITS || !read_digits(word, NAME_DIGITS, 16, &was) ||
        !counterparts_name(counterparts, was, &now))
        return false;
    buffer_printf(out, "%05" PRIx64, now);
    return true;
}

void retyped_append(struct buffer *out, const struct counterparts *counterparts,
                    struct span statement)
{
    char before = ' ';

    while (statement.length) {
        size_t length = span_word_length(statement);
        struct span word = {statement.data, length ? length : 1};
        statement = span_after(statement, word.length);
        if (!append_name(out, counterparts, before, word) &&
            !append_port(out, counterparts, before, word, statement))
            buffer_append(out, word);
        before = word.data[word.length - 1];
    }
}
