/* The hosts that this machine knows by itself: /etc/hosts, hosts(5). */
#ifndef NET_HOSTS_FILE_H
#define NET_HOSTS_FILE_H

/* Each name and its address, in the file's order, an alias like a name; nothing where the file can't be read.
 * Both are gone when the call is over. */
typedef void hosts_file_taker(void *context, const char *name, const char *address);
void hosts_file_each(hosts_file_taker *take, void *context);

#endif
