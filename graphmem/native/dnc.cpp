// The differentiable neural computer (Graves et al. 2016) over a whole sequence, forward and backward, for the CPU.
//
// graphmem/models/native_dnc.py calls this; graphmem/models/dnc.py is the same in PyTorch, and what the tests compare
// it with.  A call is a pass over all steps for the whole batch.  Members of the batch are independent: each thread
// takes some of them through all steps, so that results do not depend on the number of threads.
#include <exception>
#include <thread>

#include "dnc/backward.hpp"
#include "dnc/forward.hpp"

namespace {

template <class F> void with_heads(i64 heads, const F& f) {
  switch (heads) {
    case 1: return f(std::integral_constant<int, 1>{});
    case 2: return f(std::integral_constant<int, 2>{});
    case 3: return f(std::integral_constant<int, 3>{});
    case 4: return f(std::integral_constant<int, 4>{});
    case 5: return f(std::integral_constant<int, 5>{});
    default: return f(std::integral_constant<int, 0>{});
  }
}

// Work on parts of the batch, side by side if there are several threads.  A part is at most so large that the state of
// its members stays in the cache from step to step.
template <class F> void over_batch(i64 batch, i64 threads, const F& work) {
  constexpr i64 most = 16;
  threads = std::max<i64>(1, std::min(threads, batch));
  const i64 part = std::min(most, (batch + threads - 1) / threads), parts = (batch + part - 1) / part;
  std::vector<std::exception_ptr> failures(threads);
  const auto take = [&](i64 thread) {
    try {
      for (i64 i = thread; i < parts; i += threads) work(i * part, std::min(batch, (i + 1) * part));
    } catch (...) {
      failures[thread] = std::current_exception();
    }
  };
  std::vector<std::thread> others;
  for (i64 i = 1; i < threads; ++i) others.emplace_back(take, i);
  take(0);
  for (std::thread& other : others) other.join();
  for (const std::exception_ptr& failure : failures)
    if (failure) std::rethrow_exception(failure);
}

// 0, or 1 if there is not enough memory.
template <class F> int guarded(const F& f) {
  try {
    f();
    return 0;
  } catch (...) {
    return 1;
  }
}

template <class Real> i64 kept_bytes(const Sizes& size) {
  const Plan<Real> plan(size);
  return Kept<Real>(plan, nullptr).bytes;
}

template <class Real> int forward(const Sizes& size, const Tensors<Real>& tensors) {
  return guarded([&] {
    const Plan<Real> plan(size);
    const Kept<Real> kept(plan, tensors.kept);
    const auto weights = PackedWeights<Real>::forward(plan, tensors);
    over_batch(plan.B, size.threads, [&](i64 first, i64 last) {
      Forward<Real> pass(plan, tensors, kept, weights, first, last);
      with_heads(size.heads, [&](auto heads) { pass.template run<decltype(heads)::value>(); });
    });
  });
}

template <class Real>
int backward(const Sizes& size, const Tensors<Real>& tensors, const Tensors<Real>& gradients, const OuterGradients<Real>& outer,
             double bound) {
  return guarded([&] {
    const Plan<Real> plan(size);
    const Kept<Real> kept(plan, tensors.kept);
    const auto weights = PackedWeights<Real>::backward(plan, tensors);
    over_batch(plan.B, size.threads, [&](i64 first, i64 last) {
      Backward<Real> pass(plan, tensors, gradients, outer, kept, weights, Real(bound), first, last);
      with_heads(size.heads, [&](auto heads) { pass.template run<decltype(heads)::value>(); });
    });
  });
}

}  // namespace

#define EXPORTED extern "C" __attribute__((visibility("default")))
#define EXPORT(Real, suffix)                                                                                          \
  EXPORTED i64 dnc_kept_bytes_##suffix(const Sizes* size) { return kept_bytes<Real>(*size); }                         \
  EXPORTED int dnc_forward_##suffix(const Sizes* size, const Tensors<Real>* x) { return forward<Real>(*size, *x); }   \
  EXPORTED int dnc_backward_##suffix(const Sizes* size, const Tensors<Real>* x, const Tensors<Real>* g,               \
                                     const OuterGradients<Real>* outer, double bound) {                               \
    return backward<Real>(*size, *x, *g, *outer, bound);                                                              \
  }
EXPORT(float, float32)
EXPORT(double, float64)
