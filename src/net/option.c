/* Reading and setting options. */
#include "net/option.h"

#include "net/interface.h"
#include "net/option_value.h"
#include "option_hold.h"
#include "option_kind.h"
#include "option_refusal.h"
#include "option_types.h"
#include "socket_calls.h"

#include <errno.h>

static bool fail_kind(struct error *error, const struct socket_option *option,
                      const struct socket *socket)
{
    cleanup_buffer struct buffer kinds = {0};

    option_describe_applies(option->applies, &kinds);
    return error_hint(error, "%s is an option of %s; this is a %s socket", option->c_name,
                      buffer_text(&kinds), socket->type->name);
}

/* What the errno says of the option, whatever its value. */
static bool fail_call(struct error *error, const char *call, const struct socket_option *option,
                      const struct socket *socket)
{
    int number = errno;
    bool unknown = number == ENOPROTOOPT || number == EOPNOTSUPP;

    error_call(error, ERROR_SOCKET, number, call, "%s", option->c_name);
    if (option->type == OPTION_NUMBERS)
        return number == EINVAL &&
               error_hint(error, "LEVEL:NUMBER takes what the kernel does: a number such as 1, or "
                                 "bytes such as x\"01 00 00 00\"; `options` lists the names");
    if ((unknown || number == EINVAL) && !option_applies(option, socket))
        return fail_kind(error, option, socket);
    if (unknown)
        return error_hint(error, "this kernel doesn't have it for a %s socket", socket->type->name);
    if ((number == ENOENT || number == ENODEV) && option->advice[0])
        return error_hint(error, "%s", option->advice);
    return false;
}

static bool fail_access(struct error *error, const struct socket_option *option, const char *what)
{
    error_set(error, ERROR_USAGE, "%s can%s", option->name,
              option->type == OPTION_POINTERS ? "'t be read or set here" : what);
    if (option->advice[0])
        error_hint(error, "%s", option->advice);
    return false;
}

bool option_read(const struct socket_option *option, struct socket *socket, struct buffer *raw,
                 struct error *error)
{
    char bytes[OPTION_ROOM] = {0};
    socklen_t length = (socklen_t)option_room(option);

    if (option->traits & OPTION_WRITE_ONLY || option->type == OPTION_POINTERS)
        return fail_access(error, option, " only be set");
    if (!socket_get_option(socket, option->level, option->number, bytes, &length))
        return fail_call(error, "getsockopt", option, socket);
    buffer_append(raw, (struct span){bytes, length < sizeof(bytes) ? length : sizeof(bytes)});
    return true;
}

bool option_get(const struct socket_option *option, struct socket *socket, struct buffer *value,
                struct error *error)
{
    cleanup_buffer struct buffer raw = {0};

    if (!option_read(option, socket, &raw, error))
        return false;
    option_format(option, buffer_span(&raw), value);
    return true;
}

/* What the errno says of the value. */
static bool hint_value(const struct socket_option *option, const struct socket *socket,
                       struct span value, struct span raw, struct error *error)
{
    if (option->type == OPTION_DEVICE && error->number == ENODEV)
        return interface_hint(value, error);
    if (error->number == ENOENT)
        return option_hint_words(option, value, error, option->advice[0] ? option->advice : NULL);
    if (option->type != OPTION_NUMBERS && option_applies(option, socket))
        return option_hint_refusal(option, raw, error);
    return false;
}

bool option_set(const struct socket_option *option, struct socket *socket, struct span value,
                struct buffer *asked, struct error *error)
{
    cleanup_buffer struct buffer raw = {0};

    if (option->traits & OPTION_READ_ONLY || option->type == OPTION_POINTERS)
        return fail_access(error, option, " only be read");
    if (!option_parse(option, value, &raw, error))
        return false;
    if (call_setsockopt(socket, option->level, option->number, buffer_text(&raw),
                        (socklen_t)raw.length) < 0) {
        fail_call(error, "setsockopt", option, socket);
        return hint_value(option, socket, value, buffer_span(&raw), error);
    }
    if (option->level == SOL_SOCKET && option->number == SO_PEEK_OFF)
        socket->peeks_on = (int32_t)option_raw_number(buffer_span(&raw)) >= 0;
    option_hold(option, socket, buffer_span(&raw));
    option_format(option, buffer_span(&raw), asked);
    return true;
}

bool option_set_by_name(const char *name, struct socket *socket, const char *value,
                        struct error *error)
{
    cleanup_buffer struct buffer asked = {0};
    struct socket_option option;

    return option_find(span_of(name), socket, &option, error) &&
           option_set(&option, socket, span_of(value), &asked, error);
}

bool option_is_listed(const struct socket_option *option, const struct socket *socket)
{
    return !(option->traits & (OPTION_WRITE_ONLY | OPTION_UNLISTED)) &&
           option_applies(option, socket);
}
