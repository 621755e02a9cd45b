// The differentiable neural computer (Graves et al. 2016) over a whole sequence, forward and backward, for the CPU.
//
// graphmem/models/dnc_library.py calls this; graphmem/models/dnc.py is the same in PyTorch, and what the tests compare
// it with.  A call is a pass over all steps for the whole batch.  Members of the batch are independent: each thread
// takes some of them through all steps, so that results do not depend on the number of threads.
#include <exception>
#include <system_error>
#include <thread>

#include "dnc/backward.hpp"
#include "dnc/forward.hpp"

namespace {

template <class F> void with_heads(i64 heads, const F& f) {
  switch (heads) {
    case 1:
      return f(std::integral_constant<int, 1>{});
    case 2:
      return f(std::integral_constant<int, 2>{});
    case 3:
      return f(std::integral_constant<int, 3>{});
    case 4:
      return f(std::integral_constant<int, 4>{});
    case 5:
      return f(std::integral_constant<int, 5>{});
    default:
      return f(std::integral_constant<int, 0>{});
  }
}

// work(thread) on each of several threads, of which this one is the first.
template <class F> void on_threads(i64 threads, const F& work) {
  std::vector<std::exception_ptr> failures(threads);
  const auto guarded = [&](i64 thread) {
    try {
      work(thread);
    } catch (...) {
      failures[thread] = std::current_exception();
    }
  };
  std::vector<std::thread> others;
  others.reserve(threads - 1);
  i64 started = 1;
  try {
    for (; started < threads; ++started) others.emplace_back(guarded, started);
  } catch (const std::system_error&) {  // no more threads are to be had
  }
  guarded(0);
  for (i64 i = started; i < threads; ++i) guarded(i);
  for (std::thread& other : others) other.join();
  for (const std::exception_ptr& failure : failures)
    if (failure) std::rethrow_exception(failure);
}

// work(first, last) on parts of the batch, so small that the states of its members stay in the cache from step to step,
// and so large that the weights are not read too often.
template <class Real, class F> void over_batch(const Plan<Real>& plan, i64 threads, const F& work) {
  constexpr i64 large = i64(128) << 10;  // bytes of a state
  const i64 most = plan.state_size() * i64(sizeof(Real)) < large ? 16 : 8;
  const i64 part = std::min(most, (plan.B + threads - 1) / threads);
  on_threads(threads, [&](i64 thread) {
    for (i64 first = thread * part; first < plan.B; first += threads * part)
      work(first, std::min(plan.B, first + part));
  });
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

// As many threads as are allowed, but none for less than about a millisecond of work.
template <class Real> i64 thread_count(const Plan<Real>& p) {
  const double weights = double(p.C) * (p.I + p.reads + p.own) * p.G + double(p.C) * (p.d.at.size + p.O);
  const double operations = double(p.T) * p.B * (weights + 8.0 * p.state_size());
  const i64 useful = i64(operations / 5e7) + 1;
  return std::max<i64>(1, std::min({p.size.threads, p.B, useful}));
}

template <class Real> int forward(const Sizes& size, const Tensors<Real>& tensors, void* const* arrays) {
  return guarded([&] {
    const Plan<Real> plan(size);
    const Kept<Real> kept(plan, arrays);
    kept.prefer_large_pages();
    const auto weights = PackedWeights<Real>::forward(plan, tensors);
    over_batch(plan, thread_count(plan), [&](i64 first, i64 last) {
      Forward<Real> pass(plan, tensors, kept, weights, first, last);
      with_heads(size.heads, [&](auto heads) { pass.template run<decltype(heads)::value>(); });
    });
  });
}

template <class Real>
int backward(const Sizes& size, const Tensors<Real>& tensors, const Tensors<Real>& gradients, void* const* arrays,
             double bound) {
  return guarded([&] {
    const Plan<Real> plan(size);
    const Kept<Real> kept(plan, arrays);
    const i64 threads = thread_count(plan);
    MapGradients<Real> maps(plan);
    {
      const auto weights = PackedWeights<Real>::backward(plan, tensors, gradients.inputs);
      over_batch(plan, threads, [&](i64 first, i64 last) {
        Backward<Real> pass(plan, gradients, maps, kept, weights, Real(bound), first, last);
        with_heads(size.heads, [&](auto heads) { pass.template run<decltype(heads)::value>(); });
      });
    }
    on_threads(threads,
               [&](i64 thread) { all_weight_gradients(plan, tensors, gradients, maps, kept, thread, threads); });
  });
}

}  // namespace

// `arrays` are the kept ones, whose sizes in bytes dnc_kept gives.
#define EXPORTED extern "C" __attribute__((visibility("default")))
#define EXPORT(Real, suffix)                                                                                      \
  EXPORTED void dnc_kept_##suffix(const Sizes* size, i64* bytes) { Kept<Real>::bytes(Plan<Real>(*size), bytes); } \
  EXPORTED int dnc_forward_##suffix(const Sizes* size, const Tensors<Real>* x, void* const* arrays) {             \
    return forward<Real>(*size, *x, arrays);                                                                      \
  }                                                                                                               \
  EXPORTED int dnc_backward_##suffix(const Sizes* size, const Tensors<Real>* x, const Tensors<Real>* g,           \
                                     void* const* arrays, double bound) {                                         \
    return backward<Real>(*size, *x, *g, arrays, bound);                                                          \
  }
EXPORT(float, float32)
EXPORT(double, float64)
