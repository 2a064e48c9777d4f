#ifndef NUNCIO_SOURCE_ADMIN_LOGGING_PAGE_H_
#define NUNCIO_SOURCE_ADMIN_LOGGING_PAGE_H_

#include "source/admin/page.h"
#include "source/base/log.h"

namespace nuncio::admin {

// /logging: lists the levels of all components and sets them: `level=debug` for all, `http=debug`
// for one, `paths=http:debug,upstream:off` for several.
void AddLoggingPage(base::Logger& log, PageBook& pages);

}  // namespace nuncio::admin

#endif  // NUNCIO_SOURCE_ADMIN_LOGGING_PAGE_H_
