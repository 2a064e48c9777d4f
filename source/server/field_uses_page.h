#ifndef NUNCIO_SOURCE_SERVER_FIELD_USES_PAGE_H_
#define NUNCIO_SOURCE_SERVER_FIELD_USES_PAGE_H_

#include "source/admin/page.h"
#include "source/schema/honoured.h"

namespace nuncio::server {

// Adds /unsupported_fields: which fields of the configuration, of the bootstrap and of all that was
// discovered, this proxy does not act on or has its doubts about. The report outlives the pages.
void AddFieldUsesPage(const schema::HonouredReport& report, admin::PageBook& pages);

}  // namespace nuncio::server

#endif  // NUNCIO_SOURCE_SERVER_FIELD_USES_PAGE_H_
