// Interface, content weightings and allocation: everything of a step with one number a slot.
#pragma once
#include <limits>
#include <type_traits>

#include "order.hpp"

// 1 / |v| from |v|^2, and 0 for vectors shorter than 1e-6, which count as zero.
template <class Real> inline Real inverse_length(Real square) {
  constexpr Real least = Real(1e-12);
  return square >= least ? 1 / std::sqrt(square) : Real(0);
}

template <class Real> inline Real softplus(Real x) { return x > 20 ? x : std::log1p(std::exp(x)); }
// softplus' as a function of softplus, linear above 20 as in torch.
template <class Real> inline Real softplus_slope(Real y) { return y > 20 ? Real(1) : -std::expm1(-y); }

template <class Real> inline void sigmoids(Real* x, i64 count) {
  each<Real>(count, [=](i64 i, i64 some) { store_some(x + i, sigmoid<Real>(load_some(x + i, some)), some); });
}

// Three numbers of each head, to read modes.
template <class Real> inline void modes_forward(Real* x, i64 heads) {
  for (i64 h = 0; h < heads; ++h) {
    Real* m = x + 3 * h;
    const Real most = std::max(m[0], std::max(m[1], m[2]));
    for (int k = 0; k < 3; ++k) m[k] -= most;
  }
  each<Real>(3 * heads, [=](i64 i, i64 some) { store_some(x + i, exp<Real>(load_some(x + i, some)), some); });
  for (i64 h = 0; h < heads; ++h) {
    Real* m = x + 3 * h;
    const Real scale = 1 / (m[0] + m[1] + m[2]);
    for (int k = 0; k < 3; ++k) m[k] *= scale;
  }
}

// Map the parts of an interface vector into their bounds, in place.
template <class Real> inline void interface_forward(const Dims<Real>& d, Real* y) {
  for (i64 h = 0; h < d.R; ++h) y[d.at.read_strengths + h] = 1 + softplus(y[d.at.read_strengths + h]);
  y[d.at.write_strength] = 1 + softplus(y[d.at.write_strength]);
  sigmoids(y + d.at.erase, d.W);
  sigmoids(y + d.at.free_gates, d.R + 2);  // and the allocation gate and the write gate
  modes_forward(y + d.at.modes, d.R);
}

// The gradient of a vector of interface parts y to that of the vector before, in place.
template <class Real> inline void interface_backward(const Dims<Real>& d, const Real* y, Real* g) {
  for (i64 h = 0; h < d.R; ++h) g[d.at.read_strengths + h] *= softplus_slope(y[d.at.read_strengths + h] - 1);
  g[d.at.write_strength] *= softplus_slope(y[d.at.write_strength] - 1);
  for (i64 i = d.at.erase; i < d.at.erase + d.W; ++i) g[i] *= y[i] * (1 - y[i]);
  for (i64 i = d.at.free_gates; i < d.at.free_gates + d.R + 2; ++i) g[i] *= y[i] * (1 - y[i]);
  for (i64 h = 0; h < d.R; ++h) {
    Real* m = g + d.at.modes + 3 * h;
    const Real* s = y + d.at.modes + 3 * h;
    const Real mean = m[0] * s[0] + m[1] * s[1] + m[2] * s[2];
    for (int k = 0; k < 3; ++k) m[k] = s[k] * (m[k] - mean);
  }
}

// Those lanes of the last vector that are slots keep their numbers, the others get another.
template <class Real> inline Vec<Real> where_slots(const Dims<Real>& d, Vec<Real> v, Real other) {
  Int<Real> number;
  for (int lane = 0; lane < kLanes<Real>; ++lane) number[lane] = lane;
  return number < Bits<Real>(d.N - d.P + kLanes<Real>) ? v : splat(other);
}

// softmax over the slots of strength x cosine.
template <class Real> inline void content_weighting(const Dims<Real>& d, const Real* cosines, Real strength, Real* c) {
  constexpr i64 lanes = kLanes<Real>;
  constexpr Real lowest = std::numeric_limits<Real>::lowest();
  const i64 last = d.P - lanes;
  Vec<Real> most = where_slots(d, load(cosines + last) * strength, lowest), total{};
  for (i64 n = 0; n < last; n += lanes) most = larger<Real>(most, load(cosines + n) * strength);
  const Real shift = largest<Real>(most);
  for (i64 n = 0; n < d.P; n += lanes) {
    Vec<Real> e = exp<Real>(load(cosines + n) * strength - shift);
    if (n == last) e = where_slots(d, e, Real(0));
    store(c + n, e);
    total += e;
  }
  const Real scale = 1 / sum<Real>(total);
  for (i64 n = 0; n < d.P; n += lanes) store(c + n, load(c + n) * scale);
}

template <class Real> struct ContentGradient {
  Real strength;    // the gradient of the strength
  Real key_factor;  // the gradient of the key loses this times the key, through its length
};

// From scale x g, the gradient of a content weighting c.  Set are to_products (P), the gradients of key . M[n]; added
// to are to_squares (P), the factors of M[n] that the gradient of M[n] loses through its length.
template <class Real>
inline ContentGradient<Real> content_backward(const Dims<Real>& d, const Real* c, const Real* cosines, const Real* g,
                                              Real scale, Real strength, Real key_inverse, const Real* inverse_lengths,
                                              Real* to_products, Real* to_squares) {
  constexpr i64 lanes = kLanes<Real>;
  Vec<Real> mean{}, to_strength{};
  for (i64 n = 0; n < d.P; n += lanes) mean += load(c + n) * load(g + n);
  const Real average = sum<Real>(mean);
  for (i64 n = 0; n < d.P; n += lanes) {
    const Vec<Real> logit = scale * load(c + n) * (load(g + n) - average), cosine = load(cosines + n);
    const Vec<Real> inverse = load(inverse_lengths + n);
    to_strength += logit * cosine;
    store(to_squares + n, load(to_squares + n) + strength * logit * cosine * inverse * inverse);
    store(to_products + n, strength * logit * key_inverse * inverse);
  }
  const Real total = sum<Real>(to_strength);
  return {total, strength * total * key_inverse * key_inverse};
}

// u = (u + w - u w) psi, of the step before, with psi the product over the heads of 1 - f r.
template <class Real, int R>
inline void usage_forward(const Dims<Real>& d, const Real* y, const Record<Real>& before, Real* usage) {
  const int heads = Heads<R>::count(d.R);
  for (i64 n = 0; n < d.P; n += kLanes<Real>) {
    Vec<Real> psi = splat(Real(1));
    for (int h = 0; h < heads; ++h) psi *= 1 - y[d.at.free_gates + h] * load(before.read_weightings + h * d.P + n);
    const Vec<Real> u = load(before.usage + n), w = load(before.write_weighting + n);
    store(usage + n, (u + w - u * w) * psi);
  }
}

// From the gradient of u to those of what it was computed from: set, except for that of the read weightings.
template <class Real, int R>
inline void usage_backward(const Dims<Real>& d, const Real* y, const Record<Real>& before, Real* g_usage,
                           Real* g_writing, Real* g_reading, Real* g_y) {
  constexpr int most = Heads<R>::most;
  const int heads = Heads<R>::count(d.R);
  Vec<Real> to_gates[most];
  for (int h = 0; h < heads; ++h) to_gates[h] = Vec<Real>{};
  for (i64 n = 0; n < d.P; n += kLanes<Real>) {
    Vec<Real> factor[most], product[most + 1];  // of the heads before
    product[0] = splat(Real(1));
    for (int h = 0; h < heads; ++h) {
      factor[h] = 1 - y[d.at.free_gates + h] * load(before.read_weightings + h * d.P + n);
      product[h + 1] = product[h] * factor[h];
    }
    const Vec<Real> u = load(before.usage + n), w = load(before.write_weighting + n), g = load(g_usage + n);
    const Vec<Real> to_psi = g * (u + w - u * w);
    Vec<Real> behind = splat(Real(1));  // the product over the heads behind
    for (int h = heads - 1; h >= 0; --h) {
      const Vec<Real> to_factor = to_psi * product[h] * behind;
      Real* r = g_reading + h * d.P + n;
      behind *= factor[h];
      to_gates[h] -= to_factor * load(before.read_weightings + h * d.P + n);
      store(r, load(r) - to_factor * y[d.at.free_gates + h]);
    }
    store(g_usage + n, g * product[heads] * (1 - w));
    store(g_writing + n, g * product[heads] * (1 - u));
  }
  for (int h = 0; h < heads; ++h) g_y[d.at.free_gates + h] = sum<Real>(to_gates[h]);
}

// a[phi[j]] = (1 - u[phi[j]]) x the product over i < j of u[phi[i]].
template <class Real>
inline void allocation_forward(const Dims<Real>& d, const Real* usage, const std::int32_t* order, Real* allocation) {
  Real product = 1;
  for (i64 j = 0; j < d.N; ++j) {
    const i64 n = order[j];
    allocation[n] = (1 - usage[n]) * product;
    product *= usage[n];
  }
}

// Add to the gradient of u, with the order taken as constant.  `products` (N) is room for the work.
template <class Real>
inline void allocation_backward(const Dims<Real>& d, const Real* usage, const std::int32_t* order, const Real* g,
                                Real scale, Real* products, Real* g_usage) {
  Real product = 1;
  for (i64 j = 0; j < d.N; ++j) {
    products[j] = product;
    product *= usage[order[j]];
  }
  Real later = 0;  // the sum over k > j of g[k] (1 - u[k]) x the product of u between j and k
  for (i64 j = d.N - 1; j >= 0; --j) {
    const i64 n = order[j];
    const Real to_n = scale * g[n];
    g_usage[n] += products[j] * (later - to_n);
    later = to_n * (1 - usage[n]) + usage[n] * later;
  }
}
