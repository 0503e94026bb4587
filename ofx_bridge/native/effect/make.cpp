#include "make.h"

#include <algorithm>
#include <utility>

#include "colour.h"
#include "digest.h"
#include "host.h"
#include "planes.h"
#include "results.h"
#include "strip.h"

namespace uprez {
namespace {

std::vector<Digest> digests_of(const Strip &strip) {
    std::vector<Digest> digests;
    for (const Image *image : strip.images) {
        digests.push_back(digest_of(image->picture()));
    }
    return digests;
}

// Alpha that is 1 everywhere need not be made larger.
AlphaKind alpha_of(const Strip &strip, const std::vector<Digest> &digests) {
    const bool opaque = std::all_of(digests.begin(), digests.end(), [](const Digest &digest) { return digest.opaque; });
    return opaque ? AlphaKind::none : strip.middle().alpha();
}

void add_frames(Want &want, const Strip &strip, const std::vector<Digest> &digests) {
    const Planes as_sent{nullptr, want.width, want.height, want.channels, want.sample};
    for (std::size_t i = 0; i < strip.images.size(); ++i) {
        const Picture picture = strip.images[i]->picture();
        SourceFrame frame;
        frame.time = strip.first + static_cast<std::int64_t>(i);
        frame.key = key_of(digests[i], as_sent);
        frame.write = [picture](const Planes &planes) { split(picture, planes); };
        want.frames.push_back(std::move(frame));
    }
    want.time = strip.wanted;
}

Want want_of(const Instance &instance, const RenderCall &call, const Settings &settings, const Strip &strip, const Target &target) {
    const Picture &picture = strip.middle().picture();
    const std::vector<Digest> digests = digests_of(strip);
    Want want;
    want.recipe = recipe_of(settings);
    want.colour = colour_of(settings, instance, picture.depth);
    want.width = picture.width();
    want.height = picture.height();
    want.out_width = target.frame.x2 - target.frame.x1;
    want.out_height = target.frame.y2 - target.frame.y1;
    want.sample = sample_for(picture.depth);
    want.alpha = alpha_of(strip, digests);
    want.channels = want.alpha == AlphaKind::none ? 3 : 4;
    want.interactive = call.interactive;
    add_frames(want, strip, digests);
    return want;
}

bool fits(const Planes &planes, const Want &want) {
    const bool size = planes.width == want.out_width && planes.height == want.out_height;
    return planes.data != nullptr && size && planes.channels == want.channels && planes.sample == want.sample;
}

Failure wrong_shape() {
    const char *fix = "Install the plugin and uprez anew, so that both are of one version.";
    return {"The frame cannot be shown.", "uprez gave back a picture of another size.", fix};
}

}  // namespace

Made make_frame(Instance &instance, const RenderCall &call, const Settings &settings, const Image &source, const Target &target) {
    const Strip strip = gather(instance, *settings.model, call.time, source);
    if (strip.aborted) {
        return {Outcome::aborted, {}, {}};
    }
    const Want want = want_of(instance, call, settings, strip, target);
    const std::string name = name_of(want);
    if (const auto kept = Results::instance().find(name)) {
        join(kept->planes, target.frame, target.area, target.picture);
        return {Outcome::done, {}, {}};
    }
    Answer answer = Backend::instance().render(want, [&] { return host().suites.effect->abort(instance.effect()) != 0; });
    if (answer.outcome != Outcome::done) {
        return {answer.outcome, std::move(answer.failure), {}};
    }
    const Planes planes = answer.result.planes();
    if (!fits(planes, want)) {
        return {Outcome::failed, wrong_shape(), {}};
    }
    join(planes, target.frame, target.area, target.picture);
    Results::instance().keep(name, planes);
    return {Outcome::done, {}, std::move(answer.notes)};
}

}  // namespace uprez
