#include "analyzer/sql/transaction_identifier.h"

#include "analyzer/sql/lexer.h"
#include "analyzer/sql/string_constant.h"

namespace pgoscope::sql {

std::string transaction_identifier(std::string_view sql, Reading reading) {
    Lexer lexer(sql, reading);
    for (auto token = lexer.next(); token.kind != TokenKind::end; token = lexer.next())
        if (token.kind == TokenKind::string && !lexer.unterminated())
            return string_value(token.text(), reading);
    return {};
}

}  // namespace pgoscope::sql
