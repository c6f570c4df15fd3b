// Fingerprints of SQL texts as reports show them. Reads texts separated by NUL bytes, prints a line
// for each: the fingerprint of its first statement, or nothing where there is none.

#include "analyzer/sql/fingerprint.h"

#include <algorithm>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>

#include "analyzer/sql/normaliser.h"

int main() {
    const std::string input{std::istreambuf_iterator<char>(std::cin), {}};
    pgoscope::sql::Normaliser normaliser;
    for (std::string_view rest = input; !rest.empty();) {
        const auto text = rest.substr(0, rest.find('\0'));
        rest.remove_prefix(std::min(rest.size(), text.size() + 1));
        normaliser.start(text);
        const auto statement = normaliser.next();
        if (!statement.text.empty())
            std::cout << pgoscope::sql::FingerprintText(pgoscope::sql::fingerprint(statement.text))
                             .view();
        std::cout << '\n';
    }
}
