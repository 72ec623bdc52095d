/* Numbers in their bytes and back, in a program in C. */
#include "export_c_parts.h"

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
    {"check_length(",
     "/* Whether so many bytes stand there; from -1: just so many. */\n"
     "static int check_length(struct bytes value, long long from, size_t size)\n"
     "{\n"
     "    size_t start = from < 0 ? 0 : (size_t)from;\n"
     "\n"
     "    if (from < 0 ? value.length == size : start <= value.length && value.length - start >= size)\n"
     "        return 0;\n"
     "    errno = EMSGSIZE;\n"
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
    {0},
};
// clang-format on
