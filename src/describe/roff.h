/* Pieces of a man page, in the macros of man(7). Text is escaped: it comes out as it went in. */
#ifndef DESCRIBE_ROFF_H
#define DESCRIBE_ROFF_H

struct buffer;

/* .SH and .SS, and the entry of a list: its head in bold, the text behind it in roff_text(). */
void roff_section(struct buffer *out, const char *title);
void roff_subsection(struct buffer *out, const char *title);
void roff_entry(struct buffer *out, const char *head);

/* A text of several paragraphs, with an empty line between them. Lines that begin with four blanks stay as they
 * are. */
void roff_text(struct buffer *out, const char *text);
void roff_paragraph(struct buffer *out);

/* Lines that stay as they are. */
void roff_begin_lines(struct buffer *out);
void roff_line(struct buffer *out, const char *line);
void roff_end_lines(struct buffer *out);

#endif
