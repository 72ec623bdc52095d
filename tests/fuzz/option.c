/* "NAME VALUE": the finder of socket options, and the parser of its type of value. What is parsed fits the
 * kernel's room, and as it is formatted it reads back as the same bytes. */
#include "target.h"

#include "net/option_value.h"

/* Bytes are shown in hex, and set as they are; an interface's name is read as its address. */
static bool reads_back(enum option_type type)
{
    return type != OPTION_BYTES && type != OPTION_INTERFACE_MULTICAST;
}

static void check_value(const struct socket_option *option, struct span text)
{
    cleanup_buffer struct buffer raw = {0}, shown = {0}, again = {0};
    struct error error = {0};

    if (!option_parse(option, text, &raw, &error)) {
        must(error.category == ERROR_USAGE || error.category == ERROR_SOCKET, "the error is told");
        must(raw.length == 0, "what can't be parsed leaves nothing");
        return;
    }
    must(raw.length <= OPTION_ROOM, "a value fits");
    option_format(option, buffer_span(&raw), &shown);
    must(shown.length > 0, "every value is shown");
    if (!reads_back(option->type))
        return;
    must(option_parse(option, buffer_span(&shown), &again, &error), "a value reads back");
    must(span_equal(buffer_span(&raw), buffer_span(&again)), "a value reads back as the same");
}

/* The same bytes, as if the kernel had given them. */
static void check_raw(const struct socket_option *option, struct span raw)
{
    cleanup_buffer struct buffer shown = {0};

    if (raw.length > option_room(option))
        raw.length = option_room(option);
    option_format(option, raw, &shown);
    must(shown.length > 0, "whatever the kernel gives is shown");
    struct option_typed typed = option_typed(option, raw);
    must(!typed.has_duration || typed.duration >= 0, "no time is negative");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cleanup_buffer struct buffer name = {0};
    struct span input = {(const char *)data, size};
    const char *blank = size ? memchr(data, ' ', size) : NULL;
    struct socket_option option;
    struct error error = {0};

    if (!blank)
        return 0;
    size_t length = (size_t)(blank - input.data);
    struct span value = span_after(input, length + 1);
    buffer_append(&name, (struct span){input.data, length});
    buffer_text(&name);
    if (option_find(buffer_span(&name), NULL, &option, &error)) {
        check_value(&option, value);
        check_raw(&option, value);
    } else {
        must(error.category == ERROR_USAGE, "an unknown name is a usage error");
    }
    return 0;
}
