// One step of a layer of the controller for one sequence: a tanh layer, or an LSTM with gates i, f, o and a value.
#pragma once
#include "memory.hpp"

// h = tanh(z).
template <class Real> inline void tanh_forward(i64 H, const Real* z, Real* hidden) {
  each<Real>(H, [=](i64 j, i64 some) { store_some(hidden + j, tanh<Real>(load_some(z + j, some)), some); });
}

template <class Real> inline void tanh_backward(i64 H, const Real* hidden, const Real* g_hidden, Real* g_z) {
  for (i64 j = 0; j < H; ++j) g_z[j] = g_hidden[j] * (1 - hidden[j] * hidden[j]);
}

// s = f s' + i v and h = o tanh(s); z (4, H) becomes the gates and the value.
template <class Real> inline void lstm_forward(i64 H, Real* z, const Real* cells_before, Real* cells, Real* hidden) {
  each<Real>(H, [=](i64 j, i64 some) {
    const Vec<Real> enter = sigmoid<Real>(load_some(z + j, some)), forget = sigmoid<Real>(load_some(z + H + j, some));
    const Vec<Real> leave = sigmoid<Real>(load_some(z + 2 * H + j, some)),
                    value = tanh<Real>(load_some(z + 3 * H + j, some));
    const Vec<Real> s = forget * load_some(cells_before + j, some) + enter * value;
    store_some(z + j, enter, some);
    store_some(z + H + j, forget, some);
    store_some(z + 2 * H + j, leave, some);
    store_some(z + 3 * H + j, value, some);
    store_some(cells + j, s, some);
    store_some(hidden + j, leave * tanh<Real>(s), some);
  });
}

// The gradient of the cells becomes that of the cells before; those of z are clipped to plus and minus a bound.
template <class Real>
inline void lstm_backward(i64 H, const Real* gates, const Real* cells_before, const Real* cells, const Real* g_hidden,
                          Real bound, Real* g_cells, Real* g_z) {
  const auto clipped = [=](Vec<Real> g) {
    g = g > bound ? splat(bound) : g;
    return g < -bound ? splat(-bound) : g;
  };
  each<Real>(H, [=](i64 j, i64 some) {
    const Vec<Real> enter = load_some(gates + j, some), forget = load_some(gates + H + j, some);
    const Vec<Real> leave = load_some(gates + 2 * H + j, some), value = load_some(gates + 3 * H + j, some);
    const Vec<Real> s = tanh<Real>(load_some(cells + j, some)), g_h = load_some(g_hidden + j, some);
    const Vec<Real> g = load_some(g_cells + j, some) + g_h * leave * (1 - s * s);
    store_some(g_z + j, clipped(g * value * enter * (1 - enter)), some);
    store_some(g_z + H + j, clipped(g * load_some(cells_before + j, some) * forget * (1 - forget)), some);
    store_some(g_z + 2 * H + j, clipped(g_h * s * leave * (1 - leave)), some);
    store_some(g_z + 3 * H + j, clipped(g * enter * (1 - value * value)), some);
    store_some(g_cells + j, g * forget, some);
  });
}
