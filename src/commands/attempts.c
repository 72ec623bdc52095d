/* What the commands that connect have in common. */
#include "commands.h"

#include "net/open.h"
#include "net/status.h"
#include "shell/reply.h"

void reply_ends(struct reply *reply, struct socket *socket)
{
    struct address local, peer;

    status_ends(socket, &local, &peer);
    fields_address(&reply->fields, "local", &local);
    fields_address(&reply->fields, "peer", &peer);
}

void reply_attempts(struct reply *reply, const struct attempts *attempts)
{
    struct list *tried = fields_list(&reply->fields, "tried");

    for (size_t i = 0; i < attempts->count; i++) {
        const struct attempt *attempt = &attempts->items[i];
        struct fields *row = list_add(tried);
        const struct error *error = &attempt->error;

        fields_address(row, "address", &attempt->address);
        fields_text(row, "code",
                    span_of(error->code[0] ? error->code : error_kind(error->category)->name));
        fields_text(row, "message", span_of(error->category ? error->message : "connected"));
    }
}
