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
/* The number of that index as MSG_*. */
void decoding_flags(const struct decoding *call, size_t index);
void decoding_data(const struct decoding *call);
/* An address that was given, none as NULL. */
void decoding_address(const struct decoding *call);

/* What F_SETFL and F_SETFD take, and F_GETFL and F_GETFD give. */
void decoding_file_flags(struct buffer *out, int64_t flags);
void decoding_descriptor_flags(struct buffer *out, int64_t flags);

/* All arguments of a call. */
void decoding_of_sendmsg(const struct decoding *call);
void decoding_of_sendmmsg(const struct decoding *call);
void decoding_of_recvmsg(const struct decoding *call);
void decoding_of_ioctl(const struct decoding *call);
void decoding_of_fcntl(const struct decoding *call);

#endif
