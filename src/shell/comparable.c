#include "comparable.h"

#include "base/buffer.h"
#include "base/encode.h"
#include "counterparts.h"

#include <ctype.h>
#include <stdint.h>

/* A text and how far it has been read. */
struct reading {
    struct span text;
    size_t at;
};

static struct span rest(const struct reading *reading)
{
    return span_after(reading->text, reading->at);
}

static bool is_at_end(const struct reading *reading)
{
    return reading->at == reading->text.length;
}

static bool is_behind(const struct reading *reading, const char *word)
{
    size_t length = strlen(word);

    return reading->at >= length &&
           memcmp(reading->text.data + reading->at - length, word, length) == 0;
}

static size_t digits(struct span text)
{
    size_t count = 0;

    while (count < text.length && isdigit((unsigned char)text.data[count]))
        count++;
    return count;
}

/* ---- what time alone decides ---- */

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
static size_t finished_at(const struct reading *reading)
{
    static const char *const states[] = {"FIN-WAIT-1", "FIN-WAIT-2", "CLOSING", "LAST-ACK",
                                         "TIME-WAIT",  "CLOSED",     NULL};

    if (!is_behind(reading, "), now ") && !is_behind(reading, ": current, "))
        return 0;
    size_t length = word_at(rest(reading), states);
    return length ? length + unacknowledged_at(span_after(rest(reading), length)) : 0;
}

/* When a packet came, to the end of the line. */
static size_t instant_at(const struct reading *reading)
{
    static const char *const names[] = {"  SO_TIMESTAMP ", "  SO_TIMESTAMPNS ",
                                        "  SO_TIMESTAMPING ", NULL};
    const char *const *name = names;

    while (*name && !is_behind(reading, *name))
        name++;
    if (!*name)
        return 0;
    struct span text = rest(reading);
    const char *end = text.length ? memchr(text.data, '\n', text.length) : NULL;
    return end ? (size_t)(end - text.data) : text.length;
}

static size_t descriptor_at(const struct reading *reading)
{
    return is_behind(reading, "fd ") ? digits(rest(reading)) : 0;
}

/* Pass over a piece that both have and that may differ. */
static bool pass_chance(struct reading *was, struct reading *now)
{
    static size_t (*const pieces[])(const struct reading *) = {finished_at, instant_at,
                                                               descriptor_at};

    for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
        size_t was_length = pieces[i](was), now_length = pieces[i](now);
        if (was_length && now_length) {
            was->at += was_length;
            now->at += now_length;
            return true;
        }
    }
    return false;
}

/* ---- what the kernel chose ---- */

/* A whole number, in digits of that base, that somebody could have chosen; its length, or 0. */
static size_t number_at(const struct reading *reading, unsigned base, uint64_t *ret_value)
{
    struct span text = rest(reading);
    uint64_t value = 0;
    size_t length = 0;
    int digit;

    while (length < text.length && (digit = encode_hex_digit(text.data[length])) >= 0 &&
           digit < (int)base) {
        if (__builtin_mul_overflow(value, base, &value) ||
            __builtin_add_overflow(value, (unsigned)digit, &value))
            return 0;
        length++;
    }
    *ret_value = value;
    return length;
}

enum passing { PASS_NONE, PASS_DONE, PASS_NEVER };

/* One that is the same and stands for another now is never passed; one that differs may be part of binary data. */
static enum passing pass_number(struct counterparts *counterparts, struct reading *was,
                                struct reading *now, unsigned base)
{
    uint64_t was_value, now_value;
    size_t was_length = number_at(was, base, &was_value);
    size_t now_length = number_at(now, base, &now_value);
    bool equal = was_value == now_value;

    if (!was_length || !now_length || (equal && was_length != now_length))
        return PASS_NONE;
    if (!counterparts_agree(counterparts, was_value, now_value))
        return equal ? PASS_NEVER : PASS_NONE;
    was->at += was_length;
    now->at += now_length;
    return PASS_DONE;
}

/* In decimal digits, or as the Unix name "@0a3f1", which the kernel makes. */
static enum passing pass_digits(struct counterparts *counterparts, struct reading *was,
                                struct reading *now)
{
    if (is_behind(was, "@"))
        return pass_number(counterparts, was, now, 16);
    bool inside = was->at && isdigit((unsigned char)was->text.data[was->at - 1]);
    return inside ? PASS_NONE : pass_number(counterparts, was, now, 10);
}

static uint64_t pair_at(const struct reading *reading, size_t start)
{
    const unsigned char *bytes = (const unsigned char *)reading->text.data + start;

    return (uint64_t)bytes[0] << 8 | bytes[1];
}

/* Two bytes in the network's order, of which the first or only the second differs. */
static bool pass_bytes(struct counterparts *counterparts, struct reading *was, struct reading *now)
{
    for (size_t back = 0; back < 2; back++) {
        if (was->at < back || now->at < back || was->text.length - was->at + back < 2 ||
            now->text.length - now->at + back < 2)
            continue;
        if (counterparts_agree(counterparts, pair_at(was, was->at - back),
                               pair_at(now, now->at - back))) {
            was->at += 2 - back;
            now->at += 2 - back;
            return true;
        }
    }
    return false;
}

/* ---- */

static bool pass_piece(struct counterparts *counterparts, struct reading *was, struct reading *now)
{
    if (pass_chance(was, now))
        return true;
    enum passing number = pass_digits(counterparts, was, now);
    if (number != PASS_NONE)
        return number == PASS_DONE;
    if (rest(was).data[0] != rest(now).data[0])
        return pass_bytes(counterparts, was, now);
    was->at++;
    now->at++;
    return true;
}

static enum comparison compare(struct counterparts *counterparts, struct reading *was,
                               struct reading *now)
{
    while (!is_at_end(was) && !is_at_end(now))
        if (!pass_piece(counterparts, was, now))
            return COMPARE_DIFFERENT;
    if (!is_at_end(was))
        return COMPARE_DIFFERENT;
    return is_at_end(now) ? COMPARE_SAME : COMPARE_BEGINS;
}

/* The bytes that an escape stands for, and its length; 0 where it may as well stay. */
static size_t escape_at(struct span text, char *ret_byte)
{
    int high = text.length > 3 ? encode_hex_digit(text.data[2]) : -1;
    int low = text.length > 3 ? encode_hex_digit(text.data[3]) : -1;

    if (text.length < 2 || text.data[0] != '\\')
        return 0;
    *ret_byte = text.data[1] == '0'   ? '\0'
                : text.data[1] == 'r' ? '\r'
                : text.data[1] == 't' ? '\t'
                : text.data[1] == 'e' ? '\x1B'
                                      : (char)(16 * high + low);
    if (text.data[1] == 'x')
        return high >= 0 && low >= 0 ? 4 : 0;
    return strchr("0rte", text.data[1]) ? 2 : 0;
}

static void append_unescaped(struct buffer *out, struct span line)
{
    char byte;

    while (line.length) {
        bool backslash = span_starts(line, SPAN("\\\\"));
        size_t length = escape_at(line, &byte);
        if (length)
            buffer_append_byte(out, byte);
        else
            buffer_append(out, (struct span){line.data, length = backslash ? 2 : 1});
        line = span_after(line, length);
    }
}

/* Data as the bytes that it was, so that a number in them is whole: rows of a hexdump follow each other. */
static void append_bytes(struct buffer *out, struct span text)
{
    while (text.length) {
        const char *feed = memchr(text.data, '\n', text.length);
        size_t length = feed ? (size_t)(feed - text.data) : text.length;
        struct span line = {text.data, length};
        if (!encode_hexdump_read(out, line)) {
            append_unescaped(out, line);
            buffer_append_byte(out, '\n');
        }
        text = span_after(text, length + 1);
    }
}

enum comparison comparable_compare(struct counterparts *counterparts, struct span was,
                                   struct span now)
{
    cleanup_buffer struct buffer was_bytes = {0};
    cleanup_buffer struct buffer now_bytes = {0};

    append_bytes(&was_bytes, was);
    append_bytes(&now_bytes, now);
    struct reading was_reading = {buffer_span(&was_bytes), 0};
    struct reading now_reading = {buffer_span(&now_bytes), 0};
    return compare(counterparts, &was_reading, &now_reading);
}
