// Vectors as wide as the CPU has them, by the extensions of GCC and Clang, and the functions that the DNC needs.
//
// Sums are written out in vectors, so that the compiler need not reorder them, as -ffast-math would allow, and results
// do not depend on the number of threads.
#pragma once
#include <cmath>
#include <cstdint>
#include <cstring>
#include <utility>

using i64 = std::int64_t;

#if defined(__AVX512F__)
constexpr int kBytes = 64;
#elif defined(__AVX__)
constexpr int kBytes = 32;
#else
constexpr int kBytes = 16;
#endif

template <class Real> struct Native;
template <> struct Native<float> {
  typedef float Vec __attribute__((vector_size(kBytes)));
  typedef float Anywhere __attribute__((vector_size(kBytes), aligned(sizeof(float))));
  typedef std::int32_t Int __attribute__((vector_size(kBytes)));
  using Bits = std::int32_t;
};
template <> struct Native<double> {
  typedef double Vec __attribute__((vector_size(kBytes)));
  typedef double Anywhere __attribute__((vector_size(kBytes), aligned(sizeof(double))));
  typedef std::int64_t Int __attribute__((vector_size(kBytes)));
  using Bits = std::int64_t;
};
template <class Real> using Vec = typename Native<Real>::Vec;
template <class Real> using Int = typename Native<Real>::Int;
template <class Real> using Bits = typename Native<Real>::Bits;
template <class Real> constexpr int kLanes = kBytes / sizeof(Real);

inline i64 padded(i64 count, i64 unit) { return (count + unit - 1) / unit * unit; }

template <class Real> inline Vec<Real> splat(Real x) { return x - Vec<Real>{}; }
// A vector may be accessed as numbers of its own type, and the compiler knows that no others change (unlike by memcpy).
template <class Real> inline Vec<Real> load(const Real* p) {
  return *reinterpret_cast<const typename Native<Real>::Anywhere*>(p);
}
template <class Real> inline void store(Real* p, Vec<Real> v) {
  *reinterpret_cast<typename Native<Real>::Anywhere*>(p) = v;
}
// The first `count` lanes alone; the others are 0.
template <class Real> inline Vec<Real> load_part(const Real* p, i64 count) {
  Vec<Real> v{};
  std::memcpy(&v, p, count * sizeof(Real));
  return v;
}
template <class Real> inline void store_part(Real* p, Vec<Real> v, i64 count) {
  std::memcpy(p, &v, count * sizeof(Real));
}

// f of every number of an array, vector by vector; the last one may be a part.
template <class Real, class F> inline void each(i64 count, const F& f) {
  constexpr i64 lanes = kLanes<Real>;
  i64 i = 0;
  for (; i + lanes <= count; i += lanes) f(i, lanes);
  if (i < count) f(i, count - i);
}
template <class Real> inline Vec<Real> load_some(const Real* p, i64 count) {
  return count == kLanes<Real> ? load(p) : load_part(p, count);
}
template <class Real> inline void store_some(Real* p, Vec<Real> v, i64 count) {
  if (count == kLanes<Real>) store(p, v);
  else store_part(p, v, count);
}

template <class Real> inline Real sum(Vec<Real> v) {
  constexpr int lanes = kLanes<Real>;
  Real x[lanes];
  std::memcpy(x, &v, sizeof v);
  for (int half = lanes / 2; half; half /= 2)
    for (int i = 0; i < half; ++i) x[i] += x[i + half];
  return x[0];
}

// A shuffle of two vectors: lane i comes from a where bit D of i is 0, else from b; it is their lane i, or (Across) the
// lane whose number differs from i in bit D.
template <class Real, int D, bool Across, std::size_t... i>
inline Vec<Real> pick(Vec<Real> a, Vec<Real> b, std::index_sequence<i...>) {
#if defined(__clang__)
  return __builtin_shufflevector(a, b, int((i & D ? sizeof...(i) : 0) + (Across ? i ^ D : i))...);
#else
  return __builtin_shuffle(a, b, Int<Real>{Bits<Real>((i & D ? sizeof...(i) : 0) + (Across ? i ^ D : i))...});
#endif
}

template <class Real, int D> inline void fold(Vec<Real>* v) {
  if constexpr (D > 0) {
    constexpr auto lanes = std::make_index_sequence<kLanes<Real>>{};
    for (int k = 0; k < D; ++k)
      v[k] = pick<Real, D, false>(v[k], v[k + D], lanes) + pick<Real, D, true>(v[k], v[k + D], lanes);
    fold<Real, D / 2>(v);
  }
}

// The sums of as many vectors as one has lanes, lane i that of vector i: a third of the work of summing each alone.
template <class Real> inline Vec<Real> sums(const Vec<Real>* vectors) {
  constexpr int half = kLanes<Real> / 2;
  Vec<Real> v[2 * half];
  for (int k = 0; k < 2 * half; ++k) v[k] = vectors[k];
  fold<Real, half>(v);
  return v[0];
}

template <class Real> inline Vec<Real> larger(Vec<Real> a, Vec<Real> b) { return a > b ? a : b; }
template <class Real> inline Real largest(Vec<Real> v) {
  Real most = v[0];
  for (int i = 1; i < kLanes<Real>; ++i) most = v[i] > most ? v[i] : most;
  return most;
}

template <class Real> struct Exp;
template <> struct Exp<float> {
  static constexpr float least = -87.0f, most = 88.0f, magic = 12582912.0f;  // 1.5 x 2^23
  static constexpr float log2e = 1.44269504f, ln2_high = 0.693359375f, ln2_low = -2.12194440e-4f;
  static constexpr int mantissa = 23, bias = 127, terms = 6;
  // Of (e^r - 1 - r) / r^2, highest power first (Cephes, expf).
  static constexpr float series[terms] = {1.9875691500e-4f, 1.3981999507e-3f, 8.3334519073e-3f,
                                          4.1665795894e-2f, 1.6666665459e-1f, 5.0000001201e-1f};
};
template <> struct Exp<double> {
  static constexpr double least = -708.0, most = 709.0, magic = 6755399441055744.0;  // 1.5 x 2^52
  static constexpr double log2e = 1.4426950408889634, ln2_high = 6.93145751953125e-1,
                          ln2_low = 1.42860682030941723212e-6;
  static constexpr int mantissa = 52, bias = 1023, terms = 12;
  static constexpr double series[terms] = {// 1 / 13!, ..., 1 / 2!
                                           1.0 / 6227020800, 1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800,
                                           1.0 / 362880,     1.0 / 40320,     1.0 / 5040,     1.0 / 720,
                                           1.0 / 120,        1.0 / 24,        1.0 / 6,        1.0 / 2};
};

// e^x = scale x (1 + rest) with |rest| < 0.42; x is taken to be within the range in which e^x is a normal number.
template <class Real> inline void exp_parts(Vec<Real> x, Vec<Real>& scale, Vec<Real>& rest) {
  using E = Exp<Real>;
  x = x < E::least ? splat(E::least) : x;
  x = x > E::most ? splat(E::most) : x;
  const Vec<Real> shifted = x * E::log2e + E::magic;  // the integer is in the lowest bits
  const Vec<Real> k = shifted - E::magic;
  const Vec<Real> r = (x - k * E::ln2_high) - k * E::ln2_low;
  Vec<Real> p = splat(E::series[0]);
  for (int i = 1; i < E::terms; ++i) p = p * r + E::series[i];
  rest = r + r * r * p;
  const Int<Real> integer = (Int<Real>)shifted - (Int<Real>)splat(E::magic);
  scale = (Vec<Real>)((integer + E::bias) << E::mantissa);
}

template <class Real> inline Vec<Real> exp(Vec<Real> x) {
  Vec<Real> scale, rest;
  exp_parts<Real>(x, scale, rest);
  return scale + scale * rest;
}

template <class Real> inline Vec<Real> sigmoid(Vec<Real> x) { return 1 / (1 + exp<Real>(-x)); }

template <class Real> inline Vec<Real> tanh(Vec<Real> x) {
  Vec<Real> scale, rest;
  const Vec<Real> size = x < 0 ? -x : x;
  exp_parts<Real>(-2 * size, scale, rest);
  const Vec<Real> below = scale * rest + (scale - 1);  // e^(-2|x|) - 1, exact for small x too
  const Vec<Real> result = -below / (2 + below);
  return x < 0 ? -result : result;
}

template <class Real> inline Real dot(i64 count, const Real* a, const Real* b) {
  Vec<Real> total{};
  each<Real>(count, [&](i64 i, i64 some) { total += load_some(a + i, some) * load_some(b + i, some); });
  return sum<Real>(total);
}
