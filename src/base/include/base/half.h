/* Half precision: the binary16 of IEEE 754, a sign, five bits of exponent, ten of fraction. */
#ifndef BASE_HALF_H
#define BASE_HALF_H

#include <stdbool.h>
#include <stdint.h>

/* The half nearest to a number, a tie to the even one; a NaN keeps its sign alone. False for a finite
 * number that rounds to more than 65504. */
bool half_from(double number, uint16_t *ret_half);

double half_to(uint16_t half);

#endif
