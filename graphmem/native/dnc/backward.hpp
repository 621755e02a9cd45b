// The backward pass: of a few members of the batch, all steps, segment by segment from the last; and of the weights.
#pragma once
#include "sequence.hpp"

// Gradients of what the maps give at each step, from which those of their weights are computed at the end.
template <class Real> struct MapGradients {
  const Plan<Real>& p;
  Buffer<Real> interfaces, gates;

  explicit MapGradients(const Plan<Real>& plan)
      : p(plan), interfaces(plan.T * plan.B * plan.d.at.size), gates(plan.L * plan.T * plan.B * plan.width()) {}
  Real* interface(i64 t, i64 b) { return interfaces.data() + (t * p.B + b) * p.d.at.size; }
  Real* gate(i64 t, i64 layer, i64 b) { return gates.data() + ((layer * p.T + t) * p.B + b) * p.width(); }
};

template <class Real> class Backward {
 public:
  Backward(const Plan<Real>& plan, const Tensors<Real>& gradients, MapGradients<Real>& of_maps, const Kept<Real>& kept,
           const PackedWeights<Real>& weights, Real clip, i64 first, i64 last)
      : p(plan),
        g(gradients),
        maps(of_maps),
        k(kept),
        w(weights),
        bound(clip),
        b0(first),
        rows(last - first),
        scratch(plan.d),
        states(rows * state_gradient_size()),
        starts((plan.segment - 1) * rows * plan.state_size()),
        memories((kChain - 1) * rows * plan.d.memory_size()),
        to_reads(rows * plan.reads),
        to_hidden(rows * plan.C),
        to_cells(rows * plan.C),
        now_hidden(rows * plan.C),
        seen(rows * (plan.seen(1) - plan.I)) {}

  template <int R> void run() {
    start();
    for (i64 segment = p.segments - 1; segment >= 0; --segment) {
      const i64 first = segment * p.segment, last = std::min(first + p.segment, p.blocks);
      for (i64 block = first + 1; block < last; ++block) rebuild_start(segment, block);
      for (i64 block = last - 1; block >= first; --block) {
        rebuild_memories(segment, block);
        for (i64 t = std::min((block + 1) * kChain, p.T) - 1; t >= block * kChain; --t) {
          answer_step(t);
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
      to_padded<Real>(d, d.N, from_start(g.link_T, b * d.N * d.N), s.link);
      clear_diagonal(d, s.link);
      to_blocks<Real>(d, from_start(g.memory_T, b * d.N * d.W), s.memory);
      to_padded<Real>(d, 1, from_start(g.usage_T, b * d.N), s.usage);
      to_padded<Real>(d, 1, from_start(g.write_weighting_T, b * d.N), s.write_weighting);
      to_padded<Real>(d, 1, from_start(g.precedence_T, b * d.N), s.precedence);
      to_padded<Real>(d, d.R, from_start(g.read_weightings_T, b * d.R * d.N), s.read_weightings);
    }
    copy_or_zero<Real>(to_reads.data(), from_start(g.reads_T, b0 * p.reads), rows * p.reads);
    copy_or_zero<Real>(to_hidden.data(), from_start(g.hidden_T, b0 * p.C), rows * p.C);
    copy_or_zero<Real>(to_cells.data(), from_start(g.cells_T, b0 * p.C), rows * p.C);
  }

  // Links and memory of member r at the start of a block; those of a segment's first block are kept.
  Real* start_link(i64 segment, i64 block, i64 r) {
    const i64 place = block - segment * p.segment;
    return place == 0 ? k.link(segment, b0 + r) : starts.data() + ((place - 1) * rows + r) * p.state_size();
  }
  Real* start_memory(i64 segment, i64 block, i64 r) { return start_link(segment, block, r) + p.d.link_size(); }

  void rebuild_start(i64 segment, i64 block) {
    const i64 first = (block - 1) * kChain;
    for (i64 r = 0; r < rows; ++r) {
      LinkStep<Real> steps[kChain];
      link_steps(first, kChain, r, steps);
      advance_links(p.d, steps, start_link(segment, block - 1, r), start_link(segment, block, r));
      const Real* from = start_memory(segment, block - 1, r);
      Real* to = start_memory(segment, block, r);
      for (i64 t = first; t < first + kChain; ++t, from = to)
        write_again(p.d, k.interface(t, b0 + r), k.record(t, b0 + r).write_weighting, from, to);
    }
  }
  void link_steps(i64 first, i64 count, i64 r, LinkStep<Real>* steps) {
    for (i64 s = 0; s < count; ++s)
      steps[s] = {k.record(first + s, b0 + r).write_weighting, k.record(first + s - 1, b0 + r).precedence};
  }

  // M of member r before step t.
  Real* memory_before(i64 segment, i64 block, i64 t, i64 r) {
    const i64 place = t - block * kChain;
    return place == 0 ? start_memory(segment, block, r)
                      : memories.data() + ((place - 1) * rows + r) * p.d.memory_size();
  }
  void rebuild_memories(i64 segment, i64 block) {
    const i64 first = block * kChain, last = std::min(first + kChain, p.T);
    for (i64 t = first; t + 1 < last; ++t)
      for (i64 r = 0; r < rows; ++r)
        write_again(p.d, k.interface(t, b0 + r), k.record(t, b0 + r).write_weighting,
                    memory_before(segment, block, t, r), memory_before(segment, block, t + 1, r));
  }

  // From the gradient of the outputs, added to what the next step saw of reads and hidden.
  void answer_step(i64 t) {
    copy(now_hidden.data(), to_hidden.data(), rows * p.C);
    set_zero(to_hidden.data(), rows * p.C);
    const Real* y = from_start(g.outputs, (t * p.B + b0) * p.O);
    if (!y || is_zero(y, rows * p.O)) return;
    w.output.add_product(rows, y, p.O, 0, p.O, now_hidden.data(), p.C);
    w.read_output.add_product(rows, y, p.O, 0, p.O, to_reads.data(), p.reads);
  }

  template <int R> void memory_step(i64 segment, i64 block, i64 t) {
    for (i64 r = 0, b = b0; r < rows; ++r, ++b) {
      const i64 chain = t - block * kChain;
      LinkStep<Real> steps[kChain];
      link_steps(block * kChain, chain, r, steps);
      const Past<Real> past{memory_before(segment, block, t, r), start_link(segment, block, r), steps, int(chain)};
      access_backward<Real, R>(p.d, k.interface(t, b), k.record(t - 1, b), k.record(t, b), k.order(t, b), past,
                               to_reads.data() + r * p.reads, state(r), maps.interface(t, b), scratch);
    }
  }

  // From the gradients of the interface and of the hidden units to those of what the controller saw.
  void controller_step(i64 t) {
    w.interface.add_product(rows, maps.interface(t, b0), p.d.at.size, 0, p.d.at.size, now_hidden.data(), p.C);
    set_zero(to_reads.data(), rows * p.reads);
    if (g.inputs) set_zero(g.inputs + (t * p.B + b0) * p.I, rows * p.I);
    for (i64 l = p.L - 1; l >= 0; --l) layer(t, l);
  }
  void layer(i64 t, i64 l) {
    const i64 width = p.width(), count = p.seen(l) - p.I;
    Real* g_z = maps.gate(t, l, b0);
    for (i64 r = 0, b = b0; r < rows; ++r, ++b) {
      const i64 place = r * p.C + l * p.H;
      const Real* g_hidden = now_hidden.data() + place;
      if (p.size.lstm)
        lstm_backward(p.H, k.gates(t, l, b), k.cells(t - 1, b) + l * p.H, k.cells(t, b) + l * p.H, g_hidden, bound,
                      to_cells.data() + place, g_z + r * width);
      else tanh_backward(p.H, k.hidden(t, b) + l * p.H, g_hidden, g_z + r * width);
    }
    if (g.inputs) w.inputs[l].add_product(rows, g_z, width, 0, width, g.inputs + (t * p.B + b0) * p.I, p.I);
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
  const Tensors<Real>& g;
  MapGradients<Real>& maps;
  const Kept<Real>& k;
  const PackedWeights<Real>& w;
  const Real bound;
  const i64 b0, rows;
  Scratch<Real> scratch;
  Buffer<Real> states, starts, memories, to_reads, to_hidden, to_cells, now_hidden, seen;
};

// The gradients of all weights: a thread takes a share of the rows of each.
template <class Real>
void all_weight_gradients(const Plan<Real>& p, const Tensors<Real>& x, const Tensors<Real>& g, MapGradients<Real>& maps,
                          const Kept<Real>& k, i64 thread, i64 threads) {
  const i64 n = p.T * p.B;
  const auto share = [&](i64 rows, const auto& work) {
    const i64 part = padded((rows + threads - 1) / threads, 8);
    work(std::min(rows, thread * part), std::min(rows, (thread + 1) * part));
  };
  for (i64 l = 0; l < p.L; ++l) {
    const i64 row = p.seen(l), width = p.width();
    Real* out = g.weights[l];
    std::vector<SeenColumns<Real>> parts{{x.inputs, p.I, p.I, out, row},
                                         {k.reads(-1, 0), p.reads, p.reads, out + p.I, row}};
    if (p.own) parts.push_back({k.hidden(-1, 0) + l * p.H, p.C, p.H, out + p.I + p.reads, row});
    if (l) parts.push_back({k.hidden(0, 0) + (l - 1) * p.H, p.C, p.H, out + p.I + p.reads + p.own, row});
    share(width, [&](i64 first, i64 last) {
      weight_gradients(n, maps.gate(0, l, 0), width, first, last, parts);
      bias_gradient(n, maps.gate(0, l, 0), width, first, last, g.biases[l]);
    });
  }
  const std::vector<SeenColumns<Real>> by_interface{{k.hidden(0, 0), p.C, p.C, g.interface, p.C}};
  share(p.d.at.size, [&](i64 first, i64 last) {
    weight_gradients(n, maps.interface(0, 0), p.d.at.size, first, last, by_interface);
  });
  const std::vector<SeenColumns<Real>> by_output{{k.hidden(0, 0), p.C, p.C, g.output, p.C},
                                                 {k.reads(0, 0), p.reads, p.reads, g.read_output, p.reads}};
  share(p.O, [&](i64 first, i64 last) { weight_gradients(g.outputs ? n : 0, g.outputs, p.O, first, last, by_output); });
}
