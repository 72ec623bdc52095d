/* Checksums of protocols. */
#ifndef BASE_CHECKSUM_H
#define BASE_CHECKSUM_H

#include "base/span.h"

#include <stdint.h>

/* The Internet checksum of RFC 1071, the ones' complement of the ones' complement sum, as IP, ICMP,
 * UDP and TCP store it in big endian. Over data that holds its own checksum it is 0. */
uint16_t checksum_internet(struct span bytes);

/* The CRC-32 of Ethernet, gzip and PNG (CRC-32/ISO-HDLC), zlib's crc32(). */
uint32_t checksum_crc32(struct span bytes);

#endif
