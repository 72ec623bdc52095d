/* A call that is being decoded, and its arguments one by one. Private to src/journal. */
#ifndef JOURNAL_DECODE_CALL_H
#define JOURNAL_DECODE_CALL_H

#include "decode_parts.h"

/* What is decoded: a call, its bytes, and where it is written to. */
struct decoding {
    struct buffer *out;
    const struct decode *how;
    const struct journal_event *event;
    const struct journal_bytes *bytes; /* NULL where they are forgotten */
};

#define DECODE_FORGOTTEN "/* forgotten */"

int64_t decoding_number(const struct decoding *call, size_t index);
void decoding_integer(const struct decoding *call, int64_t value);
/* A comma. */
void decoding_next(const struct decoding *call);
void decoding_fd(const struct decoding *call);
void decoding_data(const struct decoding *call);
/* An address that was given, none as NULL. */
void decoding_address(const struct decoding *call);

/* What F_SETFL and F_SETFD take, and F_GETFL and F_GETFD give. */
void decoding_file_flags(struct buffer *out, int64_t flags);
void decoding_descriptor_flags(struct buffer *out, int64_t flags);

/* Of sendmsg(2) and recvmsg(2); of sendmmsg(2); of writev(2). */
void decoding_message(const struct decoding *call);
void decoding_messages(const struct decoding *call);
void decoding_parts(const struct decoding *call);

/* Of ioctl(2). */
void decoding_request(const struct decoding *call);
void decoding_answer(const struct decoding *call);

/* Of fcntl(2): what is asked for, and what it takes where it takes something. */
void decoding_command(const struct decoding *call);

#endif
