#include "notice.h"

#include "../abi/names.h"
#include "host.h"

namespace uprez {
namespace {

constexpr const char *kMessageName = "uprez";

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
    if (suites.persistent != nullptr) {
        suites.persistent->setPersistentMessage(effect_, kind, kMessageName, "%s", words.c_str());
    } else if (suites.message != nullptr) {
        suites.message->message(effect_, kind_without_staying, kMessageName, "%s", words.c_str());
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
