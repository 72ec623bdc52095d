/* getsockopt: the value as the session shows it, by its type. A number, and a time in the kernel's unit, is read
 * in the line itself; for the others a function has the same name in each language. */
#include "export/translate/writers.h"

#include "export/translate/call.h"
#include "export/translate/code.h"
#include "export/translate/language.h"
#include "export/translate/options.h"
#include "export/translate/translate.h"
#include "export/translate/variable.h"
#include "net/option.h"
#include "net/option_value.h"

/* How a value of that type is read: by a function, which is given the option's words and some more. */
struct reading {
    const char *function;
    enum code_type gives;
    bool takes_words, is_number; /* the kernel's is an int */
};

static const struct reading readings[OPTION_POINTERS + 1] = {
    [OPTION_CHOICE] = {"option_word", CODE_TEXT, true, true},
    [OPTION_FLAGS] = {"option_flags", CODE_TEXT, true, true},
    [OPTION_SET] = {"option_members", CODE_TEXT, true},
    [OPTION_FIELDS] = {"option_fields", CODE_TEXT, true},
    [OPTION_LARGE] = {"option_large", CODE_NUMBER, false},
    [OPTION_ERRNO] = {"option_error", CODE_TEXT, false, true},
    [OPTION_TIMEVAL] = {"option_time", CODE_TEXT, false},
    [OPTION_LINGER] = {"option_linger", CODE_TEXT, false},
    [OPTION_DEVICE] = {"option_text", CODE_TEXT, false},
    [OPTION_STRING] = {"option_text", CODE_TEXT, false},
    [OPTION_INTERFACE] = {"option_interface", CODE_TEXT, false, true},
    [OPTION_INTERFACE_NETWORK] = {"option_network_interface", CODE_TEXT, false},
    [OPTION_INTERFACE_MULTICAST] = {"option_address", CODE_TEXT, false},
    [OPTION_PORTS] = {"option_ports", CODE_TEXT, false, true},
    [OPTION_BYTES] = {"option_bytes", CODE_TEXT, false},
    [OPTION_NUMBERS] = {"option_number_or_bytes", CODE_TEXT, false},
};

/* Numbers that have words for some. */
static const struct reading word_or_number = {"option_word", CODE_TEXT, true, true};
static const struct reading word_or_large = {"option_large_word", CODE_TEXT, true};
static const struct reading word_or_duration = {"option_duration", CODE_TEXT, true, true};

static const char *unit_of(const struct socket_option *option)
{
    switch (option->type) {
    case OPTION_SECONDS: return "s";
    case OPTION_MILLISECONDS: return "ms";
    case OPTION_MICROSECONDS: return "us";
    default: return "";
    }
}

/* NULL where the line itself reads it. */
static const struct reading *reading_of(const struct socket_option *option)
{
    if (readings[option->type].function)
        return option->words && option->type == OPTION_LARGE ? &word_or_large
                                                             : &readings[option->type];
    if (option->words == OPTION_WITHOUT_WORDS)
        return NULL;
    return unit_of(option)[0] ? &word_or_duration : &word_or_number;
}

static struct code read_by_function(struct translation *t, const char *handle, const char *name,
                                    const struct socket_option *option,
                                    const struct reading *reading)
{
    const char *words = reading->takes_words ? t->language->options->words(t, option) : "";
    const char *more = option->type == OPTION_SET   ? made(t, ", %d", option->most)
                       : unit_of(option)[0] != '\0' ? made(t, ", \"%s\"", unit_of(option))
                                                    : "";

    return code_expression(reading->gives, made(t, "%s(%s, %s%s%s%s)", reading->function, handle,
                                                name, words[0] ? ", " : "", words, more));
}

static struct code read_in_line(struct translation *t, const char *handle, const char *name,
                                const struct socket_option *option)
{
    const char *number = made(t, t->language->options->get, handle, name);

    if (option->type == OPTION_BOOL)
        return code_expression(CODE_TEXT, made(t, t->language->on_off, number));
    struct code parts[] = {code_expression(CODE_NUMBER, number),
                           code_constant(span_of(unit_of(option)))};
    return code_join(t, parts, 2);
}

/* How long calls block says another call in the program, or one that it lacks. */
static void check_times(struct translation *t, const struct scene_handle *handle,
                        const struct socket_option *option)
{
    bool is_timed = t->language->options->has_timeouts && call_is_timed(t, handle);

    if (option_is_waiting_time(option) && (is_timed || handle->has_lost_times))
        give_up_for(t, "in the program it tells of `timeout`, too");
}

/* Reading what goes away by it isn't tried first. */
static void check_reading(struct translation *t, const struct call *call, const char *handle,
                          const char *name, const struct socket_option *option)
{
    const char *check = t->language->options->check;
    struct call checked = *call;

    checked.into = NULL;
    if (check && t->within_try && !(option->traits & OPTION_UNLISTED))
        t->language->call(t, &checked, made(t, check, handle, name));
}

struct code option_value_read(struct translation *t, const struct call *call,
                              const struct socket_option *option)
{
    const char *name = t->language->options->name(t, option);
    const struct reading *reading = reading_of(option);
    const char *handle = option_handle(t, call->handle, !reading || reading->is_number);

    if (option->traits & OPTION_WRITE_ONLY || option->type == OPTION_POINTERS)
        give_up_for(t, "the option can't be read");
    check_times(t, call->handle, option);
    check_reading(t, call, handle, name, option);
    return reading ? read_by_function(t, handle, name, option, reading)
                   : read_in_line(t, handle, name, option);
}

void export_getsockopt(struct translation *t, struct call *call)
{
    struct socket_option option;

    if (call_socket_option(t, call, &option))
        call->result = option_value_read(t, call, &option);
}
