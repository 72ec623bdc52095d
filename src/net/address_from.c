/* Addresses from what people write. Names of hosts are looked up in resolve.c. */
#include "net/address.h"

#include "base/nearest.h"
#include "base/number.h"
#include "net/interface.h"

#include <linux/if_packet.h>
#include <linux/vm_sockets.h>
#include <sys/un.h>

bool address_from_path(struct span path, struct address *ret_address, struct error *error)
{
    struct sockaddr_un made = {.sun_family = AF_UNIX};
    bool abstract = path.length && path.data[0] == '@';
    size_t most = sizeof(made.sun_path) - !abstract; /* a path wants its NUL */

    if (path.length == 0)
        return error_set(error, ERROR_USAGE, "a Unix socket's path can't be empty");
    if (path.length > most)
        return error_set(error, ERROR_USAGE,
                         "a Unix socket's path has %zu bytes at the most, this one has %zu", most,
                         path.length);
    if (!abstract && memchr(path.data, '\0', path.length))
        return error_set(error, ERROR_USAGE, "a path can't hold a NUL byte");

    memcpy(made.sun_path, path.data, path.length);
    if (abstract)
        made.sun_path[0] = '\0';
    *ret_address = (struct address){
        .length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + path.length + !abstract)};
    memcpy(&ret_address->storage, &made, sizeof(made));
    return true;
}

static const struct {
    const char *name;
    uint32_t cid;
} known_cids[] = {
    {"*", VMADDR_CID_ANY},
    {"hypervisor", VMADDR_CID_HYPERVISOR},
    {"local", 1},
    {"host", VMADDR_CID_HOST},
};

static bool parse_wide(struct span text, uint32_t *ret_number)
{
    int64_t number;

    if (!number_integer(text, &number) || number < 0 || number > UINT32_MAX)
        return false;
    *ret_number = (uint32_t)number;
    return true;
}

static bool parse_cid(struct span text, uint32_t *ret_cid)
{
    for (size_t i = 0; i < sizeof(known_cids) / sizeof(known_cids[0]); i++) {
        if (span_is(text, known_cids[i].name)) {
            *ret_cid = known_cids[i].cid;
            return true;
        }
    }
    return parse_wide(text, ret_cid);
}

static bool fail_cid(struct span cid, struct error *error)
{
    struct nearest nearest = nearest_start(cid);

    for (size_t i = 0; i < sizeof(known_cids) / sizeof(known_cids[0]); i++)
        nearest_offer(&nearest, span_of(known_cids[i].name));
    error_set(error, ERROR_USAGE, "a vsock address is a number, or local, host, hypervisor, *");
    return nearest_hint(&nearest, error, NULL);
}

bool address_from_cid(struct span cid, struct span port, struct address *ret_address,
                      struct error *error)
{
    struct sockaddr_vm made = {.svm_family = AF_VSOCK, .svm_port = VMADDR_PORT_ANY};

    if (!parse_cid(cid, &made.svm_cid))
        return fail_cid(cid, error);
    if (!span_is(port, "*") && !parse_wide(port, &made.svm_port))
        return error_set(error, ERROR_USAGE, "a vsock port is a number, or * for any");
    *ret_address = (struct address){.length = sizeof(made)};
    memcpy(&ret_address->storage, &made, sizeof(made));
    return true;
}

bool address_from_interface(struct span name, struct address *ret_address, struct error *error)
{
    struct sockaddr_ll made = {.sll_family = AF_PACKET};
    unsigned index = 0;

    if (!span_is(name, "*") && !interface_find(name, &index, error))
        return false;
    made.sll_ifindex = (int)index;
    *ret_address = (struct address){.length = sizeof(made)};
    memcpy(&ret_address->storage, &made, sizeof(made));
    return true;
}
