#include "render_call.h"

#include <algorithm>

#include "../abi/extensions.h"
#include "../abi/names.h"
#include "host.h"

namespace uprez {
namespace {

bool is_interactive(const Instance &instance, const Properties &arguments) {
    const int otherwise = instance.properties().integer(kOfxPropIsInteractive, 0);
    return !host().final_only && arguments.integer(kOfxImageEffectPropInteractiveRenderStatus, otherwise) != 0;
}

}  // namespace

RenderCall read_call(const Instance &instance, const Properties &arguments) {
    RenderCall call;
    call.time = arguments.number(kOfxPropTime, 0);
    call.window = arguments.rectangle(kOfxImageEffectPropRenderWindow);
    call.scale = std::min(arguments.number(kOfxImageEffectPropRenderScale, 1, 0), arguments.number(kOfxImageEffectPropRenderScale, 1, 1));
    call.interactive = is_interactive(instance, arguments);
    const bool draft = arguments.integer(kOfxImageEffectPropRenderQualityDraft, 0) != 0;
    const bool thumbnail = arguments.integer(kOfxImageEffectPropThumbnailRender, 0) != 0 ||
                           instance.source_properties().integer(kClipIsThumbnail, 0) != 0;
    call.quick = draft || thumbnail || call.scale < 0.999;
    const std::string field = arguments.text(kOfxImageEffectPropFieldToRender);
    call.one_field = field == kOfxImageFieldLower || field == kOfxImageFieldUpper;
    return call;
}

}  // namespace uprez
