/* Values that are structures: times and ports. */
#include "option_types.h"

#include "base/number.h"

#include <inttypes.h>
#include <sys/time.h>

bool option_parse_timeval(const struct socket_option *option, struct span text, struct buffer *raw,
                          struct error *error)
{
    nanoseconds duration = 0;

    (void)option, (void)error;
    if (!span_is(text, "none") &&
        (!number_duration(text, &duration) || (duration > 0 && duration < MICROSECOND)))
        return false;
    nanoseconds microseconds = (duration + MICROSECOND / 2) / MICROSECOND;
    struct timeval time = {.tv_sec = microseconds / (SECOND / MICROSECOND),
                           .tv_usec = microseconds % (SECOND / MICROSECOND)};
    option_append_raw(raw, &time, sizeof(time));
    return true;
}

void option_format_timeval(const struct socket_option *option, struct span raw, struct buffer *out)
{
    struct timeval time;

    (void)option;
    option_load(raw, &time, sizeof(time));
    if (time.tv_sec == 0 && time.tv_usec == 0)
        buffer_append_text(out, "none");
    else if (time.tv_usec == 0)
        buffer_printf(out, "%jds", (intmax_t)time.tv_sec);
    else if (time.tv_usec % 1000 == 0 && time.tv_sec < INT32_MAX)
        buffer_printf(out, "%jdms", (intmax_t)time.tv_sec * 1000 + (intmax_t)time.tv_usec / 1000);
    else
        buffer_printf(out, "%jd.%06jds", (intmax_t)time.tv_sec, (intmax_t)time.tv_usec);
}

bool option_parse_linger(const struct socket_option *option, struct span text, struct buffer *raw,
                         struct error *error)
{
    bool off = span_is(text, "off");
    int64_t seconds = 0;

    (void)option, (void)error;
    if (!off && !option_parse_units(text, SECOND, &seconds))
        return false;
    struct linger linger = {.l_onoff = !off, .l_linger = (int)seconds};
    option_append_raw(raw, &linger, sizeof(linger));
    return true;
}

void option_format_linger(const struct socket_option *option, struct span raw, struct buffer *out)
{
    struct linger linger;

    (void)option;
    option_load(raw, &linger, sizeof(linger));
    if (linger.l_onoff)
        buffer_printf(out, "%ds", linger.l_linger);
    else
        buffer_append_text(out, "off");
}

static bool parse_port(struct span text, uint32_t *ret_port)
{
    int64_t port = 0;

    if (text.length && (!number_integer(text, &port) || port < 0 || port > UINT16_MAX))
        return false;
    *ret_port = (uint32_t)port;
    return true;
}

/* "40000-50000", open at either end; "none". */
bool option_parse_ports(const struct socket_option *option, struct span text, struct buffer *raw,
                        struct error *error)
{
    const char *dash = text.length ? memchr(text.data, '-', text.length) : NULL;
    uint32_t low = 0, high = 0;

    (void)option, (void)error;
    if (!span_is(text, "none")) {
        if (!dash)
            return false;
        size_t length = (size_t)(dash - text.data);
        if (!parse_port((struct span){text.data, length}, &low) ||
            !parse_port(span_after(text, length + 1), &high))
            return false;
    }
    uint32_t range = low | high << 16;
    option_append_raw(raw, &range, sizeof(range));
    return true;
}

void option_format_ports(const struct socket_option *option, struct span raw, struct buffer *out)
{
    uint32_t range = option_raw_number(raw), low = range & UINT16_MAX, high = range >> 16;

    (void)option;
    if (!range)
        buffer_append_text(out, "none");
    if (low)
        buffer_printf(out, "%" PRIu32, low);
    if (range)
        buffer_append_byte(out, '-');
    if (high)
        buffer_printf(out, "%" PRIu32, high);
}
