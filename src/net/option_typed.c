/* Values as a program takes them: a boolean, a number, a time. */
#include "option_types.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/time.h>

static struct option_typed as_flag(bool flag)
{
    return (struct option_typed){.has_flag = true, .flag = flag};
}

static struct option_typed as_duration(nanoseconds duration)
{
    return (struct option_typed){.has_duration = true, .duration = duration};
}

static struct option_typed as_number(intmax_t number)
{
    struct option_typed typed = {0};

    snprintf(typed.number, sizeof(typed.number), "%jd", number);
    return typed;
}

static struct option_typed as_large(struct span raw)
{
    struct option_typed typed = {0};
    uint64_t number;

    option_load(raw, &number, sizeof(number));
    snprintf(typed.number, sizeof(typed.number), "%" PRIu64, number);
    return typed;
}

/* What is negative is no time but has a meaning of its own. */
static struct option_typed as_units(struct span raw, nanoseconds unit)
{
    int32_t count = (int32_t)option_raw_number(raw);

    return count < 0 ? as_number(count) : as_duration(count * unit);
}

/* None at all is the kernel's 0. */
static struct option_typed as_timeval(struct span raw)
{
    struct timeval time;

    option_load(raw, &time, sizeof(time));
    bool none = time.tv_sec == 0 && time.tv_usec == 0;
    if (none || time.tv_sec < 0 || time.tv_sec > INT32_MAX || time.tv_usec < 0 ||
        time.tv_usec >= SECOND / MICROSECOND)
        return (struct option_typed){0};
    return as_duration(time.tv_sec * SECOND + time.tv_usec * MICROSECOND);
}

static struct option_typed as_linger(struct span raw)
{
    struct linger linger;

    option_load(raw, &linger, sizeof(linger));
    struct option_typed typed = as_flag(linger.l_onoff);
    typed.has_duration = typed.flag && linger.l_linger >= 0;
    typed.duration = linger.l_linger * SECOND;
    return typed;
}

struct option_typed option_typed(const struct socket_option *option, struct span raw)
{
    switch (option->type) {
    case OPTION_BOOL: return as_flag(option_raw_number(raw));
    case OPTION_INT:
    case OPTION_CHOICE:
    case OPTION_FLAGS:
    case OPTION_ERRNO: return as_number((int32_t)option_raw_number(raw));
    case OPTION_SIZE: return as_number(option_raw_number(raw));
    case OPTION_LARGE: return as_large(raw);
    case OPTION_SECONDS: return as_units(raw, SECOND);
    case OPTION_MILLISECONDS: return as_units(raw, MILLISECOND);
    case OPTION_MICROSECONDS: return as_units(raw, MICROSECOND);
    case OPTION_TIMEVAL: return as_timeval(raw);
    case OPTION_LINGER: return as_linger(raw);
    case OPTION_NUMBERS:
        if (raw.length == sizeof(int32_t))
            return as_number((int32_t)option_raw_number(raw));
        return (struct option_typed){0};
    default: return (struct option_typed){0};
    }
}
