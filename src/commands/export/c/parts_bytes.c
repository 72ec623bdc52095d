/* Values of a program in C: bytes, the variables that keep them, and numbers as text. */
#include "export/c/parts.h"

// clang-format off
const struct part export_c_bytes[] = {
    {"bytes",
     "/* Any bytes; `room` is the memory of a variable, 0 where the bytes are another's. */\n"
     "struct bytes {\n"
     "    char *data;\n"
     "    size_t length, room;\n"
     "};\n", true},
    {"make_room(",
     "static void make_room(struct bytes *variable, size_t size)\n"
     "{\n"
     "    if (variable->room > size)\n"
     "        return;\n"
     "    char *data = realloc(variable->room ? variable->data : NULL, size + 1);\n"
     "    if (!data)\n"
     "        abort();\n"
     "    variable->data = data;\n"
     "    variable->room = size + 1;\n"
     "}\n", true},
    {"set(",
     "/* A variable has bytes of its own. */\n"
     "static void set(struct bytes *variable, struct bytes value)\n"
     "{\n"
     "    struct bytes copy = {\"\", 0, 0};\n"
     "\n"
     "    make_room(&copy, value.length);\n"
     "    memcpy(copy.data, value.data, value.length);\n"
     "    copy.data[copy.length = value.length] = '\\0';\n"
     "    if (variable->room)\n"
     "        free(variable->data);\n"
     "    *variable = copy;\n"
     "}\n", true},
    {"literal(",
     "static struct bytes literal(const char *data, size_t length)\n"
     "{\n"
     "    return (struct bytes){(char *)data, length, 0};\n"
     "}\n", true},
    {"from_text(",
     "static struct bytes from_text(const char *text)\n"
     "{\n"
     "    return (struct bytes){(char *)text, strlen(text), 0};\n"
     "}\n", true},
    {"room(",
     "/* Memory for a value that is needed until 256 others were made. */\n"
     "static struct bytes room(size_t length)\n"
     "{\n"
     "    static struct bytes rooms[256];\n"
     "    static unsigned next;\n"
     "    struct bytes *given = &rooms[next++ % 256];\n"
     "\n"
     "    make_room(given, length);\n"
     "    given->data[length] = '\\0';\n"
     "    return (struct bytes){given->data, length, 0};\n"
     "}\n", true},
    {"text(",
     "/* With a NUL behind. */\n"
     "static const char *text(struct bytes value)\n"
     "{\n"
     "    struct bytes copy = room(value.length);\n"
     "\n"
     "    memcpy(copy.data, value.data, value.length);\n"
     "    return copy.data;\n"
     "}\n", true},
    {"decimal(",
     "static struct bytes decimal(long long value)\n"
     "{\n"
     "    struct bytes digits = room(24);\n"
     "\n"
     "    digits.length = (size_t)snprintf(digits.data, 24, \"%lld\", value);\n"
     "    return digits;\n"
     "}\n", true},
    {"number(",
     "/* Decimal, or hexadecimal behind 0x; an unsigned one by its 64 bits. */\n"
     "static long long number(struct bytes value)\n"
     "{\n"
     "    const char *start = text(value), *digits = start + (*start == '-' || *start == '+');\n"
     "    char *end;\n"
     "    int base = digits[0] == '0' && (digits[1] | 32) == 'x' ? 16 : 10;\n"
     "    long long number = (long long)strtoull(start, &end, base);\n"
     "\n"
     "    if (*digits < '0' || *digits > '9' || *end)\n"
     "        problem = \"usage\";\n"
     "    return number;\n"
     "}\n", true},
    {"seconds(",
     "/* 250ms, 2s, 1m, 1.5 */\n"
     "static double seconds(const char *text)\n"
     "{\n"
     "    static const struct {\n"
     "        const char *unit;\n"
     "        double factor;\n"
     "    } units[] = {{\"us\", 1e-6}, {\"ms\", 1e-3}, {\"s\", 1}, {\"\", 1}, {\"m\", 60}, {\"h\", 3600}};\n"
     "    char *unit;\n"
     "    double value = strtod(text, &unit);\n"
     "\n"
     "    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)\n"
     "        if (unit != text && strcmp(unit, units[i].unit) == 0)\n"
     "            return value * units[i].factor;\n"
     "    problem = \"usage\";\n"
     "    return value;\n"
     "}\n", true},
    {"real_number(",
     "static double real_number(const char *text)\n"
     "{\n"
     "    char *end;\n"
     "    double value = strtod(text, &end);\n"
     "\n"
     "    if (end == text || *end)\n"
     "        problem = \"usage\";\n"
     "    return value;\n"
     "}\n", true},
    {"joined(",
     "static struct bytes joined(int count, ...)\n"
     "{\n"
     "    struct bytes whole = {\"\", 0, 0};\n"
     "    va_list parts;\n"
     "\n"
     "    va_start(parts, count);\n"
     "    for (int i = 0; i < count; i++)\n"
     "        whole.length += va_arg(parts, struct bytes).length;\n"
     "    va_end(parts);\n"
     "    whole = room(whole.length);\n"
     "    size_t at = 0;\n"
     "    va_start(parts, count);\n"
     "    for (int i = 0; i < count; i++) {\n"
     "        struct bytes part = va_arg(parts, struct bytes);\n"
     "        memcpy(whole.data + at, part.data, part.length);\n"
     "        at += part.length;\n"
     "    }\n"
     "    va_end(parts);\n"
     "    return whole;\n"
     "}\n", true},
    {"slice(",
     "/* As in Python: negative counts from the end, and a range is cut to what is there. */\n"
     "static struct bytes slice(struct bytes value, long long start, long long end)\n"
     "{\n"
     "    long long length = (long long)value.length;\n"
     "\n"
     "    start = start < 0 ? (start < -length ? 0 : start + length) : start > length ? length : start;\n"
     "    end = end < 0 ? (end < -length ? 0 : end + length) : end > length ? length : end;\n"
     "    return (struct bytes){value.data + start, end > start ? (size_t)(end - start) : 0, 0};\n"
     "}\n", true},
    {"byte_at(",
     "/* Negative counts from the end. */\n"
     "static struct bytes byte_at(struct bytes value, long long at)\n"
     "{\n"
     "    long long length = (long long)value.length;\n"
     "\n"
     "    if (at < -length || at >= length) {\n"
     "        problem = \"usage\";\n"
     "        return (struct bytes){\"\", 0, 0};\n"
     "    }\n"
     "    return (struct bytes){value.data + (at < 0 ? at + length : at), 1, 0};\n"
     "}\n", true},
    {"compare_bytes(",
     "static int compare_bytes(struct bytes a, struct bytes b)\n"
     "{\n"
     "    size_t shorter = a.length < b.length ? a.length : b.length;\n"
     "    int order = memcmp(a.data, b.data, shorter);\n"
     "\n"
     "    return order ? order : (a.length > b.length) - (a.length < b.length);\n"
     "}\n", true},
    {"equal(",
     "static int equal(struct bytes a, struct bytes b)\n"
     "{\n"
     "    return a.length == b.length && memcmp(a.data, b.data, a.length) == 0;\n"
     "}\n", true},
    {"is_number(",
     "/* Whether it reads as one: decimal, or a whole one in hexadecimal. */\n"
     "static int is_number(const char *text)\n"
     "{\n"
     "    const char *digits = text + (*text == '-' || *text == '+');\n"
     "    int is_hexadecimal = digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X');\n"
     "    char *end;\n"
     "\n"
     "    strtod(text, &end);\n"
     "    return *digits && strchr(\".0123456789\", *digits) && !*end && !(is_hexadecimal && strpbrk(digits, \".pP\"));\n"
     "}\n", true},
    {"compare(",
     "/* Numbers as numbers where both are, else bytes; beyond 2^53 a double doesn't tell neighbours apart. */\n"
     "static int compare(struct bytes a, struct bytes b)\n"
     "{\n"
     "    const char *text_a = text(a), *text_b = text(b);\n"
     "    double x = strtod(text_a, NULL), y = strtod(text_b, NULL);\n"
     "\n"
     "    if (!is_number(text_a) || !is_number(text_b) || (x == y && (x > 9e15 || x < -9e15)))\n"
     "        return compare_bytes(a, b);\n"
     "    return (x > y) - (x < y);\n"
     "}\n", true},
    {"contains",
     "static int contains(struct bytes value, struct bytes part)\n"
     "{\n"
     "    for (size_t i = 0; i + part.length <= value.length; i++)\n"
     "        if (memcmp(value.data + i, part.data, part.length) == 0)\n"
     "            return 1;\n"
     "    return 0;\n"
     "}\n", true},
    {"say(",
     "static void say(struct bytes value)\n"
     "{\n"
     "    fwrite(value.data, 1, value.length, stdout);\n"
     "    putchar('\\n');\n"
     "}\n", true},
    {0},
};
// clang-format on
