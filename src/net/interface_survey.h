/* The interfaces and their addresses as the C library lists them. Private to src/net. */
#ifndef NET_INTERFACE_SURVEY_H
#define NET_INTERFACE_SURVEY_H

#include <ifaddrs.h>
#include <net/if.h>

struct interface_survey {
    struct if_nameindex *names;
    struct ifaddrs *addresses;
    int number; /* errno where it failed, else 0 */
};

/* if_nameindex(3) or getifaddrs(3); NULL where that fails. */
struct interface_survey interface_survey_names(void);
struct interface_survey interface_survey_addresses(void);
void interface_survey_free(struct interface_survey *survey);
#define cleanup_interface_survey __attribute__((cleanup(interface_survey_free)))

#endif
