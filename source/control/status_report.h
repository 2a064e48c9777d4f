#ifndef NUNCIO_SOURCE_CONTROL_STATUS_REPORT_H_
#define NUNCIO_SOURCE_CONTROL_STATUS_REPORT_H_

#include <string>

#include "source/control/catalog.h"
#include "source/control/delivery.h"

namespace nuncio::control {

// What is served and what each proxy said to it, as JSON: docs/guide/control-plane.md says what
// each member means.
std::string StatusJson(const Catalog& catalog, const Delivery& delivery);

}  // namespace nuncio::control

#endif  // NUNCIO_SOURCE_CONTROL_STATUS_REPORT_H_
