/* Numbers in their bytes and back, in a program in C. */

//: fill(
static struct bytes fill(size_t count, int byte)
{
    struct bytes value = room(count);

    memset(value.data, byte, count);
    return value;
}

//: size_from(
/* 512, 64K, 1M */
static long long size_from(struct bytes value)
{
    static const char units[] = "KkMmGg";
    char last = value.length > 1 ? value.data[value.length - 1] : '\0';
    const char *unit = last ? strchr(units, last) : NULL;
    int shift = unit ? 10 * ((int)(unit - units) / 2 + 1) : 0;
    long long count = number(literal(value.data, value.length - (unit ? 1 : 0)));

    if (count < 0 || count > LLONG_MAX >> shift)
        problem = "usage";
    return problem ? 0 : count << shift;
}

//: byte_from(
/* A number from 0 to 255, or one character. */
static int byte_from(struct bytes value)
{
    int is_character = value.length == 1 && (*value.data < '0' || *value.data > '9');
    long long byte = is_character ? (unsigned char)*value.data : number(value);

    if (byte < 0 || byte > 255)
        problem = "usage";
    return (int)byte;
}

//: padded(
static struct bytes padded(const char *data, size_t length, size_t size)
{
    struct bytes value = fill(size, 0);

    memcpy(value.data, data, length < size ? length : size);
    return value;
}

//: big_endian(
static struct bytes big_endian(long long number, size_t size)
{
    struct bytes value = room(size);

    for (size_t i = size; i-- > 0; number >>= 8)
        value.data[i] = (char)(number & 0xff);
    return value;
}

//: little_endian(
static struct bytes little_endian(long long number, size_t size)
{
    struct bytes value = room(size);

    for (size_t i = 0; i < size; i++, number >>= 8)
        value.data[i] = (char)(number & 0xff);
    return value;
}

//: float_bits(
static long long float_bits(float value)
{
    uint32_t bits;

    memcpy(&bits, &value, sizeof(bits));
    return bits;
}

//: double_bits(
static long long double_bits(double value)
{
    int64_t bits;

    memcpy(&bits, &value, sizeof(bits));
    return bits;
}

//: half_bits(
/* IEEE 754's binary16, rounded to the nearest, of two to the even one. */
static long long half_bits(double value)
{
    uint64_t bits = (uint64_t)double_bits(value), fraction = bits & 0xfffffffffffff;
    int exponent = (int)(bits >> 52 & 0x7ff) - 1023, shift = exponent < -14 ? 28 - exponent : 42;
    long long sign = (long long)(bits >> 48 & 0x8000);

    if (exponent == 1024)
        return sign | (fraction ? 0x7e00 : 0x7c00);
    if (shift > 54)
        return sign;
    fraction |= 1ULL << 52;
    uint64_t rounded = fraction >> shift, rest = fraction & ((1ULL << shift) - 1);
    uint64_t half = 1ULL << (shift - 1);
    rounded += rest > half || (rest == half && (rounded & 1));
    return sign | (long long)(rounded + (exponent < -14 ? 0 : (uint64_t)(exponent + 14) << 10));
}

//: check_length(
/* Whether so many bytes stand there; from -1: just so many. */
static int check_length(struct bytes value, long long from, size_t size)
{
    size_t start = from < 0 ? 0 : (size_t)from;

    if (from < 0 ? value.length == size : start <= value.length && value.length - start >= size)
        return 0;
    problem = "usage";
    return -1;
}

//: big_endian_at(
static long long big_endian_at(struct bytes value, long long from, size_t size)
{
    unsigned long long number = 0;

    for (size_t i = 0; i < size; i++)
        number = number << 8 | (unsigned char)value.data[(size_t)from + i];
    return (long long)number;
}

//: little_endian_at(
static long long little_endian_at(struct bytes value, long long from, size_t size)
{
    unsigned long long number = 0;

    for (size_t i = size; i-- > 0;)
        number = number << 8 | (unsigned char)value.data[(size_t)from + i];
    return (long long)number;
}

//: unsigned_decimal(
/* A number that long long may be too small for is kept as text. */
static struct bytes unsigned_decimal(unsigned long long value)
{
    struct bytes digits = room(24);

    digits.length = (size_t)snprintf(digits.data, 24, "%llu", value);
    return digits;
}
