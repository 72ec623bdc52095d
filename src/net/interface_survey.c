#include "interface_survey.h"

#include "net/library.h"

#include <errno.h>
#include <stddef.h>

static void list_names(void *context)
{
    struct interface_survey *survey = context;

    survey->names = if_nameindex();
    survey->number = survey->names ? 0 : errno;
}

static void list_addresses(void *context)
{
    struct interface_survey *survey = context;

    survey->number = getifaddrs(&survey->addresses) < 0 ? errno : 0;
}

struct interface_survey interface_survey_names(void)
{
    struct interface_survey survey = {0};

    library_run(list_names, &survey);
    return survey;
}

struct interface_survey interface_survey_addresses(void)
{
    struct interface_survey survey = {0};

    library_run(list_addresses, &survey);
    return survey;
}

void interface_survey_free(struct interface_survey *survey)
{
    if (survey->names)
        if_freenameindex(survey->names);
    if (survey->addresses)
        freeifaddrs(survey->addresses);
}
