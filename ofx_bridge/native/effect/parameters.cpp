#include "parameters.h"

#include "host.h"

namespace uprez {
namespace {

const OfxParameterSuiteV1 &parameter_suite() { return *host().suites.parameter; }

}  // namespace

void Parameters::find() {
    using namespace control;
    std::vector<std::string> names = {kModel,  kModelFile,      kScale,         kStrength,   kSeed,       kPrompt,
                                      kEditPrompt, kNegativePrompt, kReferenceVideo, kColourSpace, kOnFailure, kSourceFile,
                                      kBakeFormat, kStatus,         kModelId};
    for (int i = 1; i <= kReferences; ++i) {
        names.push_back(kReference + std::to_string(i));
    }
    for (const std::string &name : names) {
        OfxParamHandle found = nullptr;
        if (parameter_suite().paramGetHandle(set_, name.c_str(), &found, nullptr) == kOfxStatOK && found != nullptr) {
            handles_[name] = found;
        }
    }
}

OfxParamHandle Parameters::handle(std::string_view name) const {
    const auto found = handles_.find(name);
    return found == handles_.end() ? nullptr : found->second;
}

int Parameters::whole(std::string_view name, OfxTime time, int otherwise) const {
    int value = otherwise;
    OfxParamHandle parameter = handle(name);
    return parameter != nullptr && parameter_suite().paramGetValueAtTime(parameter, time, &value) == kOfxStatOK ? value : otherwise;
}

double Parameters::number(std::string_view name, OfxTime time, double otherwise) const {
    double value = otherwise;
    OfxParamHandle parameter = handle(name);
    return parameter != nullptr && parameter_suite().paramGetValueAtTime(parameter, time, &value) == kOfxStatOK ? value : otherwise;
}

std::string Parameters::text(std::string_view name, OfxTime time) const {
    char *value = nullptr;
    OfxParamHandle parameter = handle(name);
    const bool found = parameter != nullptr && parameter_suite().paramGetValueAtTime(parameter, time, &value) == kOfxStatOK;
    return found && value != nullptr ? value : "";
}

void Parameters::set_text(std::string_view name, const std::string &value) const {
    if (OfxParamHandle parameter = handle(name); parameter != nullptr) {
        parameter_suite().paramSetValue(parameter, value.c_str());
    }
}

}  // namespace uprez
