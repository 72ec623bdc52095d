#include "base/number.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>

enum { LONGEST = 63 };

/* strto* want a NUL and skip blanks; a number of ours has neither. */
static bool as_text(struct span text, char copy[LONGEST + 1])
{
    if (text.length == 0 || text.length > LONGEST || isspace((unsigned char)text.data[0]) ||
        memchr(text.data, '\0', text.length))
        return false;
    memcpy(copy, text.data, text.length);
    copy[text.length] = '\0';
    return true;
}

bool number_wide(struct span text, bool *ret_negative, uint64_t *ret_amount)
{
    char copy[LONGEST + 1];
    char *end;

    if (!as_text(text, copy))
        return false;
    const char *digits = copy + (copy[0] == '-' || copy[0] == '+');
    bool hexadecimal = digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X');
    errno = 0;
    uint64_t amount = strtoumax(digits, &end, hexadecimal ? 16 : 10);
    if (*end || errno || !isdigit((unsigned char)digits[0]))
        return false;
    *ret_negative = copy[0] == '-';
    *ret_amount = amount;
    return true;
}

bool number_integer(struct span text, int64_t *ret_value)
{
    bool negative;
    uint64_t amount;

    if (!number_wide(text, &negative, &amount) || amount > (uint64_t)INT64_MAX + negative)
        return false;
    *ret_value = (int64_t)(negative ? -amount : amount);
    return true;
}

/* strtod also takes "inf" and hexadecimal. */
static bool is_decimal(const char *text)
{
    size_t sign = text[0] == '-' || text[0] == '+';
    const char *digits = text + sign + (text[sign] == '.');

    return isdigit((unsigned char)*digits) && text[strspn(text, "+-.0123456789eE")] == '\0';
}

bool number_real(struct span text, double *ret_value)
{
    char copy[LONGEST + 1];
    char *end;

    if (!as_text(text, copy) || !is_decimal(copy))
        return false;
    double value = strtod(copy, &end);
    if (*end || !isfinite(value))
        return false;
    *ret_value = value;
    return true;
}

bool number_size(struct span text, uint64_t *ret_bytes)
{
    uint64_t unit = 1;
    int64_t count;

    if (text.length > 1) {
        switch (text.data[text.length - 1]) {
        case 'k':
        case 'K': unit = UINT64_C(1) << 10; break;
        case 'm':
        case 'M': unit = UINT64_C(1) << 20; break;
        case 'g':
        case 'G': unit = UINT64_C(1) << 30; break;
        default: break;
        }
    }
    if (unit > 1)
        text.length--;
    if (!number_integer(text, &count) || count < 0 || (uint64_t)count > INT64_MAX / unit)
        return false;
    *ret_bytes = (uint64_t)count * unit;
    return true;
}

static const struct {
    const char *suffix;
    nanoseconds length;
} units[] = {
    {"us", MICROSECOND}, {"ms", MILLISECOND},  {"s", SECOND},
    {"m", 60 * SECOND},  {"h", 3600 * SECOND},
};

bool number_duration(struct span text, nanoseconds *ret_duration)
{
    nanoseconds unit = SECOND;
    double count;

    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++) {
        size_t length = strlen(units[i].suffix);
        if (text.length > length && isdigit((unsigned char)text.data[text.length - length - 1]) &&
            memcmp(text.data + text.length - length, units[i].suffix, length) == 0) {
            unit = units[i].length;
            text.length -= length;
            break;
        }
    }
    if (memchr(text.data, 'e', text.length) || memchr(text.data, 'E', text.length) ||
        !number_real(text, &count) || count < 0 || count * (double)unit > 1e18)
        return false;
    *ret_duration = (nanoseconds)(count * (double)unit + 0.5);
    return true;
}

void number_format_size(struct buffer *out, uint64_t bytes)
{
    static const char *const names[] = {"bytes", "KiB", "MiB", "GiB", "TiB"};
    double count = (double)bytes;
    size_t unit = 0;

    for (; count >= 1024 && unit + 1 < sizeof(names) / sizeof(names[0]); unit++)
        count /= 1024;
    buffer_printf(out, unit ? "%.1f %s" : "%.0f %s", count, names[unit]);
}

void number_format_duration(struct buffer *out, nanoseconds duration)
{
    if (duration < MILLISECOND)
        buffer_printf(out, "%" PRId64 " us", duration / MICROSECOND);
    else if (duration < SECOND - MILLISECOND / 2)
        buffer_printf(out, "%.3g ms", (double)duration / (double)MILLISECOND);
    else
        buffer_printf(out, "%.*f s", duration < 100 * SECOND && duration % SECOND ? 1 : 0,
                      (double)duration / (double)SECOND);
}
