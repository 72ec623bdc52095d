/* adopt: of one descriptor, or of all that LISTEN_FDS passes. How many these are and what they are called says the
 * environment: the session's own stands for the program's, which is to be started with the same. */
#include "export/translate/writers.h"

#include "export/translate/call.h"
#include "export/translate/code.h"
#include "export/translate/language.h"
#include "export/translate/translate.h"
#include "export/translate/variable.h"
#include "net/passed.h"

/* Where the handle has the name that it was passed by, that one is asked for: other sockets may be passed, too, or
 * in another order. */
static const char *take_passed(struct translation *t, const struct scene_handle *handle, int fd)
{
    struct span name = passed_name(fd);
    bool is_named = handle && span_equal(handle->name, name);

    if (!is_named)
        return made(t, "take_passed(%d)", fd);
    return made(t, "take_passed_named(%s)", code_write(t, code_constant(name), AS_TEXT));
}

static void write_one(struct translation *t, const struct call *call, int fd)
{
    struct scene_handle *handle = scene_passed(&t->scene, fd);
    struct call one = *call;

    one.into = handle ? handle_name(t, handle->name) : NULL;
    t->language->call(t, &one, take_passed(t, handle, fd));
    if (handle)
        call_note_handle(t, call, handle);
}

/* What was refused comes last: it doesn't keep the others from being adopted. */
static void adopt_passed(struct translation *t, struct call *call)
{
    int end = PASSED_FIRST + passed_count();

    if (end == PASSED_FIRST)
        give_up_for(t, "no sockets were passed to this session");
    call_note_scene(t, call);
    for (int fd = PASSED_FIRST; fd < end; fd++)
        if (scene_passed(&t->scene, fd))
            write_one(t, call, fd);
    for (int fd = PASSED_FIRST; fd < end; fd++)
        if (!scene_passed(&t->scene, fd))
            write_one(t, call, fd);
    call_leave_out_reply(t, call);
}

void export_adopt(struct translation *t, struct call *call)
{
    if (call_argument(call, "FD"))
        call_make(t, call, t->language->template(call->command->exported));
    else
        adopt_passed(t, call);
}
