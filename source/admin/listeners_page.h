#ifndef NUNCIO_SOURCE_ADMIN_LISTENERS_PAGE_H_
#define NUNCIO_SOURCE_ADMIN_LISTENERS_PAGE_H_

#include "source/admin/page.h"
#include "source/listener/listener_set.h"

namespace nuncio::admin {

// /listeners: the name and the bound addresses of each active listener; as lines, or as JSON with
// format=json.
void AddListenersPage(const listener::ListenerSet& listeners, PageBook& pages);

}  // namespace nuncio::admin

#endif  // NUNCIO_SOURCE_ADMIN_LISTENERS_PAGE_H_
