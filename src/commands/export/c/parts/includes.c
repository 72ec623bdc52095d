/* The #includes of a program in C. */

//: inet_pton( inet_ntop( htons( htonl( ntohl(
#include <arpa/inet.h>
//: errno EAGAIN
#include <errno.h>
//: fcntl(
#include <fcntl.h>
//: getifaddrs(
#include <ifaddrs.h>
//: LLONG_MAX
#include <limits.h>
//: PACKET_*
#include <linux/if_packet.h>
//: INFINITY NAN
#include <math.h>
//: if_nametoindex( if_indextoname(
#include <net/if.h>
//: addrinfo AI_* getaddrinfo( getnameinfo( getservbyname( getservbyport( NI_MAXHOST
#include <netdb.h>
//: ICMP6_FILTER
#include <netinet/icmp6.h>
//: IPPROTO_* IP_* IPV6_* ntohs( group_req group_source_req sockaddr_in sockaddr_in6
#include <netinet/in.h>
//: TCP_*
#include <netinet/tcp.h>
//: UDP_*
#include <netinet/udp.h>
//: poll( pollfd POLLOUT
#include <poll.h>
//: regcomp( regexec( regex_t
#include <regex.h>
//: va_list va_arg
#include <stdarg.h>
//: size_t offsetof(
#include <stddef.h>
//: uint16_t uint32_t uint64_t int8_t int16_t int32_t int64_t
#include <stdint.h>
//: printf( puts( perror( fprintf( snprintf( sprintf( fwrite( putchar( popen( setvbuf( FILE stdout vsnprintf(
#include <stdio.h>
//: exit( malloc( calloc( realloc( free( abort( getenv( strtoll( strtol( strtod( system(
#include <stdlib.h>
//: memcpy( memcmp( memset( strlen( strcmp( strncmp( strcat( strchr( strpbrk( strspn( strnlen( strerror(
#include <string.h>
//: epoll_wait( epoll_ctl(
#include <sys/epoll.h>
//: ioctl(
#include <sys/ioctl.h>
//: socket( send( recv( recvfrom( sendto( setsockopt( getsockopt( connect( bind( listen( accept( shutdown( socketpair( getsockname( getpeername( sockaddr_storage AF_* SO_*
#include <sys/socket.h>
//: timeval
#include <sys/time.h>
//: ssize_t
#include <sys/types.h>
//: sockaddr_un
#include <sys/un.h>
//: SO_VM_*
#include <linux/vm_sockets.h>
//: clock_gettime(
#include <time.h>
//: close( dup( gethostname( getpid(
#include <unistd.h>
