#include "settings.h"

#include <models.h>

#include <algorithm>
#include <cstdio>
#include <iterator>

#include "words.h"

namespace uprez {
namespace {

constexpr std::string_view kOwnFile = "own file";

std::string chosen(const std::vector<Choice> &choices, int place) {
    return choices[static_cast<std::size_t>(std::clamp(place, 0, static_cast<int>(choices.size()) - 1))].value;
}

// A double as JSON writes it, whatever decimal point the host's language has.
std::string json_number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.6g", value);
    std::string number = text;
    std::replace(number.begin(), number.end(), ',', '.');
    return number;
}

struct Condition {
    const char *name;   // in recipes and in the model list
    const char *words;  // for the artist
    std::string json;   // empty: not given
};

std::vector<Condition> conditions(const Settings &settings) {
    const auto text = [](const std::string &words) { return is_blank(words) ? std::string() : json_string(words); };
    std::vector<std::string> images;
    std::transform(settings.reference_images.begin(), settings.reference_images.end(), std::back_inserter(images), json_string);
    return {{"prompt", "prompt", text(settings.prompt)},
            {"edit_prompt", "edit prompt", text(settings.edit_prompt)},
            {"negative_prompt", "negative prompt", text(settings.negative_prompt)},
            {"reference_images", "reference pictures", images.empty() ? std::string() : "[" + joined(images, ", ") + "]"},
            {"reference_video", "reference video", text(settings.reference_video)}};
}

std::string recipe(const Settings &settings, bool with_scale) {
    std::vector<std::string> members = {"\"model\": " + json_string(settings.has_own_file() ? settings.model_file : settings.model->name)};
    for (const Condition &condition : conditions(settings)) {
        if (!condition.json.empty() && settings.model->takes_condition(condition.name)) {
            members.push_back(json_string(condition.name) + ": " + condition.json);
        }
    }
    if (settings.strength != 1.0) {
        members.push_back("\"strength\": " + json_number(settings.strength));
    }
    if (settings.seed != 0) {
        members.push_back("\"seed\": " + std::to_string(settings.seed));
    }
    if (with_scale) {
        members.push_back("\"scale\": " + std::to_string(settings.factor));
    }
    return "{" + joined(members, ", ") + "}";
}

}  // namespace

bool Settings::has_own_file() const { return model->name == kOwnFile; }

const ModelChoice &chosen_model(const Parameters &parameters, OfxTime time) {
    const std::string stored = parameters.text(control::kModelId, time);
    const auto is_stored = [&stored](const ModelChoice &model) { return model.name == stored; };
    const auto *named = std::find_if(std::begin(kModels), std::end(kModels), is_stored);
    if (named != std::end(kModels)) {
        return *named;
    }
    const int last = static_cast<int>(std::size(kModels)) - 1;
    return kModels[std::clamp(parameters.whole(control::kModel, time, 0), 0, last)];
}

Settings read_settings(const Parameters &parameters, OfxTime time) {
    using namespace control;
    const auto path = [&](std::string_view name) { return cleaned_path(parameters.text(name, time)); };
    Settings settings;
    settings.model = &chosen_model(parameters, time);
    settings.model_file = path(kModelFile);
    settings.factor = std::stoi(chosen(scale_choices(), parameters.whole(kScale, time, 0)));
    settings.strength = std::clamp(parameters.number(kStrength, time, 1.0), 0.0, 1.0);
    settings.seed = std::max(0, parameters.whole(kSeed, time, 0));
    settings.prompt = parameters.text(kPrompt, time);
    settings.edit_prompt = parameters.text(kEditPrompt, time);
    settings.negative_prompt = parameters.text(kNegativePrompt, time);
    for (int i = 1; i <= kReferences; ++i) {
        if (std::string image = path(kReference + std::to_string(i)); !image.empty()) {
            settings.reference_images.push_back(std::move(image));
        }
    }
    settings.reference_video = path(kReferenceVideo);
    settings.colour = chosen(colour_choices(), parameters.whole(kColourSpace, time, 0));
    settings.remedy = chosen(failure_choices(), parameters.whole(kOnFailure, time, 0));
    settings.source_file = path(kSourceFile);
    settings.bake_format = chosen(format_choices(), parameters.whole(kBakeFormat, time, 0));
    return settings;
}

std::string recipe_of(const Settings &settings) { return recipe(settings, false); }

std::string recipe_with_scale(const Settings &settings) { return recipe(settings, true); }

std::vector<std::string> left_out(const Settings &settings) {
    std::vector<std::string> sentences;
    for (const Condition &condition : conditions(settings)) {
        if (!condition.json.empty() && !settings.model->takes_condition(condition.name)) {
            sentences.push_back(std::string("This model takes no ") + condition.words + ": what is given there is not used.");
        }
    }
    return sentences;
}

std::string in_words(const Failure &failure) {
    std::string words = failure.what;
    for (const std::string &part : {failure.why, failure.fix}) {
        words += part.empty() ? "" : " " + part;
    }
    return words;
}

std::optional<Failure> missing(const Settings &settings) {
    if (settings.has_own_file() && settings.model_file.empty()) {
        const char *fix = "Choose it under Weights file, or take another model.";
        return Failure{"There is no model.", "The model is your own weights file, and no file is chosen.", fix};
    }
    return std::nullopt;
}

}  // namespace uprez
