/* Values of a program in C: bytes, the variables that keep them, and numbers as text. */

//: bytes
/* Any bytes; `room` is the memory of a variable, 0 where the bytes are another's. */
struct bytes {
    char *data;
    size_t length, room;
};

//: make_room(
static void make_room(struct bytes *variable, size_t size)
{
    if (variable->room > size)
        return;
    char *data = realloc(variable->room ? variable->data : NULL, size + 1);
    if (!data)
        abort();
    data[variable->length] = '\0';
    variable->data = data;
    variable->room = size + 1;
}

//: set(
/* A variable has bytes of its own. */
static void set(struct bytes *variable, struct bytes value)
{
    struct bytes copy = {"", 0, 0};

    make_room(&copy, value.length);
    memcpy(copy.data, value.data, value.length);
    copy.data[copy.length = value.length] = '\0';
    if (variable->room)
        free(variable->data);
    *variable = copy;
}

//: literal(
static struct bytes literal(const char *data, size_t length)
{
    return (struct bytes){(char *)data, length, 0};
}

//: from_text(
static struct bytes from_text(const char *text)
{
    return (struct bytes){(char *)text, strlen(text), 0};
}

//: room(
/* Memory for a value that is needed until 256 others were made. */
static struct bytes room(size_t length)
{
    static struct bytes rooms[256];
    static unsigned next;
    struct bytes *given = &rooms[next++ % 256];

    make_room(given, length);
    given->data[length] = '\0';
    return (struct bytes){given->data, length, 0};
}

//: text(
/* With a NUL behind. */
static const char *text(struct bytes value)
{
    struct bytes copy = room(value.length);

    memcpy(copy.data, value.data, value.length);
    return copy.data;
}

//: decimal(
static struct bytes decimal(long long value)
{
    struct bytes digits = room(24);

    digits.length = (size_t)snprintf(digits.data, 24, "%lld", value);
    return digits;
}

//: number(
/* Decimal, or hexadecimal behind 0x; an unsigned one by its 64 bits. */
static long long number(struct bytes value)
{
    const char *start = text(value), *digits = start + (*start == '-' || *start == '+');
    char *end;
    int base = digits[0] == '0' && (digits[1] | 32) == 'x' ? 16 : 10;
    long long number = (long long)strtoull(start, &end, base);

    if (*digits < '0' || *digits > '9' || *end)
        problem = "usage";
    return number;
}

//: seconds(
/* 250ms, 2s, 1m, 1.5 */
static double seconds(const char *text)
{
    static const struct {
        const char *unit;
        double factor;
    } units[] = {{"us", 1e-6}, {"ms", 1e-3}, {"s", 1}, {"", 1}, {"m", 60}, {"h", 3600}};
    char *unit;
    double value = strtod(text, &unit);
    int is_decimal = unit != text && unit == text + strspn(text, "+.0123456789");

    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
        if (is_decimal && strcmp(unit, units[i].unit) == 0 && value * units[i].factor <= 1e9)
            return value * units[i].factor;
    problem = "usage";
    return value;
}

//: real_number(
static double real_number(const char *text)
{
    char *end;
    double value = strtod(text, &end);

    if (end == text || *end)
        problem = "usage";
    return value;
}

//: joined(
static struct bytes joined(int count, ...)
{
    struct bytes whole = {"", 0, 0};
    va_list parts;

    va_start(parts, count);
    for (int i = 0; i < count; i++)
        whole.length += va_arg(parts, struct bytes).length;
    va_end(parts);
    whole = room(whole.length);
    size_t at = 0;
    va_start(parts, count);
    for (int i = 0; i < count; i++) {
        struct bytes part = va_arg(parts, struct bytes);
        memcpy(whole.data + at, part.data, part.length);
        at += part.length;
    }
    va_end(parts);
    return whole;
}

//: slice(
/* As in Python: negative counts from the end, and a range is cut to what is there. */
static struct bytes slice(struct bytes value, long long start, long long end)
{
    long long length = (long long)value.length;

    start = start < 0 ? (start < -length ? 0 : start + length) : start > length ? length : start;
    end = end < 0 ? (end < -length ? 0 : end + length) : end > length ? length : end;
    return (struct bytes){value.data + start, end > start ? (size_t)(end - start) : 0, 0};
}

//: byte_at(
/* Negative counts from the end. */
static struct bytes byte_at(struct bytes value, long long at)
{
    long long length = (long long)value.length;

    if (at < -length || at >= length) {
        problem = "usage";
        return (struct bytes){"", 0, 0};
    }
    return (struct bytes){value.data + (at < 0 ? at + length : at), 1, 0};
}

//: compare_bytes(
static int compare_bytes(struct bytes a, struct bytes b)
{
    size_t shorter = a.length < b.length ? a.length : b.length;
    int order = memcmp(a.data, b.data, shorter);

    return order ? order : (a.length > b.length) - (a.length < b.length);
}

//: equal(
static int equal(struct bytes a, struct bytes b)
{
    return a.length == b.length && memcmp(a.data, b.data, a.length) == 0;
}

//: is_number(
/* Whether it reads as one: decimal, or a whole one in hexadecimal. */
static int is_number(const char *text)
{
    const char *digits = text + (*text == '-' || *text == '+');
    int is_hexadecimal = digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X');
    char *end;

    strtod(text, &end);
    return *digits && strchr(".0123456789", *digits) && !*end && !(is_hexadecimal && strpbrk(digits, ".pP"));
}

//: compare(
/* Numbers as numbers where both are, else bytes; beyond 2^53 a double doesn't tell neighbours apart. */
static int compare(struct bytes a, struct bytes b)
{
    const char *text_a = text(a), *text_b = text(b);
    double x = strtod(text_a, NULL), y = strtod(text_b, NULL);

    if (!is_number(text_a) || !is_number(text_b) || (x == y && (x > 9e15 || x < -9e15)))
        return compare_bytes(a, b);
    return (x > y) - (x < y);
}

//: contains
static int contains(struct bytes value, struct bytes part)
{
    for (size_t i = 0; i + part.length <= value.length; i++)
        if (memcmp(value.data + i, part.data, part.length) == 0)
            return 1;
    return 0;
}

//: say(
static void say(struct bytes value)
{
    fwrite(value.data, 1, value.length, stdout);
    putchar('\n');
}
