#include "net/interface.h"

#include "base/nearest.h"
#include "base/number.h"
#include "interface_survey.h"
#include "net/own.h"
#include "socket_calls.h"

#include <arpa/inet.h>
#include <sys/ioctl.h>

/* netdevice(7): any socket will do. */
static const struct socket_type any_socket = {.family = AF_UNIX, .type = SOCK_DGRAM};

unsigned interface_index(const char *name)
{
    cleanup_own_socket struct socket socket = own_open(&any_socket);
    struct ifreq asked = {0};

    error_copy(asked.ifr_name, sizeof(asked.ifr_name), span_of(name));
    bool is_known = strlen(name) < IF_NAMESIZE && socket.fd >= 0 &&
                    call_ioctl_interface(&socket, SIOCGIFINDEX, &asked) == 0;
    return is_known ? (unsigned)asked.ifr_ifindex : 0;
}

bool interface_name(unsigned index, char ret_name[IF_NAMESIZE])
{
    cleanup_own_socket struct socket socket = own_open(&any_socket);
    struct ifreq asked = {.ifr_ifindex = (int)index};

    if (socket.fd < 0 || call_ioctl_interface(&socket, SIOCGIFNAME, &asked) < 0)
        return false;
    error_copy(ret_name, IF_NAMESIZE, span_of(asked.ifr_name));
    return true;
}

bool interface_hint(struct span name, struct error *error)
{
    cleanup_interface_survey struct interface_survey survey = interface_survey_names();
    struct nearest nearest = nearest_start(name);

    for (const struct if_nameindex *one = survey.names; one && one->if_name; one++)
        nearest_offer(&nearest, span_of(one->if_name));
    nearest_hint(&nearest, error, "no interface has that name or address: `interfaces` lists them");
    return false;
}

static bool fail_unknown(struct span text, struct error *error)
{
    char shown[64];

    error_copy(shown, sizeof(shown), text);
    error_call(error, ERROR_SOCKET, ENODEV, "if_nametoindex", "%s", shown);
    return interface_hint(text, error);
}

static bool has_address(const struct ifaddrs *interface, int family, const void *address)
{
    const struct sockaddr *own = interface->ifa_addr;

    if (!own || own->sa_family != family)
        return false;
    return family == AF_INET
               ? memcmp(&((const struct sockaddr_in *)own)->sin_addr, address, 4) == 0
               : memcmp(&((const struct sockaddr_in6 *)own)->sin6_addr, address, 16) == 0;
}

static unsigned find_by_address(const char *text)
{
    struct in6_addr address;
    int family = strchr(text, ':') ? AF_INET6 : AF_INET;
    unsigned index = 0;

    if (inet_pton(family, text, &address) != 1)
        return 0;
    cleanup_interface_survey struct interface_survey survey = interface_survey_addresses();
    for (const struct ifaddrs *one = survey.addresses; one && !index; one = one->ifa_next)
        if (has_address(one, family, &address))
            index = interface_index(one->ifa_name);
    return index;
}

bool interface_find(struct span text, unsigned *ret_index, struct error *error)
{
    char name[INET6_ADDRSTRLEN];
    int64_t number;
    unsigned index;

    if (span_is(text, "any")) {
        *ret_index = 0;
        return true;
    }
    if (number_integer(text, &number) && number >= 0 && number <= INT32_MAX) {
        *ret_index = (unsigned)number;
        return true;
    }
    if (text.length == 0 || text.length >= sizeof(name) || memchr(text.data, '\0', text.length))
        return fail_unknown(text, error);
    memcpy(name, text.data, text.length);
    name[text.length] = '\0';
    index = interface_index(name);
    if (!index)
        index = find_by_address(name);
    if (!index)
        return fail_unknown(text, error);
    *ret_index = index;
    return true;
}

void interface_format(struct buffer *out, unsigned index)
{
    char name[IF_NAMESIZE];

    if (index == 0)
        buffer_append_text(out, "any");
    else if (interface_name(index, name))
        buffer_append_text(out, name);
    else
        buffer_printf(out, "%u", index);
}

bool interface_ipv4(unsigned index, struct in_addr *ret_address)
{
    cleanup_interface_survey struct interface_survey survey = interface_survey_addresses();
    bool found = false;

    for (const struct ifaddrs *one = survey.addresses; one && !found; one = one->ifa_next) {
        found = one->ifa_addr && one->ifa_addr->sa_family == AF_INET &&
                interface_index(one->ifa_name) == index;
        if (found)
            *ret_address = ((const struct sockaddr_in *)one->ifa_addr)->sin_addr;
    }
    return found;
}
