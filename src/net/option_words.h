/* The words for values that the kernel counts. Private to the option files. */
#ifndef NET_OPTION_WORDS_H
#define NET_OPTION_WORDS_H

#include "net/option.h"

extern const struct option_word option_levels[], option_families[], option_socket_types[],
    option_protocols[], option_buffer_locks[], option_paces[], option_rehashing[],
    option_minus_off[], option_default[], option_memory[], option_credentials[], option_txtime[],
    option_repair_window[], option_statistics[], option_ring[], option_timestamping[],
    option_path_mtu[], option_tos[], option_preferences[], option_udp_encapsulations[],
    option_fin_wait[], option_repairs[], option_repair_queues[], option_icmp_types[],
    option_icmp6_types[], option_packet_versions[], option_packet_modes[], option_fanout[];

#endif
