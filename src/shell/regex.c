#include "shell/regex.h"

#include "shell/module.h"

static const struct regex_interface *interface;

struct regex *regex_compile(struct span pattern, struct error *error)
{
    if (!interface)
        interface = module_load("regex", error);
    return interface ? interface->compile(pattern, error) : NULL;
}

bool regex_find(struct regex *regex, struct span text, size_t *ret_start, size_t *ret_end,
                struct error *error)
{
    return interface->find(regex, text, ret_start, ret_end, error);
}

bool regex_begins_within_line_end(struct regex *regex)
{
    return interface->begins_within_line_end(regex);
}

void regex_free(struct regex *regex)
{
    if (regex)
        interface->free(regex);
}
