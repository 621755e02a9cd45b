// The forward pass of a few members of the batch, all steps.
#pragma once
#include "sequence.hpp"

template <class Real> class Forward {
 public:
  Forward(const Plan<Real>& plan, const Tensors<Real>& tensors, const Kept<Real>& kept,
          const PackedWeights<Real>& weights, i64 first, i64 last)
      : p(plan),
        x(tensors),
        k(kept),
        w(weights),
        b0(first),
        rows(last - first),
        scratch(plan.d),
        states(plan.size.keep ? rows * plan.state_size() : 0) {}

  template <int R> void run() {
    for (i64 r = 0; r < rows; ++r) start(r);
    for (i64 t = 0; t < p.T; ++t) {
      if (p.size.keep && t % (p.segment * kChain) == 0) keep_states(t / (p.segment * kChain));
      for (i64 l = 0; l < p.L; ++l) layer(t, l);
      emit_interface(t);
      for (i64 r = 0, b = b0; r < rows; ++r, ++b)
        access_forward<Real, R>(p.d, k.interface(t, b), k.record(t - 1, b), k.record(t, b), k.order(t, b), memory(r),
                                link(r), k.reads(t, b), scratch);
      answer(t);
    }
    for (i64 r = 0; r < rows; ++r) finish(r);
  }

 private:
  Real* link(i64 r) { return p.size.keep ? states.data() + r * p.state_size() : k.link(0, b0 + r); }
  Real* memory(i64 r) { return link(r) + p.d.link_size(); }

  void start(i64 r) {
    const Dims<Real>& d = p.d;
    const i64 b = b0 + r;
    const Record<Real> before = k.record(-1, b);
    to_padded(d, d.N, x.link_0 + b * d.N * d.N, link(r));
    clear_diagonal(d, link(r));
    to_blocks(d, x.memory_0 + b * d.N * d.W, memory(r));
    to_padded(d, 1, x.usage_0 + b * d.N, before.usage);
    to_padded(d, 1, x.write_weighting_0 + b * d.N, before.write_weighting);
    to_padded(d, 1, x.precedence_0 + b * d.N, before.precedence);
    to_padded(d, d.R, x.read_weightings_0 + b * d.R * d.N, before.read_weightings);
    inverse_lengths(d, memory(r), before.inverse_lengths);
    copy(k.reads(-1, b), x.reads_0 + b * p.reads, p.reads);
    if (!p.size.lstm) return;
    copy(k.hidden(-1, b), x.hidden_0 + b * p.C, p.C);
    copy(k.cells(-1, b), x.cells_0 + b * p.C, p.C);
  }

  void keep_states(i64 segment) {
    for (i64 r = 0; r < rows; ++r) copy(k.link(segment, b0 + r), link(r), p.state_size());
  }

  // h(t, l) from the input, the reads, the layer itself one step before and the layer below.
  void layer(i64 t, i64 l) {
    const i64 width = p.width();
    Real* z = k.gates(t, l, b0);
    const Packed<Real>& weights = w.layers[l];
    for (i64 r = 0; r < rows; ++r) copy(z + r * width, x.biases[l], width);
    const Real* inputs = x.inputs + (t * p.B + b0) * p.I;
    if (!is_zero(inputs, rows * p.I)) weights.add_product(rows, inputs, p.I, 0, p.I, z, width);
    weights.add_product(rows, k.reads(t - 1, b0), p.reads, p.I, p.reads, z, width);
    if (p.own) weights.add_product(rows, k.hidden(t - 1, b0) + l * p.H, p.C, p.I + p.reads, p.H, z, width);
    if (l) weights.add_product(rows, k.hidden(t, b0) + (l - 1) * p.H, p.C, p.I + p.reads + p.own, p.H, z, width);
    for (i64 r = 0, b = b0; r < rows; ++r, ++b, z += width) {
      Real* hidden = k.hidden(t, b) + l * p.H;
      if (p.size.lstm) lstm_forward(p.H, z, k.cells(t - 1, b) + l * p.H, k.cells(t, b) + l * p.H, hidden);
      else tanh_forward(p.H, z, hidden);
    }
  }

  void emit_interface(i64 t) {
    Real* y = k.interface(t, b0);
    set_zero(y, rows * p.d.at.size);
    w.interface.add_product(rows, k.hidden(t, b0), p.C, 0, p.C, y, p.d.at.size);
  }

  void answer(i64 t) {
    Real* y = x.outputs + (t * p.B + b0) * p.O;
    set_zero(y, rows * p.O);
    w.output.add_product(rows, k.hidden(t, b0), p.C, 0, p.C, y, p.O);
    w.read_output.add_product(rows, k.reads(t, b0), p.reads, 0, p.reads, y, p.O);
  }

  void finish(i64 r) {
    const Dims<Real>& d = p.d;
    const i64 b = b0 + r, last = p.T - 1;
    const Record<Real> after = k.record(last, b);
    from_padded(d, d.N, link(r), x.link_T + b * d.N * d.N);
    from_blocks(d, memory(r), x.memory_T + b * d.N * d.W);
    from_padded(d, 1, after.usage, x.usage_T + b * d.N);
    from_padded(d, 1, after.write_weighting, x.write_weighting_T + b * d.N);
    from_padded(d, 1, after.precedence, x.precedence_T + b * d.N);
    from_padded(d, d.R, after.read_weightings, x.read_weightings_T + b * d.R * d.N);
    copy(x.reads_T + b * p.reads, k.reads(last, b), p.reads);
    if (!p.size.lstm) return;
    copy(x.hidden_T + b * p.C, k.hidden(last, b), p.C);
    copy(x.cells_T + b * p.C, k.cells(last, b), p.C);
  }

  const Plan<Real>& p;
  const Tensors<Real>& x;
  const Kept<Real>& k;
  const PackedWeights<Real>& w;
  const i64 b0, rows;
  Scratch<Real> scratch;
  Buffer<Real> states;
};
