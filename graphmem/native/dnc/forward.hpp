// The forward pass of a few members of the batch, all steps.
#pragma once
#include "sequence.hpp"

template <class Real> class Forward {
 public:
  Forward(const Plan<Real>& plan, const Tensors<Real>& tensors, const Kept<Real>& kept, const PackedWeights<Real>& weights,
          i64 first, i64 last)
      : p(plan), x(tensors), k(kept), w(weights), b0(first), rows(last - first), scratch(plan.d),
        link(plan.size.keep ? rows * plan.d.link_size() : 0), memory(plan.size.keep ? rows * plan.d.memory_size() : 0) {}

  template <int R> void run() {
    for (i64 r = 0; r < rows; ++r) start(r);
    for (i64 t = 0; t < p.T; ++t) {
      if (p.size.keep && t % (p.segment * kChain) == 0) checkpoint(t / (p.segment * kChain));
      for (i64 l = 0; l < p.L; ++l) layer(t, l);
      Real* y = k.interface(t, b0);
      set_zero(y, rows * p.d.at.size);
      w.interface[0].add_product(rows, hidden(t), p.C, 0, p.C, y, p.d.at.size);
      for (i64 r = 0; r < rows; ++r)
        access_forward<Real, R>(p.d, k.interface(t, b0 + r), k.record(t - 1, b0 + r), k.record(t, b0 + r),
                                k.order(t, b0 + r), memory_of(r), link_of(r), reads(t) + r * p.reads, scratch);
    }
    for (i64 r = 0; r < rows; ++r) finish(r);
  }

 private:
  // The state of the first of these members after step t.
  Real* hidden(i64 t) const { return (t < 0 ? x.hidden_0 : x.hidden + t * p.B * p.C) + b0 * p.C; }
  Real* reads(i64 t) const { return (t < 0 ? x.reads_0 : x.reads + t * p.B * p.reads) + b0 * p.reads; }
  Real* link_of(i64 r) { return p.size.keep ? link.data() + r * p.d.link_size() : k.link(0, b0 + r); }
  Real* memory_of(i64 r) { return p.size.keep ? memory.data() + r * p.d.memory_size() : k.memory(0, b0 + r); }

  void start(i64 r) {
    const Dims<Real>& d = p.d;
    const i64 b = b0 + r;
    const Record<Real> before = k.record(-1, b);
    to_padded(d, d.N, x.link_0 + b * d.N * d.N, link_of(r));
    clear_diagonal(d, link_of(r));
    to_blocks(d, x.memory_0 + b * d.N * d.W, memory_of(r));
    to_padded(d, 1, x.usage_0 + b * d.N, before.usage);
    to_padded(d, 1, x.write_weighting_0 + b * d.N, before.write_weighting);
    to_padded(d, 1, x.precedence_0 + b * d.N, before.precedence);
    to_padded(d, d.R, x.read_weightings_0 + b * d.R * d.N, before.read_weightings);
    for (i64 n = 0; n < d.P; n += d.lanes) {
      Vec<Real> square{};
      for (i64 c = 0; c < d.W; ++c) {
        const Vec<Real> m = load(memory_of(r) + n * d.W + c * d.lanes);
        square += m * m;
      }
      for (i64 lane = 0; lane < d.lanes; ++lane) before.inverse_lengths[n + lane] = inverse_length(Real(square[lane]));
    }
    if (p.size.lstm && !p.size.keep) copy(k.cell(0, b), x.cells_0 + b * p.C, p.C);
  }

  void checkpoint(i64 segment) {
    for (i64 r = 0; r < rows; ++r) {
      copy(k.link(segment, b0 + r), link_of(r), p.d.link_size());
      copy(k.memory(segment, b0 + r), memory_of(r), p.d.memory_size());
    }
  }

  void layer(i64 t, i64 l) {
    const i64 width = p.G * p.H;
    Real* z = x.gates[l] + (t * p.B + b0) * width;
    const Packed<Real>& weights = w.layers[l];
    weights.add_product(rows, reads(t - 1), p.reads, 0, p.reads, z, width);
    if (p.own) weights.add_product(rows, hidden(t - 1) + l * p.H, p.C, p.reads, p.H, z, width);
    if (l) weights.add_product(rows, hidden(t) + (l - 1) * p.H, p.C, p.reads + p.own, p.H, z, width);
    for (i64 r = 0; r < rows; ++r) {
      Real* h = hidden(t) + r * p.C + l * p.H;
      if (p.size.lstm) lstm_forward(p.H, z + r * width, cells_before(t, r) + l * p.H, k.cell(t, b0 + r) + l * p.H, h);
      else tanh_forward(p.H, z + r * width, h);
    }
  }
  const Real* cells_before(i64 t, i64 r) const {
    return t == 0 ? x.cells_0 + (b0 + r) * p.C : k.cell(t - 1, b0 + r);
  }

  void finish(i64 r) {
    const Dims<Real>& d = p.d;
    const i64 b = b0 + r;
    const Record<Real> last = k.record(p.T - 1, b);
    from_padded(d, d.N, link_of(r), x.link_T + b * d.N * d.N);
    from_blocks(d, memory_of(r), x.memory_T + b * d.N * d.W);
    from_padded(d, 1, last.usage, x.usage_T + b * d.N);
    from_padded(d, 1, last.write_weighting, x.write_weighting_T + b * d.N);
    from_padded(d, 1, last.precedence, x.precedence_T + b * d.N);
    from_padded(d, d.R, last.read_weightings, x.read_weightings_T + b * d.R * d.N);
    if (p.size.lstm) copy(x.cells_T + b * p.C, k.cell(p.T - 1, b), p.C);
  }

  const Plan<Real>& p;
  const Tensors<Real>& x;
  const Kept<Real>& k;
  const PackedWeights<Real>& w;
  const i64 b0, rows;
  Scratch<Real> scratch;
  Buffer<Real> link, memory;
};
