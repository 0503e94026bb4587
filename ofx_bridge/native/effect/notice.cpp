#include "notice.h"

#include "../abi/names.h"
#include "host.h"

namespace uprez {
namespace {

constexpr const char *kMessageName = "uprez";

// The words as a format of their own, without arguments: Natron 2.6 hands the arguments on wrongly, and "%s" would show nothing.
std::string as_format(const std::string &words) {
    std::string format;
    for (const char letter : words) {
        format += letter == '%' ? "%%" : std::string(1, letter);
    }
    return format;
}

}  // namespace

void Notice::warn(const std::string &words) { show(kOfxMessageWarning, kOfxMessageLog, words); }

void Notice::fail(const std::string &words) { show(kOfxMessageError, kOfxMessageError, words); }

void Notice::show(const char *kind, const char *kind_without_staying, const std::string &words) {
    const std::lock_guard lock(mutex_);
    if (words == shown_) {
        return;
    }
    shown_ = words;
    const Suites &suites = host().suites;
    const std::string format = as_format(words);
    if (suites.persistent != nullptr) {
        suites.persistent->setPersistentMessage(effect_, kind, kMessageName, format.c_str());
    } else if (suites.message != nullptr) {
        suites.message->message(effect_, kind_without_staying, kMessageName, format.c_str());
    }
}

void Notice::clear() {
    const std::lock_guard lock(mutex_);
    if (shown_.empty()) {
        return;
    }
    shown_.clear();
    if (host().suites.persistent != nullptr) {
        host().suites.persistent->clearPersistentMessage(effect_);
    }
}

}  // namespace uprez
