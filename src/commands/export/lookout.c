#include "export/lookout.h"

#include "net/loop.h"

enum { PIECES_A_LOOK = 64 };

bool lookout_goes_on(struct lookout *lookout)
{
    if (!lookout->interrupted && lookout->asked++ % PIECES_A_LOOK == 0)
        lookout->interrupted = loop_take_interrupt(lookout->loop);
    return !lookout->interrupted;
}

bool lookout_check(const struct lookout *lookout, struct error *error)
{
    return !lookout->interrupted || error_set(error, ERROR_INTERRUPTED, "interrupted");
}
