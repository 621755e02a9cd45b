"""The NTM paper's five tasks (Graves, Wayne, Danihelka 2014): bits in, bits out, with sizes beyond training."""

from .associative_recall import ASSOCIATIVE_RECALL
from .copy import COPY
from .episodes import AlgorithmicTask, BitEpisodes, Size
from .ngrams import NGRAMS
from .priority_sort import PRIORITY_SORT
from .repeat_copy import REPEAT_COPY

ALGORITHMIC_TASKS: dict[str, AlgorithmicTask] = {
    "copy": COPY,
    "repeat_copy": REPEAT_COPY,
    "associative_recall": ASSOCIATIVE_RECALL,
    "ngrams": NGRAMS,
    "priority_sort": PRIORITY_SORT,
}

__all__ = ["ALGORITHMIC_TASKS", "AlgorithmicTask", "BitEpisodes", "Size"]
