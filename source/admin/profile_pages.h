#ifndef NUNCIO_SOURCE_ADMIN_PROFILE_PAGES_H_
#define NUNCIO_SOURCE_ADMIN_PROFILE_PAGES_H_

#include "source/admin/page.h"

namespace nuncio::admin {

// Pages that look into the process as a program: its allocator, its locks, its profilers. What this
// build cannot do says so with 501.
void AddProfilePages(PageBook& pages);

}  // namespace nuncio::admin

#endif  // NUNCIO_SOURCE_ADMIN_PROFILE_PAGES_H_
