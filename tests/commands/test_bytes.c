/* pack, unpack, fill, encode, decode, hexdump, checksum, length. */
#include "harness.h"

static void test_pack_gives_data(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "pack !H 80");
    expect_data(shell, "\0P");
    expect_field(shell, "length", "2");
    expect_text(shell, "2 bytes\n  00000000  00 50");
    run_ok(shell, "pair a b; a.send $(pack !H 5)hello; b.recv");
    expect_data(shell, "\0\x05hello");
    run_ok(shell, "x = pack '<HH' 1 2; length $x");
    expect_field(shell, "length", "4");
    run_ok(shell, "pack '2s x 3p' ab \"a\\0b\"");
    expect_data(shell, "ab\0\x02"
                       "a\0");
    run_ok(shell, "pack ''");
    expect_data(shell, "");
}

static void test_pack_fails(void **state)
{
    struct shell *shell = *state;

    run_fails(shell, "usage", "", "pack !HB 1 256");
    expect_text(shell, "B takes 0 to 255, not 256\n  pack !HB 1 256\n             ^");
    run_fails(shell, "usage", "", "pack !HH 1");
    expect_text(shell, "!HH takes 2 values, not 1");
    run_fails(shell, "usage", "", "pack 5s one two");
    expect_text(shell, "5s takes 1 value, not 2");
    expect_hint(shell, "stands in quotes");
    run_fails(shell, "usage", "", "pack !Hy 1 2");
    expect_text(shell, "no letter \"y\", the format's byte 2");
    expect_hint(shell, "what begins with <, > or = stands in quotes");
    run_fails(shell, "usage", "", "pack");
}

/* A format that isn't in quotes writes to no file. */
static void test_pack_unquoted(void **state)
{
    struct shell *shell = *state;

    run_fails(shell, "usage", "", "pack >$dir/H 5");
    expect_hint(shell, "stands in quotes");
    assert_null(shell_read_file(shell, "H"));
    run_fails(shell, "name", "", "pack =H 5");
    expect_hint(shell, "pack is a command: what begins with = behind it stands in quotes");
}

static void test_pack_too_much(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "set value-limit 1K; pack 1024x");
    run_fails(shell, "resource", "", "pack 1025x");
    expect_hint(shell, "`set value-limit SIZE` moves the limit");
    run_fails(shell, "resource", "", "pack 9000000000000000000x");
    run_fails(shell, "usage", "", "pack 9999999999999999999x");
}

static void test_unpack_gives_rows(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "unpack !bHs?dQ x\"ff 1f90 61 01 3fb999999999999a ffffffffffffffff\"");
    expect_field(shell, "values.0.index", "0");
    expect_field(shell, "values.0.letter", "b");
    expect_field(shell, "values.0.value", "-1");
    expect_field(shell, "values.1.value", "8080");
    expect_field(shell, "values.2.value", "a");
    expect_field(shell, "values.3.value", "true");
    expect_field(shell, "values.4.value", "0.1");
    expect_field(shell, "values.5.value", "18446744073709551615");
    expect_field(shell, "value", "-1 8080 a true 0.1 18446744073709551615");
    expect_json(shell, "{\"index\":1,\"letter\":\"H\",\"value\":8080}");
    expect_json(shell, "\"value\":true},{\"index\":4,\"letter\":\"d\",\"value\":0.1}");
    expect_json(shell, "\"value\":18446744073709551615}");
    expect_text(shell, "  1     H      8080\n");
}

/* What JSON has no way to say is text. */
static void test_unpack_in_json(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "unpack '>ff2s' x\"7f800000 7fc00000 fffe\"");
    expect_json(shell, "\"value\":\"inf\"}");
    expect_json(shell, "\"value\":\"nan\"}");
    expect_json(shell, "\"base64\":\"//4=\"}");
}

static void test_unpack_as_value(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "n = unpack !H x\"01 02\"; assert $n == 258");
    expect_word(shell, "$(unpack !BB x\"01 02\")", "1 2");
    expect_word(shell, "[$(unpack 2x x\"01 02\")]", "[]");
    run_ok(shell, "x = unpack 3s \"a\\0b\"; length $x");
    expect_field(shell, "length", "3");
}

static void test_unpack_from(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "let d x\"00 01 02 03\"");
    expect_word(shell, "$(unpack --from 1 !H $d)", "258");
    expect_word(shell, "$(unpack --from -2 !H $d)", "515");
    expect_word(shell, "$(unpack --from 0 !H $d)", "1");
    run_ok(shell, "unpack --from 4 '' abcd");
    run_fails(shell, "usage", "", "unpack --from 3 !H abcd");
    expect_text(shell, "!H wants 2 bytes from offset 3, the data has 4");
    run_fails(shell, "usage", "", "unpack --from -1 !H abcd");
    run_fails(shell, "usage", "", "unpack --from -5 !H abcd");
    run_fails(shell, "usage", "", "unpack --from 5 '' abcd");
}

static void test_unpack_into(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "unpack --into kind,size,text !BH3s x\"01 00 03\"abc");
    expect_word(shell, "$kind $size $text", "1 3 abc");
    run_ok(shell, "let a old; let b old; pair h i");
    run_fails(shell, "usage", "", "unpack --into a,b !B x");
    expect_text(shell, "--into has 2 names for 1 value");
    run_fails(shell, "name", "", "unpack --into a,h !BB xx");
    run_fails(shell, "usage", "", "unpack --into a,,b !BBB xxx");
    run_fails(shell, "usage", "", "unpack --into a,b !H x");
    expect_word(shell, "$a $b", "old old");
}

static void test_unpack_fails(void **state)
{
    struct shell *shell = *state;

    run_fails(shell, "usage", "", "unpack !HH abc");
    expect_text(shell, "!HH wants 4 bytes, the data has 3");
    run_fails(shell, "usage", "", "unpack !H abc");
    expect_hint(shell, "--from 0");
    run_fails(shell, "usage", "", "unpack !Z abc");
    run_fails(shell, "usage", "", "unpack !H");
    run_fails(shell, "resource", "", "unpack 300000B $(fill 300000)");
    expect_text(shell, "262144 values at the most");
}

static void test_unpack_a_file(void **state)
{
    struct shell *shell = *state;

    shell_write_file(shell, "two", "ab");
    run_ok(shell, "unpack !H < $dir/two");
    expect_field(shell, "value", "24930");
}

static void test_fill(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "fill 3");
    expect_data(shell, "\0\0\0");
    run_ok(shell, "fill 2 255");
    expect_data(shell, "\xff\xff");
    run_ok(shell, "fill 2 0x41");
    expect_data(shell, "AA");
    run_ok(shell, "fill 2 -");
    expect_data(shell, "--");
    run_ok(shell, "fill 2 9");
    expect_data(shell, "\t\t");
    run_ok(shell, "fill 0");
    expect_data(shell, "");
    run_ok(shell, "fill 1K x");
    expect_field(shell, "length", "1024");
    run_fails(shell, "usage", "", "fill 1 256");
    run_fails(shell, "usage", "", "fill 1 ab");
    run_fails(shell, "usage", "", "fill many");
    run_fails(shell, "resource", "", "fill 65M");
    run_fails(shell, "resource", "", "fill 8000000000G");
}

static void test_encode(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "encode base64 user:secret word");
    expect_data(shell, "dXNlcjpzZWNyZXQgd29yZA==");
    expect_field(shell, "length", "24");
    run_ok(shell, "encode hex x\"00 ff\"");
    expect_data(shell, "00ff");
    run_ok(shell, "encode url 'a b&\xc3\xa9'");
    expect_data(shell, "a%20b%26%C3%A9");
    run_ok(shell, "encode url-plus 'a b+c'");
    expect_data(shell, "a+b%2Bc");
    run_ok(shell, "encode base64");
    expect_data(shell, "");
    run_fails(shell, "usage", "", "encode rot13 x");
    run_ok(shell, "set value-limit 1K; let x $(fill 512 x); encode hex $x; encode url $x");
    run_fails(shell, "resource", "", "encode hex ${x}x");
}

static void test_decode(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "decode base64 AP8=");
    expect_data(shell, "\0\xff");
    run_ok(shell, "decode hex de ad:be ef");
    expect_data(shell, "\xde\xad\xbe\xef");
    run_ok(shell, "decode url a%%20b+c");
    expect_data(shell, "a b+c");
    run_ok(shell, "decode url-plus a%%20b+c");
    expect_data(shell, "a b c");
    shell_write_file(shell, "code", "aGVsbG8=\n");
    run_fails(shell, "usage", "", "decode base64 < $dir/code");
    expect_text(shell, "byte 9 is \"\\n\": nothing stands behind the padding");
    expect_hint(shell, "${name[:-1]} is without the last one");
    run_fails(shell, "usage", "", "x = decode hex 0g");
    expect_text(shell, "byte 2 is \"g\"");
    run_fails(shell, "name", "", "print $x");
    run_fails(shell, "usage", "", "decode url 100%%");
}

static void test_hexdump(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "hexdump \"a\\0b\"");
    expect_text(shell, "00000000  61 00 62 ");
    expect_text(shell, "|a.b|\n");
    expect_field(shell, "length", "3");
    run_ok(shell, "assert $(hexdump hello) contains '|hello|'");
    run_ok(shell, "hexdump");
    expect_field(shell, "dump", "");
    run_ok(shell, "set value-limit 1K");
    run_fails(shell, "resource", "", "hexdump $(fill 1000)");
}

static void test_checksum(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "checksum internet x\"0001 f203 f4f5 f6f7\"");
    expect_field(shell, "checksum", "8717");
    expect_field(shell, "hex", "0x220d");
    expect_text(shell, "8717 (0x220d)");
    run_ok(shell, "checksum crc32 123456789");
    expect_field(shell, "hex", "0xcbf43926");
    expect_word(shell, "$(checksum crc32 '')", "0");
    run_fails(shell, "usage", "", "checksum md5 x");
}

static void test_length(void **state)
{
    struct shell *shell = *state;

    run_ok(shell, "length a  b");
    expect_field(shell, "length", "3");
    expect_text(shell, "3 bytes");
    run_ok(shell, "length");
    expect_field(shell, "length", "0");
    shell_write_file(shell, "file", "hello\n");
    run_ok(shell, "length < $dir/file; assert $(length \xc3\xa9) == 2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_pack_gives_data),
        TEST(test_pack_fails),
        TEST(test_pack_unquoted),
        TEST(test_pack_too_much),
        TEST(test_unpack_gives_rows),
        TEST(test_unpack_in_json),
        TEST(test_unpack_as_value),
        TEST(test_unpack_from),
        TEST(test_unpack_into),
        TEST(test_unpack_fails),
        TEST(test_unpack_a_file),
        TEST(test_fill),
        TEST(test_encode),
        TEST(test_decode),
        TEST(test_hexdump),
        TEST(test_checksum),
        TEST(test_length),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
