/* fill: a character as itself, any other byte by its number. */
#include "export/translate/writers.h"

#include "export/translate/call.h"
#include "export/translate/code.h"
#include "export/translate/language.h"
#include "export/translate/translate.h"
#include "shell/command.h"

static const struct command_export of_number = {
    .python = "bytes([{BYTE:byte}]) * {N:size}",
    .c = "fill({N:size}, {BYTE:byte=0})",
};
static const struct command_export of_character = {
    .python = "{BYTE:bytes} * {N:size}",
    .c = "fill({N:size}, {BYTE:byte=0})",
};

void export_fill(struct translation *t, struct call *call)
{
    struct code byte = call_value(t, call_argument(call, "BYTE"));
    int64_t number;
    bool is_character = byte.constant && byte.value.length == 1 && !code_number(byte, &number);
    const struct command_export *exported = is_character                  ? &of_character
                                            : call_argument(call, "BYTE") ? &of_number
                                                                          : call->command->exported;
    const char *text = call_template(t, call, t->language->template(exported));

    call->result = code_expression(CODE_BYTES, text);
    call->result.compound = strstr(text, " * ");
}
