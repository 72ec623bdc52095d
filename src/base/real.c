#include "base/real.h"

#include "base/half.h"
#include "base/number.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_DIGITS = 17 /* what a double can need */, ROOM = 32 };

static const struct kind {
    size_t size;
    int digits;    /* decimal ones that are safe in a normal number: DBL_DIG and its like */
    double normal; /* the smallest number of full precision */
    const char *largest;
} kinds[] = {
    {2, 3, 0x1p-14, "65504"},
    {4, FLT_DIG, (double)FLT_MIN, "3.4028235e+38"},
    {8, DBL_DIG, DBL_MIN, "1.7976931348623157e+308"},
};

static const struct kind *find_kind(size_t size)
{
    const struct kind *kind = kinds;

    while (kind->size != size)
        kind++;
    return kind;
}

const char *real_largest(size_t size)
{
    return find_kind(size)->largest;
}

static bool read_number(struct span text, double *ret_number)
{
    static const char *const words[] = {"inf", "infinity", "nan"};
    bool has_sign = text.length && (text.data[0] == '-' || text.data[0] == '+');
    struct span word = span_after(text, has_sign);
    uint64_t amount;
    bool negative;

    if (number_real(text, ret_number))
        return true;
    if (number_wide(text, &negative, &amount)) {
        *ret_number = negative ? -(double)amount : (double)amount;
        return true;
    }
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (!span_is_any_case(word, words[i]))
            continue;
        double positive = words[i][0] == 'n' ? (double)NAN : (double)INFINITY;
        *ret_number = text.data[0] == '-' ? -positive : positive;
        return true;
    }
    return false;
}

static bool to_float(double number, uint64_t *ret_bits)
{
    float single = (float)number;
    uint32_t bits;

    memcpy(&bits, &single, sizeof(bits));
    *ret_bits = bits;
    return isfinite(single) || !isfinite(number);
}

static bool to_half(double number, uint64_t *ret_bits)
{
    uint16_t bits = 0;
    bool fits = half_from(number, &bits);

    *ret_bits = bits;
    return fits;
}

static bool to_bits(double number, size_t size, uint64_t *ret_bits)
{
    switch (size) {
    case 2: return to_half(number, ret_bits);
    case 4: return to_float(number, ret_bits);
    default: memcpy(ret_bits, &number, sizeof(number)); return true;
    }
}

static double from_bits(size_t size, uint64_t bits)
{
    uint32_t low = (uint32_t)bits;
    double number;
    float single;

    if (size == 2)
        return half_to((uint16_t)bits);
    memcpy(&single, &low, sizeof(single));
    memcpy(&number, &bits, sizeof(number));
    return size == 4 ? (double)single : number;
}

bool real_read(struct span text, size_t size, uint64_t *ret_bits)
{
    uint64_t bits;
    double number;

    if (!read_number(text, &number) || !to_bits(number, size, &bits))
        return false;
    *ret_bits = bits;
    return true;
}

/* So many digits as are safe give any number that has fewer, too, for %g leaves out the zeros behind;
 * below the normal numbers none are safe. */
static void format_shortest(double number, size_t size, uint64_t wanted, char text[ROOM])
{
    const struct kind *kind = find_kind(size);
    int digits = fabs(number) < kind->normal ? 1 : kind->digits;
    uint64_t bits;

    for (; digits <= MOST_DIGITS; digits++) {
        snprintf(text, ROOM, "%.*g", digits, number);
        if (to_bits(strtod(text, NULL), size, &bits) && bits == wanted)
            return;
    }
}

static bool is_whole(double number)
{
    return fabs(number) >= 1 && fabs(number) < 1e16 && number == (double)(int64_t)number;
}

void real_format(struct buffer *out, size_t size, uint64_t bits)
{
    double number = from_bits(size, bits);
    char text[ROOM] = "nan";

    if (is_whole(number))
        snprintf(text, sizeof(text), "%.0f", number);
    else if (!isnan(number))
        format_shortest(number, size, bits, text);
    buffer_append_text(out, text);
}
