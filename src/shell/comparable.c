#include "comparable.h"

#include <ctype.h>

/* ip(7): from here on the kernel chooses ports by itself. */
enum { FIRST_FREE_PORT = 32768 };

static size_t digits(struct span text)
{
    size_t count = 0;

    while (count < text.length && isdigit((unsigned char)text.data[count]))
        count++;
    return count;
}

static unsigned long value(struct span number)
{
    unsigned long value = 0;

    for (size_t i = 0; i < number.length && i < 9; i++)
        value = value * 10 + (unsigned long)(number.data[i] - '0');
    return value;
}

static bool ends_with(const struct buffer *out, const char *end)
{
    size_t length = strlen(end);

    return out->length >= length && memcmp(out->data + out->length - length, end, length) == 0;
}

/* The length of a word that the text begins with; 0 for none of them. */
static size_t word_at(struct span text, const char *const *words)
{
    while (*words && !span_starts(text, span_of(*words)))
        words++;
    return *words ? strlen(*words) : 0;
}

/* "; 20 bytes not yet acknowledged", or 0. */
static size_t unacknowledged_at(struct span text)
{
    static const char *const before[] = {"; ", NULL};
    static const char *const behind[] = {" byte not yet acknowledged",
                                         " bytes not yet acknowledged", NULL};
    size_t start = word_at(text, before);
    size_t count = start ? digits(span_after(text, start)) : 0;
    size_t end = count ? word_at(span_after(text, start + count), behind) : 0;

    return end ? start + count + end : 0;
}

/* What `shutdown` and `use` say of a socket that has sent its FIN: the next look may find it further. */
static size_t finished_at(const struct buffer *out, struct span text)
{
    static const char *const states[] = {"FIN-WAIT-1", "FIN-WAIT-2", "CLOSING", "LAST-ACK",
                                         "TIME-WAIT",  "CLOSED",     NULL};

    if (!ends_with(out, "), now ") && !ends_with(out, ": current, "))
        return 0;
    size_t length = word_at(text, states);
    return length ? length + unacknowledged_at(span_after(text, length)) : 0;
}

static bool is_free_port(const struct buffer *out, struct span number)
{
    bool behind_number = out->length && isdigit((unsigned char)out->data[out->length - 1]);

    return number.length && !behind_number && ends_with(out, ":") &&
           value(number) >= FIRST_FREE_PORT && value(number) < 65536;
}

/* Append the next piece, and give its length in the text. */
static size_t append_piece(struct buffer *out, struct span text)
{
    struct span number = {text.data, digits(text)};
    size_t finished = finished_at(out, text);

    if (finished) {
        buffer_append_text(out, "FINISHED");
        return finished;
    }
    if (is_free_port(out, number))
        buffer_append_text(out, "PORT");
    else if (number.length && ends_with(out, "fd "))
        buffer_append_byte(out, 'N');
    else
        buffer_append(out, (struct span){text.data, number.length ? number.length : 1});
    return number.length ? number.length : 1;
}

void comparable_append(struct buffer *out, struct span text)
{
    while (text.length)
        text = span_after(text, append_piece(out, text));
}
