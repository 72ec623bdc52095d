/* join, leave: groups, on an interface, of one sender. */
#include "export/translate/writers.h"

#include "export/translate/call.h"
#include "export/translate/code.h"
#include "export/translate/language.h"
#include "export/translate/translate.h"

#include <arpa/inet.h>

static bool is_address(struct span text)
{
    char copy[INET6_ADDRSTRLEN];
    struct in6_addr address;

    error_copy(copy, sizeof(copy), text);
    return text.length < sizeof(copy) &&
           (inet_pton(AF_INET, copy, &address) == 1 || inet_pton(AF_INET6, copy, &address) == 1);
}

const char *code_interface(struct translation *t, struct code code)
{
    int64_t number;

    if (code.constant ? code_number(code, &number) : code.type == CODE_NUMBER)
        return code_write(t, code, AS_NUMBER);
    if (code.constant && span_is(code.value, "any"))
        return "0";
    const char *text = code_write(t, code, AS_TEXT);
    if (!code.constant)
        return made(t, "interface_index(%s)", text);
    return is_address(code.value) ? made(t, "interface_with(%s)", text)
                                  : made(t, t->language->interface, text);
}

/* What is about one sender, by the option that names it. */
struct about_sender {
    const char *option;
    struct command_export exported;
};

static const struct about_sender joining[] = {
    {"source",
     {.python = "join_source({handle}, {GROUP:text}, {source:text}[[, {INTERFACE:interface}]])",
      .c = "join_source({handle}, {GROUP:text}, {source:text}, {INTERFACE:interface=0})"}},
    {"block",
     {.python = "block_source({handle}, {GROUP:text}, {block:text}[[, {INTERFACE:interface}]])",
      .c = "block_source({handle}, {GROUP:text}, {block:text}, {INTERFACE:interface=0})"}},
    {"unblock",
     {.python = "unblock_source({handle}, {GROUP:text}, {unblock:text}[[, {INTERFACE:interface}]])",
      .c = "unblock_source({handle}, {GROUP:text}, {unblock:text}, {INTERFACE:interface=0})"}},
    {0},
};

static const struct about_sender leaving[] = {
    {"source",
     {.python = "leave_source({handle}, {GROUP:text}, {source:text}[[, {INTERFACE:interface}]])",
      .c = "leave_source({handle}, {GROUP:text}, {source:text}, {INTERFACE:interface=0})"}},
    {0},
};

static void write_change(struct translation *t, struct call *call, const struct about_sender *row)
{
    while (row->option && !call_option(call, row->option))
        row++;
    call_make(t, call,
              t->language->template(row->option ? &row->exported : call->command->exported));
}

void export_join(struct translation *t, struct call *call)
{
    write_change(t, call, joining);
}

void export_leave(struct translation *t, struct call *call)
{
    write_change(t, call, leaving);
}
