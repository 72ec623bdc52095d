#include "journal/pcapng.h"

#include <stdint.h>

enum block {
    BLOCK_INTERFACE = 1,
    BLOCK_PACKET = 6,
    BLOCK_SECRETS = 10,
    BLOCK_SECTION = 0x0A0D0D0A,
};

enum option {
    OPTION_END = 0,
    OPTION_COMMENT = 1,
    OPTION_PACKET_FLAGS = 2,
    OPTION_INTERFACE_NAME = 2,
    OPTION_INTERFACE_DESCRIPTION = 3,
    OPTION_APPLICATION = 4,
    OPTION_RESOLUTION = 9,
};

enum { BYTE_ORDER_MAGIC = 0x1A2B3C4D, TLS_KEY_LOG = 0x544C534B, LONGEST_OPTION = 65535 };

static void put16(struct buffer *out, uint16_t value)
{
    buffer_append(out, (struct span){(const char *)&value, sizeof(value)});
}

static void put32(struct buffer *out, uint32_t value)
{
    buffer_append(out, (struct span){(const char *)&value, sizeof(value)});
}

static void put_padded(struct buffer *out, struct span bytes)
{
    buffer_append(out, bytes);
    buffer_append_repeated(out, '\0', -bytes.length % 4);
}

static void put_option(struct buffer *out, enum option option, struct span value)
{
    if (value.length == 0)
        return;
    if (value.length > LONGEST_OPTION)
        value.length = LONGEST_OPTION;
    put16(out, (uint16_t)option);
    put16(out, (uint16_t)value.length);
    put_padded(out, value);
}

static void end_options(struct buffer *out)
{
    put16(out, OPTION_END);
    put16(out, 0);
}

/* A block has its length at both ends; it is filled in when the block ends. Returns where it began. */
static size_t begin_block(struct buffer *out, enum block block)
{
    size_t start = out->length;

    put32(out, (uint32_t)block);
    put32(out, 0);
    return start;
}

static void end_block(struct buffer *out, size_t start)
{
    uint32_t length = (uint32_t)(out->length - start + sizeof(length));

    put32(out, length);
    memcpy(out->data + start + sizeof(length), &length, sizeof(length));
}

void pcapng_section(struct buffer *out, struct span application, struct span comment)
{
    size_t start = begin_block(out, BLOCK_SECTION);

    put32(out, BYTE_ORDER_MAGIC);
    put16(out, 1); /* the format's version */
    put16(out, 0);
    put32(out, UINT32_MAX); /* the section's length: not known */
    put32(out, UINT32_MAX);
    put_option(out, OPTION_COMMENT, comment);
    put_option(out, OPTION_APPLICATION, application);
    end_options(out);
    end_block(out, start);
}

void pcapng_interface(struct buffer *out, enum pcapng_link link, struct span name,
                      struct span description)
{
    size_t start = begin_block(out, BLOCK_INTERFACE);

    put16(out, (uint16_t)link);
    put16(out, 0);
    put32(out, 0); /* packets of any length */
    put_option(out, OPTION_INTERFACE_NAME, name);
    put_option(out, OPTION_INTERFACE_DESCRIPTION, description);
    put_option(out, OPTION_RESOLUTION, SPAN("\x09"));
    end_options(out);
    end_block(out, start);
}

void pcapng_packet(struct buffer *out, const struct pcapng_packet *packet)
{
    size_t start = begin_block(out, BLOCK_PACKET);
    uint64_t time = (uint64_t)packet->time;
    uint32_t direction = packet->inbound ? 1 : 2;

    put32(out, packet->interface);
    put32(out, (uint32_t)(time >> 32));
    put32(out, (uint32_t)time);
    put32(out, (uint32_t)packet->bytes.length);
    put32(out, (uint32_t)packet->whole);
    put_padded(out, packet->bytes);
    put_option(out, OPTION_COMMENT, packet->comment);
    put_option(out, OPTION_PACKET_FLAGS, (struct span){(const char *)&direction, 4});
    end_options(out);
    end_block(out, start);
}

void pcapng_secrets(struct buffer *out, struct span lines)
{
    size_t start = begin_block(out, BLOCK_SECRETS);

    put32(out, TLS_KEY_LOG);
    put32(out, (uint32_t)lines.length);
    put_padded(out, lines);
    end_block(out, start);
}
