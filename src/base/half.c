#include "base/half.h"

#include <math.h>

enum {
    SIGN = 0x8000,
    INFINITE = 0x7C00,
    NOT_A_NUMBER = 0x7E00,
    FRACTION_BITS = 10,
    SMALLEST = -24, /* the exponent of the smallest half, and of all the subnormal ones' last bit */
};

static uint32_t round_to_even(double number)
{
    uint32_t whole = (uint32_t)number;
    double rest = number - whole;

    return whole + (rest > 0.5 || (rest == 0.5 && whole % 2));
}

bool half_from(double number, uint16_t *ret_half)
{
    uint16_t sign = signbit(number) ? SIGN : 0;
    uint32_t bits = 0;
    int exponent;

    if (!isfinite(number)) {
        *ret_half = sign | (isnan(number) ? NOT_A_NUMBER : INFINITE);
        return true;
    }
    frexp(number, &exponent); /* number is from 2^(exponent - 1) on, below 2^exponent */
    int last = exponent - 1 - FRACTION_BITS;
    if (last < SMALLEST || number == 0)
        last = SMALLEST;
    /* Where rounding carries, it carries into the exponent, which is right. */
    if (last <= FRACTION_BITS)
        bits = round_to_even(ldexp(fabs(number), -last)) +
               ((uint32_t)(last - SMALLEST) << FRACTION_BITS);
    if (last > FRACTION_BITS || bits >= INFINITE)
        return false;
    *ret_half = (uint16_t)(sign | bits);
    return true;
}

double half_to(uint16_t half)
{
    int exponent = half >> FRACTION_BITS & 0x1F;
    int fraction = half & 0x3FF;
    double amount;

    if (exponent == 0x1F)
        amount = fraction ? (double)NAN : (double)INFINITY;
    else if (exponent == 0)
        amount = ldexp(fraction, SMALLEST);
    else
        amount = ldexp(fraction + 0x400, exponent - 1 + SMALLEST);
    return half & SIGN ? -amount : amount;
}
