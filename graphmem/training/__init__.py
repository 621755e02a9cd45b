"""One trainer, one session and one format of state for everything that is trained."""

from ..common.extras import need

need("Training", "torch")
