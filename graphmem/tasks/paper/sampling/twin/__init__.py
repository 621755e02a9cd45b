"""Episodes drawn one at a time in plain Python, equal to those that the C++ draws.

It is the readable form of the sampler, what the C++ is tested against, and what draws where there is no compiler.
"""

from .episodes import draw_pool

__all__ = ["draw_pool"]
