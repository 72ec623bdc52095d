#include "ui/places.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>

/* The variable's directory, if absolute as it has to be, else the one below home. */
static bool append_base(struct buffer *path, const char *variable, const char *below_home)
{
    const char *base = getenv(variable);
    const char *home = getenv("HOME");

    if (base && base[0] == '/')
        buffer_append_text(path, base);
    else if (home && home[0] == '/')
        buffer_printf(path, "%s/%s", home, below_home);
    return path->length > 0;
}

void places_init(struct buffer *path)
{
    if (append_base(path, "XDG_CONFIG_HOME", ".config"))
        buffer_append_text(path, "/socksh/init.socksh");
}

/* mkdir -p, for us alone. */
static bool make_directories(struct buffer *path)
{
    char *text = (char *)buffer_text(path);

    for (char *slash = strchr(text + 1, '/');; slash = strchr(slash + 1, '/')) {
        if (slash)
            *slash = '\0';
        bool made = mkdir(text, 0700) == 0 || errno == EEXIST;
        if (slash)
            *slash = '/';
        if (!made || !slash)
            return made;
    }
}

bool places_history(struct buffer *path)
{
    if (!append_base(path, "XDG_STATE_HOME", ".local/state"))
        return true;
    buffer_append_text(path, "/socksh");
    bool made = make_directories(path);
    if (made)
        buffer_append_text(path, "/history");
    return made;
}
