// The controls' values at one time, as words and numbers, and the recipe that they make.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "../backend/backend.h"
#include "model_choice.h"
#include "parameters.h"

namespace uprez {

struct Settings {
    const ModelChoice *model = nullptr;
    std::string model_file;
    int factor = 2;  // 1 keeps the size
    double strength = 1.0;
    int seed = 0;
    std::string prompt, edit_prompt, negative_prompt;
    std::vector<std::string> reference_images;
    std::string reference_video;
    std::string colour;   // empty: the host's word
    std::string remedy;   // value of the choice "When a frame fails"
    std::string source_file;
    std::string bake_format;

    bool has_own_file() const;
};

Settings read_settings(const Parameters &parameters, OfxTime time);

// The model that the number stands for; its stored name wins where the list has changed since.
const ModelChoice &chosen_model(const Parameters &parameters, OfxTime time);

std::string recipe_of(const Settings &settings);             // JSON
std::string recipe_with_scale(const Settings &settings);     // for jobs, whose size no buffer tells
std::vector<std::string> left_out(const Settings &settings); // sentences on what the model is not sent
std::string in_words(const Failure &failure);
std::optional<Failure> missing(const Settings &settings);    // what must be chosen before anything can be made

}  // namespace uprez
