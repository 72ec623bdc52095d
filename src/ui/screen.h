/* The size of a terminal. Private to src/ui. */
#ifndef UI_SCREEN_H
#define UI_SCREEN_H

#include <stddef.h>

/* 80 where the terminal does not say. */
size_t screen_columns(int terminal);

#endif
