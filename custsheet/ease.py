"""How Python and Arrow keep memory while a run is worked on, here and in the companion."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

import pyarrow as pa


@contextmanager
def at_ease() -> Iterator[None]:
    """Let a run have its memory as it is quickest; all is as before afterwards.

    Python does not search millions of cells' texts for reference cycles, of which a run makes hardly any. Arrow takes its
    memory where Python and NumPy do: its own pool gives back at once what the next column needs.
    """
    active, usual = gc.isenabled(), pa.default_memory_pool()
    gc.disable()
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(usual)
        if active:
            gc.enable()
