#include "backend.h"

#include <exception>
#include <new>

#include "link.h"

namespace uprez {

std::size_t Planes::bytes() const {
    const std::size_t sample_bytes = sample == Sample::half ? 2 : 4;
    return static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * static_cast<std::size_t>(channels) * sample_bytes;
}

Result::Result() noexcept = default;
Result::Result(Result &&) noexcept = default;
Result &Result::operator=(Result &&) noexcept = default;
Result::~Result() = default;

Planes Result::planes() const { return lease_ ? lease_->planes : Planes(); }

// It stays where it is until the process ends: a host may still render while it exits.
Backend &Backend::instance() {
    alignas(Backend) static unsigned char room[sizeof(Backend)];
    static Backend *const backend = new (room) Backend;
#if !defined(_WIN32)
    // A host that takes the plugin away without a word must not leave a thread running in it. Not on Windows: there the
    // threads are gone by then, or cannot be waited for.
    struct AtEnd {
        ~AtEnd() {
            std::shared_ptr<Link> link;
            {
                const std::lock_guard<std::mutex> lock(backend->mutex_);
                link.swap(backend->link_);
            }
            if (link) link->stop();
        }
    };
    static const AtEnd at_end;
#endif
    return *backend;
}

std::shared_ptr<Link> Backend::link() {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!link_) link_ = std::make_shared<Link>();
    return link_;
}

Answer Backend::render(const Want &want, const std::function<bool()> &aborted) {
    try {
        return link()->render(want, aborted);
    } catch (const std::exception &) {
        return {};  // not even memory for words
    }
}

void Backend::bake(Task task) { link()->push(Kind::bake, std::move(task)); }
void Backend::open_panel(Task task) { link()->push(Kind::panel, std::move(task)); }
std::string Backend::status() { return link()->status(); }
std::string Backend::baked() { return link()->baked(); }

void Backend::configure(const std::string &bundle_folder, const std::string &host_name) { link()->configure(bundle_folder, host_name); }

void Backend::stop() noexcept {
    std::shared_ptr<Link> link;
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        link = link_;
    }
    if (link) link->stop();
}

}  // namespace uprez
