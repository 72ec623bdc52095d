/* What the prompt itself has to tell, beside the replies. Private to src/ui. */
#ifndef UI_NOTICE_H
#define UI_NOTICE_H

#include <stdio.h>

/* Write text that is escaped, broken for that terminal as replies are, and a line feed behind it. */
__attribute__((format(printf, 3, 4))) void notice(FILE *file, int terminal, const char *format,
                                                  ...);

#endif
