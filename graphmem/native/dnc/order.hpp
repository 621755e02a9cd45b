// The slots in ascending order of usage; of equally used ones the first comes first, as in torch.sort(stable=True).
#pragma once
#include <vector>

#include "memory.hpp"

// Integers in the order of the numbers, 0 and -0 being equal.
template <class Real> inline Int<Real> sortable(Vec<Real> v) {
  const Int<Real> bits = (Int<Real>)(v + Real(0));
  constexpr Bits<Real> positive = ~(Bits<Real>(1) << (8 * sizeof(Real) - 1));
  return bits ^ ((bits >> (8 * sizeof(Real) - 1)) & positive);
}

// Few slots: the place of each is the number of those that come before it.
template <class Real> inline void order_by_counting(const Dims<Real>& d, const Bits<Real>* keys, std::int32_t* order) {
  constexpr i64 lanes = kLanes<Real>;
  Int<Real> number;
  for (int lane = 0; lane < lanes; ++lane) number[lane] = lane;
  for (i64 n = 0; n < d.N; ++n) {
    const Int<Real> own = keys[n] - Int<Real>{};
    Int<Real> before{};  // minus their number
    for (i64 m = 0; m < d.P; m += lanes) {
      Int<Real> other;
      std::memcpy(&other, keys + m, sizeof other);
      before += (other < own) | ((other == own) & (number + Bits<Real>(m) < Bits<Real>(n)));
    }
    i64 place = 0;
    for (int lane = 0; lane < lanes; ++lane) place -= before[lane];
    order[place] = std::int32_t(n);
  }
}

// Many slots: radix sort by bytes, lowest first.
template <class Real> inline void order_by_bytes(i64 N, const Bits<Real>* keys, std::int32_t* order) {
  using Key = std::make_unsigned_t<Bits<Real>>;
  constexpr int bytes = sizeof(Real);
  static thread_local std::vector<Key> key, next_key;
  static thread_local std::vector<std::int32_t> slot, next_slot;
  key.resize(N), next_key.resize(N), slot.resize(N), next_slot.resize(N);
  std::uint32_t starts[bytes][256] = {};
  for (i64 n = 0; n < N; ++n) {
    key[n] = Key(keys[n]) ^ (Key(1) << (8 * bytes - 1));
    slot[n] = std::int32_t(n);
    for (int b = 0; b < bytes; ++b) ++starts[b][(key[n] >> (8 * b)) & 255];
  }
  for (int b = 0; b < bytes; ++b) {
    std::uint32_t total = 0;
    bool same = false;  // all keys have one value here
    for (std::uint32_t& start : starts[b]) {
      same = same || start == std::uint32_t(N);
      total += std::exchange(start, total);
    }
    if (same) continue;
    for (i64 n = 0; n < N; ++n) {
      const std::uint32_t place = starts[b][(key[n] >> (8 * b)) & 255]++;
      next_key[place] = key[n];
      next_slot[place] = slot[n];
    }
    key.swap(next_key), slot.swap(next_slot);
  }
  std::copy(slot.begin(), slot.end(), order);
}

// `keys` (P) is room for the work.
template <class Real>
inline void ascending(const Dims<Real>& d, const Real* usage, Bits<Real>* keys, std::int32_t* order) {
  constexpr i64 most_counted = 128;
  for (i64 n = 0; n < d.P; n += kLanes<Real>) {
    const Int<Real> key = sortable<Real>(load(usage + n));
    std::memcpy(keys + n, &key, sizeof key);
  }
  for (i64 n = d.N; n < d.P; ++n) keys[n] = std::numeric_limits<Bits<Real>>::max();  // behind every slot
  if (d.N <= most_counted) order_by_counting(d, keys, order);
  else order_by_bytes<Real>(d.N, keys, order);
}
