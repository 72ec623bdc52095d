/* decode: of what is known to be well formed, or with the look at it that the session takes. */
#include "export/translate/writers.h"

#include "export/translate/call.h"
#include "export/translate/code.h"
#include "export/translate/language.h"
#include "export/translate/translate.h"
#include "shell/command.h"

static const struct command_export of_anything = {
    .python = "{CODE?base64=from_base64({DATA:bytes})|hex=from_hex({DATA:text})|"
              "url=from_url({DATA:bytes})|"
              "url-plus=from_url({DATA:object}.replace(b\"+\", b\" \"))}",
    .c = "{CODE?base64=from_base64({DATA:value})|hex=from_hex({DATA:value})|"
         "url=from_url({DATA:value})|url-plus=from_url_plus({DATA:value})}",
};

/* Colons between bytes are the session's. */
static bool is_well_formed(const struct word *word)
{
    return !word->pieces &&
           !(word->literal.length && memchr(word->literal.data, ':', word->literal.length));
}

void export_decode(struct translation *t, struct call *call)
{
    const struct argument_words *data = call_argument(call, "DATA");
    bool is_known = !call->statement->input;

    for (size_t i = 0; data && i < data->count; i++)
        is_known &= is_well_formed(&data->words[i]);
    const struct command_export *exported = is_known ? call->command->exported : &of_anything;
    const char *text = call_template(t, call, t->language->template(exported));

    call->result = code_expression(CODE_BYTES, text);
    if (!is_known)
        call->result = t->language->checked(t, call->result, call->command->name);
}
