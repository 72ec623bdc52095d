#include "net/hosts_file.h"

#include <stdio.h>
#include <string.h>

enum { MOST = 256 * 1024 /* bytes that are read */ };

/* An address and its names. */
static void take_line(char *line, hosts_file_taker *take, void *context)
{
    static const char blanks[] = " \t\r\n";
    char *rest = line, *address, *name;

    line[strcspn(line, "#")] = '\0';
    address = strtok_r(rest, blanks, &rest);
    while (address && (name = strtok_r(rest, blanks, &rest)))
        take(context, name, address);
}

void hosts_file_each(hosts_file_taker *take, void *context)
{
    FILE *file = fopen("/etc/hosts", "re");
    char line[1024];

    if (!file)
        return;
    for (size_t read = 0; read < MOST && fgets(line, sizeof(line), file); read += strlen(line) + 1)
        take_line(line, take, context);
    fclose(file);
}
