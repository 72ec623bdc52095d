/* The error of a statement. Private to src/shell. */
#ifndef SHELL_FAILED_H
#define SHELL_FAILED_H

#include "shell/request.h"

/* Fill in what the session knows of it: call, subject, likely cause, place; and keep it as the last error. */
void failed_complete(const struct request *request, struct error *error);

#endif
