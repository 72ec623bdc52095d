#include "scanner.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>

bool scanner_fail(struct scanner *scanner, struct place place, const char *format, ...)
{
    char message[256];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(message, sizeof(message), format, arguments);
    va_end(arguments);
    error_set(scanner->error, ERROR_USAGE, "%s", message);
    return error_at(scanner->error, place);
}

bool scanner_unfinished(struct scanner *scanner, struct place place, const char *what)
{
    scanner->incomplete = true;
    return scanner_fail(scanner, place, "%s isn't closed", what);
}

static bool is_name_start(int byte)
{
    return byte == '_' || (byte < 0x80 && isalpha(byte));
}

static bool is_name_part(int byte)
{
    return is_name_start(byte) || (byte < 0x80 && isdigit(byte));
}

bool scanner_at_name(const struct scanner *scanner)
{
    int byte = scanner_peek(scanner, 0);

    return byte != -1 && is_name_start(byte);
}

struct span scanner_name(struct scanner *scanner)
{
    size_t start = scanner->at;

    while (scanner_peek(scanner, 0) != -1 && is_name_part(scanner_peek(scanner, 0)))
        scanner->at++;
    return (struct span){scanner->text.data + start, scanner->at - start};
}

bool parse_is_name(struct span text)
{
    if (text.length == 0 || !is_name_start((unsigned char)text.data[0]))
        return false;
    for (size_t i = 1; i < text.length; i++)
        if (!is_name_part((unsigned char)text.data[i]))
            return false;
    return true;
}

bool scanner_enter(struct scanner *scanner, struct place place)
{
    if (scanner->depth == PARSE_DEPTH)
        return scanner_fail(scanner, place, "blocks and $(...) are nested deeper than %d",
                            PARSE_DEPTH);
    scanner->depth++;
    return true;
}
