// The temporal links: L'[i, j] = (1 - w[i] - w[j]) L[i, j] + w[i] p[j], 0 on the diagonal; f = L' r and b = L'^T r.
//
// They take most of the time, N x N numbers a step, so each pass reads and writes them once and does all that is to be
// done with them.  The loops do not leave out the diagonal; what it added is taken off afterwards.
#pragma once
#include "memory.hpp"

constexpr int kChain = 4;  // steps from one kept link matrix to the next; those between are computed again

// The next link of row i at some slots j, from that of before.
template <class Real>
inline Vec<Real> next_link(Vec<Real> link, Vec<Real> kept_i, Vec<Real> w_i, Vec<Real> w_j, Vec<Real> p_j) {
  return (kept_i - w_j) * link + w_i * p_j;
}

// What the loops computed for L'[i, i] from L[i, i] = 0.
template <class Real> inline Vec<Real> false_diagonal(Vec<Real> link, Vec<Real> w, Vec<Real> p) {
  return next_link<Real>(link, 1 - w, w, w, p);
}

template <class Real> inline void clear_diagonal(const Dims<Real>& d, Real* link) {
  for (i64 i = 0; i < d.N; ++i) link[i * d.P + i] = 0;
}

// Rows i0 ... i0 + Rows - 1: their links, their sums for f into forward[head][row of the vector], and their part of b.
template <class Real, int R, int Rows>
inline void follow_rows(const Dims<Real>& d, i64 i0, Real* link, const Real* w, const Real* p, const Real* r,
                        Vec<Real> (*forward)[kLanes<Real>], Real* backward) {
  constexpr int most = Heads<R>::most;
  const int heads = Heads<R>::count(d.R);
  Vec<Real> w_i[Rows], kept_i[Rows], r_i[Rows][most], total[Rows][most];
  for (int a = 0; a < Rows; ++a) {
    w_i[a] = splat(w[i0 + a]);
    kept_i[a] = splat(1 - w[i0 + a]);
    for (int h = 0; h < heads; ++h) r_i[a][h] = splat(r[h * d.P + i0 + a]), total[a][h] = Vec<Real>{};
  }
  for (i64 j = 0; j < d.P; j += kLanes<Real>) {
    const Vec<Real> w_j = load(w + j), p_j = load(p + j);
    Vec<Real> l[Rows];
    for (int a = 0; a < Rows; ++a) {
      Real* at = link + (i0 + a) * d.P + j;
      l[a] = next_link<Real>(load(at), kept_i[a], w_i[a], w_j, p_j);
      store(at, l[a]);
    }
    for (int h = 0; h < heads; ++h) {
      const Vec<Real> r_j = load(r + h * d.P + j);
      Vec<Real> b_j = load(backward + h * d.P + j);
      for (int a = 0; a < Rows; ++a) total[a][h] += l[a] * r_j, b_j += l[a] * r_i[a][h];
      store(backward + h * d.P + j, b_j);
    }
  }
  for (int a = 0; a < Rows; ++a)
    for (int h = 0; h < heads; ++h) forward[h][i0 % kLanes<Real> + a] = total[a][h];
}

// Update the links in place, and follow them from the read weightings r of the step before: f and b (R, P).
template <class Real, int R>
inline void links_forward(const Dims<Real>& d, Real* link, const Real* w, const Real* p, const Real* r, Real* f,
                          Real* b) {
  constexpr i64 lanes = kLanes<Real>;
  constexpr int rows = R >= 1 && R <= 4 ? 4 : 2;  // as many as fit into the registers
  static_assert(lanes % rows == 0 || lanes < rows, "blocks of rows fit into a vector");
  const int heads = Heads<R>::count(d.R);
  set_zero(b, heads * d.P);
  for (i64 first = 0; first < d.P; first += lanes) {
    Vec<Real> forward[Heads<R>::most][lanes];
    for (int h = 0; h < heads; ++h)
      for (i64 k = 0; k < lanes; ++k) forward[h][k] = Vec<Real>{};
    const i64 last = std::min(first + lanes, d.N);
    i64 i = first;
    if constexpr (lanes >= rows)
      for (; i + rows <= last; i += rows) follow_rows<Real, R, rows>(d, i, link, w, p, r, forward, b);
    for (; i < last; ++i) follow_rows<Real, R, 1>(d, i, link, w, p, r, forward, b);
    const Vec<Real> w_i = load(w + first), extra = false_diagonal<Real>(Vec<Real>{}, w_i, load(p + first));
    for (int h = 0; h < heads; ++h)
      store(f + h * d.P + first, sums<Real>(forward[h]) - extra * load(r + h * d.P + first));
  }
  for (i64 i = 0; i < d.P; i += lanes) {
    const Vec<Real> extra = false_diagonal<Real>(Vec<Real>{}, load(w + i), load(p + i));
    for (int h = 0; h < heads; ++h) {
      Real* at = b + h * d.P + i;
      store(at, load(at) - extra * load(r + h * d.P + i));
    }
  }
  clear_diagonal(d, link);
}

// What makes the links of a step from those before: its write weighting, and the precedence before it.
template <class Real> struct LinkStep {
  const Real *w, *p;
};

// Row i after `Steps` more steps, without a zero on the diagonal.
template <class Real, int Steps>
inline void advance_row(const Dims<Real>& d, i64 i, const LinkStep<Real>* steps, const Real* from, Real* to) {
  Vec<Real> w_i[Steps], kept_i[Steps];
  for (int s = 0; s < Steps; ++s) w_i[s] = splat(steps[s].w[i]), kept_i[s] = splat(1 - steps[s].w[i]);
  for (i64 j = 0; j < d.P; j += kLanes<Real>) {
    Vec<Real> l = load(from + j);
    for (int s = 0; s < Steps; ++s)
      l = next_link<Real>(l, kept_i[s], w_i[s], load(steps[s].w + j), load(steps[s].p + j));
    store(to + j, l);
  }
}

// The links kChain steps later.
template <class Real>
inline void advance_links(const Dims<Real>& d, const LinkStep<Real>* steps, const Real* from, Real* to) {
  for (i64 i = 0; i < d.N; ++i) advance_row<Real, kChain>(d, i, steps, from + i * d.P, to + i * d.P);
  clear_diagonal(d, to);
}

// What the backward pass of the links of one step reads and writes; (P) or (R, P) each.
template <class Real> struct LinkGradients {
  const Real *w, *p;                         // of the step: w^w and the precedence before it
  const Real *by_backward, *by_forward;      // pi[1] r and pi[3] r of the read weightings before the step
  const Real* g;                             // the gradient of the read weightings after the step
  Real *through_backward, *through_forward;  // L' g and L'^T g, set
  Real *to_w, *to_p;                         // added to
};

// Rows i0 ... of the backward pass.  G, the gradient of L', becomes that of L; `link` has the rows of L.
template <class Real, int R, int Rows>
inline void follow_rows_backward(const Dims<Real>& d, i64 i0, const Real* link, Real* G, const LinkGradients<Real>& x,
                                 Vec<Real> (*through_backward)[kLanes<Real>], Vec<Real>* to_w) {
  constexpr int most = Heads<R>::most;
  const int heads = Heads<R>::count(d.R);
  Vec<Real> w_i[Rows], kept_i[Rows], g_i[Rows][most], r_i[Rows][most], total[Rows][most], w_total[Rows];
  for (int a = 0; a < Rows; ++a) {
    w_i[a] = splat(x.w[i0 + a]);
    kept_i[a] = splat(1 - x.w[i0 + a]);
    w_total[a] = Vec<Real>{};
    for (int h = 0; h < heads; ++h) {
      g_i[a][h] = splat(x.g[h * d.P + i0 + a]);
      r_i[a][h] = splat(x.by_backward[h * d.P + i0 + a]);
      total[a][h] = Vec<Real>{};
    }
  }
  for (i64 j = 0; j < d.P; j += kLanes<Real>) {
    const Vec<Real> w_j = load(x.w + j), p_j = load(x.p + j);
    Vec<Real> old[Rows], kept[Rows], l[Rows], gradient[Rows];
    for (int a = 0; a < Rows; ++a) {
      old[a] = load(link + a * d.P + j);
      kept[a] = kept_i[a] - w_j;
      l[a] = kept[a] * old[a] + w_i[a] * p_j;
      gradient[a] = load(G + (i0 + a) * d.P + j);
    }
    for (int h = 0; h < heads; ++h) {
      const Vec<Real> r_j = load(x.by_forward + h * d.P + j), g_j = load(x.g + h * d.P + j);
      Vec<Real> t_j = load(x.through_forward + h * d.P + j);
      for (int a = 0; a < Rows; ++a) {
        gradient[a] += g_i[a][h] * r_j;
        gradient[a] += r_i[a][h] * g_j;
        total[a][h] += l[a] * g_j;
        t_j += l[a] * g_i[a][h];
      }
      store(x.through_forward + h * d.P + j, t_j);
    }
    Vec<Real> to_w_j = load(x.to_w + j), to_p_j = load(x.to_p + j);
    for (int a = 0; a < Rows; ++a) {
      const Vec<Real> lost = gradient[a] * old[a];
      w_total[a] += gradient[a] * p_j - lost;
      to_w_j -= lost;
      to_p_j += gradient[a] * w_i[a];
      store(G + (i0 + a) * d.P + j, gradient[a] * kept[a]);
    }
    store(x.to_w + j, to_w_j);
    store(x.to_p + j, to_p_j);
  }
  for (int a = 0; a < Rows; ++a) {
    const i64 lane = i0 % kLanes<Real> + a;
    to_w[lane] = w_total[a];
    for (int h = 0; h < heads; ++h) through_backward[h][lane] = total[a][h];
  }
}

// Take off what the loops added for the diagonal, at the slots i ... of one vector.
template <class Real, int R>
inline void diagonal_backward(const Dims<Real>& d, i64 i, const LinkStep<Real>* before, int chain,
                              const LinkGradients<Real>& x) {
  const int heads = Heads<R>::count(d.R);
  const Vec<Real> w = load(x.w + i), p = load(x.p + i);
  Vec<Real> old{}, gradient{};
  for (int s = 0; s < chain; ++s) old = false_diagonal<Real>(old, load(before[s].w + i), load(before[s].p + i));
  const Vec<Real> l = false_diagonal<Real>(old, w, p);
  for (int h = 0; h < heads; ++h) {
    const i64 at = h * d.P + i;
    const Vec<Real> g = load(x.g + at);
    gradient += g * (load(x.by_forward + at) + load(x.by_backward + at));
    store(x.through_forward + at, load(x.through_forward + at) - l * g);
    store(x.through_backward + at, load(x.through_backward + at) - l * g);
  }
  store(x.to_w + i, load(x.to_w + i) - gradient * (p - 2 * old));
  store(x.to_p + i, load(x.to_p + i) - gradient * w);
}

// The rows of L from those `chain` steps before it: as they are, or computed into `rows`.
template <class Real>
inline const Real* rows_of_links(const Dims<Real>& d, i64 i0, int count, const LinkStep<Real>* before, int chain,
                                 const Real* link, Real* rows) {
  if (chain == 0) return link + i0 * d.P;
  for (int a = 0; a < count; ++a) {
    const Real* from = link + (i0 + a) * d.P;
    Real* to = rows + a * d.P;
    if (chain == 1) advance_row<Real, 1>(d, i0 + a, before, from, to);
    else if (chain == 2) advance_row<Real, 2>(d, i0 + a, before, from, to);
    else advance_row<Real, 3>(d, i0 + a, before, from, to);
  }
  return rows;
}

// `link` is L `chain` steps before the one in question; `before` are those steps; `rows` (2, P) is room for the work.
template <class Real, int R>
inline void links_backward(const Dims<Real>& d, const Real* link, const LinkStep<Real>* before, int chain, Real* G,
                           const LinkGradients<Real>& x, Real* rows) {
  constexpr i64 lanes = kLanes<Real>;
  constexpr int height = R >= 1 && R <= 3 ? 2 : 1;  // as many as fit into the registers
  const int heads = Heads<R>::count(d.R);
  set_zero(x.through_forward, heads * d.P);
  for (i64 first = 0; first < d.P; first += lanes) {
    Vec<Real> through_backward[Heads<R>::most][lanes], to_w[lanes];
    for (i64 k = 0; k < lanes; ++k) {
      to_w[k] = Vec<Real>{};
      for (int h = 0; h < heads; ++h) through_backward[h][k] = Vec<Real>{};
    }
    const i64 last = std::min(first + lanes, d.N);
    i64 i = first;
    for (; i + height <= last; i += height)
      follow_rows_backward<Real, R, height>(d, i, rows_of_links(d, i, height, before, chain, link, rows), G, x,
                                            through_backward, to_w);
    if (i < last)
      follow_rows_backward<Real, R, 1>(d, i, rows_of_links(d, i, 1, before, chain, link, rows), G, x, through_backward,
                                       to_w);
    store(x.to_w + first, load(x.to_w + first) + sums<Real>(to_w));
    for (int h = 0; h < heads; ++h) store(x.through_backward + h * d.P + first, sums<Real>(through_backward[h]));
  }
  for (i64 i = 0; i < d.P; i += lanes) diagonal_backward<Real, R>(d, i, before, chain, x);
  clear_diagonal(d, G);
}
