#include "base/charset.h"

#include "base/escape.h"

#include <langinfo.h>
#include <locale.h>
#include <string.h>

bool charset_is_utf8(void)
{
    locale_t users = newlocale(LC_CTYPE_MASK, "", NULL);
    bool is_utf8 = users && strcmp(nl_langinfo_l(CODESET, users), "UTF-8") == 0;

    if (users)
        freelocale(users);
    return is_utf8;
}

static bool is_ascii(struct span text)
{
    for (size_t i = 0; i < text.length; i++)
        if ((unsigned char)text.data[i] >= 0x80)
            return false;
    return true;
}

/* Most text is ASCII, and a locale takes its time. */
bool charset_can_show(struct span text)
{
    return is_ascii(text) || charset_is_utf8();
}

void charset_append(struct buffer *out, struct span escaped)
{
    if (charset_can_show(escaped))
        buffer_append(out, escaped);
    else
        escape_ascii(out, escaped);
}
