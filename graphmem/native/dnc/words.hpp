// The passes over the memory M, W numbers in each of N slots: lookups, the write, the reads, and their gradients.
#pragma once
#include "memory.hpp"

// A vector for each of W numbers, to be summed over its lanes at the end; V of them, the last ones 0.
template <class Real> inline void store_sums(const Dims<Real>& d, const Vec<Real>* parts, Real* out) {
  each<Real>(d.W, [=](i64 c, i64 some) { store_some(out + c, sums<Real>(parts + c), some); });
}

// key . M[n] for every slot.
template <class Real> inline void look_up(const Dims<Real>& d, const Real* memory, const Real* key, Real* products) {
  constexpr i64 lanes = kLanes<Real>;
  for (i64 n = 0; n < d.P; n += lanes) {
    const Real* block = memory + n * d.W;
    Vec<Real> total[4] = {};
    i64 c = 0;
    for (; c + 4 <= d.W; c += 4)
      for (int k = 0; k < 4; ++k) total[k] += key[c + k] * load(block + (c + k) * lanes);
    for (; c < d.W; ++c) total[0] += key[c] * load(block + c * lanes);
    store(products + n, (total[0] + total[1]) + (total[2] + total[3]));
  }
}

template <class Real> inline Vec<Real> after_write(Vec<Real> old, Vec<Real> w, Real erase, Real write) {
  return old + w * (write - erase * old);
}

#if defined(__clang__)
#define DNC_ONE_CODE __attribute__((noinline))
#else
#define DNC_ONE_CODE __attribute__((noinline, noclone))
#endif

// |M[n]|^2 of the slots of a block.  One code for all callers, so that it rounds alike: a compiler may fuse
// multiplication and addition in one loop and not in another, and then a sequence in two pieces is not the whole.
template <class Real> DNC_ONE_CODE Vec<Real> squared_lengths(i64 W, const Real* block) {
  Vec<Real> square{};
  for (i64 c = 0; c < W; ++c) {
    const Vec<Real> m = load(block + c * kLanes<Real>);
    square += m * m;
  }
  return square;
}

// Write into M in place, and look up the read keys in the result; `squares` are |M[n]|^2.
template <class Real, int R>
inline void write_and_look_up(const Dims<Real>& d, const Real* y, const Real* w, Real* memory, Real* squares,
                              Real* products) {
  constexpr i64 lanes = kLanes<Real>;
  constexpr int most = Heads<R>::most;
  const int heads = Heads<R>::count(d.R);
  const Real *erase = y + d.at.erase, *write = y + d.at.write, *keys = y + d.at.read_keys;
  for (i64 n = 0; n < d.P; n += lanes) {
    Real* block = memory + n * d.W;
    const Vec<Real> w_n = load(w + n);
    Vec<Real> total[most];
    for (int h = 0; h < heads; ++h) total[h] = Vec<Real>{};
    for (i64 c = 0; c < d.W; ++c) {
      const Vec<Real> m = after_write<Real>(load(block + c * lanes), w_n, erase[c], write[c]);
      store(block + c * lanes, m);
      for (int h = 0; h < heads; ++h) total[h] += keys[h * d.W + c] * m;
    }
    store(squares + n, squared_lengths(d.W, block));
    for (int h = 0; h < heads; ++h) store(products + h * d.P + n, total[h]);
  }
}

// M after a step from M before it.
template <class Real>
inline void write_again(const Dims<Real>& d, const Real* y, const Real* w, const Real* before, Real* after) {
  constexpr i64 lanes = kLanes<Real>;
  for (i64 n = 0; n < d.P; n += lanes) {
    const Vec<Real> w_n = load(w + n);
    for (i64 c = 0; c < d.W; ++c) {
      const i64 at = n * d.W + c * lanes;
      store(after + at, after_write<Real>(load(before + at), w_n, y[d.at.erase + c], y[d.at.write + c]));
    }
  }
}

// Add the reads of a few blocks of slots to `parts` (R, V), or set it at the first.
template <class Real, int R, int Blocks>
inline void read_blocks(const Dims<Real>& d, i64 n, const Real* memory, const Real* r, Vec<Real>* parts) {
  constexpr i64 lanes = kLanes<Real>;
  constexpr int most = Heads<R>::most;
  const int heads = Heads<R>::count(d.R);
  Vec<Real> weight[Blocks][most];
  for (int k = 0; k < Blocks; ++k)
    for (int h = 0; h < heads; ++h) weight[k][h] = load(r + h * d.P + n + k * lanes);
  for (i64 c = 0; c < d.W; ++c)
    for (int h = 0; h < heads; ++h) {
      Vec<Real> total = n ? parts[h * d.V + c] : Vec<Real>{};
      for (int k = 0; k < Blocks; ++k) total += weight[k][h] * load(memory + (n + k * lanes) * d.W + c * lanes);
      parts[h * d.V + c] = total;
    }
}

// The read vectors (R, W).
template <class Real, int R>
inline void read_words(const Dims<Real>& d, const Real* memory, const Real* r, Vec<Real>* parts, Real* reads) {
  constexpr i64 lanes = kLanes<Real>;
  i64 n = 0;
  for (; n + 4 * lanes <= d.P; n += 4 * lanes) read_blocks<Real, R, 4>(d, n, memory, r, parts);
  for (; n < d.P; n += lanes) read_blocks<Real, R, 1>(d, n, memory, r, parts);
  for (i64 h = 0; h < d.R; ++h) store_sums(d, parts + h * d.V, reads + h * d.W);
}

// Add to the gradient of the read weightings that of the reads; `before` is M before the step, w its write weighting.
template <class Real, int R>
inline void reads_backward(const Dims<Real>& d, const Real* y, const Real* w, const Real* before, const Real* g_reads,
                           Real* g_reading) {
  constexpr i64 lanes = kLanes<Real>;
  constexpr int most = Heads<R>::most;
  const int heads = Heads<R>::count(d.R);
  for (i64 n = 0; n < d.P; n += lanes) {
    const Vec<Real> w_n = load(w + n);
    Vec<Real> total[most];
    for (int h = 0; h < heads; ++h) total[h] = load(g_reading + h * d.P + n);
    for (i64 c = 0; c < d.W; ++c) {
      const Vec<Real> old = load(before + n * d.W + c * lanes);
      const Vec<Real> m = after_write<Real>(old, w_n, y[d.at.erase + c], y[d.at.write + c]);
      for (int h = 0; h < heads; ++h) total[h] += g_reads[h * d.W + c] * m;
    }
    for (int h = 0; h < heads; ++h) store(g_reading + h * d.P + n, total[h]);
  }
}

// What the backward pass of the write reads and writes.
template <class Real> struct WriteGradients {
  const Real *w, *r;        // (P) and (R, P), of the step
  const Real* g_reads;      // (R, W)
  const Real* to_products;  // (R, P), the gradient of read key . M[n]
  const Real* to_squares;   // (P), what the gradient of M[n] loses times M[n]
  const Real* key_factors;  // (R), what the gradient of a read key loses times the key
  Real* g_writing;          // (P), added to
  Real* g_y;                // read keys, erase and write vector, set
};

// From the gradient of M after the step to that before it, in place; `parts` is (2 + R, V).
template <class Real, int R>
inline void write_backward(const Dims<Real>& d, const Real* y, const Real* before, Real* g_memory,
                           const WriteGradients<Real>& x, Vec<Real>* parts) {
  constexpr i64 lanes = kLanes<Real>;
  constexpr int most = Heads<R>::most;
  const int heads = Heads<R>::count(d.R);
  for (i64 n = 0; n < d.P; n += lanes) {
    const Vec<Real> w = load(x.w + n), loss = load(x.to_squares + n);
    Vec<Real> r[most], product[most], to_w{};
    for (int h = 0; h < heads; ++h) r[h] = load(x.r + h * d.P + n), product[h] = load(x.to_products + h * d.P + n);
    for (i64 c = 0; c < d.W; ++c) {
      const Real erase = y[d.at.erase + c], write = y[d.at.write + c];
      const Vec<Real> old = load(before + n * d.W + c * lanes), change = write - erase * old, m = old + w * change;
      Real* at = g_memory + n * d.W + c * lanes;
      Vec<Real> g = load(at) - loss * m;
      for (int h = 0; h < heads; ++h) {
        g += r[h] * x.g_reads[h * d.W + c];
        g += product[h] * y[d.at.read_keys + h * d.W + c];
        Vec<Real>& to_key = parts[(2 + h) * d.V + c];
        to_key = (n ? to_key : Vec<Real>{}) + product[h] * m;
      }
      to_w += g * change;
      const Vec<Real> weighted = w * g;
      Vec<Real>&to_write = parts[c], &to_erase = parts[d.V + c];
      to_write = (n ? to_write : Vec<Real>{}) + weighted;
      to_erase = (n ? to_erase : Vec<Real>{}) - weighted * old;
      store(at, g - weighted * erase);
    }
    store(x.g_writing + n, load(x.g_writing + n) + to_w);
  }
  store_sums(d, parts, x.g_y + d.at.write);
  store_sums(d, parts + d.V, x.g_y + d.at.erase);
  for (i64 h = 0; h < d.R; ++h) {
    Real* g_key = x.g_y + d.at.read_keys + h * d.W;
    store_sums(d, parts + (2 + h) * d.V, g_key);
    for (i64 c = 0; c < d.W; ++c) g_key[c] -= x.key_factors[h] * y[d.at.read_keys + h * d.W + c];
  }
}

// The gradient of the lookup of a key: of the key, set, and of M, added to.
template <class Real>
inline void look_up_backward(const Dims<Real>& d, const Real* memory, const Real* key, const Real* to_products,
                             const Real* to_squares, Real key_factor, Real* g_memory, Real* g_key, Vec<Real>* parts) {
  constexpr i64 lanes = kLanes<Real>;
  for (i64 n = 0; n < d.P; n += lanes) {
    const Vec<Real> product = load(to_products + n), loss = load(to_squares + n);
    for (i64 c = 0; c < d.W; ++c) {
      const i64 at = n * d.W + c * lanes;
      const Vec<Real> m = load(memory + at);
      store(g_memory + at, load(g_memory + at) + product * key[c] - loss * m);
      parts[c] = (n ? parts[c] : Vec<Real>{}) + product * m;
    }
  }
  store_sums(d, parts, g_key);
  for (i64 c = 0; c < d.W; ++c) g_key[c] -= key_factor * key[c];
}
