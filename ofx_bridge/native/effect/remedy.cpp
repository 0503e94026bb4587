#include "remedy.h"

#include <cstdio>
#include <cstring>

#include "card.h"
#include "host.h"
#include "resize.h"

namespace uprez {
namespace {

// MLT drops messages and its programs end well after a failed frame: the log is the only place where it can be seen.
void tell_log(const std::string &words) {
    if (host().is_mlt()) {
        std::fprintf(stderr, "uprez: %s\n", words.c_str());
    }
}

}  // namespace

Remedy remedy_of(const Settings &settings, bool interactive) {
    if (settings.remedy == "fail" || (settings.remedy == "automatic" && !interactive)) {
        return Remedy::fail;
    }
    return settings.remedy == "card" ? Remedy::card : Remedy::pass;
}

void clear_area(const Target &target) {
    const std::size_t bytes = static_cast<std::size_t>(target.area.x2 - target.area.x1) * target.picture.pixel_bytes();
    for (int y = target.area.y1; y < target.area.y2; ++y) {
        std::memset(target.picture.pixel(target.area.x1, y), 0, bytes);
    }
}

OfxStatus remedy(Instance &instance, Remedy way, const Failure &failure, const Image &source, const Target &target) {
    const std::string words = in_words(failure);
    tell_log(words);
    if (way == Remedy::card) {
        draw_card({failure.what, failure.why, failure.fix}, target.frame, target.area, target.picture);
        instance.notice().warn(words);
        return kOfxStatOK;
    }
    if (way == Remedy::pass && source && source.unusable().empty()) {
        resize(source.picture(), target.frame, target.area, target.picture);
        instance.notice().warn(words + " The source is shown instead.");
        return kOfxStatOK;
    }
    clear_area(target);
    instance.notice().fail(words);
    return kOfxStatFailed;
}

}  // namespace uprez
