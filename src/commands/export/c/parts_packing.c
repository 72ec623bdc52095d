/* Numbers in their bytes and back, in a program in C. */
#include "export/c/parts.h"

// clang-format off
const struct part export_c_packing[] = {
    {"fill(",
     "static struct bytes fill(size_t count, int byte)\n"
     "{\n"
     "    struct bytes value = room(count);\n"
     "\n"
     "    memset(value.data, byte, count);\n"
     "    return value;\n"
     "}\n", true},
    {"padded(",
     "static struct bytes padded(const char *data, size_t length, size_t size)\n"
     "{\n"
     "    struct bytes value = fill(size, 0);\n"
     "\n"
     "    memcpy(value.data, data, length < size ? length : size);\n"
     "    return value;\n"
     "}\n", true},
    {"big_endian(",
     "static struct bytes big_endian(long long number, size_t size)\n"
     "{\n"
     "    struct bytes value = room(size);\n"
     "\n"
     "    for (size_t i = size; i-- > 0; number >>= 8)\n"
     "        value.data[i] = (char)(number & 0xff);\n"
     "    return value;\n"
     "}\n", true},
    {"little_endian(",
     "static struct bytes little_endian(long long number, size_t size)\n"
     "{\n"
     "    struct bytes value = room(size);\n"
     "\n"
     "    for (size_t i = 0; i < size; i++, number >>= 8)\n"
     "        value.data[i] = (char)(number & 0xff);\n"
     "    return value;\n"
     "}\n", true},
    {"float_bits(",
     "static long long float_bits(float value)\n"
     "{\n"
     "    uint32_t bits;\n"
     "\n"
     "    memcpy(&bits, &value, sizeof(bits));\n"
     "    return bits;\n"
     "}\n", true},
    {"double_bits(",
     "static long long double_bits(double value)\n"
     "{\n"
     "    int64_t bits;\n"
     "\n"
     "    memcpy(&bits, &value, sizeof(bits));\n"
     "    return bits;\n"
     "}\n", true},
    {"half_bits(",
     "/* IEEE 754's binary16, rounded to the nearest, of two to the even one. */\n"
     "static long long half_bits(double value)\n"
     "{\n"
     "    uint64_t bits = (uint64_t)double_bits(value), fraction = bits & 0xfffffffffffff;\n"
     "    int exponent = (int)(bits >> 52 & 0x7ff) - 1023, shift = exponent < -14 ? 28 - exponent : 42;\n"
     "    long long sign = (long long)(bits >> 48 & 0x8000);\n"
     "\n"
     "    if (exponent == 1024)\n"
     "        return sign | (fraction ? 0x7e00 : 0x7c00);\n"
     "    if (shift > 54)\n"
     "        return sign;\n"
     "    fraction |= 1ULL << 52;\n"
     "    uint64_t rounded = fraction >> shift, rest = fraction & ((1ULL << shift) - 1);\n"
     "    uint64_t half = 1ULL << (shift - 1);\n"
     "    rounded += rest > half || (rest == half && (rounded & 1));\n"
     "    return sign | (long long)(rounded + (exponent < -14 ? 0 : (uint64_t)(exponent + 14) << 10));\n"
     "}\n", true},
    {"check_length(",
     "/* Whether so many bytes stand there; from -1: just so many. */\n"
     "static int check_length(struct bytes value, long long from, size_t size)\n"
     "{\n"
     "    size_t start = from < 0 ? 0 : (size_t)from;\n"
     "\n"
     "    if (from < 0 ? value.length == size : start <= value.length && value.length - start >= size)\n"
     "        return 0;\n"
     "    problem = \"usage\";\n"
     "    return -1;\n"
     "}\n", true},
    {"big_endian_at(",
     "static long long big_endian_at(struct bytes value, long long from, size_t size)\n"
     "{\n"
     "    unsigned long long number = 0;\n"
     "\n"
     "    for (size_t i = 0; i < size; i++)\n"
     "        number = number << 8 | (unsigned char)value.data[(size_t)from + i];\n"
     "    return (long long)number;\n"
     "}\n", true},
    {"little_endian_at(",
     "static long long little_endian_at(struct bytes value, long long from, size_t size)\n"
     "{\n"
     "    unsigned long long number = 0;\n"
     "\n"
     "    for (size_t i = size; i-- > 0;)\n"
     "        number = number << 8 | (unsigned char)value.data[(size_t)from + i];\n"
     "    return (long long)number;\n"
     "}\n", true},
    {"unsigned_decimal(",
     "/* A number that long long may be too small for is kept as text. */\n"
     "static struct bytes unsigned_decimal(unsigned long long value)\n"
     "{\n"
     "    struct bytes digits = room(24);\n"
     "\n"
     "    digits.length = (size_t)snprintf(digits.data, 24, \"%llu\", value);\n"
     "    return digits;\n"
     "}\n", true},
    {0},
};
// clang-format on
