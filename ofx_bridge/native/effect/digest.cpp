#include "digest.h"

#include <atomic>
#include <cstring>
#include <vector>

#include "rows.h"

namespace uprez {
namespace {

constexpr int kLanes = 8;   // as many as keep one multiplier busy
constexpr int kBand = 16;   // rows hashed as one; fixed, so that the number of threads does not show in the key

// Odd numbers with about as many ones as zeros, from the fractions of square roots of primes.
constexpr std::uint64_t kFirst = 0x6a09e667f3bcc909u, kSecond = 0xbb67ae8584caa73bu, kThird = 0x3c6ef372fe94f82bu;

std::uint64_t rotated(std::uint64_t value, int by) { return value << by | value >> (64 - by); }

// Every bit of the input changes about half of the bits of the output.
std::uint64_t stirred(std::uint64_t value) {
    value = (value ^ value >> 31) * kSecond;
    value = (value ^ value >> 29) * kThird;
    return value ^ value >> 32;
}

// One step is reversible for each lane: frames that differ in one word always have different lanes.
class Lanes {
 public:
    Lanes() {
        for (int i = 0; i < kLanes; ++i) {
            lanes_[i] = kFirst * static_cast<std::uint64_t>(2 * i + 1);
        }
    }

    void take(const std::byte *bytes, std::size_t count) {
        constexpr std::size_t step = kLanes * sizeof(std::uint64_t);
        const std::byte *whole_end = bytes + count / step * step;
        std::uint64_t words[kLanes];
        for (; bytes < whole_end; bytes += step) {
            std::memcpy(words, bytes, step);
            mix(words);
        }
        std::memset(words, 0, sizeof words);
        std::memcpy(words, bytes, count % step);
        words[kLanes - 1] ^= count << 8;
        mix(words);
    }

    Key key() const {
        Key key{kFirst, kThird};
        for (const std::uint64_t lane : lanes_) {
            key.low = rotated(key.low ^ stirred(lane), 27) * kSecond;
            key.high = rotated(key.high + stirred(lane ^ kThird), 33) * kFirst;
        }
        return {stirred(key.low), stirred(key.high ^ rotated(key.low, 32))};
    }

 private:
    void mix(const std::uint64_t *words) {
        for (int i = 0; i < kLanes; ++i) {
            lanes_[i] = rotated(lanes_[i] ^ words[i], 29) * kSecond;
        }
    }

    std::uint64_t lanes_[kLanes];
};

template <class Number>
bool is_row_opaque(const std::byte *row, int width, Number one) {
    Number differs = 0;
    for (int x = 0; x < width; ++x) {
        Number alpha;
        std::memcpy(&alpha, row + (static_cast<std::size_t>(x) * 4 + 3) * sizeof(Number), sizeof alpha);
        differs = static_cast<Number>(differs | (alpha ^ one));
    }
    return differs == 0;
}

// The last of four numbers is 1.0, bit by bit.
bool is_row_opaque(const Picture &picture, int y) {
    switch (picture.depth) {
        case Depth::byte:
            return is_row_opaque<std::uint8_t>(picture.row(y), picture.width(), 0xff);
        case Depth::whole:
            return is_row_opaque<std::uint16_t>(picture.row(y), picture.width(), 0xffff);
        case Depth::half:
            return is_row_opaque<std::uint16_t>(picture.row(y), picture.width(), 0x3c00);
        case Depth::single:
            break;
    }
    return is_row_opaque<std::uint32_t>(picture.row(y), picture.width(), 0x3f800000u);
}

}  // namespace

Digest digest_of(const Picture &picture) {
    const int height = picture.height();
    std::vector<Key> bands(static_cast<std::size_t>((height + kBand - 1) / kBand));
    std::atomic<bool> opaque{true};
    const std::size_t bytes = picture.tight_bytes() * static_cast<std::size_t>(height);
    parallel_rows(height, kBand, bytes, [&](int first, int last) {
        Lanes lanes;
        for (int row = first; row < last; ++row) {
            const int y = picture.bounds.y1 + row;
            lanes.take(picture.row(y), picture.tight_bytes());
            if (picture.components == 4 && opaque.load(std::memory_order_relaxed) && !is_row_opaque(picture, y)) {
                opaque.store(false, std::memory_order_relaxed);
            }
        }
        bands[static_cast<std::size_t>(first / kBand)] = lanes.key();
    });
    Lanes all;
    const int shape[4] = {picture.width(), height, picture.components, static_cast<int>(picture.depth)};
    all.take(reinterpret_cast<const std::byte *>(shape), sizeof shape);
    all.take(reinterpret_cast<const std::byte *>(bands.data()), bands.size() * sizeof(Key));
    return {all.key(), opaque.load()};
}

Key key_of(const Digest &digest, const Planes &as_sent) {
    const int shape[2] = {as_sent.channels, static_cast<int>(as_sent.sample)};
    Lanes lanes;
    lanes.take(reinterpret_cast<const std::byte *>(&digest.pixels), sizeof digest.pixels);
    lanes.take(reinterpret_cast<const std::byte *>(shape), sizeof shape);
    return lanes.key();
}

}  // namespace uprez
