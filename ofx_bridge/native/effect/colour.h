// What a picture's numbers mean, as the bridge is told.
#pragma once

#include <string>

#include "instance.h"
#include "samples.h"
#include "settings.h"

namespace uprez {

std::string colour_of(const Settings &settings, const Instance &instance, Depth depth);

}  // namespace uprez
