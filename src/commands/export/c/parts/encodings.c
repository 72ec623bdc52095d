/* Encodings and checksums in a program in C. */

//: checksum(
/* The Internet's (RFC 1071). */
static long long checksum(struct bytes value)
{
    unsigned long total = 0;

    for (size_t i = 0; i < value.length; i++)
        total += (unsigned long)(unsigned char)value.data[i] << (i % 2 ? 0 : 8);
    while (total > 0xffff)
        total = (total & 0xffff) + (total >> 16);
    return (long long)(total ^ 0xffff);
}

//: crc32(
static long long crc32(struct bytes value)
{
    unsigned long crc = 0xffffffff;

    for (size_t i = 0; i < value.length; i++) {
        crc ^= (unsigned char)value.data[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return (long long)(crc ^ 0xffffffff);
}

//: to_hex(
static struct bytes to_hex(struct bytes value)
{
    struct bytes hex = room(2 * value.length);

    for (size_t i = 0; i < value.length; i++)
        snprintf(hex.data + 2 * i, 3, "%02x", (unsigned char)value.data[i]);
    return hex;
}

//: to_base64(
static struct bytes to_base64(struct bytes value)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    struct bytes text = room((value.length + 2) / 3 * 4);

    for (size_t i = 0, at = 0; i < value.length; i += 3) {
        size_t left = value.length - i;
        unsigned long group = 0;
        for (size_t j = 0; j < 3; j++)
            group = group << 8 | (j < left ? (unsigned char)value.data[i + j] : 0u);
        for (size_t j = 0; j < 4; j++)
            text.data[at++] = j > left ? '=' : letters[group >> (18 - 6 * j) & 63];
    }
    return text;
}

//: base64_digit(
/* -1 for what is none. */
static int base64_digit(char letter)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = letter ? strchr(letters, letter) : NULL;

    return at ? (int)(at - letters) : -1;
}

//: from_base64(
/* Groups of four digits, the last one padded with =. */
static struct bytes from_base64(struct bytes text)
{
    struct bytes value = room(text.length);
    size_t length = text.length, padding = 0;
    unsigned long group = 0;
    unsigned bits = 0;
    int is_wrong = length % 4 != 0;

    while (!is_wrong && padding < 2 && padding < length && text.data[length - 1 - padding] == '=')
        padding++;
    value.length = 0;
    for (size_t i = 0; !is_wrong && i < length - padding; i++) {
        int digit = base64_digit(text.data[i]);
        is_wrong = digit < 0;
        group = (group << 6 | (unsigned long)digit) & 0xffffff;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            value.data[value.length++] = (char)(group >> bits & 0xff);
        }
    }
    if (is_wrong || (group & ((1UL << bits) - 1)))
        problem = "usage";
    return value;
}

//: hex_byte(
/* Of two digits. */
static char hex_byte(struct bytes text, size_t at)
{
    static const char digits[] = "0123456789abcdefABCDEF";
    char pair[3] = "";

    if (at + 2 <= text.length)
        memcpy(pair, text.data + at, 2);
    if (strspn(pair, digits) != 2)
        problem = "usage";
    return (char)strtol(pair, NULL, 16);
}

//: from_hex(
/* Blanks and colons stand between bytes. */
static struct bytes from_hex(struct bytes text)
{
    struct bytes value = room(text.length);

    value.length = 0;
    for (size_t i = 0; i < text.length; i += 2) {
        while (i < text.length && text.data[i] && strchr(" \t\r\n:", text.data[i]))
            i++;
        if (i < text.length)
            value.data[value.length++] = hex_byte(text, i);
    }
    return value;
}

//: to_url(
static struct bytes to_url(struct bytes value)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    struct bytes text = room(3 * value.length);

    text.length = 0;
    for (size_t i = 0; i < value.length; i++) {
        if (value.data[i] && strchr(plain, value.data[i]))
            text.data[text.length++] = value.data[i];
        else
            text.length += (size_t)sprintf(text.data + text.length, "%%%02X", (unsigned char)value.data[i]);
    }
    return text;
}

//: to_url_plus(
/* As a form is sent: + for a blank. */
static struct bytes to_url_plus(struct bytes value)
{
    struct bytes text = to_url(value);
    size_t kept = 0;

    for (size_t i = 0; i < text.length; i++) {
        int is_blank = i + 2 < text.length && memcmp(text.data + i, "%20", 3) == 0;
        text.data[kept++] = is_blank ? '+' : text.data[i];
        i += is_blank ? 2 : 0;
    }
    text.length = kept;
    return text;
}

//: from_url(
static struct bytes from_url(struct bytes text)
{
    struct bytes value = room(text.length);

    value.length = 0;
    for (size_t i = 0; i < text.length; i++) {
        int is_escape = text.data[i] == '%';
        value.data[value.length++] = is_escape ? hex_byte(text, i + 1) : text.data[i];
        i += is_escape ? 2 : 0;
    }
    return value;
}

//: from_url_plus(
/* As a form is sent: + is a blank. */
static struct bytes from_url_plus(struct bytes text)
{
    struct bytes blanks = room(text.length);

    for (size_t i = 0; i < text.length; i++)
        blanks.data[i] = text.data[i] == '+' ? ' ' : text.data[i];
    return from_url(blanks);
}
