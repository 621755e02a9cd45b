// A whole sequence: what Python passes, what is kept for the backward pass, and the controller's weights.
#pragma once
#include <vector>

#include "access.hpp"
#include "controller.hpp"
#include "product.hpp"

// The sizes of a call, in the order of graphmem/models/native_dnc.py.
struct Sizes {
  i64 steps, batch, slots, word, heads, layers, hidden, lstm, inputs, keep, threads;
};

// Tensors of a call; those of layers are lists of pointers.  Time comes first, then the batch.
template <class Real> struct Tensors {
  const Real* interface;           // (I, L H) weights
  const Real* const* weights;      // L x (G H, inputs + ...), G being 4 for an LSTM and 1 for a tanh layer
  Real* const* gates;              // L x (T, B, G H): W x + b of the inputs; in the backward pass what they became
  Real* hidden;                    // (T, B, L H)
  Real* reads;                     // (T, B, R W)
  // The state before the first step, or the gradients of it; the state after the last, or its gradients.
  Real *hidden_0, *cells_0, *memory_0, *usage_0, *write_weighting_0, *read_weightings_0, *link_0, *precedence_0, *reads_0;
  Real *cells_T, *memory_T, *usage_T, *write_weighting_T, *read_weightings_T, *link_T, *precedence_T;
  char* kept;
};

// The sizes of one call, and how its kept memory is laid out.
template <class Real> struct Plan {
  Sizes size;
  Dims<Real> d;
  i64 T, B, L, H, C, G;   // C = L H, the controller's output; G H numbers decide a layer
  i64 reads, own;         // R W; H if a layer sees itself, else 0
  i64 blocks, segment;    // of kChain steps; blocks to a segment, of which the first links and memory are kept
  i64 segments;

  explicit Plan(const Sizes& s)
      : size(s), d(s.slots, s.word, s.heads), T(s.steps), B(s.batch), L(s.layers), H(s.hidden), C(L * H), G(s.lstm ? 4 : 1),
        reads(s.heads * s.word), own(s.lstm ? H : 0) {
    constexpr i64 cheap = i64(16) << 20;  // bytes that are kept without a second thought
    blocks = (T + kChain - 1) / kChain;
    segment = 1;
    if (blocks * B * state_size() * i64(sizeof(Real)) > cheap) segment = i64(std::lround(std::sqrt(double(blocks))));
    segments = (blocks + segment - 1) / segment;
  }

  i64 state_size() const { return d.link_size() + d.memory_size(); }
  i64 records() const { return size.keep ? T + 1 : 2; }
  i64 kept_steps() const { return size.keep ? T : 1; }
  // Numbers that a layer sees beside the input: reads, itself one step before, the layer below.
  i64 seen(i64 layer) const { return reads + own + (layer ? H : 0); }
};

// Kept memory; every array starts at a cache line.
template <class Real> struct Kept {
  Real *records, *interfaces, *cells, *states;
  std::int32_t* orders;
  i64 bytes = 0;

  Kept(const Plan<Real>& p, char* start) : plan(p) {
    records = take<Real>(start, p.records() * p.B * Record<Real>::size(p.d));
    interfaces = take<Real>(start, p.kept_steps() * p.B * p.d.at.size);
    cells = take<Real>(start, p.size.lstm ? p.kept_steps() * p.B * p.C : 0);
    states = take<Real>(start, (p.size.keep ? p.segments : 1) * p.B * p.state_size());
    orders = take<std::int32_t>(start, p.kept_steps() * p.B * p.d.N);
  }

  // The record after step t of the batch's member b; t = -1 is the state before the first step.
  Record<Real> record(i64 t, i64 b) const {
    const i64 row = plan.size.keep ? t + 1 : (t + 1) % 2;
    return Record<Real>(records + (row * plan.B + b) * Record<Real>::size(plan.d), plan.d);
  }
  Real* interface(i64 t, i64 b) const { return interfaces + (step(t) * plan.B + b) * plan.d.at.size; }
  Real* cell(i64 t, i64 b) const { return cells + (step(t) * plan.B + b) * plan.C; }
  std::int32_t* order(i64 t, i64 b) const { return orders + (step(t) * plan.B + b) * plan.d.N; }
  // At the start of a segment; without `keep`, now.
  Real* link(i64 segment, i64 b) const { return states + (segment * plan.B + b) * plan.state_size(); }
  Real* memory(i64 segment, i64 b) const { return link(segment, b) + plan.d.link_size(); }

 private:
  i64 step(i64 t) const { return plan.size.keep ? t : 0; }
  template <class T> T* take(char* start, i64 count) {
    T* part = reinterpret_cast<T*>(start + bytes);
    bytes += padded(count * sizeof(T), 64);
    return part;
  }
  const Plan<Real>& plan;
};

// (N, W) slots to the layout of the memory and back.
template <class Real> inline void to_blocks(const Dims<Real>& d, const Real* slots, Real* memory) {
  for (i64 n = 0; n < d.P; ++n)
    for (i64 c = 0; c < d.W; ++c)
      memory[(n / d.lanes * d.W + c) * d.lanes + n % d.lanes] = slots && n < d.N ? slots[n * d.W + c] : Real(0);
}
template <class Real> inline void from_blocks(const Dims<Real>& d, const Real* memory, Real* slots) {
  for (i64 n = 0; n < d.N; ++n)
    for (i64 c = 0; c < d.W; ++c) slots[n * d.W + c] = memory[(n / d.lanes * d.W + c) * d.lanes + n % d.lanes];
}

// Rows of N numbers to rows of P and back; nullptr stands for zeros.
template <class Real> inline void to_padded(const Dims<Real>& d, i64 rows, const Real* from, Real* to) {
  set_zero(to, rows * d.P);
  for (i64 k = 0; from && k < rows; ++k) copy(to + k * d.P, from + k * d.N, d.N);
}
template <class Real> inline void from_padded(const Dims<Real>& d, i64 rows, const Real* from, Real* to) {
  for (i64 k = 0; k < rows; ++k) copy(to + k * d.N, from + k * d.P, d.N);
}
// `at` numbers from the start of a tensor, and nullptr if there is none.
template <class Real> inline Real* at(Real* tensor, i64 offset) { return tensor ? tensor + offset : nullptr; }

// The weights as the products of a pass need them.
template <class Real> struct PackedWeights {
  std::vector<Packed<Real>> layers;
  std::vector<Packed<Real>> interface;  // one

  // Forward: of each layer the columns of what it sees beside the input, transposed.
  static PackedWeights forward(const Plan<Real>& p, const Tensors<Real>& x) {
    PackedWeights w;
    for (i64 l = 0; l < p.L; ++l) {
      const i64 row = p.size.inputs + p.seen(l);
      w.layers.emplace_back(x.weights[l] + p.size.inputs, p.seen(l), p.G * p.H, 1, row);
    }
    w.interface.emplace_back(x.interface, p.C, p.d.at.size, 1, p.C);
    return w;
  }
  static PackedWeights backward(const Plan<Real>& p, const Tensors<Real>& x) {
    PackedWeights w;
    for (i64 l = 0; l < p.L; ++l) {
      const i64 row = p.size.inputs + p.seen(l);
      w.layers.emplace_back(x.weights[l] + p.size.inputs, p.G * p.H, p.seen(l), row, 1);
    }
    w.interface.emplace_back(x.interface, p.d.at.size, p.C, p.C, 1);
    return w;
  }
};
