/* Completion of what `open` takes: hosts, and URLs part by part. */
#include "completion_parts.h"

static const struct {
    const char *text, *protocol, *summary;
} schemes[] = {
    {"tcp://", "tcp", "HOST:PORT over TCP"},
    {"udp://", "udp", "HOST:PORT over UDP"},
    {"unix:", NULL, "PATH of a Unix socket"},
};

enum { SCHEMES = sizeof(schemes) / sizeof(schemes[0]) };

bool is_url(struct span word)
{
    for (size_t i = 0; i < SCHEMES; i++)
        if (span_starts(word, span_of(schemes[i].text)))
            return true;
    return false;
}

/* The length of HOST: behind which the port begins; 0 where there is no such colon yet. */
static size_t length_of_host(struct span text)
{
    const char *colon = text.length ? memrchr(text.data, ':', text.length) : NULL;
    const char *bracket = text.length ? memrchr(text.data, ']', text.length) : NULL;
    bool is_inside = text.length && text.data[0] == '[' && !bracket;

    return colon && !is_inside && (!bracket || bracket < colon) ? (size_t)(colon - text.data) + 1
                                                                : 0;
}

static void complete_behind_scheme(struct completer *c, const char *protocol)
{
    size_t host = length_of_host(buffer_span(&c->typed.value));

    if (!protocol) {
        complete_files(c);
    } else if (host) {
        if (step_over(c, host))
            complete_services(c, protocol);
    } else {
        complete_hosts(c, ':');
    }
}

void complete_url(struct completer *c)
{
    bool is_plain = c->typed.style == WORD_BARE && !c->typed.expanded;

    for (size_t i = 0; is_plain && i < SCHEMES; i++) {
        struct span scheme = span_of(schemes[i].text);
        if (!span_starts(buffer_span(&c->typed.value), scheme) || !step_over(c, scheme.length))
            continue;
        complete_behind_scheme(c, schemes[i].protocol);
        return;
    }
    size_t first = c->completion->count;
    complete_hosts(c, ' ');
    complete_used(c, first, COMPLETES_URL, ' ');
    for (size_t i = 0; i < SCHEMES; i++)
        offer(c, span_of(schemes[i].text), '\0', "%s", schemes[i].summary);
}
