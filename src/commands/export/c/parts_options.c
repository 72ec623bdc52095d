/* Values of socket options in a program in C: read as the session shows them, and those that are set by more than a
 * number. */
#include "export/c/parts.h"

// clang-format off
const struct part export_c_options[] = {
    {"set_option_bytes(",
     "static int set_option_bytes(int fd, int level, int name, const char *bytes, size_t length)\n"
     "{\n"
     "    return setsockopt(fd, level, name, bytes, (socklen_t)length);\n"
     "}\n", true},
    {"set_large_option(",
     "static int set_large_option(int fd, int level, int name, unsigned long long value)\n"
     "{\n"
     "    return setsockopt(fd, level, name, &value, sizeof(value));\n"
     "}\n", true},
    {"set_option_time(",
     "/* In microseconds. */\n"
     "static int set_option_time(int fd, int level, int name, long long time)\n"
     "{\n"
     "    struct timeval value = {(time_t)(time / 1000000), (suseconds_t)(time % 1000000)};\n"
     "\n"
     "    return setsockopt(fd, level, name, &value, sizeof(value));\n"
     "}\n", true},
    {"set_option_numbers(",
     "static int set_option_numbers(int fd, int level, int name, size_t count, const unsigned *numbers)\n"
     "{\n"
     "    return setsockopt(fd, level, name, numbers, (socklen_t)(count * sizeof(*numbers)));\n"
     "}\n", true},
    {"check_option(",
     "/* Whether it can be read. */\n"
     "static int check_option(int fd, int level, int name)\n"
     "{\n"
     "    char value[1024];\n"
     "\n"
     "    return getsockopt(fd, level, name, value, &(socklen_t){sizeof(value)});\n"
     "}\n", true},
    {"option_value(",
     "/* What the kernel has, in room for so many bytes; those that it lacks are 0. */\n"
     "static struct bytes option_value(int fd, int level, int name, size_t size)\n"
     "{\n"
     "    struct bytes value = room(size);\n"
     "    socklen_t length = (socklen_t)size;\n"
     "\n"
     "    memset(value.data, 0, size);\n"
     "    if (getsockopt(fd, level, name, value.data, &length) == 0)\n"
     "        value.length = length < size ? length : size;\n"
     "    else\n"
     "        value.length = 0;\n"
     "    return value;\n"
     "}\n", true},
    {"formatted(",
     "/* At most 79 bytes. */\n"
     "static struct bytes formatted(const char *format, ...)\n"
     "{\n"
     "    struct bytes text = room(80);\n"
     "    va_list arguments;\n"
     "\n"
     "    va_start(arguments, format);\n"
     "    vsnprintf(text.data, 80, format, arguments);\n"
     "    va_end(arguments);\n"
     "    text.length = strlen(text.data);\n"
     "    return text;\n"
     "}\n", true},
    {"list_word(",
     "/* One more word of a list, which has room for 4096 bytes. */\n"
     "static void list_word(struct bytes *list, const char *between, const char *word)\n"
     "{\n"
     "    snprintf(list->data + list->length, 4096 - list->length, \"%s%s\", list->length ? between : \"\", word);\n"
     "    list->length += strlen(list->data + list->length);\n"
     "}\n", true},
    {"value_word word_for( option_duration( option_word( option_large_word( option_flags( option_members( option_fields( option_error(",
     "/* A number of the kernel's and the word for it; the last row has none. */\n"
     "struct value_word {\n"
     "    long long number;\n"
     "    const char *word;\n"
     "};\n", true},
    {"word_for(",
     "/* NULL where there is none. */\n"
     "static const char *word_for(const struct value_word *words, long long number)\n"
     "{\n"
     "    for (; words && words->word; words++)\n"
     "        if (words->number == number)\n"
     "            return words->word;\n"
     "    return NULL;\n"
     "}\n", true},
    {"option_duration(",
     "/* The word for a number, else a duration. */\n"
     "static struct bytes option_duration(int fd, int level, int name, const struct value_word *words, const char *unit)\n"
     "{\n"
     "    int number = get_option(fd, level, name);\n"
     "    const char *word = word_for(words, number);\n"
     "\n"
     "    return word ? from_text(word) : formatted(\"%d%s\", number, unit);\n"
     "}\n", true},
    {"option_word(",
     "/* The word for a number, where it has one. */\n"
     "static struct bytes option_word(int fd, int level, int name, const struct value_word *words)\n"
     "{\n"
     "    return option_duration(fd, level, name, words, \"\");\n"
     "}\n", true},
    {"option_large(",
     "static long long option_large(int fd, int level, int name)\n"
     "{\n"
     "    long long number = 0;\n"
     "\n"
     "    getsockopt(fd, level, name, &number, &(socklen_t){sizeof(number)});\n"
     "    return number;\n"
     "}\n", true},
    {"option_large_word(",
     "/* The word for a number of 64 bits, where it has one. */\n"
     "static struct bytes option_large_word(int fd, int level, int name, const struct value_word *words)\n"
     "{\n"
     "    long long number = option_large(fd, level, name);\n"
     "    const char *word = word_for(words, number);\n"
     "\n"
     "    return word ? from_text(word) : formatted(\"%llu\", (unsigned long long)number);\n"
     "}\n", true},
    {"option_flags(",
     "/* The words for the bits that are set; in hexadecimal those that have none. */\n"
     "static struct bytes option_flags(int fd, int level, int name, const struct value_word *words)\n"
     "{\n"
     "    unsigned flags = (unsigned)get_option(fd, level, name);\n"
     "    struct bytes list = room(4096);\n"
     "\n"
     "    list.length = 0;\n"
     "    for (; words && words->word; words++) {\n"
     "        unsigned bits = (unsigned)words->number;\n"
     "        if ((flags & bits) != bits)\n"
     "            continue;\n"
     "        list_word(&list, \",\", words->word);\n"
     "        flags &= ~bits;\n"
     "    }\n"
     "    if (flags)\n"
     "        list_word(&list, \",\", formatted(\"0x%x\", flags).data);\n"
     "    return list.length ? list : from_text(\"none\");\n"
     "}\n", true},
    {"option_members(",
     "/* The words for the bits that are set, of at most 256; where most are, for those that aren't. */\n"
     "static struct bytes option_members(int fd, int level, int name, const struct value_word *words, int size)\n"
     "{\n"
     "    struct bytes list = room(4096);\n"
     "    unsigned numbers[8] = {0};\n"
     "    int count = 0;\n"
     "\n"
     "    getsockopt(fd, level, name, numbers, &(socklen_t){(socklen_t)size / 8});\n"
     "    for (int bit = 0; bit < size; bit++)\n"
     "        count += (int)(numbers[bit / 32] >> bit % 32 & 1);\n"
     "    if (count == 0 || count == size)\n"
     "        return from_text(count ? \"all\" : \"none\");\n"
     "    list.length = 0;\n"
     "    for (int bit = 0; bit < size; bit++) {\n"
     "        const char *word = word_for(words, bit);\n"
     "        char digits[16];\n"
     "        if ((numbers[bit / 32] >> bit % 32 & 1) == (count > size / 2))\n"
     "            continue;\n"
     "        snprintf(digits, sizeof(digits), \"%d\", bit);\n"
     "        list_word(&list, \",\", word ? word : digits);\n"
     "    }\n"
     "    return joined(2, from_text(count > size / 2 ? \"all but \" : \"\"), list);\n"
     "}\n", true},
    {"option_fields(",
     "/* Numbers of 32 bits in a row, with their names. */\n"
     "static struct bytes option_fields(int fd, int level, int name, const struct value_word *words)\n"
     "{\n"
     "    struct bytes value = option_value(fd, level, name, 1024), list = room(4096);\n"
     "\n"
     "    list.length = 0;\n"
     "    for (size_t i = 0; i < value.length / sizeof(int); i++) {\n"
     "        const char *word = word_for(words, (long long)i);\n"
     "        char field[64];\n"
     "        int number;\n"
     "        memcpy(&number, value.data + i * sizeof(number), sizeof(number));\n"
     "        snprintf(field, sizeof(field), \"%s%s%d\", word ? word : \"\", word ? \" \" : \"\", number);\n"
     "        list_word(&list, \", \", field);\n"
     "    }\n"
     "    return list.length ? list : from_text(\"none\");\n"
     "}\n", true},
    {"option_time(",
     "static struct bytes option_time(int fd, int level, int name)\n"
     "{\n"
     "    struct timeval time = {0};\n"
     "\n"
     "    getsockopt(fd, level, name, &time, &(socklen_t){sizeof(time)});\n"
     "    if (time.tv_usec == 0)\n"
     "        return time.tv_sec ? formatted(\"%llds\", (long long)time.tv_sec) : from_text(\"none\");\n"
     "    if (time.tv_usec % 1000 == 0 && time.tv_sec < 0x7fffffff)\n"
     "        return formatted(\"%lldms\", (long long)time.tv_sec * 1000 + (long long)time.tv_usec / 1000);\n"
     "    return formatted(\"%lld.%06llds\", (long long)time.tv_sec, (long long)time.tv_usec);\n"
     "}\n", true},
    {"option_linger(",
     "static struct bytes option_linger(int fd, int level, int name)\n"
     "{\n"
     "    struct linger linger = {0};\n"
     "\n"
     "    getsockopt(fd, level, name, &linger, &(socklen_t){sizeof(linger)});\n"
     "    return linger.l_onoff ? formatted(\"%ds\", linger.l_linger) : from_text(\"off\");\n"
     "}\n", true},
    {"option_text(",
     "/* Text up to a NUL. */\n"
     "static struct bytes option_text(int fd, int level, int name)\n"
     "{\n"
     "    struct bytes value = option_value(fd, level, name, 1024);\n"
     "\n"
     "    value.length = strnlen(value.data, value.length);\n"
     "    return value.length ? value : from_text(\"none\");\n"
     "}\n", true},
    {"interface_name(",
     "static struct bytes interface_name(unsigned index)\n"
     "{\n"
     "    struct bytes name = room(IF_NAMESIZE);\n"
     "\n"
     "    if (index == 0)\n"
     "        return from_text(\"any\");\n"
     "    return if_indextoname(index, name.data) ? from_text(name.data) : decimal(index);\n"
     "}\n", true},
    {"option_interface(",
     "static struct bytes option_interface(int fd, int level, int name)\n"
     "{\n"
     "    return interface_name((unsigned)get_option(fd, level, name));\n"
     "}\n", true},
    {"option_network_interface(",
     "/* An interface whose number is in network byte order. */\n"
     "static struct bytes option_network_interface(int fd, int level, int name)\n"
     "{\n"
     "    return interface_name(ntohl((unsigned)get_option(fd, level, name)));\n"
     "}\n", true},
    {"option_address(",
     "static struct bytes option_address(int fd, int level, int name)\n"
     "{\n"
     "    struct in_addr address = {0};\n"
     "    struct bytes text = room(INET_ADDRSTRLEN);\n"
     "\n"
     "    getsockopt(fd, level, name, &address, &(socklen_t){sizeof(address)});\n"
     "    if (address.s_addr == INADDR_ANY)\n"
     "        return from_text(\"any\");\n"
     "    return from_text(inet_ntop(AF_INET, &address, text.data, INET_ADDRSTRLEN));\n"
     "}\n", true},
    {"option_ports(",
     "/* The first port of a range, and above it the last one. */\n"
     "static struct bytes option_ports(int fd, int level, int name)\n"
     "{\n"
     "    unsigned ports = (unsigned)get_option(fd, level, name), low = ports & 0xffff, high = ports >> 16;\n"
     "\n"
     "    if (!ports)\n"
     "        return from_text(\"none\");\n"
     "    return joined(3, low ? decimal(low) : from_text(\"\"), from_text(\"-\"), high ? decimal(high) : from_text(\"\"));\n"
     "}\n", true},
    {"option_bytes(",
     "/* In hexadecimal. */\n"
     "static struct bytes option_bytes(int fd, int level, int name)\n"
     "{\n"
     "    struct bytes value = option_value(fd, level, name, 1024), list = room(4096);\n"
     "\n"
     "    list.length = 0;\n"
     "    for (size_t i = 0; i < value.length; i++) {\n"
     "        char digits[4];\n"
     "        snprintf(digits, sizeof(digits), \"%02x\", (unsigned char)value.data[i]);\n"
     "        list_word(&list, \" \", digits);\n"
     "    }\n"
     "    return list.length ? list : from_text(\"none\");\n"
     "}\n", true},
    {"option_number_or_bytes(",
     "static struct bytes option_number_or_bytes(int fd, int level, int name)\n"
     "{\n"
     "    struct bytes value = option_value(fd, level, name, 1024);\n"
     "\n"
     "    return value.length == sizeof(int) ? decimal(get_option(fd, level, name)) : option_bytes(fd, level, name);\n"
     "}\n", true},
    {"option_error(",
     "/* The name of an error that a socket can have. */\n"
     "static struct bytes option_error(int fd, int level, int name)\n"
     "{\n"
     "#define NAMED(error) {error, #error}\n"
     "    static const struct value_word errors[] = {\n"
     "        {0, \"none\"}, NAMED(ECONNREFUSED), NAMED(ECONNRESET), NAMED(ECONNABORTED), NAMED(EPIPE), NAMED(ETIMEDOUT),\n"
     "        NAMED(EHOSTUNREACH), NAMED(ENETUNREACH), NAMED(EHOSTDOWN), NAMED(ENETDOWN), NAMED(ENONET), NAMED(ENOPROTOOPT),\n"
     "        NAMED(EPROTO), NAMED(EOPNOTSUPP), NAMED(EMSGSIZE), NAMED(EACCES), NAMED(EPERM), NAMED(EINVAL), NAMED(ENODEV),\n"
     "        NAMED(ENXIO), NAMED(ENOBUFS), NAMED(ENOMEM), NAMED(EADDRINUSE), NAMED(EADDRNOTAVAIL), NAMED(ENOTCONN),\n"
     "        NAMED(EISCONN), NAMED(EAGAIN), NAMED(EINPROGRESS), NAMED(EALREADY), NAMED(EINTR), NAMED(EIO), NAMED(EBADMSG),\n"
     "        NAMED(EFAULT), NAMED(ESHUTDOWN), NAMED(ECANCELED), {0, NULL}};\n"
     "    int number = get_option(fd, level, name);\n"
     "    const char *word = word_for(errors, number);\n"
     "\n"
     "    return word ? from_text(word) : formatted(\"E%d\", number);\n"
     "}\n", true},
    {"set_multicast_address(",
     "/* Where multicast leaves: by an address of that interface. */\n"
     "static int set_multicast_address(int fd, const char *address)\n"
     "{\n"
     "    struct in_addr local = {0};\n"
     "\n"
     "    if (inet_pton(AF_INET, address, &local) != 1) {\n"
     "        errno = EINVAL;\n"
     "        return -1;\n"
     "    }\n"
     "    return setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &local, sizeof(local));\n"
     "}\n", true},
    {"set_multicast_interface(",
     "/* Where multicast leaves; the interface's own address is all that is read back. */\n"
     "static int set_multicast_interface(int fd, int index)\n"
     "{\n"
     "    struct ip_mreqn request = {0};\n"
     "    struct ifreq own = {0};\n"
     "\n"
     "    if (index < 0)\n"
     "        return -1;\n"
     "    request.imr_ifindex = index;\n"
     "    if (if_indextoname((unsigned)index, own.ifr_name) && ioctl(fd, SIOCGIFADDR, &own) == 0)\n"
     "        request.imr_address = ((struct sockaddr_in *)&own.ifr_addr)->sin_addr;\n"
     "    return setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &request, sizeof(request));\n"
     "}\n", true},
    {"set_packet_info(",
     "/* Where packets are sent from. */\n"
     "static int set_packet_info(int fd, int level, int name, const char *address, int index)\n"
     "{\n"
     "    struct {\n"
     "        struct in6_addr address;\n"
     "        int index;\n"
     "    } info = {.index = index};\n"
     "\n"
     "    if (inet_pton(AF_INET6, address, &info.address) != 1) {\n"
     "        errno = EINVAL;\n"
     "        return -1;\n"
     "    }\n"
     "    return setsockopt(fd, level, name, &info, sizeof(info));\n"
     "}\n", true},
    {"set_packet_membership(",
     "static int set_packet_membership(int fd, int level, int name, int index, unsigned short mode)\n"
     "{\n"
     "    struct packet_mreq request = {.mr_ifindex = index, .mr_type = mode};\n"
     "\n"
     "    return setsockopt(fd, level, name, &request, sizeof(request));\n"
     "}\n", true},
    {0},
};
// clang-format on
