// Products of matrices, of which one is laid out in panels first: rows by weights, and the gradients of weights.
//
// A panel is two vectors wide.  Sums run over k in ascending order, whatever the number of rows, so that the result for
// a member of the batch depends neither on the others nor on the number of threads.
#pragma once
#include <type_traits>
#include <vector>

#include "memory.hpp"

template <class Real> constexpr i64 kPanel = 2 * kLanes<Real>;
constexpr int kTile = 8;  // rows that are worked on together

// out (Rows, width) += a (Rows, count) x panel (count, kPanel); a(r, k) is a number of a, width at most kPanel.
template <class Real, int Rows, class A>
inline void add_tile(const A& a, const Real* panel, i64 count, Real* out, i64 out_row, i64 width) {
  constexpr i64 lanes = kLanes<Real>;
  const i64 left = std::min(lanes, width), right = width - left;
  Vec<Real> total[Rows][2];
  for (int r = 0; r < Rows; ++r) {
    total[r][0] = load_some(out + r * out_row, left);
    total[r][1] = load_some(out + r * out_row + lanes, right);
  }
  for (i64 k = 0; k < count; ++k) {
    const Vec<Real> b0 = load(panel + k * kPanel<Real>), b1 = load(panel + k * kPanel<Real> + lanes);
    for (int r = 0; r < Rows; ++r) {
      const Real x = a(r, k);
      total[r][0] += x * b0;
      total[r][1] += x * b1;
    }
  }
  for (int r = 0; r < Rows; ++r) {
    store_some(out + r * out_row, total[r][0], left);
    if (right) store_some(out + r * out_row + lanes, total[r][1], right);
  }
}

// Copy rows of `width` numbers, which mostly is Full: then the length is known and no function is called.
template <int Full, class Real>
inline void copy_rows(i64 rows, i64 width, const Real* from, i64 from_row, Real* to, i64 to_row) {
  if (width == Full)
    for (i64 r = 0; r < rows; ++r) copy(to + r * to_row, from + r * from_row, Full);
  else
    for (i64 r = 0; r < rows; ++r) copy(to + r * to_row, from + r * from_row, width);
}

// The same for rows by their numbers, put side by side with a distance of Full.
template <int Full, class Real>
inline void gather_rows(const i64* which, i64 rows, i64 width, const Real* from, i64 from_row, Real* to) {
  if (width == Full)
    for (i64 r = 0; r < rows; ++r) copy(to + r * Full, from + which[r] * from_row, Full);
  else
    for (i64 r = 0; r < rows; ++r) copy(to + r * Full, from + which[r] * from_row, width);
}

// Weights B (K, n) for the products of all steps: panel, k, lane.  The last panel is filled with zeros.
template <class Real> class Packed {
 public:
  // B[k][j] = weights[k * row + j]
  static Packed plain(const Real* weights, i64 K, i64 n, i64 row) {
    Packed p(K, n);
    for (i64 j0 = 0; j0 < n; j0 += kPanel<Real>)
      copy_rows<kPanel<Real>>(K, std::min(kPanel<Real>, n - j0), weights + j0, row, p.at(j0, 0), kPanel<Real>);
    return p;
  }

  // B[k][j] = weights[j * row + k]
  static Packed transposed(const Real* weights, i64 K, i64 n, i64 row) {
    constexpr i64 depth = 64;  // so that the part of a panel that is written stays in the cache
    Packed p(K, n);
    for (i64 j0 = 0; j0 < n; j0 += kPanel<Real>) {
      const i64 count = std::min(kPanel<Real>, n - j0);
      for (i64 k0 = 0; k0 < K; k0 += depth)
        for (i64 j = 0; j < count; ++j) {
          const Real* from = weights + (j0 + j) * row;
          Real* to = p.at(j0, 0) + j;
          for (i64 k = k0; k < std::min(K, k0 + depth); ++k) to[k * kPanel<Real>] = from[k];
        }
    }
    return p;
  }

  // out (rows, n) += a (rows, count) B[first : first + count]; `a_row` and `out_row` are the distances of rows.
  void add_product(i64 rows, const Real* a, i64 a_row, i64 first, i64 count, Real* out, i64 out_row) const {
    for (i64 j = 0; j < n; j += kPanel<Real>) {
      const Real* panel = values.data() + j * K + first * kPanel<Real>;
      const i64 width = std::min(kPanel<Real>, n - j);
      i64 r = 0;
      const auto tiles = [&](auto height) {
        constexpr int tall = decltype(height)::value;
        for (; r + tall <= rows; r += tall) {
          const auto at = [from = a + r * a_row, a_row](int row, i64 k) { return from[row * a_row + k]; };
          add_tile<Real, tall>(at, panel, count, out + r * out_row + j, out_row, width);
        }
      };
      tiles(std::integral_constant<int, kTile>{});
      tiles(std::integral_constant<int, 4>{});
      tiles(std::integral_constant<int, 2>{});
      tiles(std::integral_constant<int, 1>{});
    }
  }

 private:
  Packed(i64 rows, i64 columns) : K(rows), n(columns), values(padded(columns, kPanel<Real>) * rows) {
    const i64 last = n / kPanel<Real> * kPanel<Real>;
    if (last < n) set_zero(at(last, 0), K * kPanel<Real>);
  }
  Real* at(i64 j0, i64 k) { return values.data() + j0 * K + k * kPanel<Real>; }

  i64 K, n;
  Buffer<Real> values;
};

// Columns that a map saw, and where the gradient of their weights goes: its row m starts at out + m * out_row.
template <class Real> struct SeenColumns {
  const Real* from;
  i64 row, count;
  Real* out;
  i64 out_row;
};

constexpr i64 kDepth = 256;  // steps of the sum over n that are taken together, so that panels stay in the cache

// One part of the gradients below, over the `count` numbers n in `which`; `left` has their g in columns of kTile, `panel`
// and `tile` are room for the work.
template <class Real>
inline void add_weight_gradients(const i64* which, i64 count, const Real* left, i64 first, i64 last,
                                 const SeenColumns<Real>& part, Real* panel, Real* tile) {
  for (i64 j = 0; j < part.count; j += kPanel<Real>) {
    const i64 width = std::min(kPanel<Real>, part.count - j);
    gather_rows<kPanel<Real>>(which, count, width, part.from + j, part.row, panel);
    for (i64 m = first; m < last; m += kTile) {
      const auto at = [a = left + (m - first) * kDepth](int r, i64 k) { return a[k * kTile + r]; };
      Real* out = part.out + m * part.out_row + j;
      if (m + kTile <= last) {
        add_tile<Real, kTile>(at, panel, count, out, part.out_row, width);
      } else {  // the tile has more rows than are left
        copy_rows<kPanel<Real>>(last - m, width, out, part.out_row, tile, kPanel<Real>);
        add_tile<Real, kTile>(at, panel, count, tile, kPanel<Real>, kPanel<Real>);
        copy_rows<kPanel<Real>>(last - m, width, tile, kPanel<Real>, out, part.out_row);
      }
    }
  }
}

// Gradients of the weights of a map: out[m][j] = the sum over n of g[n][m] seen[n][j], for m from `first` to `last`.
template <class Real>
void weight_gradients(i64 n, const Real* g, i64 g_row, i64 first, i64 last,
                      const std::vector<SeenColumns<Real>>& parts) {
  const i64 height = padded(std::max<i64>(last - first, 0), kTile);
  const i64 sizes[3] = {height * kDepth, kDepth * kPanel<Real>, kTile * kPanel<Real>};
  Buffer<Real> room(sizes[0] + sizes[1] + sizes[2]);
  Real *left = room.data(), *panel = left + sizes[0], *tile = panel + sizes[1];
  set_zero(left, sizes[0] + sizes[1] + sizes[2]);
  for (const SeenColumns<Real>& part : parts)
    for (i64 m = first; m < last; ++m) set_zero(part.out + m * part.out_row, part.count);
  std::vector<i64> which;  // only an answer has a gradient, so many may be left out
  for (i64 k = 0; k < n; ++k)
    if (!is_zero(g + k * g_row + first, last - first)) which.push_back(k);
  for (i64 k = 0; k < i64(which.size()); k += kDepth) {
    const i64 count = std::min(kDepth, i64(which.size()) - k);
    for (i64 m = first; m < last; m += kTile)
      gather_rows<kTile>(&which[k], count, std::min<i64>(kTile, last - m), g + m, g_row, left + (m - first) * kDepth);
    for (const SeenColumns<Real>& part : parts)
      add_weight_gradients(&which[k], count, left, first, last, part, panel, tile);
  }
}

// The gradient of a bias: sums over n of g[n][m].
template <class Real> inline void bias_gradient(i64 n, const Real* g, i64 g_row, i64 first, i64 last, Real* out) {
  if (first >= last) return;
  set_zero(out + first, last - first);
  for (i64 k = 0; k < n; ++k)
    each<Real>(last - first, [=](i64 m, i64 some) {
      Real* to = out + first + m;
      store_some(to, load_some(to, some) + load_some(g + k * g_row + first + m, some), some);
    });
}
