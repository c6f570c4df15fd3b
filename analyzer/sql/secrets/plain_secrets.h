#pragma once

#include "analyzer/sql/secrets/excerpt.h"
#include "analyzer/sql/secrets/finding.h"

namespace pgoscope::sql {

/// Finds the secrets that are known by their form alone: passwords in URIs, keys of known formats,
/// private keys in PEM, `Authorization:` headers and bearer tokens.
void find_plain_secrets(Finding& finding, const Excerpt& excerpt);

}  // namespace pgoscope::sql
