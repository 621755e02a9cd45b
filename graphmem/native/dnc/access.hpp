// One step of the memory for one sequence, forward and backward (Graves et al. 2016, Methods).
#pragma once
#include "addressing.hpp"
#include "links.hpp"
#include "words.hpp"

// Room for what a step computes on its way; one to a thread.
template <class Real> struct Scratch {
  Buffer<Real> numbers;
  Buffer<Vec<Real>> parts;
  Buffer<Bits<Real>> keys;
  Real *allocation, *write_content, *squares, *to_write_products, *usage_products;  // (P)
  Real* rows;                                                                       // (2, P)
  Real *read_content, *by_backward, *by_forward;  // (R, P); the last two are b and f in the forward pass
  Real *through_backward, *through_forward, *to_products;  // (R, P)
  Real* key_factors;                                       // (R)

  explicit Scratch(const Dims<Real>& d)
      : numbers((7 + 6 * d.R) * d.P + d.R), parts((2 + d.R) * d.V), keys(d.P) {
    Real* next = numbers.data();
    const auto take = [&](i64 count) { return std::exchange(next, next + count); };
    for (Real** part : {&allocation, &write_content, &squares, &to_write_products, &usage_products}) *part = take(d.P);
    rows = take(2 * d.P);
    for (Real** part : {&read_content, &by_backward, &by_forward, &through_backward, &through_forward, &to_products})
      *part = take(d.R * d.P);
    key_factors = take(d.R);
    set_zero(allocation, d.P);
    for (i64 k = 0; k < (2 + d.R) * d.V; ++k) parts.data()[k] = Vec<Real>{};
  }
};

template <class Real> inline Real inverse_key_length(const Dims<Real>& d, const Real* key) {
  return inverse_length(dot(d.W, key, key));
}

// 1 / |M[n]| of every slot.
template <class Real> inline void inverse_lengths(const Dims<Real>& d, const Real* memory, Real* out) {
  for (i64 n = 0; n < d.P; n += d.lanes) {
    const Vec<Real> square = squared_lengths(d.W, memory + n * d.W);
    for (i64 lane = 0; lane < d.lanes; ++lane) out[n + lane] = inverse_length(Real(square[lane]));
  }
}

// Products key . M[n] to cosines, in place.
template <class Real>
inline void cosines(const Dims<Real>& d, const Real* key, const Real* inverse_lengths, Real* products) {
  const Real inverse = inverse_key_length(d, key);
  for (i64 n = 0; n < d.P; n += kLanes<Real>)
    store(products + n, load(products + n) * inverse * load(inverse_lengths + n));
}

// w^w = g^w (g^a a + (1 - g^a) c), and the precedence (1 - sum of w^w) p + w^w.
template <class Real>
inline void write_weighting(const Dims<Real>& d, const Real* y, const Scratch<Real>& s, const Real* precedence_before,
                            const Record<Real>& now) {
  const Real gate = y[d.at.write_gate], allocated = y[d.at.allocation_gate];
  Vec<Real> total{};
  for (i64 n = 0; n < d.P; n += kLanes<Real>) {
    const Vec<Real> w = gate * (allocated * load(s.allocation + n) + (1 - allocated) * load(s.write_content + n));
    store(now.write_weighting + n, w);
    total += w;
  }
  const Real kept = 1 - sum<Real>(total);
  for (i64 n = 0; n < d.P; n += kLanes<Real>)
    store(now.precedence + n, kept * load(precedence_before + n) + load(now.write_weighting + n));
}

// Read weightings from the modes: pi[1] b + pi[2] c + pi[3] f.
template <class Real> inline void read_weightings(const Dims<Real>& d, const Real* y, const Scratch<Real>& s, Real* r) {
  for (i64 h = 0; h < d.R; ++h) {
    const Real* modes = y + d.at.modes + 3 * h;
    for (i64 n = h * d.P; n < (h + 1) * d.P; n += kLanes<Real>)
      store(r + n, modes[0] * load(s.by_backward + n) + modes[1] * load(s.read_content + n) +
                       modes[2] * load(s.by_forward + n));
  }
}

// y: the interface vector, mapped into its bounds here.  Memory and link are updated in place, `now` and `order` set.
template <class Real, int R>
void access_forward(const Dims<Real>& d, Real* y, const Record<Real>& before, const Record<Real>& now,
                    std::int32_t* order, Real* memory, Real* link, Real* reads, Scratch<Real>& s) {
  interface_forward(d, y);
  usage_forward<Real, R>(d, y, before, now.usage);
  ascending(d, now.usage, s.keys.data(), order);
  allocation_forward(d, now.usage, order, s.allocation);

  const Real* write_key = y + d.at.write_key;
  look_up(d, memory, write_key, now.write_cosines);
  cosines(d, write_key, before.inverse_lengths, now.write_cosines);
  content_weighting(d, now.write_cosines, y[d.at.write_strength], s.write_content);
  write_weighting(d, y, s, before.precedence, now);

  write_and_look_up<Real, R>(d, y, now.write_weighting, memory, s.squares, now.read_cosines);
  for (i64 n = 0; n < d.P; ++n) now.inverse_lengths[n] = inverse_length(s.squares[n]);
  links_forward<Real, R>(d, link, now.write_weighting, before.precedence, before.read_weightings, s.by_forward,
                         s.by_backward);
  for (i64 h = 0; h < d.R; ++h) {
    cosines(d, y + d.at.read_keys + h * d.W, now.inverse_lengths, now.read_cosines + h * d.P);
    content_weighting(d, now.read_cosines + h * d.P, y[d.at.read_strengths + h], s.read_content + h * d.P);
  }
  read_weightings(d, y, s, now.read_weightings);
  read_words<Real, R>(d, memory, now.read_weightings, s.parts.data(), reads);
}

// Gradients of the state of one sequence: after a step, and in its place those before it.
template <class Real> struct StateGradients {
  Real *memory, *link;                         // as laid out, (N, P)
  Real *usage, *write_weighting, *precedence;  // (P)
  Real* read_weightings;                       // (R, P)
};

// Where the backward pass finds the state before a step.
template <class Real> struct Past {
  const Real* memory;           // M before the step
  const Real* link;             // L `chain` steps before that
  const LinkStep<Real>* steps;  // those steps
  int chain;
};

// The read weightings' part: from their gradient to those of the content mode and of the lookups.  For the links it sets
// by_backward and by_forward.
template <class Real>
inline void read_weightings_backward(const Dims<Real>& d, const Real* y, const Record<Real>& before,
                                     const Record<Real>& now, const Real* g, Scratch<Real>& s, Real* g_y) {
  set_zero(s.squares, d.P);
  for (i64 h = 0; h < d.R; ++h) {
    const i64 at = h * d.P;
    const Real *modes = y + d.at.modes + 3 * h, *key = y + d.at.read_keys + h * d.W;
    const Real strength = y[d.at.read_strengths + h];
    Vec<Real> to_mode{};
    content_weighting(d, now.read_cosines + at, strength, s.read_content + at);
    for (i64 n = at; n < at + d.P; n += kLanes<Real>) {
      to_mode += load(g + n) * load(s.read_content + n);
      store(s.by_backward + n, modes[0] * load(before.read_weightings + n));
      store(s.by_forward + n, modes[2] * load(before.read_weightings + n));
    }
    g_y[d.at.modes + 3 * h + 1] = sum<Real>(to_mode);
    const auto content =
        content_backward(d, s.read_content + at, now.read_cosines + at, g + at, modes[1], strength,
                         inverse_key_length(d, key), now.inverse_lengths, s.to_products + at, s.squares);
    g_y[d.at.read_strengths + h] = content.strength;
    s.key_factors[h] = content.key_factor;
  }
}

// The links' part: the gradient of the read weightings before the step, that of w^w and p, and of two of the modes.
template <class Real, int R>
inline void links_part_backward(const Dims<Real>& d, const Real* y, const Record<Real>& before, const Record<Real>& now,
                                const Past<Real>& past, const StateGradients<Real>& g, Scratch<Real>& s, Real* g_y) {
  constexpr i64 lanes = kLanes<Real>;
  Vec<Real> total{}, moved{};
  for (i64 n = 0; n < d.P; n += lanes) {
    total += load(now.write_weighting + n);
    moved += load(g.precedence + n) * load(before.precedence + n);
  }
  const Real kept = 1 - sum<Real>(total), lost = sum<Real>(moved);
  for (i64 n = 0; n < d.P; n += lanes) {
    const Vec<Real> to_p = load(g.precedence + n);
    store(g.write_weighting + n, load(g.write_weighting + n) + to_p - lost);
    store(g.precedence + n, kept * to_p);
  }
  const LinkGradients<Real> x{now.write_weighting, before.precedence, s.by_backward,
                              s.by_forward,        g.read_weightings, s.through_backward,
                              s.through_forward,   g.write_weighting, g.precedence};
  links_backward<Real, R>(d, past.link, past.steps, past.chain, g.link, x, s.rows);
  for (i64 h = 0; h < d.R; ++h) {
    const Real* modes = y + d.at.modes + 3 * h;
    Vec<Real> to_backward{}, to_forward{};
    for (i64 n = h * d.P; n < (h + 1) * d.P; n += lanes) {
      const Vec<Real> r = load(before.read_weightings + n), b = load(s.through_backward + n),
                      f = load(s.through_forward + n);
      to_backward += r * b;
      to_forward += r * f;
      store(s.by_backward + n, modes[0] * b + modes[2] * f);  // the gradient of r before the step
    }
    g_y[d.at.modes + 3 * h] = sum<Real>(to_backward);
    g_y[d.at.modes + 3 * h + 2] = sum<Real>(to_forward);
  }
}

// The write weighting's part: from its gradient to those of the gates, the allocation and the write key's lookup.
template <class Real>
inline void write_weighting_backward(const Dims<Real>& d, const Real* y, const Record<Real>& before,
                                     const Record<Real>& now, const std::int32_t* order, const Past<Real>& past,
                                     const StateGradients<Real>& g, Scratch<Real>& s, Real* g_y) {
  const Real gate = y[d.at.write_gate], allocated = y[d.at.allocation_gate], strength = y[d.at.write_strength];
  const Real* key = y + d.at.write_key;
  allocation_forward(d, now.usage, order, s.allocation);
  content_weighting(d, now.write_cosines, strength, s.write_content);
  const Real by_allocation = dot(d.P, g.write_weighting, s.allocation);
  const Real by_content = dot(d.P, g.write_weighting, s.write_content);
  g_y[d.at.write_gate] = allocated * by_allocation + (1 - allocated) * by_content;
  g_y[d.at.allocation_gate] = gate * (by_allocation - by_content);
  set_zero(s.squares, d.P);
  const auto content =
      content_backward(d, s.write_content, now.write_cosines, g.write_weighting, gate * (1 - allocated), strength,
                       inverse_key_length(d, key), before.inverse_lengths, s.to_write_products, s.squares);
  g_y[d.at.write_strength] = content.strength;
  look_up_backward(d, past.memory, key, s.to_write_products, s.squares, content.key_factor, g.memory,
                   g_y + d.at.write_key, s.parts.data());
  allocation_backward(d, now.usage, order, g.write_weighting, gate * allocated, s.usage_products, g.usage);
}

// From the gradients after a step, and of its reads, to those before it, and of the interface vector (set).
template <class Real, int R>
void access_backward(const Dims<Real>& d, const Real* y, const Record<Real>& before, const Record<Real>& now,
                     const std::int32_t* order, const Past<Real>& past, const Real* g_reads,
                     const StateGradients<Real>& g, Real* g_y, Scratch<Real>& s) {
  reads_backward<Real, R>(d, y, now.write_weighting, past.memory, g_reads, g.read_weightings);
  read_weightings_backward(d, y, before, now, g.read_weightings, s, g_y);
  links_part_backward<Real, R>(d, y, before, now, past, g, s, g_y);
  const WriteGradients<Real> x{now.write_weighting, now.read_weightings, g_reads,           s.to_products,
                               s.squares,           s.key_factors,       g.write_weighting, g_y};
  write_backward<Real, R>(d, y, past.memory, g.memory, x, s.parts.data());
  write_weighting_backward(d, y, before, now, order, past, g, s, g_y);
  copy(g.read_weightings, s.by_backward, d.R * d.P);
  usage_backward<Real, R>(d, y, before, g.usage, g.write_weighting, g.read_weightings, g_y);
  interface_backward(d, y, g_y);
}
