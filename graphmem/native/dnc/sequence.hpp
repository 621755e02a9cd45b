// A whole sequence: what Python passes, what is kept for the backward pass, and the weights laid out for products.
#pragma once
#include <vector>

#include "access.hpp"
#include "controller.hpp"
#include "product.hpp"

// The sizes of a call, in the order of SIZES in graphmem/models/dnc_library.py.
struct Sizes {
  i64 inputs, outputs, steps, batch, slots, word, heads, layers, hidden, lstm, keep, threads;
};

// The tensors of a call, in the order of the fields there; or their gradients, nullptr where there is none or none is
// asked for.  Time comes first, then the batch.
template <class Real> struct Tensors {
  Real *inputs, *outputs;      // (T, B, I), (T, B, O)
  Real* interface;             // (X, C), C = L H being the controller's outputs and X the size of an interface vector
  Real *output, *read_output;  // (O, C), (O, R W)
  Real *const *weights, *const *biases;  // of each layer: (G H, I + R W + ...), (G H)
  // The state before the first step, and after the last.
  Real *hidden_0, *cells_0, *memory_0, *usage_0, *write_weighting_0, *read_weightings_0, *link_0, *precedence_0,
      *reads_0;
  Real *hidden_T, *cells_T, *memory_T, *usage_T, *write_weighting_T, *read_weightings_T, *link_T, *precedence_T,
      *reads_T;
};

template <class Real> struct Plan {
  Sizes size;
  Dims<Real> d;
  i64 I, O, T, B, L, H, C, G;     // G numbers decide each of H units: 4 of an LSTM, else 1
  i64 reads, own;                 // R W; H if a layer sees itself one step before, else 0
  i64 blocks, segment, segments;  // a block is kChain steps; links and memory are kept at the start of each segment

  explicit Plan(const Sizes& s)
      : size(s),
        d(s.slots, s.word, s.heads),
        I(s.inputs),
        O(s.outputs),
        T(s.steps),
        B(s.batch),
        L(s.layers),
        H(s.hidden),
        C(L * H),
        G(s.lstm ? 4 : 1),
        reads(s.heads * s.word),
        own(s.lstm ? H : 0) {
    constexpr i64 cheap = i64(16) << 20;  // so many bytes are kept without a second thought
    blocks = (T + kChain - 1) / kChain;
    const bool large = blocks * B * state_size() * i64(sizeof(Real)) > cheap;
    segment = large ? i64(std::lround(std::sqrt(double(blocks)))) : 1;
    segments = (blocks + segment - 1) / segment;
  }

  i64 state_size() const { return d.link_size() + d.memory_size(); }
  i64 width() const { return G * H; }
  i64 seen(i64 layer) const { return I + reads + own + (layer ? H : 0); }
};

// What is kept, or without `keep` the running state: arrays that Python allocates.
template <class Real> class Kept {
 public:
  static constexpr int kArrays = 8;

  // Bytes of each array.
  static void bytes(const Plan<Real>& p, i64* size) {
    const i64 rows = (p.size.keep ? p.T + 1 : 2) * p.B, steps = (p.size.keep ? p.T : 1) * p.B;
    const i64 counts[kArrays - 1] = {rows * Record<Real>::size(p.d),
                                     rows * p.C,
                                     p.size.lstm ? rows * p.C : 0,
                                     rows * p.reads,
                                     steps * p.d.at.size,
                                     (p.size.lstm ? steps : p.B) * p.L * p.width(),
                                     (p.size.keep ? p.segments : 1) * p.B * p.state_size()};
    for (int i = 0; i < kArrays - 1; ++i) size[i] = padded(counts[i] * i64(sizeof(Real)), 64);
    size[kArrays - 1] = padded(steps * p.d.N * i64(sizeof(std::int32_t)), 64);
  }

  Kept(const Plan<Real>& plan, void* const* arrays) : p(plan), a(arrays) {}

  void prefer_large_pages() const {
    i64 size[kArrays];
    bytes(p, size);
    for (int i = 0; i < kArrays; ++i) ::prefer_large_pages(a[i], size[i]);
  }

  // After step t, of the batch's members from b on; t = -1 is before the first step.
  Record<Real> record(i64 t, i64 b) const { return Record<Real>(row(0, t, b, Record<Real>::size(p.d)), p.d); }
  Real* hidden(i64 t, i64 b) const { return row(1, t, b, p.C); }
  Real* cells(i64 t, i64 b) const { return row(2, t, b, p.C); }
  Real* reads(i64 t, i64 b) const { return row(3, t, b, p.reads); }
  // Of step t.
  Real* interface(i64 t, i64 b) const { return array(4) + (step(t) * p.B + b) * p.d.at.size; }
  // What decides a layer; of a tanh layer only now, since it is not needed again.
  Real* gates(i64 t, i64 layer, i64 b) const {
    return array(5) + (((p.size.lstm ? step(t) : 0) * p.L + layer) * p.B + b) * p.width();
  }
  std::int32_t* order(i64 t, i64 b) const {
    return static_cast<std::int32_t*>(a[kArrays - 1]) + (step(t) * p.B + b) * p.d.N;
  }
  // At the start of a segment; without `keep`, now.
  Real* link(i64 segment, i64 b) const { return array(6) + (segment * p.B + b) * p.state_size(); }
  Real* memory(i64 segment, i64 b) const { return link(segment, b) + p.d.link_size(); }

 private:
  Real* array(int i) const { return static_cast<Real*>(a[i]); }
  i64 step(i64 t) const { return p.size.keep ? t : 0; }
  Real* row(int i, i64 t, i64 b, i64 size) const {
    return array(i) + ((p.size.keep ? t + 1 : (t + 1) % 2) * p.B + b) * size;
  }
  const Plan<Real>& p;
  void* const* a;
};

// (N, W) slots to the layout of the memory and back; nullptr stands for zeros.
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
template <class Real> inline void copy_or_zero(Real* to, const Real* from, i64 count) {
  if (from) copy(to, from, count);
  else set_zero(to, count);
}
// `offset` numbers from the start of a tensor; nullptr if there is none.
template <class Real> inline Real* from_start(Real* tensor, i64 offset) { return tensor ? tensor + offset : nullptr; }

// The weights as the products of a pass need them.
template <class Real> struct PackedWeights {
  std::vector<Packed<Real>> layers,
      inputs;  // backward, `inputs` are the columns of the inputs, and `layers` the others
  Packed<Real> interface, output, read_output;

  static PackedWeights forward(const Plan<Real>& p, const Tensors<Real>& x) {
    PackedWeights w{{},
                    {},
                    Packed<Real>::transposed(x.interface, p.C, p.d.at.size, p.C),
                    Packed<Real>::transposed(x.output, p.C, p.O, p.C),
                    Packed<Real>::transposed(x.read_output, p.reads, p.O, p.reads)};
    for (i64 l = 0; l < p.L; ++l)
      w.layers.push_back(Packed<Real>::transposed(x.weights[l], p.seen(l), p.width(), p.seen(l)));
    return w;
  }
  static PackedWeights backward(const Plan<Real>& p, const Tensors<Real>& x, bool with_inputs) {
    PackedWeights w{{},
                    {},
                    Packed<Real>::plain(x.interface, p.d.at.size, p.C, p.C),
                    Packed<Real>::plain(x.output, p.O, p.C, p.C),
                    Packed<Real>::plain(x.read_output, p.O, p.reads, p.reads)};
    for (i64 l = 0; l < p.L; ++l) {
      w.layers.push_back(Packed<Real>::plain(x.weights[l] + p.I, p.width(), p.seen(l) - p.I, p.seen(l)));
      if (with_inputs) w.inputs.push_back(Packed<Real>::plain(x.weights[l], p.width(), p.I, p.seen(l)));
    }
    return w;
  }
};
