// What follows when the artist touches a control, and the words of the status line.
#pragma once

#include "instance.h"

namespace uprez {

OfxStatus instance_changed(OfxImageEffectHandle effect, OfxPropertySetHandle arguments);
OfxStatus sync_private_data(OfxImageEffectHandle effect);

}  // namespace uprez
