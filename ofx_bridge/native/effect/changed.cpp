#include "changed.h"

#include <models.h>

#include <algorithm>
#include <iterator>

#include "../abi/extensions.h"
#include "../abi/names.h"
#include "settings.h"
#include "words.h"

namespace uprez {
namespace {

// The name is stored beside the number, so that a project opens right with a list that has changed.
void remember_model(const Instance &instance, OfxTime time) {
    const int last = static_cast<int>(std::size(kModels)) - 1;
    const ModelChoice &model = kModels[std::clamp(instance.parameters().whole(control::kModel, time, 0), 0, last)];
    if (instance.parameters().text(control::kModelId, time) != model.name) {
        instance.parameters().set_text(control::kModelId, model.name);
    }
}

void refresh_status(Instance &instance, OfxTime time) {
    std::vector<std::string> lines;
    const auto add = [&lines](const std::string &line) {
        if (!line.empty()) {
            lines.push_back(line);
        }
    };
    const Settings settings = read_settings(instance.parameters(), time);
    if (const std::optional<Failure> failure = missing(settings)) {
        add(in_words(*failure));
    }
    add(Backend::instance().status());
    for (const std::string &note : instance.notes()) {
        add(note);
    }
    for (const std::string &sentence : left_out(settings)) {
        add(sentence);
    }
    if (std::string status = joined(lines, "\n"); status != instance.shown_status) {
        instance.shown_status = status;
        instance.parameters().set_text(control::kStatus, status);
    }
}

// The file that the artist named, else the one that Resolve says the clip is.
std::string source_file(const Instance &instance, const Settings &settings) {
    return settings.source_file.empty() ? cleaned_path(instance.properties().text(kSourceFilePath)) : settings.source_file;
}

void press(Instance &instance, const std::string &button, OfxTime time) {
    const Settings settings = read_settings(instance.parameters(), time);
    const Task task{recipe_with_scale(settings), source_file(instance, settings), settings.bake_format, -1, -1};
    if (button == control::kOpenPanel) {
        Backend::instance().open_panel(task);
        return;
    }
    const std::optional<Failure> failure = missing(settings);
    if (task.source.empty()) {
        instance.notice().warn("There is nothing to bake. The host does not tell which file this clip is. Choose it under Source file.");
    } else if (failure) {
        instance.notice().warn(in_words(*failure));
    } else {
        Backend::instance().bake(task);
    }
}

}  // namespace

OfxStatus instance_changed(OfxImageEffectHandle effect, OfxPropertySetHandle in) {
    Instance *instance = Instance::of(effect);
    const Properties arguments(in);
    const std::string reason = arguments.text(kOfxPropChangeReason), name = arguments.text(kOfxPropName);
    if (instance == nullptr || reason == kOfxChangePluginEdited) {
        return kOfxStatReplyDefault;  // our own writing comes back as a change
    }
    instance->notice().clear();  // Nuke renders no more until this is done
    if (reason == kOfxChangeTime) {
        return kOfxStatOK;  // writing to a control now would ask for a render at every step of the playhead
    }
    const OfxTime time = arguments.number(kOfxPropTime, 0);
    if (name == control::kModel) {
        remember_model(*instance, time);
    }
    if (name == control::kBake || name == control::kOpenPanel) {
        press(*instance, name, time);
    }
    refresh_status(*instance, time);
    return kOfxStatOK;
}

OfxStatus sync_private_data(OfxImageEffectHandle effect) {
    Instance *instance = Instance::of(effect);
    if (instance == nullptr) {
        return kOfxStatReplyDefault;
    }
    if (instance->parameters().text(control::kModelId, 0).empty()) {
        remember_model(*instance, 0);
    }
    refresh_status(*instance, 0);
    return kOfxStatOK;
}

}  // namespace uprez
