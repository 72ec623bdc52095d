/* Any text is parts that stand in it in order, with all of its lines; and can be shown. */
#include "target.h"

#include "base/markdown.h"
#include "lang/literate.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span document = {(const char *)data, size};
    struct literate literate = literate_start(document);
    struct literate_part part;
    cleanup_buffer struct buffer shown = {0};
    const char *end = document.data;

    while (literate_next(&literate, &part)) {
        assert(part.text.data >= end);
        end = part.text.data + part.text.length;
        assert(end <= document.data + document.length);
        if (part.kind == LITERATE_PROSE && !memchr(part.text.data, '\0', part.text.length))
            markdown_append(&shown, part.text);
    }
    assert(literate.text.length == 0);
    return 0;
}
