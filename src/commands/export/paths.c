#include "export/paths.h"

struct span path_bare(struct span path)
{
    while (span_starts(path, SPAN("./"))) {
        path = span_after(path, 1);
        while (span_starts(path, SPAN("/")))
            path = span_after(path, 1);
    }
    return path;
}

/* of=FILE has a path, too. */
static bool ends_word(char byte)
{
    return byte == '\0' || strchr(" \t\r\n;|&<>()'\"`=", byte);
}

struct span path_in_shell(struct span *rest)
{
    size_t length = 0;

    while (rest->length && ends_word(rest->data[0]))
        *rest = span_after(*rest, 1);
    while (length < rest->length && !ends_word(rest->data[length]))
        length++;
    struct span word = {rest->data, length};
    *rest = span_after(*rest, length);
    return path_bare(word);
}
