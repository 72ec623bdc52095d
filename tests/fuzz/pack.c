/* Formats, values and codes: what is unpacked packs to the same bytes, what is encoded decodes to them.
 * The input is a format, a line feed, and bytes. */
#include "target.h"

#include "base/decode.h"
#include "base/encode.h"
#include "base/pack.h"

enum { MOST_BYTES = 1 << 16, MOST_VALUES = 1 << 12 };

/* A NaN is written without its bits, a Boolean is 1 whatever was there, a Pascal string may lie about
 * its length: for these the second round must give what the first did. */
static void check_value(const char *data, const struct pack_item *item)
{
    cleanup_buffer struct buffer text = {0};
    cleanup_buffer struct buffer again = {0};
    cleanup_buffer struct buffer packed = {0};
    struct error error;
    bool is_exact = item->kind != PACK_BOOL && item->kind != PACK_PASCAL;

    buffer_append_repeated(&packed, 0, item->offset + item->size);
    pack_get(data, item, &text);
    must(pack_put(packed.data, item, buffer_span(&text), &error),
         "what was unpacked can be packed");
    pack_get(packed.data, item, &again);
    must(span_equal(buffer_span(&text), buffer_span(&again)), "it unpacks to the same");
    if (is_exact && !span_is(buffer_span(&text), "nan"))
        must(span_equal((struct span){packed.data + item->offset, item->size},
                        (struct span){data + item->offset, item->size}),
             "it packs to the same bytes");
}

/* Any text as a value of every letter: it packs, or the error says why not. */
static void check_text(const struct pack_item *item, struct span text)
{
    cleanup_buffer struct buffer packed = {0};
    struct error error = {0};

    buffer_append_repeated(&packed, 0, item->offset + item->size);
    if (!pack_put(packed.data, item, text, &error))
        must(error.category == ERROR_USAGE && error.message[0],
             "an error that says what is wanted");
}

static void check_format(struct span text, struct span bytes)
{
    cleanup_buffer struct buffer data = {0};
    struct pack_format format;
    struct pack_item item;
    struct error error = {0};
    size_t values = 0, end = 0;

    if (!pack_parse(text, &format, &error)) {
        must(error.category == ERROR_USAGE && error.message[0], "a format that is refused");
        return;
    }
    if (format.size > MOST_BYTES || format.values > MOST_VALUES)
        return;
    buffer_append(
        &data, (struct span){bytes.data, bytes.length < format.size ? bytes.length : format.size});
    buffer_append_repeated(&data, 0x5A, format.size - data.length);
    for (struct pack_walk walk = pack_start(&format); pack_next(&walk, &item); values++) {
        must(item.offset >= end && item.offset + item.size <= format.size, "values in order");
        end = item.offset + item.size;
        check_value(data.data, &item);
        check_text(&item, bytes);
    }
    must(values == format.values, "as many values as were counted");
}

static const struct {
    void (*encode)(struct buffer *out, struct span bytes);
    bool (*decode)(struct buffer *out, struct span text, struct error *error);
} codes[] = {
    {encode_base64, decode_base64},
    {encode_hex, decode_hex},
    {encode_url, decode_url},
    {encode_url_plus, decode_url_plus},
};

static void check_code(size_t i, struct span bytes)
{
    cleanup_buffer struct buffer text = {0};
    cleanup_buffer struct buffer back = {0};
    cleanup_buffer struct buffer decoded = {0};
    cleanup_buffer struct buffer again = {0};
    struct error error = {0};

    codes[i].encode(&text, bytes);
    must(codes[i].decode(&back, buffer_span(&text), &error), "what was encoded can be decoded");
    must(span_equal(buffer_span(&back), bytes), "it decodes to the same bytes");

    if (!codes[i].decode(&decoded, bytes, &error)) {
        must(error.category == ERROR_USAGE && error.message[0], "an error that says which byte");
        return;
    }
    codes[i].encode(&again, buffer_span(&decoded));
    if (codes[i].encode == encode_base64)
        must(span_equal(buffer_span(&again), bytes), "no two texts mean the same bytes");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct span text = {(const char *)data, size};
    const char *feed = size ? memchr(data, '\n', size) : NULL;
    size_t length = feed ? (size_t)(feed - text.data) : size;

    check_format((struct span){text.data, length}, span_after(text, length + (feed != NULL)));
    for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
        check_code(i, text);
    return 0;
}
