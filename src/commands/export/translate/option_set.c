/* setsockopt: the value as the kernel wants it, by its type. */
#include "export/translate/writers.h"

#include "base/number.h"
#include "commands.h"
#include "export/translate/call.h"
#include "export/translate/code.h"
#include "export/translate/language.h"
#include "export/translate/options.h"
#include "export/translate/translate.h"
#include "export/translate/variable.h"
#include "net/option.h"
#include "net/option_value.h"

#include <arpa/inet.h>
#include <inttypes.h>
#include <sys/time.h>

static const char only_at_run_time[] =
    "what the option's value says is known only as the program runs";

/* Durations: how many of the kernel's units a second has, and what a value of the session's ends with. */
static const struct unit {
    enum option_type type;
    unsigned in_second;
    const char *name;
} units[] = {
    {OPTION_SECONDS, 1, "s"},
    {OPTION_MILLISECONDS, 1000, "ms"},
    {OPTION_MICROSECONDS, 1000000, "us"},
};

static const struct unit *unit_of(const struct socket_option *option)
{
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
        if (units[i].type == option->type)
            return &units[i];
    return NULL;
}

static bool is_one_number(const struct socket_option *option)
{
    return option->type == OPTION_BOOL || option->type == OPTION_SIZE ||
           option->type == OPTION_INT || option->type == OPTION_CHOICE ||
           option->type == OPTION_FLAGS || unit_of(option);
}

/* The kernel's bytes, as the session itself makes them of words, sizes and durations; none where that can't be. */
static void append_raw(struct translation *t, const struct socket_option *option, struct code value,
                       struct buffer *raw)
{
    struct error ignored;

    if (!value.constant)
        give_up_for(t, only_at_run_time);
    else if (!option_parse(option, value.value, raw, &ignored))
        give_up(t);
}

/* One number of so many bytes. */
static void read_raw(struct translation *t, const struct socket_option *option, struct code value,
                     void *ret_number, size_t size)
{
    cleanup_buffer struct buffer raw = {0};

    append_raw(t, option, value, &raw);
    if (raw.length == size)
        memcpy(ret_number, raw.data, size);
    else
        give_up(t);
}

static const char *option_number(struct translation *t, const struct socket_option *option,
                                 struct code value)
{
    const struct unit *unit = unit_of(option);
    int64_t number;
    bool is_plain = !unit && option->type != OPTION_BOOL && option->type != OPTION_SIZE;
    bool may_be_word = option->words && value.type != CODE_NUMBER;

    if (is_plain && value.constant && code_number(value, &number) && number <= INT32_MAX)
        return code_write(t, value, AS_NUMBER);
    if (is_plain && !value.constant && !may_be_word)
        return code_in_range(t, value, INT32_MIN, INT32_MAX);
    if (value.constant) {
        int32_t known = 0;
        read_raw(t, option, value, &known, sizeof(known));
        return made(t, "%" PRId32, known);
    }
    if (option->type == OPTION_BOOL || value.type != CODE_NUMBER)
        give_up_for(t, only_at_run_time);
    unsigned times = unit ? unit->in_second : 1;
    const char *text = code_in_range(t, value, INT32_MIN, INT32_MAX / times);
    return times > 1 ? made(t, "%s * %u", text, times) : text;
}

static const struct command_export export_linger = {
    .python = "set_linger({handle}, {VALUE?off=None|*={VALUE:seconds}})",
    .c = "set_linger({handle}, {VALUE?off=-1|*={VALUE:seconds}})",
};
/* Of a socket whose own options are numbers alone, where the language has such. */
static const struct command_export export_linger_structure = {
    .python = "set_linger(with_structures({handle}), {VALUE?off=None|*={VALUE:seconds}})",
    .c = "set_linger({handle}, {VALUE?off=-1|*={VALUE:seconds}})",
};
static const struct command_export export_multicast_address = {
    .python = "{handle}.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, "
              "socket.inet_aton({VALUE?any=\"0.0.0.0\"|*={VALUE:text}}))",
    .c = "set_multicast_address({handle}, {VALUE?any=\"0.0.0.0\"|*={VALUE:text}})",
};
static const struct command_export export_multicast_interface = {
    .python = "set_multicast_interface({handle}, {VALUE:interface})",
    .c = "set_multicast_interface({handle}, {VALUE:interface})",
};

/* By an address of it, or by its name; `any` is the address of none. */
static const struct command_export *multicast_export(struct translation *t, struct code value)
{
    char room[INET_ADDRSTRLEN];
    struct in_addr address;

    if (!value.constant)
        give_up_for(t, "whether the interface is told by an address or a name is known only as the "
                       "program runs");
    if (value.constant && span_is(value.value, "any"))
        return &export_multicast_address;
    error_copy(room, sizeof(room), value.value);
    return inet_pton(AF_INET, room, &address) == 1 ? &export_multicast_address
                                                   : &export_multicast_interface;
}

/* What no number says; NULL where there is no way to write it. */
static const struct command_export *export_of_its_own(struct translation *t,
                                                      const struct scene_handle *handle,
                                                      const struct socket_option *option,
                                                      struct code value)
{
    if (option->type == OPTION_LINGER)
        return option_handle_is_itself(t, handle, false) ? &export_linger
                                                         : &export_linger_structure;
    return option->type == OPTION_INTERFACE_MULTICAST ? multicast_export(t, value) : NULL;
}

/* ---- numbers in a row, large ones, text and bytes ---- */

static const char *known_numbers(struct translation *t, const struct socket_option *option,
                                 struct code value, size_t *ret_count)
{
    cleanup_buffer struct buffer raw = {0}, list = {0};
    uint32_t number;

    append_raw(t, option, value, &raw);
    *ret_count = raw.length / sizeof(number);
    for (size_t i = 0; i < *ret_count; i++) {
        memcpy(&number, raw.data + i * sizeof(number), sizeof(number));
        buffer_printf(&list, number < 0x10000 ? "%s%" PRIu32 : "%s0x%" PRIx32, i ? ", " : "",
                      number);
    }
    return made(t, "%s", buffer_text(&list));
}

static const char *large_number(struct translation *t, const struct socket_option *option,
                                struct code value)
{
    uint64_t number = 0;

    if (value.type == CODE_NUMBER && !value.constant)
        return value.text;
    read_raw(t, option, value, &number, sizeof(number));
    return made(t, number > INT64_MAX ? "0x%" PRIx64 : "%" PRIu64, number);
}

static long long microseconds(struct translation *t, const struct socket_option *option,
                              struct code value)
{
    struct timeval time = {0};

    read_raw(t, option, value, &time, sizeof(time));
    return (long long)time.tv_sec * 1000000 + time.tv_usec;
}

/* "none" is the empty one, but of bytes. */
static struct code name_or_none(struct translation *t, const struct socket_option *option,
                                struct code value)
{
    if (option->type == OPTION_DEVICE && !value.constant)
        give_up_for(t, only_at_run_time);
    bool is_none = option->type != OPTION_BYTES && value.constant && span_is(value.value, "none");
    return is_none ? code_constant(SPAN("")) : value;
}

/* What stands before the sign and behind it. */
static void split(struct translation *t, struct code value, char sign, struct span *ret_before,
                  struct span *ret_behind)
{
    const char *found = value.constant && value.value.length
                            ? memchr(value.value.data, sign, value.value.length)
                            : NULL;
    size_t length = found ? (size_t)(found - value.value.data) : value.value.length;

    if (!value.constant)
        give_up_for(t, only_at_run_time);
    *ret_before = (struct span){value.value.data, length};
    *ret_behind = found ? span_after(value.value, length + 1) : SPAN("");
}

/* ADDRESS%INTERFACE, or either. */
static const char *set_packet_info(struct translation *t, const char *handle, const char *name,
                                   struct code value)
{
    struct span address, interface;

    split(t, value, '%', &address, &interface);
    const char *host = code_write(t, code_constant(address.length ? address : SPAN("::")), AS_TEXT);
    return made(t, "set_packet_info(%s, %s, %s, %s)", handle, name, host,
                interface.length ? code_interface(t, code_constant(interface)) : "0");
}

/* INTERFACE,MODE */
static const char *set_packet_membership(struct translation *t, const struct socket_option *option,
                                         const char *handle, const char *name, struct code value)
{
    const struct option_word *mode = option_words(option);
    struct span interface, word;

    split(t, value, ',', &interface, &word);
    while (mode->name[0] && !span_is_any_case(word, mode->name))
        mode++;
    if (!mode->name[0])
        give_up(t);
    return made(t, "set_packet_membership(%s, %s, %s, %" PRId64 ")", handle, name,
                code_interface(t, code_constant(interface)), mode->number);
}

/* Of LEVEL:NUMBER, as the session does it. */
static const char *set_by_number(struct translation *t, const struct call *call,
                                 const struct socket_option *option, struct code value)
{
    const struct option_code *options = t->language->options;
    const char *name = options->name(t, option);
    const struct word *word = call_argument(call, "VALUE")->words;
    bool is_number = value.constant ? !setsockopt_takes_bytes(word, value.value)
                                    : value.type == CODE_NUMBER && !word->hex;
    const char *handle = option_handle(t, call->handle, is_number);
    int32_t known;

    if (is_number && value.constant)
        read_raw(t, option, value, &known, sizeof(known));
    return is_number ? made(t, options->set, handle, name, code_write(t, value, AS_NUMBER))
                     : made(t, options->set_bytes, handle, name, code_write(t, value, AS_BYTES));
}

static const char *set_by_type(struct translation *t, const struct call *call,
                               const struct socket_option *option, struct code value)
{
    const struct option_code *options = t->language->options;
    const char *handle = option_handle(t, call->handle, is_one_number(option));
    const char *name = options->name(t, option);
    size_t count;

    switch (option->type) {
    case OPTION_INTERFACE: return made(t, options->set, handle, name, code_interface(t, value));
    case OPTION_INTERFACE_NETWORK:
        return made(t, options->set_network, handle, name, code_interface(t, value));
    case OPTION_LARGE:
        return made(t, options->set_large, handle, name, large_number(t, option, value));
    case OPTION_SET:
    case OPTION_FIELDS:
    case OPTION_PORTS: {
        const char *numbers = known_numbers(t, option, value, &count);
        return count == 1 ? made(t, options->set_unsigned, handle, name, numbers)
                          : made(t, options->set_numbers, handle, name, count, numbers);
    }
    case OPTION_NUMBERS: return set_by_number(t, call, option, value);
    case OPTION_STRING:
    case OPTION_DEVICE:
    case OPTION_BYTES:
        return made(t, options->set_bytes, handle, name,
                    code_write(t, name_or_none(t, option, value), AS_BYTES));
    case OPTION_TIMEVAL:
        return made(t, options->set_time, handle, name, microseconds(t, option, value));
    case OPTION_PACKET_INFO: return set_packet_info(t, handle, name, value);
    case OPTION_PACKET_MEMBERSHIP: return set_packet_membership(t, option, handle, name, value);
    default: return made(t, options->set, handle, name, option_number(t, option, value));
    }
}

/* What the kernel has made of it. */
static void deliver_value(struct translation *t, const struct call *call,
                          const struct socket_option *option)
{
    struct code value = option_value_read(t, call, option);

    if (!t->failed)
        call_deliver(t, call, value);
}

/* Whether a program can set it. */
static bool may_set(struct translation *t, const struct socket_option *option)
{
    if (option->traits & OPTION_READ_ONLY || option->type == OPTION_POINTERS)
        give_up_for(t, "the option can't be set");
    else if (option_is_waiting_time(option))
        give_up_for(t, "it would bound what the program's calls wait, which `timeout` says");
    return !t->failed;
}

void export_setsockopt(struct translation *t, struct call *call)
{
    struct socket_option option;

    if (!call_socket_option(t, call, &option))
        return;
    call->handle->has_lost_times |= option_is_waiting_time(&option);
    if (!may_set(t, &option))
        return;
    struct code value = call_value(t, call_argument(call, "VALUE"));
    const struct command_export *own = export_of_its_own(t, call->handle, &option, value);
    const char *text = own ? call_template(t, call, t->language->template(own))
                           : set_by_type(t, call, &option, value);
    t->language->call(t, call, text);
    if (call->statement->name.length || call->statement->output != OUTPUT_REPLY)
        deliver_value(t, call, &option);
}
