#include "analyzer/sql/spilled_text.h"

#include <new>

namespace pgoscope::sql {

void SpilledText::add(TextBuffer& skeleton, Placeholders& placeholders) {
    if (!begun_) {
        begun_ = true;
        if (!state_) state_.reset(XXH3_createState());
        if (!state_) throw std::bad_alloc();
        XXH3_64bits_reset(state_.get());
        beginning_ = skeleton.view().substr(0, kept_bytes);
        placeholders.keep_before(beginning_.size());
    }
    XXH3_64bits_update(state_.get(), skeleton.view().data(), skeleton.size());
    skeleton.clear();
}

void SpilledText::render(Placeholders& placeholders, TextBuffer& out) const {
    placeholders.render(beginning_, out);
}

}  // namespace pgoscope::sql
