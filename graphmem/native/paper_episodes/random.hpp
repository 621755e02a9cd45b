// SplitMix64: the same numbers as tasks/paper/sampling/twin/random.py.
#pragma once
#include <cstdint>
#include <utility>
#include <vector>

inline uint64_t mix(uint64_t state) {
    state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9u;
    state = (state ^ (state >> 27)) * 0x94D049BB133111EBu;
    return state ^ (state >> 31);
}

class Stream {
  public:
    Stream(uint64_t seed, uint64_t number) : state_(mix(mix(seed + gamma_) ^ number)) {}

    uint64_t next() { return mix(state_ += gamma_); }

    // One of 0 to count - 1.
    int below(int64_t count) { return int((unsigned __int128)next() * uint64_t(count) >> 64); }

    // One of the integers of a closed range.
    int between(int64_t low, int64_t high) { return int(low) + below(high - low + 1); }
    int between(const int64_t (&bounds)[2]) { return between(bounds[0], bounds[1]); }

    double uniform() { return double(next() >> 11) * 0x1p-53; }

    template <class T> void shuffle(std::vector<T>& items) {
        for (int last = int(items.size()) - 1; last > 0; last--) std::swap(items[last], items[below(last + 1)]);
    }

    // Swap a random item from `place` onwards to `place`, and return it.
    template <class T> T deal(std::vector<T>& items, int place) {
        std::swap(items[place], items[place + below(int64_t(items.size()) - place)]);
        return items[place];
    }

  private:
    static constexpr uint64_t gamma_ = 0x9E3779B97F4A7C15u;
    uint64_t state_;
};
