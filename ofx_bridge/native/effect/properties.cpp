#include "properties.h"

#include "host.h"

namespace uprez {
namespace {

// Some calls come while the host is asked for its suites: the property suite is there before any of the others is used.
const OfxPropertySuiteV1 &property_suite() { return *host().suites.property; }

}  // namespace

int Properties::integer(const char *name, int otherwise, int index) const {
    int value = otherwise;
    return handle_ != nullptr && property_suite().propGetInt(handle_, name, index, &value) == kOfxStatOK ? value : otherwise;
}

double Properties::number(const char *name, double otherwise, int index) const {
    double value = otherwise;
    return handle_ != nullptr && property_suite().propGetDouble(handle_, name, index, &value) == kOfxStatOK ? value : otherwise;
}

std::string Properties::text(const char *name, int index) const {
    char *value = nullptr;
    const bool found = handle_ != nullptr && property_suite().propGetString(handle_, name, index, &value) == kOfxStatOK;
    return found && value != nullptr ? value : "";
}

void *Properties::pointer(const char *name) const {
    void *value = nullptr;
    return handle_ != nullptr && property_suite().propGetPointer(handle_, name, 0, &value) == kOfxStatOK ? value : nullptr;
}

int Properties::dimension(const char *name) const {
    int count = 0;
    return handle_ != nullptr && property_suite().propGetDimension(handle_, name, &count) == kOfxStatOK ? count : 0;
}

std::optional<OfxRectI> Properties::rectangle(const char *name) const {
    int values[4] = {};
    if (handle_ == nullptr || property_suite().propGetIntN(handle_, name, 4, values) != kOfxStatOK) {
        return std::nullopt;
    }
    return OfxRectI{values[0], values[1], values[2], values[3]};
}

std::optional<OfxRangeD> Properties::range(const char *name) const {
    double values[2] = {};
    if (handle_ == nullptr || property_suite().propGetDoubleN(handle_, name, 2, values) != kOfxStatOK) {
        return std::nullopt;
    }
    return OfxRangeD{values[0], values[1]};
}

bool Properties::set(const char *name, int value, int index) const {
    return handle_ != nullptr && property_suite().propSetInt(handle_, name, index, value) == kOfxStatOK;
}

bool Properties::set(const char *name, double value, int index) const {
    return handle_ != nullptr && property_suite().propSetDouble(handle_, name, index, value) == kOfxStatOK;
}

bool Properties::set(const char *name, const char *value, int index) const {
    return handle_ != nullptr && property_suite().propSetString(handle_, name, index, value) == kOfxStatOK;
}

bool Properties::set(const char *name, const OfxRectI &value) const {
    const int values[4] = {value.x1, value.y1, value.x2, value.y2};
    return handle_ != nullptr && property_suite().propSetIntN(handle_, name, 4, values) == kOfxStatOK;
}

bool Properties::set(const char *name, const OfxRectD &value) const {
    const double values[4] = {value.x1, value.y1, value.x2, value.y2};
    return handle_ != nullptr && property_suite().propSetDoubleN(handle_, name, 4, values) == kOfxStatOK;
}

bool Properties::set(const char *name, const OfxRangeD &value) const {
    const double values[2] = {value.min, value.max};
    return handle_ != nullptr && property_suite().propSetDoubleN(handle_, name, 2, values) == kOfxStatOK;
}

bool Properties::set_pointer(const char *name, void *value) const {
    return handle_ != nullptr && property_suite().propSetPointer(handle_, name, 0, value) == kOfxStatOK;
}

Properties properties_of_effect(OfxImageEffectHandle effect) {
    OfxPropertySetHandle handle = nullptr;
    return Properties(host().suites.effect->getPropertySet(effect, &handle) == kOfxStatOK ? handle : nullptr);
}

}  // namespace uprez
