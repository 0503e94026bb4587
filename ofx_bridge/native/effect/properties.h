// A property set of the host, read with defaults: hosts lack properties that the standard promises.
#pragma once

#include <optional>
#include <string>

#include "../abi/ofx.h"

namespace uprez {

class Properties {
 public:
    explicit Properties(OfxPropertySetHandle handle) : handle_(handle) {}

    int integer(const char *name, int otherwise, int index = 0) const;
    double number(const char *name, double otherwise, int index = 0) const;
    std::string text(const char *name, int index = 0) const;
    void *pointer(const char *name) const;
    int dimension(const char *name) const;
    std::optional<OfxRectI> rectangle(const char *name) const;
    std::optional<OfxRangeD> range(const char *name) const;

    bool set(const char *name, int value, int index = 0) const;
    bool set(const char *name, double value, int index = 0) const;
    bool set(const char *name, const char *value, int index = 0) const;
    bool set(const char *name, const OfxRectI &value) const;
    bool set(const char *name, const OfxRectD &value) const;
    bool set(const char *name, const OfxRangeD &value) const;
    bool set_pointer(const char *name, void *value) const;

    OfxPropertySetHandle handle() const { return handle_; }

 private:
    OfxPropertySetHandle handle_;
};

Properties properties_of_effect(OfxImageEffectHandle effect);

}  // namespace uprez
