#include "support.h"

#include "base/checksum.h"

/* The example of RFC 1071, section 3: the sum is ddf2. */
static void test_internet(void **state)
{
    (void)state;
    assert_int_equal(checksum_internet(SPAN("\x00\x01\xf2\x03\xf4\xf5\xf6\xf7")), 0x220d);
    assert_int_equal(checksum_internet(SPAN("")), 0xFFFF);
    assert_int_equal(checksum_internet(SPAN("\xff\xff")), 0);
    assert_int_equal(checksum_internet(SPAN("\x12")), (uint16_t)~0x1200);
}

/* An IPv4 header as it went over a wire: over the whole of it, its checksum included, it is 0. */
static void test_internet_of_a_header(void **state)
{
    (void)state;
    assert_int_equal(checksum_internet(SPAN("\x45\x00\x00\x73\x00\x00\x40\x00\x40\x11\xb8\x61"
                                            "\xc0\xa8\x00\x01\xc0\xa8\x00\xc7")),
                     0);
}

/* The check value of CRC-32/ISO-HDLC. */
static void test_crc32(void **state)
{
    (void)state;
    assert_int_equal(checksum_crc32(SPAN("123456789")), 0xCBF43926);
    assert_int_equal(checksum_crc32(SPAN("")), 0);
    assert_int_equal(checksum_crc32(SPAN("\x00")), 0xD202EF8D);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_internet),
        cmocka_unit_test(test_internet_of_a_header),
        cmocka_unit_test(test_crc32),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
