/* The program in the words of others: a man page and the completions of shells, from the same tables as help and
 * --help. Private to src/describe, which is run by the build and not installed. */
#ifndef DESCRIBE_DESCRIBE_H
#define DESCRIBE_DESCRIBE_H

struct buffer;

/* Each appends a whole file. */
void describe_man(struct buffer *out);
void describe_bash(struct buffer *out);
void describe_zsh(struct buffer *out);
void describe_fish(struct buffer *out);

#endif
