#include "base/checksum.h"

uint16_t checksum_internet(struct span bytes)
{
    uint64_t sum = 0; /* has room for the carries of any span */

    for (size_t i = 0; i < bytes.length; i++)
        sum += (uint64_t)(unsigned char)bytes.data[i] << (i % 2 ? 0 : 8);
    while (sum >> 16)
        sum = (sum & 0xFFFF) + (sum >> 16);
    return (uint16_t)~sum;
}

uint32_t checksum_crc32(struct span bytes)
{
    static const uint32_t polynomial = 0xEDB88320; /* of IEEE 802.3, its bits reversed */
    uint32_t remainder = UINT32_MAX;

    for (size_t i = 0; i < bytes.length; i++) {
        remainder ^= (unsigned char)bytes.data[i];
        for (int bit = 0; bit < 8; bit++)
            remainder = remainder >> 1 ^ (remainder & 1 ? polynomial : 0);
    }
    return ~remainder;
}
