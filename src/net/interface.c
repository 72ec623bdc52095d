#include "net/interface.h"

#include "base/nearest.h"
#include "base/number.h"

#include <errno.h>
#include <net/if.h>

static bool fail_unknown(struct span name, struct error *error)
{
    struct nearest nearest = nearest_start(name);
    struct if_nameindex *all = if_nameindex();
    char shown[64], question[160];

    error_copy(shown, sizeof(shown), name);
    error_call(error, ERROR_SOCKET, ENODEV, "if_nametoindex", "%s", shown);
    for (struct if_nameindex *one = all; one && one->if_index; one++)
        nearest_offer(&nearest, span_of(one->if_name));
    error_hint(error, "%s", nearest_question(&nearest, question, sizeof(question)));
    if (all)
        if_freenameindex(all);
    return error->hint[0] ? false : error_hint(error, "`interfaces` lists those that are there");
}

bool interface_find(struct span name, unsigned *ret_index, struct error *error)
{
    char text[IF_NAMESIZE];
    int64_t number;
    unsigned index = 0;

    if (name.length && name.length < sizeof(text) && !memchr(name.data, '\0', name.length)) {
        error_copy(text, sizeof(text), name);
        index = if_nametoindex(text);
        if (index == 0 && number_integer(name, &number) && number > 0 && number <= INT32_MAX &&
            if_indextoname((unsigned)number, text))
            index = (unsigned)number;
    }
    if (index == 0)
        return fail_unknown(name, error);
    *ret_index = index;
    return true;
}
