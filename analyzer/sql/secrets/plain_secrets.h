#pragma once

#include "analyzer/sql/secrets/excerpt.h"
#include "analyzer/sql/secrets/finding.h"

namespace pgoscope::sql {

/// Secrets that their own form tells, whatever stands around them: passwords of URIs, keys of known
/// formats, private keys in PEM, `Authorization:` headers and bearer tokens.
void find_plain_secrets(Finding& finding, const Excerpt& excerpt);

}  // namespace pgoscope::sql
