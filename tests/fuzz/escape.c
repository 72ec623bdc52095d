/* Any bytes, escaped, have no control byte and read back as the same bytes. */
#include "target.h"

#include "oracle.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *wrong = oracle_escape((struct span){(const char *)data, size});

    must(!wrong, wrong);
    return 0;
}
