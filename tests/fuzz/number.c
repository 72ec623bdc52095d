/* Numbers, sizes, durations, paths and numeric hosts: what is read is written as what reads the same.
 * No host is looked up: only what getaddrinfo(3) takes as numeric goes further. */
#include "target.h"

#include "base/number.h"
#include "net/loop.h"
#include "net/resolve.h"

#include <inttypes.h>
#include <netdb.h>

static void check_integer(struct span text)
{
    cleanup_buffer struct buffer written = {0};
    int64_t value = 0, again = 0;
    struct error error;
    uint16_t port;

    if (!number_integer(text, &value))
        return;
    buffer_printf(&written, "%" PRId64, value);
    must(number_integer(buffer_span(&written), &again) && again == value, "an integer reads back");
    must(resolve_port(text, "tcp", &port, &error) == (value >= 0 && value <= UINT16_MAX),
         "a port is from 0 to 65535");
}

static void check_size(struct span text)
{
    cleanup_buffer struct buffer written = {0};
    uint64_t value = 0, again = 0;

    if (!number_size(text, &value))
        return;
    must(value <= INT64_MAX, "a size fits");
    buffer_printf(&written, "%" PRIu64, value);
    must(number_size(buffer_span(&written), &again) && again == value, "a size reads back");
}

static void check_duration(struct span text)
{
    cleanup_buffer struct buffer written = {0};
    nanoseconds value = 0;

    if (!number_duration(text, &value))
        return;
    must(value >= 0, "a duration is not negative");
    number_format_duration(&written, value);
    must(!memchr(written.data, 'e', written.length), "a duration has no exponent");
    must(clock_deadline(value) >= value, "a deadline does not wrap around");
}

static void check_real(struct span text)
{
    double value = 0;

    if (number_real(text, &value))
        must(value - value == 0, "a real number is finite");
}

static void check_path(struct span text)
{
    cleanup_buffer struct buffer written = {0};
    struct address address = {0}, again = {0};
    struct error error = {0};
    char shown[ADDRESS_TEXT];

    if (!address_from_path(text, &address, &error)) {
        must(error.category == ERROR_USAGE, "a path that can't be is a usage error");
        return;
    }
    address_format(&written, &address);
    must(address_from_path(buffer_span(&written), &again, &error), "a path reads back");
    must(again.length == address.length &&
             memcmp(&again.storage, &address.storage, address.length) == 0,
         "a path reads back as the same");
    must(strlen(address_text(&address, shown)) < sizeof(shown), "a path is shown");
}

/* The host is numeric: a resolver that asked a name server would be asked for it. */
static bool is_numeric(struct span text)
{
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    char host[64];

    if (text.length == 0 || text.length >= sizeof(host) || memchr(text.data, '\0', text.length))
        return false;
    memcpy(host, text.data, text.length);
    host[text.length] = '\0';
    if (getaddrinfo(host, NULL, &hints, &found) != 0)
        return false;
    freeaddrinfo(found);
    return true;
}

static struct address resolve(struct span host)
{
    static struct loop *loop;
    cleanup_address_list struct address_list list = {0};
    struct error error;

    if (!loop)
        loop = loop_new();
    must(resolve_host(loop, host, 7, AF_UNSPEC, CLOCK_NEVER, &list, &error),
         "a numeric host is an address");
    must(list.count == 1, "a numeric host is one address");
    must(address_port(&list.items[0]) == 7, "the port is set");
    return list.items[0];
}

static void check_host(struct span text)
{
    cleanup_buffer struct buffer written = {0};

    if (!is_numeric(text))
        return;
    struct address address = resolve(text);
    address_host(&written, &address);
    struct address again = resolve(buffer_span(&written));
    must(again.length == address.length &&
             memcmp(&again.storage, &address.storage, address.length) == 0,
         "a host reads back as the same");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = {(const char *)data, size};

    check_integer(text);
    check_real(text);
    check_size(text);
    check_duration(text);
    check_path(text);
    check_host(text);
    return 0;
}
