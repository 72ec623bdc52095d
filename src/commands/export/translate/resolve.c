/* resolve: what its options ask of getaddrinfo(3). */
#include "export/translate/writers.h"

#include "export/translate/call.h"
#include "export/translate/language.h"
#include "export/translate/translate.h"
#include "shell/command.h"

const char *call_lookup_family(struct translation *t, const struct call *call)
{
    const struct argument_words *given = call_option(call, "family");
    struct span word = given ? call_constant(t, given) : SPAN("");

    if (span_is(word, "inet6") || call_option(call, "mapped"))
        return made(t, "%sAF_INET6", t->language->prefix);
    return made(t, "%s%s", t->language->prefix, span_is(word, "inet") ? "AF_INET" : "AF_UNSPEC");
}

const char *call_lookup_flags(struct translation *t, const struct call *call)
{
    const char *flags = call_flags(t, call, t->language->prefix);

    return flags[0] ? flags : "0";
}

void export_resolve(struct translation *t, struct call *call)
{
    t->language->resolve(t, call);
}
