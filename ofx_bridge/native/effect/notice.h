// What the host shows beside the effect: it stays until it is taken away.
#pragma once

#include <mutex>
#include <string>

#include "../abi/ofx.h"

namespace uprez {

class Notice {
 public:
    explicit Notice(OfxImageEffectHandle effect) : effect_(effect) {}

    // From any thread. The same words are not said twice in a row.
    void warn(const std::string &words);
    void fail(const std::string &words);
    void clear();

 private:
    void show(const char *kind, const char *kind_without_staying, const std::string &words);

    OfxImageEffectHandle effect_;
    std::mutex mutex_;
    std::string shown_;  // under mutex_
};

}  // namespace uprez
