// Products of few rows with a matrix of weights that stays the same over all steps and is laid out for them once.
#pragma once
#include <algorithm>
#include <vector>

#include "memory.hpp"

// B (K, n) in panels of two vectors: panel, k, lane.  The last panel is filled with zeros.
template <class Real> class Packed {
 public:
  static constexpr i64 kWidth = 2 * kLanes<Real>;

  // B[k][j] = weights[k * k_stride + j * j_stride]
  Packed(const Real* weights, i64 rows, i64 columns, i64 k_stride, i64 j_stride)
      : K(rows), n(columns), values(padded(columns, kWidth) * rows) {
    for (i64 j0 = 0; j0 < n; j0 += kWidth) {
      Real* panel = values.data() + j0 * K;
      const i64 count = std::min(kWidth, n - j0);
      for (i64 k = 0; k < K; ++k)
        for (i64 j = 0; j < kWidth; ++j)
          panel[k * kWidth + j] = j < count ? weights[k * k_stride + (j0 + j) * j_stride] : Real(0);
    }
  }

  // out (rows, n) += a (rows, K') B[first : first + K'], with the distance of rows of each.
  void add_product(i64 rows, const Real* a, i64 a_row, i64 first, i64 count, Real* out, i64 out_row) const {
    for (i64 j = 0; j < n; j += kWidth) {
      const Real* panel = values.data() + j * K + first * kWidth;
      const i64 width = std::min(kWidth, n - j);
      i64 r = 0;
      for (; r + 8 <= rows; r += 8) tile<8>(a + r * a_row, a_row, panel, count, out + r * out_row + j, out_row, width);
      for (; r + 4 <= rows; r += 4) tile<4>(a + r * a_row, a_row, panel, count, out + r * out_row + j, out_row, width);
      for (; r < rows; ++r) tile<1>(a + r * a_row, a_row, panel, count, out + r * out_row + j, out_row, width);
    }
  }

  const i64 K, n;

 private:
  template <int Rows>
  static void tile(const Real* a, i64 a_row, const Real* panel, i64 count, Real* out, i64 out_row, i64 width) {
    constexpr i64 lanes = kLanes<Real>;
    const i64 left = std::min(lanes, width), right = width - left;
    Vec<Real> total[Rows][2];
    for (int r = 0; r < Rows; ++r) {
      total[r][0] = load_some(out + r * out_row, left);
      total[r][1] = load_some(out + r * out_row + lanes, right);
    }
    for (i64 k = 0; k < count; ++k) {
      const Vec<Real> b0 = load(panel + k * kWidth), b1 = load(panel + k * kWidth + lanes);
      for (int r = 0; r < Rows; ++r) {
        const Real x = a[r * a_row + k];
        total[r][0] += x * b0;
        total[r][1] += x * b1;
      }
    }
    for (int r = 0; r < Rows; ++r) {
      store_some(out + r * out_row, total[r][0], left);
      if (right) store_some(out + r * out_row + lanes, total[r][1], right);
    }
  }

  Buffer<Real> values;
};
