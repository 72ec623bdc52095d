/* What the raw programs of the benchmark share: sockets on 127.0.0.1, in blocking mode as every course
 * begins. Whatever goes wrong ends the program with status 1 and a message. */
#pragma once

#include <stddef.h>

enum { PIECE = 1024 * 1024 };

/* `value` if it is no error of `call`; else the program ends. */
long checked(long value, const char *call);

/* A connection to the port that `text` tells. */
int loopback_connect(const char *text);

/* A listener on a free port, which is printed to standard output as a line. */
int loopback_listen(void);

int loopback_accept(int listener);

/* All of the bytes into a file descriptor or a socket, in as many calls as it takes. */
void write_all(int fd, const char *bytes, size_t length);
