/* Messages, and what comes beside the data: recvmsg, recvfd. */
#include "export/translate/writers.h"

#include "commands.h"
#include "export/translate/call.h"
#include "export/translate/code.h"
#include "export/translate/language.h"
#include "export/translate/translate.h"
#include "export/translate/variable.h"

static const struct command_export export_recvmsg_plain = {
    .gives = EXPORT_BYTES,
    .python = "{into}, _, _, {handle}_from = {handle}.recvmsg({N:size=65536})",
    .c = "receive_message({handle}, {N:size=65536}, {flags}, &{into}, &{handle}_from, NULL)",
};
static const struct command_export export_recvmsg_flagged = {
    .gives = EXPORT_BYTES,
    .python = "{into}, _, _, {handle}_from = {handle}.recvmsg({N:size=65536}, 0{flags})",
    .c = "receive_message({handle}, {N:size=65536}, {flags}, &{into}, &{handle}_from, NULL)",
};

/* The error queue's entries are told with what comes beside them, asked for or not. */
static bool tells_ancillary(const struct call *call)
{
    return call_option(call, "ancillary") || call_option(call, "error-queue");
}

static const struct command_export *recvmsg_row(struct translation *t, const struct call *call)
{
    if (tells_ancillary(call))
        return call->command->exported;
    return call_flags(t, call, "")[0] ? &export_recvmsg_flagged : &export_recvmsg_plain;
}

/* The queue of errors never waits: that is done before. */
static void wait_for_error(struct translation *t, const struct call *call)
{
    const char *handle = handle_name(t, call->handle->name);

    if (!call_option(call, "error-queue") || call_option(call, "nowait"))
        return;
    const char *seconds = call_wait(t, call);
    seconds = seconds ? seconds : t->language->forever;
    t->language->call(t, &(struct call){.command = call->command},
                      made(t, "wait_for_error(%s, %s)", handle, seconds));
}

void export_recvmsg(struct translation *t, struct call *call)
{
    bool has_beside = tells_ancillary(call);

    wait_for_error(t, call);
    if (has_beside)
        call->beside =
            variable_declare(t, name_of_ours(t, "ancillary"), code_expression(CODE_BYTES, ""));
    call_make(t, call, t->language->template(recvmsg_row(t, call)));
    if (has_beside && !t->failed)
        t->language->say(t,
                         code_expression(CODE_TEXT, made(t, "ancillary_text(%s)", call->beside)));
}

/* The bytes that came with it are the session's last data. */
void export_recvfd(struct translation *t, struct call *call)
{
    call->beside = t->language->data;
    call_make(t, call, t->language->template(call->command->exported));
}
