#include "screen.h"

#include <sys/ioctl.h>

enum { USUAL_COLUMNS = 80 };

size_t screen_columns(int terminal)
{
    struct winsize size;

    return ioctl(terminal, TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : USUAL_COLUMNS;
}
