// The controls of the effect: their identifiers, which projects store and which never change, and their values.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "../abi/ofx.h"

namespace uprez {

namespace control {
inline constexpr const char *kModel = "model";
inline constexpr const char *kModelFile = "modelFile";
inline constexpr const char *kScale = "scale";
inline constexpr const char *kStrength = "strength";
inline constexpr const char *kSeed = "seed";
inline constexpr const char *kPrompt = "prompt";
inline constexpr const char *kEditPrompt = "editPrompt";
inline constexpr const char *kNegativePrompt = "negativePrompt";
inline constexpr const char *kReference = "reference";  // reference1 … reference8
inline constexpr const char *kReferenceVideo = "referenceVideo";
inline constexpr const char *kColourSpace = "colourSpace";
inline constexpr const char *kOnFailure = "onFailure";
inline constexpr const char *kSourceFile = "sourceFile";
inline constexpr const char *kBakeFormat = "bakeFormat";
inline constexpr const char *kOpenPanel = "openPanel";
inline constexpr const char *kBake = "bake";
inline constexpr const char *kStatus = "status";
inline constexpr const char *kModelId = "modelId";
inline constexpr int kReferences = 8;
}  // namespace control

// A choice's words and what they stand for. Projects store the place in the list: entries are only ever added at its end.
struct Choice {
    const char *label;
    const char *value;
};

const std::vector<Choice> &scale_choices();    // value: the factor
const std::vector<Choice> &colour_choices();   // value: the wire's name; empty takes the host's word
const std::vector<Choice> &failure_choices();  // value: a word of `Remedy`
const std::vector<Choice> &format_choices();   // value: the wire's name

void describe_parameters(OfxParamSetHandle set);

// The controls of one instance. Handles are looked up once; values are read at a time.
class Parameters {
 public:
    explicit Parameters(OfxParamSetHandle set) : set_(set) {}

    void find();  // in CreateInstance; hosts lack kinds of controls, which then have their default values
    int whole(std::string_view name, OfxTime time, int otherwise) const;
    double number(std::string_view name, OfxTime time, double otherwise) const;
    std::string text(std::string_view name, OfxTime time) const;
    void set_text(std::string_view name, const std::string &value) const;

 private:
    OfxParamHandle handle(std::string_view name) const;

    OfxParamSetHandle set_;
    std::map<std::string, OfxParamHandle, std::less<>> handles_;
};

}  // namespace uprez
