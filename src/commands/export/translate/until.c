/* Receiving until something is there: recvline, recvexact, expect, and recvall to the end. Where an error is caught,
 * what came before it is wanted afterwards, and the try_ functions leave it. */
#include "export/translate/writers.h"

#include "commands.h"
#include "export/translate/call.h"
#include "export/translate/code.h"
#include "export/translate/language.h"
#include "export/translate/translate.h"

#include <sys/socket.h>

static const struct {
    const struct command *command;
    struct command_export caught;
} rows[] = {
    {&recvline_command,
     {.gives = EXPORT_BYTES,
      .python = "try_recvline({handle})",
      .c = "try_receive_line({handle}, &{into})"}},
    {&recvexact_command,
     {.gives = EXPORT_BYTES,
      .python = "try_recvexact({handle}, {N:size})",
      .c = "try_receive_exactly({handle}, {N:size}, &{into})"}},
    {&recvall_command,
     {.gives = EXPORT_BYTES,
      .python = "try_recvall({handle})",
      .c = "try_receive_all({handle}, &data, &{into})"}},
};

void export_until(struct translation *t, struct call *call)
{
    const struct command_export *exported = call->command->exported;

    for (size_t i = 0; t->within_try && i < sizeof(rows) / sizeof(rows[0]); i++)
        if (rows[i].command == call->command)
            exported = &rows[i].caught;
    call_make(t, call, t->language->template(exported));
}

/* By [is_regex][of a stream, of one that is caught, of messages]. */
enum expected { OF_STREAM, CAUGHT, OF_MESSAGES };

static const struct command_export expect_rows[2][3] = {
    {
        {.gives = EXPORT_BYTES,
         .python = "expect({handle}, {PATTERN:bytes})",
         .c = "receive_through({handle}, {PATTERN:kept}, &{into})"},
        {.gives = EXPORT_BYTES,
         .python = "try_expect({handle}, {PATTERN:bytes})",
         .c = "try_receive_through({handle}, {PATTERN:kept}, &{into})"},
        {.gives = EXPORT_BYTES,
         .python = "{into}, {handle}_from = expect_message({handle}, {PATTERN:bytes})",
         .c = "expect_message({handle}, {PATTERN:kept}, &{into}, &{handle}_from)"},
    },
    {
        {.gives = EXPORT_BYTES,
         .python = "expect_regex({handle}, {PATTERN:pattern})",
         .c = "receive_match({handle}, {PATTERN:pattern}, &{into})"},
        {.gives = EXPORT_BYTES,
         .python = "expect_regex({handle}, {PATTERN:pattern})",
         .c = "try_receive_match({handle}, {PATTERN:pattern}, &{into})"},
        {.gives = EXPORT_BYTES,
         .python = "{into}, {handle}_from = expect_message_regex({handle}, {PATTERN:pattern})",
         .c = "expect_message_match({handle}, {PATTERN:pattern}, &{into}, &{handle}_from)"},
    },
};

/* The bytes of a stream are looked at one by one; of a message the others would be lost by that. */
void export_expect(struct translation *t, struct call *call)
{
    bool is_regex = call_option(call, "regex");
    bool is_message = call->handle->type && call->handle->type->type != SOCK_STREAM;
    enum expected expected = is_message ? OF_MESSAGES : t->within_try ? CAUGHT : OF_STREAM;

    if (!call->handle->type)
        give_up(t);
    if (is_regex)
        code_check_pattern(t, call_value(t, call_argument(call, "PATTERN")));
    call_make(t, call, t->language->template(&expect_rows[is_regex][expected]));
}
