/* The words for values that the kernel counts. Private to the option files. */
#ifndef NET_OPTION_WORDS_H
#define NET_OPTION_WORDS_H

#include "net/option.h"

extern const struct option_word option_levels[];

#endif
