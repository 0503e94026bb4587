// The controls as a host shows them: order, words, limits.
#include <models.h>

#include "../abi/names.h"
#include "host.h"
#include "parameters.h"
#include "properties.h"

namespace uprez {
namespace {

// Defines controls one after the other, in the group that was opened last, and remembers their order for the page.
class Controls {
 public:
    explicit Controls(OfxParamSetHandle set) : set_(set) {}

    // Some hosts lack some kinds: what is then set on the control goes nowhere.
    Properties add(const char *type, const std::string &name, const char *label, const char *hint) {
        const Properties properties = define(type, name, label);
        if (properties.handle() != nullptr) {
            order_.push_back(name);
        }
        properties.set(kOfxParamPropHint, hint);
        properties.set(kOfxParamPropScriptName, name.c_str());
        if (!group_.empty()) {
            properties.set(kOfxParamPropParent, group_.c_str());
        }
        return properties;
    }

    void open_group(const char *name, const char *label, bool open) {
        const Properties group = define(kOfxParamTypeGroup, name, label);
        group.set(kOfxParamPropGroupOpen, open ? 1 : 0);
        group_ = group.handle() != nullptr ? name : "";
    }

    void close_group() { group_.clear(); }

    void choice(const char *name, const char *label, const char *hint, const std::vector<Choice> &choices) {
        const Properties properties = add(kOfxParamTypeChoice, name, label, hint);
        for (std::size_t i = 0; i < choices.size(); ++i) {
            properties.set(kOfxParamPropChoiceOption, choices[i].label, static_cast<int>(i));
        }
        properties.set(kOfxParamPropDefault, 0);
        properties.set(kOfxParamPropAnimates, 0);
        properties.set(kOfxParamPropCacheInvalidation, kOfxParamInvalidateAll);
    }

    Properties text(const std::string &name, const char *label, const char *hint, const char *mode) {
        const Properties properties = add(kOfxParamTypeString, name, label, hint);
        properties.set(kOfxParamPropStringMode, mode);
        properties.set(kOfxParamPropDefault, "");
        properties.set(kOfxParamPropAnimates, 0);
        if (std::string_view(mode) != kOfxParamStringIsLabel) {
            properties.set(kOfxParamPropCacheInvalidation, kOfxParamInvalidateAll);
        }
        return properties;
    }

    void file(const std::string &name, const char *label, const char *hint) {
        text(name, label, hint, kOfxParamStringIsFilePath).set(kOfxParamPropStringFilePathExists, 1);
    }

    void button(const char *name, const char *label, const char *hint) {
        add(kOfxParamTypePushButton, name, label, hint).set(kOfxParamPropEvaluateOnChange, 0);
    }

    void page() {
        const Properties page = define(kOfxParamTypePage, "Controls", "Controls");
        for (std::size_t i = 0; i < order_.size(); ++i) {
            page.set(kOfxParamPropPageChild, order_[i].c_str(), static_cast<int>(i));
        }
    }

 private:
    Properties define(const char *type, const std::string &name, const char *label) {
        OfxPropertySetHandle handle = nullptr;
        const bool defined = host().suites.parameter->paramDefine(set_, type, name.c_str(), &handle) == kOfxStatOK;
        const Properties properties(defined ? handle : nullptr);
        properties.set(kOfxPropLabel, label);
        return properties;
    }

    OfxParamSetHandle set_;
    std::string group_;
    std::vector<std::string> order_;
};

// Resolve takes -1 … 1 for every limit that is not told.
template <class Number>
void limit(const Properties &properties, Number lowest, Number highest, Number highest_shown, Number otherwise) {
    properties.set(kOfxParamPropMin, lowest);
    properties.set(kOfxParamPropMax, highest);
    properties.set(kOfxParamPropDisplayMin, lowest);
    properties.set(kOfxParamPropDisplayMax, highest_shown);
    properties.set(kOfxParamPropDefault, otherwise);
    properties.set(kOfxParamPropCacheInvalidation, kOfxParamInvalidateAll);
}

void picture_controls(Controls &controls) {
    using namespace control;
    controls.open_group("picture", "Picture", true);
    std::vector<Choice> models;
    for (const ModelChoice &model : kModels) {
        models.push_back({model.label, model.name});
    }
    controls.choice(kModel, "Model", "What makes the new picture.", models);
    controls.file(kModelFile, "Weights file", "A .pth, .safetensors or .onnx file, for the model 'Own weights file'.");
    const char *scale = "How much larger the picture becomes. Hosts that keep their timeline's size get a restored picture of that size.";
    controls.choice(kScale, "Scale", scale, scale_choices());
    const char *detail = "How much of the model's detail to use: 0 none, 1 all.";
    const Properties strength = controls.add(kOfxParamTypeDouble, kStrength, "Strength", detail);
    limit(strength, 0.0, 1.0, 1.0, 1.0);
    strength.set(kOfxParamPropDigits, 2);
    strength.set(kOfxParamPropIncrement, 0.01);
    const char *chance = "Another number gives other invented detail, where a model invents any.";
    const Properties seed = controls.add(kOfxParamTypeInteger, kSeed, "Seed", chance);
    limit(seed, 0, 2147483647, 1000, 0);
    seed.set(kOfxParamPropAnimates, 0);
}

void word_controls(Controls &controls) {
    using namespace control;
    controls.open_group("words", "Words and references", false);
    controls.text(kPrompt, "Prompt", "What the shot shows, for models that take text.", kOfxParamStringIsMultiLine);
    controls.text(kEditPrompt, "Edit prompt", "What to change, for models that take edits.", kOfxParamStringIsMultiLine);
    controls.text(kNegativePrompt, "Negative prompt", "What to avoid, for models that take text.", kOfxParamStringIsMultiLine);
    for (int i = 1; i <= kReferences; ++i) {
        const std::string number = std::to_string(i), label = "Reference " + number;
        controls.file(kReference + number, label.c_str(), "A picture of what should appear, for models that take references.");
    }
    controls.file(kReferenceVideo, "Reference video", "A clip to follow, for models that take one.");
}

void failure_and_bake_controls(Controls &controls) {
    using namespace control;
    controls.open_group("colourAndFailures", "Colour and failures", true);
    const char *colour = "What the picture's numbers mean. Models see them as a display shows them; the result comes back as it was.";
    controls.choice(kColourSpace, "Colour space", colour, colour_choices());
    const char *failure = "What a frame becomes that cannot be made. Automatic: final renders fail, at work the enlarged source is shown.";
    controls.choice(kOnFailure, "When a frame fails", failure, failure_choices());
    controls.open_group("bakeGroup", "Bake", true);
    controls.file(kSourceFile, "Source file", "The file to bake. Left empty where the host tells which file the clip is.");
    controls.choice(kBakeFormat, "Format", "What the bake writes.", format_choices());
    controls.button(kBake, "Bake", "Upscale the whole source file outside the host. The result lies beside it.");
    controls.button(kOpenPanel, "Open the panel", "Open uprez's own window with these settings.");
    controls.close_group();
}

void state_controls(Controls &controls) {
    const Properties status = controls.text(control::kStatus, "Status", "What uprez is doing.", kOfxParamStringIsLabel);
    const char *list = "The model by its name, should the list ever differ.";
    const Properties name = controls.text(control::kModelId, "Model's name", list, kOfxParamStringIsSingleLine);
    name.set(kOfxParamPropSecret, 1);
    status.set(kOfxParamPropPersistant, 0);
    for (const Properties &quiet : {status, name}) {
        quiet.set(kOfxParamPropEvaluateOnChange, 0);
        quiet.set(kOfxParamPropCanUndo, 0);
    }
}

}  // namespace

void describe_parameters(OfxParamSetHandle set) {
    Controls controls(set);
    picture_controls(controls);
    word_controls(controls);
    failure_and_bake_controls(controls);
    state_controls(controls);
    controls.page();
}

}  // namespace uprez
