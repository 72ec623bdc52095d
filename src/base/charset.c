#include "base/charset.h"

#include <langinfo.h>
#include <locale.h>
#include <string.h>

bool charset_has_lines(void)
{
    locale_t users = newlocale(LC_CTYPE_MASK, "", NULL);
    bool is_utf8 = users && strcmp(nl_langinfo_l(CODESET, users), "UTF-8") == 0;

    if (users)
        freelocale(users);
    return is_utf8;
}
