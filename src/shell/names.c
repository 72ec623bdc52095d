#include "shell/names.h"

#include "base/memory.h"
#include "journal/journal.h"
#include "lang/parse.h"
#include "net/socket.h"

#include <stdio.h>
#include <stdlib.h>
/* Names are short: FNV-1a is through with them before uthash's own function has begun. */
#define HASH_FUNCTION(key, length, hash)                                    \
    do {                                                                    \
        const unsigned char *hash##_byte = (const unsigned char *)(key);    \
        (hash) = 2166136261u;                                               \
        for (size_t hash##_left = (length); hash##_left > 0; hash##_left--) \
            (hash) = ((hash) ^ *hash##_byte++) * 16777619u;                 \
    } while (0)
#include <uthash.h>

enum { STEM = 48 /* room for what stands before a name's number */ };

struct slot {
    struct entry entry;
    char *name;
    unsigned given; /* the last number names_fresh() gave with this name as prefix */
    bool present;   /* a slot without entry only remembers `given` */
    UT_hash_handle hh;
};

struct names {
    struct slot *slots;
    const struct names_observer *observer;
};

struct names *names_new(void)
{
    return NEW(struct names);
}

void names_observe(struct names *names, const struct names_observer *observer)
{
    names->observer = observer;
}

/* The journal keeps the name, for when the socket is gone. */
static void note_name(const struct entry *entry)
{
    const struct socket *socket = entry->socket;
    struct journal_socket *known = journal_socket(socket->network->journal, socket->id);

    if (known)
        error_copy(known->name, sizeof(known->name), span_of(entry->name));
}

static void tell_added(const struct names *names, struct entry *entry)
{
    if (entry->socket)
        note_name(entry);
    if (entry->socket && names->observer)
        names->observer->added(names->observer->context, entry);
}

static void tell_removing(const struct names *names, struct entry *entry)
{
    if (entry->socket && names->observer)
        names->observer->removing(names->observer->context, entry);
}

static struct slot *find(const struct names *names, struct span name)
{
    struct slot *slot = NULL;

    HASH_FIND(hh, names->slots, name.data, name.length, slot);
    return slot;
}

static struct slot *find_or_add(struct names *names, struct span name)
{
    struct slot *slot = find(names, name);

    if (slot)
        return slot;
    slot = NEW(struct slot);
    slot->name = memory_new(name.length + 1);
    memcpy(slot->name, name.data, name.length);
    slot->entry.name = slot->name;
    HASH_ADD_KEYPTR(hh, names->slots, slot->name, name.length, slot);
    return slot;
}

/* The entry is the slot's first member. */
static struct slot *slot_of(const struct entry *entry)
{
    return (struct slot *)entry;
}

struct entry *names_find(const struct names *names, struct span name)
{
    struct slot *slot = find(names, name);

    return slot && slot->present ? &slot->entry : NULL;
}

struct entry *names_next(const struct names *names, const struct entry *entry)
{
    struct slot *slot = entry ? slot_of(entry)->hh.next : names->slots;

    while (slot && !slot->present)
        slot = slot->hh.next;
    return slot ? &slot->entry : NULL;
}

struct nearest names_nearest(const struct names *names, struct span wanted, enum names_kind kind)
{
    struct nearest nearest = nearest_start(wanted);

    for (struct entry *entry = names_next(names, NULL); entry; entry = names_next(names, entry))
        if (kind & (entry->socket ? NAMES_HANDLES : NAMES_VARIABLES))
            nearest_offer(&nearest, span_of(entry->name));
    return nearest;
}

static void fail_no_handle(const struct names *names, struct span name, struct error *error)
{
    struct nearest nearest = names_nearest(names, name, NAMES_HANDLES);
    char shown[64];

    error_copy(shown, sizeof(shown), name);
    error_set(error, ERROR_NAME, "there is no handle %s", shown);
    nearest_hint(&nearest, error, "`sockets` lists the handles; one that was closed is gone");
}

struct entry *names_handle(const struct names *names, struct span name, struct error *error)
{
    struct entry *entry = names_find(names, name);

    if (entry && entry->socket)
        return entry;
    if (entry)
        error_set(error, ERROR_NAME, "%s is a variable, not a handle", entry->name);
    else
        fail_no_handle(names, name, error);
    return NULL;
}

bool names_check_free(const struct names *names, struct span name, struct error *error)
{
    struct entry *entry = names_find(names, name);
    bool is_name = parse_is_name(name) && !span_is(name, "_");
    char shown[64];

    if (is_name && (!entry || !entry->socket))
        return true;
    error_copy(shown, sizeof(shown), name);
    if (!is_name)
        return error_set(error, ERROR_USAGE,
                         "\"%s\" can't be a name: letters, digits and _, not a digit first", shown);
    error_set(error, ERROR_NAME, "%s is an open handle", shown);
    return error_hint(error, "`close %s` first, or take another name", shown);
}

/* Out of the table and in again: last in order. */
static struct slot *renew(struct names *names, struct span name)
{
    struct slot *slot = find_or_add(names, name);

    buffer_free(&slot->entry.value);
    if (!slot->present) {
        HASH_DEL(names->slots, slot);
        HASH_ADD_KEYPTR(hh, names->slots, slot->name, name.length, slot);
    }
    slot->present = true;
    return slot;
}

struct entry *names_add_handle(struct names *names, struct span name, struct socket *socket)
{
    struct slot *slot = renew(names, name);

    slot->entry.socket = socket;
    tell_added(names, &slot->entry);
    return &slot->entry;
}

void names_set(struct names *names, struct span name, struct span value)
{
    struct slot *slot = find(names, name);

    if (slot && slot->present && slot->entry.value.data) {
        /* The value may be part of the variable's old one. */
        struct buffer *old = &slot->entry.value;
        if (value.length <= old->capacity) {
            if (value.length)
                memmove(old->data, value.data, value.length);
            old->length = value.length;
            return;
        }
    }
    struct buffer fresh = {0};
    buffer_append(&fresh, value);
    slot = renew(names, name);
    slot->entry.socket = NULL;
    slot->entry.value = fresh;
}

static struct socket *take_out(struct entry *entry)
{
    struct socket *socket = entry->socket;

    entry->socket = NULL;
    entry->arrival = NULL;
    buffer_free(&entry->value);
    slot_of(entry)->present = false;
    return socket;
}

struct socket *names_remove(struct names *names, struct entry *entry)
{
    tell_removing(names, entry);
    return take_out(entry);
}

void names_rename(struct names *names, struct entry *entry, struct span name)
{
    struct arrival *arrival = entry->arrival;
    struct buffer value = entry->value;

    entry->value = (struct buffer){0};
    struct socket *socket = take_out(entry);
    struct slot *slot = renew(names, name);
    slot->entry.socket = socket;
    slot->entry.value = value;
    slot->entry.arrival = arrival;
    tell_added(names, &slot->entry);
}

struct span names_stem(struct span prefix)
{
    return prefix.length < STEM ? prefix : SPAN("handle");
}

struct span names_fresh(struct names *names, struct span prefix, char room[64])
{
    char stem[STEM];

    error_copy(stem, sizeof(stem), names_stem(prefix));
    struct slot *counter = find_or_add(names, span_of(stem));
    do
        snprintf(room, 64, "%s%u", stem, ++counter->given);
    while (find(names, span_of(room)));
    return span_of(room);
}

void names_free(struct names *names)
{
    struct slot *slot, *next;
    struct error ignored;

    if (!names)
        return;
    HASH_ITER (hh, names->slots, slot, next) {
        HASH_DEL(names->slots, slot);
        socket_close(slot->entry.socket, &ignored);
        buffer_free(&slot->entry.value);
        free(slot->name);
        free(slot);
    }
    free(names);
}
