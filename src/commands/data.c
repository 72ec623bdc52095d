/* Replies that are data, made by us: within the limit of a value, and with memory for them. */
#include "commands.h"

#include "shell/expand.h"
#include "shell/request.h"
#include "shell/session.h"

bool reply_memory(struct reply *reply, size_t size, struct error *error)
{
    return buffer_try_reserve(&reply->data, size) ||
           error_set(error, ERROR_RESOURCE, "there is no memory for %zu bytes", size);
}

bool request_limit(const struct request *request, size_t size, struct error *error)
{
    if (size <= request->session->value_limit)
        return true;
    expand_fail_limit(request->session, error);
    return error_hint(error, "these are %zu; `set value-limit SIZE` moves the limit", size);
}

bool reply_room(const struct request *request, struct reply *reply, size_t size,
                struct error *error)
{
    size_t with_nul = size + 1; /* buffer_append_repeated() wants one more */

    return request_limit(request, size, error) && reply_memory(reply, with_nul, error);
}

void reply_data(struct reply *reply)
{
    reply->has_data = true;
    fields_integer(&reply->fields, "length", (int64_t)reply->data.length);
}
