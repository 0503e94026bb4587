// One use of the effect in a project. Hosts make many and throw them away: all it holds can be made again from its controls.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "notice.h"
#include "parameters.h"
#include "properties.h"

namespace uprez {

class Instance {
 public:
    explicit Instance(OfxImageEffectHandle effect);

    static Instance *of(OfxImageEffectHandle effect);  // null before CreateInstance and after DestroyInstance

    OfxImageEffectHandle effect() const { return effect_; }
    const Properties &properties() const { return properties_; }
    const Parameters &parameters() const { return parameters_; }
    Parameters &parameters() { return parameters_; }
    OfxImageClipHandle source() const { return source_; }
    OfxImageClipHandle output() const { return output_; }
    Properties source_properties() const;
    Notice &notice() { return notice_; }

    void tell_notes(std::vector<std::string> notes);  // from a render: shown the next time that the status may be written
    std::vector<std::string> notes() const;
    std::string shown_status;  // main thread only

 private:
    OfxImageEffectHandle effect_;
    Properties properties_;
    Parameters parameters_;
    OfxImageClipHandle source_ = nullptr;
    OfxImageClipHandle output_ = nullptr;
    Notice notice_;
    mutable std::mutex mutex_;
    std::vector<std::string> notes_;  // under mutex_
};

// The frames of the source clip, where the host tells them.
std::optional<OfxRangeD> frames_of(const Instance &instance);

}  // namespace uprez
