/* socksh-describe: writes the man page, or a shell's completions, to standard output. */
#include "describe.h"

#include "base/buffer.h"

#include <stdio.h>
#include <stdlib.h>

static const struct {
    const char *name;
    void (*describe)(struct buffer *out);
} forms[] = {
    {"man", describe_man},
    {"bash", describe_bash},
    {"zsh", describe_zsh},
    {"fish", describe_fish},
};

int main(int argc, char **argv)
{
    cleanup_buffer struct buffer text = {0};

    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
        if (argc == 2 && strcmp(argv[1], forms[i].name) == 0)
            forms[i].describe(&text);
    if (text.length == 0) {
        fputs("usage: socksh-describe man|bash|zsh|fish\n", stderr);
        return EXIT_FAILURE;
    }
    return fputs(buffer_text(&text), stdout) >= 0 && fflush(stdout) == 0 ? EXIT_SUCCESS
                                                                         : EXIT_FAILURE;
}
