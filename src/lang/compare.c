#include "lang/compare.h"

#include "base/number.h"

#include <assert.h>
#include <math.h>

static const char *const names[] = {
    [COMPARISON_EQUAL] = "==",
    [COMPARISON_UNEQUAL] = "!=",
    [COMPARISON_LESS] = "<",
    [COMPARISON_LESS_EQUAL] = "<=",
    [COMPARISON_GREATER] = ">",
    [COMPARISON_GREATER_EQUAL] = ">=",
    [COMPARISON_CONTAINS] = "contains",
    [COMPARISON_MATCHES] = "matches",
};

bool compare_parse(struct span text, enum comparison *ret_comparison)
{
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (span_is(text, names[i])) {
            *ret_comparison = (enum comparison)i;
            return true;
        }
    }
    return false;
}

static int sign(double difference)
{
    return (difference > 0) - (difference < 0);
}

static int order_of_bytes(struct span a, struct span b)
{
    size_t shorter = a.length < b.length ? a.length : b.length;
    int order = shorter ? memcmp(a.data, b.data, shorter) : 0;

    return order ? order : (a.length > b.length) - (a.length < b.length);
}

static int order_of(struct span a, struct span b)
{
    int64_t i, j;
    double x, y;

    if (number_integer(a, &i) && number_integer(b, &j))
        return (i > j) - (i < j);
    /* Beyond 2^53 a double no longer tells neighbours apart. */
    if (number_real(a, &x) && number_real(b, &y) && (x != y || fabs(x) < 0x1p53))
        return sign(x - y);
    return order_of_bytes(a, b);
}

static bool contains(struct span a, struct span b)
{
    return b.length == 0 || memmem(a.data, a.length, b.data, b.length);
}

bool compare_holds(struct span a, enum comparison comparison, struct span b)
{
    switch (comparison) {
    case COMPARISON_EQUAL: return order_of(a, b) == 0;
    case COMPARISON_UNEQUAL: return order_of(a, b) != 0;
    case COMPARISON_LESS: return order_of(a, b) < 0;
    case COMPARISON_LESS_EQUAL: return order_of(a, b) <= 0;
    case COMPARISON_GREATER: return order_of(a, b) > 0;
    case COMPARISON_GREATER_EQUAL: return order_of(a, b) >= 0;
    case COMPARISON_CONTAINS: return contains(a, b);
    case COMPARISON_MATCHES: break;
    }
    assert(false);
    return false;
}
