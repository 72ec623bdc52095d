#include "notice.h"

#include "base/fold.h"
#include "screen.h"

#include <stdarg.h>

void notice(FILE *file, int terminal, const char *format, ...)
{
    cleanup_buffer struct buffer text = {0}, lines = {0};
    va_list arguments;

    va_start(arguments, format);
    buffer_vprintf(&text, format, arguments);
    va_end(arguments);
    fold_lines(&lines, buffer_span(&text), screen_columns(terminal) - 1);
    fputs(buffer_text(&lines), file);
    fflush(file);
}
