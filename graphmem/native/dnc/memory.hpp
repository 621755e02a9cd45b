// Aligned arrays, and the sizes and the layout of a DNC's memory.
//
// One sequence of the batch is worked on at a time.  Whatever has a number for each of the N slots is an array of P
// numbers, P being N rounded up to whole vectors; those beyond N are 0 at all times.  So no loop has a remainder.
#pragma once
#include <algorithm>
#include <cstdlib>
#include <memory>
#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "vectors.hpp"

// Ask for large pages where an array is large, since the first touch of each page costs about a microsecond.
inline void prefer_large_pages(void* start, i64 bytes) {
#if defined(MADV_HUGEPAGE)
  constexpr i64 page = i64(2) << 20;
  if (bytes < 2 * page) return;
  const i64 first = padded(reinterpret_cast<std::intptr_t>(start), page);
  const i64 last = (reinterpret_cast<std::intptr_t>(start) + bytes) / page * page;
  madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE);  // if it fails, pages are small
#else
  (void)start, (void)bytes;
#endif
}

// An array that starts at a multiple of a cache line; its numbers are not set.
template <class T> class Buffer {
 public:
  explicit Buffer(i64 count) {
    const i64 bytes = padded(std::max<i64>(count, 1) * i64(sizeof(T)), 64);
    start.reset(static_cast<T*>(std::aligned_alloc(64, bytes)));
    if (!start) throw std::bad_alloc();
    prefer_large_pages(start.get(), bytes);
  }
  T* data() { return start.get(); }
  const T* data() const { return start.get(); }

 private:
  struct Free {
    void operator()(T* p) const { std::free(p); }
  };
  std::unique_ptr<T, Free> start;
};

// Where each part of the interface vector starts (Graves et al. 2016, Methods, "Interface parameters").
struct Interface {
  i64 read_keys, read_strengths, write_key, write_strength, erase, write, free_gates, allocation_gate, write_gate,
      modes;
  i64 size;
  Interface(i64 W, i64 R) {
    read_keys = 0;
    read_strengths = read_keys + W * R;
    write_key = read_strengths + R;
    write_strength = write_key + W;
    erase = write_strength + 1;
    write = erase + W;
    free_gates = write + W;
    allocation_gate = free_gates + R;
    write_gate = allocation_gate + 1;
    modes = write_gate + 1;
    size = modes + 3 * R;
  }
};

// The memory M is laid out as blocks of slots, one vector of slots to a block: M[block][w][lane].
template <class Real> struct Dims {
  static constexpr i64 lanes = kLanes<Real>;
  i64 N, W, R, P, V;  // V: W rounded up to whole vectors
  Interface at;
  Dims(i64 N_, i64 W_, i64 R_) : N(N_), W(W_), R(R_), P(padded(N_, lanes)), V(padded(W_, lanes)), at(W_, R_) {}
  i64 blocks() const { return P / lanes; }
  i64 memory_size() const { return P * W; }
  i64 link_size() const { return N * P; }
};

// What is kept of a step of one sequence: enough for the backward pass to compute the rest again.
template <class Real> struct Record {
  Real *usage, *write_weighting, *precedence, *inverse_lengths;  // (P) each; the last of M after the step
  Real* write_cosines;                                           // (P)
  Real *read_weightings, *read_cosines;                          // (R, P)
  Record(Real* start, const Dims<Real>& d) {
    usage = start;
    write_weighting = usage + d.P;
    precedence = write_weighting + d.P;
    inverse_lengths = precedence + d.P;
    write_cosines = inverse_lengths + d.P;
    read_weightings = write_cosines + d.P;
    read_cosines = read_weightings + d.R * d.P;
  }
  static i64 size(const Dims<Real>& d) { return (5 + 2 * d.R) * d.P; }
};

template <class Real> inline void set_zero(Real* p, i64 count) { std::memset(p, 0, count * sizeof(Real)); }
template <class Real> inline void copy(Real* to, const Real* from, i64 count) {
  std::memcpy(to, from, count * sizeof(Real));
}

// Whether there is nothing but zeros: many inputs are blank, and few outputs have a gradient.
template <class Real> inline bool is_zero(const Real* p, i64 count) {
  Vec<Real> most{};
  each<Real>(count, [&](i64 i, i64 some) {
    const Vec<Real> v = load_some(p + i, some);
    most = v == 0 ? most : splat(Real(1));  // a NaN is not zero
  });
  return largest<Real>(most) == 0;
}

// Kernels are compiled for each of 1 to 5 heads, and once for any other number up to kMostHeads.
constexpr int kMostHeads = 32;
template <int R> struct Heads {
  static constexpr int most = R ? R : kMostHeads;
  static int count(i64 heads) { return R ? R : int(heads); }
};
