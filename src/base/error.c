#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

static const struct error_kind kinds[] = {
    [ERROR_NONE] = {"ok", "nothing went wrong", "", 0},
    [ERROR_USAGE] = {"usage", "the statement can't be understood", "SyntaxError, TypeError", 2},
    [ERROR_NAME] = {"name", "no such handle, variable or command", "NameError", 3},
    [ERROR_ADDRESS] = {"address", "a host can't be looked up", "socket.gaierror, socket.herror", 4},
    [ERROR_SERVICE] = {"service", "a port's name isn't known", "OSError from getservbyname", 5},
    [ERROR_SOCKET] = {"socket", "a socket call failed", "OSError and its subclasses", 6},
    [ERROR_TIMEOUT] = {"timeout", "a deadline passed", "TimeoutError", 7},
    [ERROR_CLOSED] = {"closed", "the stream ended before what was asked for came", "EOFError", 8},
    [ERROR_MISMATCH] = {"mismatch", "expect or assert met something else", "AssertionError", 1},
    [ERROR_TLS] = {"tls", "handshake, certificate or protocol", "ssl.SSLError", 9},
    [ERROR_FILE] = {"file", "a local file can't be read or written", "OSError", 10},
    [ERROR_RESOURCE] = {"resource", "out of memory, descriptors, or over a limit of ours",
                        "MemoryError, OSError", 11},
    [ERROR_INTERRUPTED] = {"interrupted", "Ctrl-C", "KeyboardInterrupt", 130},
};

const struct error_kind *error_kind(enum error_category category)
{
    return &kinds[category];
}

/* Put the ellipsis at the end of a text that fills its room, and no half of a character before it. */
static void cut(char *target, size_t size)
{
    size_t end = size - 4;

    while (end > 0 && ((unsigned char)target[end] & 0xC0) == 0x80)
        end--;
    memcpy(target + end, "...", 4);
}

static void format_into(char *target, size_t size, const char *format, va_list arguments)
{
    int length = vsnprintf(target, size, format, arguments);

    if (length >= (int)size)
        cut(target, size);
}

bool error_set(struct error *error, enum error_category category, const char *format, ...)
{
    va_list arguments;

    *error = (struct error){.category = category};
    va_start(arguments, format);
    format_into(error->message, sizeof(error->message), format, arguments);
    va_end(arguments);
    return false;
}

const char *error_code_name(int number)
{
    static char unnamed[16];
    const char *name = strerrorname_np(number);

    if (name)
        return name;
    snprintf(unnamed, sizeof(unnamed), "E%d", number);
    return unnamed;
}

static bool is_shortage(int number)
{
    return number == ENOMEM || number == EMFILE || number == ENFILE;
}

bool error_call(struct error *error, enum error_category category, int number, const char *call,
                const char *format, ...)
{
    va_list arguments;

    *error = (struct error){.category = is_shortage(number) ? ERROR_RESOURCE : category,
                            .number = number};
    error_copy(error->code, sizeof(error->code), span_of(error_code_name(number)));
    error_copy(error->call, sizeof(error->call), span_of(call));
    error_copy(error->message, sizeof(error->message), span_of(strerror(number)));
    va_start(arguments, format);
    format_into(error->subject, sizeof(error->subject), format, arguments);
    va_end(arguments);
    return false;
}

bool error_hint(struct error *error, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    format_into(error->hint, sizeof(error->hint), format, arguments);
    va_end(arguments);
    return false;
}

bool error_at(struct error *error, struct place place)
{
    if (error->place.line == 0)
        error->place = place;
    return false;
}

void error_copy(char *target, size_t size, struct span text)
{
    size_t length = text.length < size ? text.length : size - 1;

    if (length)
        memcpy(target, text.data, length);
    target[length] = '\0';
    if (text.length >= size)
        cut(target, size);
}
