// What effect/ knows of the bridge: ask for a frame, bake, open the panel, read the status line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace uprez {

enum class Sample : std::uint8_t { half = 1, single = 2 };  // IEEE half, IEEE single
enum class AlphaKind : std::uint8_t { none = 0, straight = 1, premultiplied = 2 };

// Content hash of a source frame: its pixels, size and sample.
struct Key {
    std::uint64_t low = 0, high = 0;
};

// Planar picture, top row first, tight: R plane, G plane, B plane, [A plane].
struct Planes {
    void *data = nullptr;
    int width = 0, height = 0, channels = 0;
    Sample sample = Sample::single;

    std::size_t bytes() const;
};

struct SourceFrame {
    std::int64_t time = 0;
    Key key;
    std::function<void(const Planes &)> write;  // called on the render thread, only if the bridge lacks the frame
};

struct Want {
    std::string recipe;  // JSON object; only what differs from the defaults
    std::string colour;  // "display", "linear", or a colour space's name
    int width = 0, height = 0, out_width = 0, out_height = 0, channels = 3;  // 3 RGB, 4 RGBA
    Sample sample = Sample::single;
    AlphaKind alpha = AlphaKind::none;
    std::vector<SourceFrame> frames;  // consecutive times, in order: the window
    std::int64_t time = 0;            // the frame that is asked for, one of them
    bool interactive = false;
};

// Three parts, as everywhere in uprez.
struct Failure {
    std::string what, why, fix;
};

enum class Outcome { done, aborted, failed };

class Ask;
class Link;
struct Lease;

// The output of a render, for as long as this lives: copy out of it, then drop it.
class Result {
 public:
    Result() noexcept;
    Result(Result &&) noexcept;
    Result &operator=(Result &&) noexcept;
    Result(const Result &) = delete;
    Result &operator=(const Result &) = delete;
    ~Result();

    Planes planes() const;  // data is null when there is no result

 private:
    friend class Ask;
    std::unique_ptr<Lease> lease_;
};

struct Answer {
    Outcome outcome = Outcome::failed;
    Result result;
    Failure failure;
    std::vector<std::string> notes;
};

// What the bake and panel buttons send.
struct Task {
    std::string recipe, source, format;
    std::int64_t first = -1, last = -1;
};

class Backend {
 public:
    static Backend &instance();  // lazily made; usable again after stop()
    Backend(const Backend &) = delete;
    Backend &operator=(const Backend &) = delete;

    // From any thread, many at once; polls aborted() at least every 50 ms; never throws.
    Answer render(const Want &want, const std::function<bool()> &aborted);
    void bake(Task task);        // returns at once; words arrive in status()
    void open_panel(Task task);  // the same
    std::string status();        // one or two lines for the artist; never waits for the bridge
    std::string baked();         // path of the last bake's result, or empty
    void configure(const std::string &bundle_folder, const std::string &host_name);
    void stop() noexcept;        // joins all threads, closes, frees slots; renders in flight end as aborted

 private:
    Backend() = default;
    std::shared_ptr<Link> link();

    std::mutex mutex_;
    std::shared_ptr<Link> link_;
};

}  // namespace uprez
