// The backward pass of a few members of the batch, all steps, segment by segment from the last.
#pragma once
#include "sequence.hpp"

// Gradients beside those of the states: of the outputs, read, and of what the products by weights gave, set.
template <class Real> struct OuterGradients {
  const Real *hidden, *reads;  // (T, B, L H) and (T, B, R W); nullptr for zeros
  Real* interface;             // (T, B, I), of the interface vectors
  Real* const* gates;          // L x (T, B, G H)
};

template <class Real> class Backward {
 public:
  // `x` are the tensors of the forward pass, `g` the gradients in their places: _T read, _0 set; nullptr where not needed.
  Backward(const Plan<Real>& plan, const Tensors<Real>& tensors, const Tensors<Real>& gradients,
           const OuterGradients<Real>& outer, const Kept<Real>& kept, const PackedWeights<Real>& weights, Real clip, i64 first,
           i64 last)
      : p(plan), x(tensors), g(gradients), o(outer), k(kept), w(weights), bound(clip), b0(first), rows(last - first),
        scratch(plan.d), states(rows * state_gradient_size()), starts((plan.segment - 1) * rows * plan.state_size()),
        memories((kChain - 1) * rows * plan.d.memory_size()), to_reads(rows * plan.reads), to_hidden(rows * plan.C),
        to_cells(rows * plan.C), now_hidden(rows * plan.C), seen(rows * plan.seen(1)) {}

  template <int R> void run() {
    start();
    for (i64 segment = p.segments - 1; segment >= 0; --segment) {
      const i64 first = segment * p.segment, last = std::min(first + p.segment, p.blocks);
      for (i64 block = first + 1; block < last; ++block) rebuild_start(segment, block);
      for (i64 block = last - 1; block >= first; --block) {
        rebuild_memories(segment, block);
        for (i64 t = std::min((block + 1) * kChain, p.T) - 1; t >= block * kChain; --t) {
          memory_step<R>(segment, block, t);
          controller_step(t);
        }
      }
    }
    finish();
  }

 private:
  i64 state_gradient_size() const { return p.state_size() + (3 + p.d.R) * p.d.P; }
  StateGradients<Real> state(i64 r) {
    Real* link = states.data() + r * state_gradient_size();
    Real* memory = link + p.d.link_size();
    Real* usage = memory + p.d.memory_size();
    return {memory, link, usage, usage + p.d.P, usage + 2 * p.d.P, usage + 3 * p.d.P};
  }

  void start() {
    const Dims<Real>& d = p.d;
    for (i64 r = 0; r < rows; ++r) {
      const i64 b = b0 + r;
      const StateGradients<Real> s = state(r);
      to_padded<Real>(d, d.N, at(g.link_T, b * d.N * d.N), s.link);
      clear_diagonal(d, s.link);
      to_blocks<Real>(d, at(g.memory_T, b * d.N * d.W), s.memory);
      to_padded<Real>(d, 1, at(g.usage_T, b * d.N), s.usage);
      to_padded<Real>(d, 1, at(g.write_weighting_T, b * d.N), s.write_weighting);
      to_padded<Real>(d, 1, at(g.precedence_T, b * d.N), s.precedence);
      to_padded<Real>(d, d.R, at(g.read_weightings_T, b * d.R * d.N), s.read_weightings);
    }
    set_zero(to_reads.data(), rows * p.reads);
    set_zero(to_hidden.data(), rows * p.C);  // the hidden units of the last step are among the outputs
    if (g.cells_T) copy(to_cells.data(), g.cells_T + b0 * p.C, rows * p.C);
    else set_zero(to_cells.data(), rows * p.C);
  }

  // Links and memory of member r at the start of a block.
  Real* start_link(i64 segment, i64 block, i64 r) {
    const i64 place = block - segment * p.segment;
    return place == 0 ? k.link(segment, b0 + r) : starts.data() + ((place - 1) * rows + r) * p.state_size();
  }
  Real* start_memory(i64 segment, i64 block, i64 r) {
    return start_link(segment, block, r) + p.d.link_size();
  }
  void rebuild_start(i64 segment, i64 block) {
    const i64 first = (block - 1) * kChain;
    for (i64 r = 0; r < rows; ++r) {
      Written<Real> steps[kChain];
      written(first, kChain, r, steps);
      advance_links(p.d, steps, start_link(segment, block - 1, r), start_link(segment, block, r));
      const Real* from = start_memory(segment, block - 1, r);
      Real* to = start_memory(segment, block, r);
      for (i64 t = first; t < first + kChain; ++t, from = to)
        write_again(p.d, k.interface(t, b0 + r), k.record(t, b0 + r).write_weighting, from, to);
    }
  }
  void written(i64 first, i64 count, i64 r, Written<Real>* steps) {
    for (i64 s = 0; s < count; ++s)
      steps[s] = {k.record(first + s, b0 + r).write_weighting, k.record(first + s - 1, b0 + r).precedence};
  }

  // M of member r before step t.
  const Real* memory_before(i64 segment, i64 block, i64 t, i64 r) {
    const i64 place = t - block * kChain;
    return place == 0 ? start_memory(segment, block, r) : memories.data() + ((place - 1) * rows + r) * p.d.memory_size();
  }
  void rebuild_memories(i64 segment, i64 block) {
    const i64 first = block * kChain, last = std::min(first + kChain, p.T);
    for (i64 t = first; t + 1 < last; ++t)
      for (i64 r = 0; r < rows; ++r)
        write_again(p.d, k.interface(t, b0 + r), k.record(t, b0 + r).write_weighting, memory_before(segment, block, t, r),
                    const_cast<Real*>(memory_before(segment, block, t + 1, r)));
  }

  template <int R> void memory_step(i64 segment, i64 block, i64 t) {
    for (i64 r = 0; r < rows; ++r) {
      const i64 b = b0 + r, chain = t - block * kChain;
      Real* g_reads = to_reads.data() + r * p.reads;
      if (o.reads)
        for (i64 c = 0; c < p.reads; ++c) g_reads[c] += o.reads[(t * p.B + b) * p.reads + c];
      Written<Real> steps[kChain];
      written(block * kChain, chain, r, steps);
      const Past<Real> past{memory_before(segment, block, t, r), start_link(segment, block, r), steps, int(chain)};
      access_backward<Real, R>(p.d, k.interface(t, b), k.record(t - 1, b), k.record(t, b), k.order(t, b), past, g_reads,
                               state(r), o.interface + (t * p.B + b) * p.d.at.size, scratch);
    }
  }

  // From the gradients of the interface and of what the next step saw to those of this step's reads, hidden and cells.
  void controller_step(i64 t) {
    for (i64 i = 0; i < rows * p.C; ++i)
      now_hidden.data()[i] = to_hidden.data()[i] + (o.hidden ? o.hidden[(t * p.B + b0) * p.C + i] : Real(0));
    w.interface[0].add_product(rows, o.interface + (t * p.B + b0) * p.d.at.size, p.d.at.size, 0, p.d.at.size,
                               now_hidden.data(), p.C);
    set_zero(to_reads.data(), rows * p.reads);
    for (i64 l = p.L - 1; l >= 0; --l) layer(t, l);
  }
  void layer(i64 t, i64 l) {
    const i64 width = p.G * p.H, step = (t * p.B + b0) * width, count = p.seen(l);
    Real* g_z = o.gates[l] + step;
    for (i64 r = 0; r < rows; ++r) {
      const Real *z = x.gates[l] + step + r * width, *g_h = now_hidden.data() + r * p.C + l * p.H;
      if (p.size.lstm) {
        const Real* before = t == 0 ? x.cells_0 + (b0 + r) * p.C : k.cell(t - 1, b0 + r);
        lstm_backward(p.H, z, before + l * p.H, k.cell(t, b0 + r) + l * p.H, g_h, bound, to_cells.data() + r * p.C + l * p.H,
                      g_z + r * width);
      } else tanh_backward(p.H, z, g_h, g_z + r * width);
    }
    set_zero(seen.data(), rows * count);
    w.layers[l].add_product(rows, g_z, width, 0, width, seen.data(), count);
    for (i64 r = 0; r < rows; ++r) {
      const Real* from = seen.data() + r * count;
      for (i64 c = 0; c < p.reads; ++c) to_reads.data()[r * p.reads + c] += from[c];
      if (p.own) copy(to_hidden.data() + r * p.C + l * p.H, from + p.reads, p.H);
      for (i64 j = 0; l && j < p.H; ++j) now_hidden.data()[r * p.C + (l - 1) * p.H + j] += from[p.reads + p.own + j];
    }
  }

  void finish() {
    const Dims<Real>& d = p.d;
    for (i64 r = 0; r < rows; ++r) {
      const i64 b = b0 + r;
      const StateGradients<Real> s = state(r);
      if (g.link_0) from_padded(d, d.N, s.link, g.link_0 + b * d.N * d.N);
      if (g.memory_0) from_blocks(d, s.memory, g.memory_0 + b * d.N * d.W);
      if (g.usage_0) from_padded(d, 1, s.usage, g.usage_0 + b * d.N);
      if (g.write_weighting_0) from_padded(d, 1, s.write_weighting, g.write_weighting_0 + b * d.N);
      if (g.precedence_0) from_padded(d, 1, s.precedence, g.precedence_0 + b * d.N);
      if (g.read_weightings_0) from_padded(d, d.R, s.read_weightings, g.read_weightings_0 + b * d.R * d.N);
    }
    if (g.reads_0) copy(g.reads_0 + b0 * p.reads, to_reads.data(), rows * p.reads);
    if (g.hidden_0) copy(g.hidden_0 + b0 * p.C, to_hidden.data(), rows * p.C);
    if (g.cells_0) copy(g.cells_0 + b0 * p.C, to_cells.data(), rows * p.C);
  }

  const Plan<Real>& p;
  const Tensors<Real>&x, &g;
  const OuterGradients<Real>& o;
  const Kept<Real>& k;
  const PackedWeights<Real>& w;
  const Real bound;
  const i64 b0, rows;
  Scratch<Real> scratch;
  Buffer<Real> states, starts, memories, to_reads, to_hidden, to_cells, now_hidden, seen;
};
