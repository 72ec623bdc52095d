#include "service_ask.h"

#include "net/library.h"

#include <stddef.h>

static void run(void *context)
{
    struct service_asked *asked = context;
    struct servent *found = NULL;

    if (asked->name[0])
        getservbyname_r(asked->name, asked->protocol, &asked->entry, asked->room,
                        sizeof(asked->room), &found);
    else
        getservbyport_r(asked->port, asked->protocol, &asked->entry, asked->room,
                        sizeof(asked->room), &found);
    asked->is_found = found;
}

bool service_ask(struct service_asked *asked)
{
    library_run(run, asked);
    return asked->is_found;
}
