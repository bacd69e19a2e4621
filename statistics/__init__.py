"""The monthly submission of production statistics.

The package carries the name of a standard module that libraries use, so it hands on the whole
of that module too (docs/decisions/0001-the-app-keeps-the-name-statistics.md).
"""

import sysconfig
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType


def _standard() -> ModuleType:
    file = Path(sysconfig.get_path("stdlib")) / "statistics.py"
    # Under its own name, so that what it defines can be pickled and found again.
    spec = spec_from_file_location("statistics", file)
    if spec is None or spec.loader is None:
        raise ImportError(f"Python's own statistics module is not at {file}.")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


_module = _standard()
__all__ = list(_module.__all__)
globals().update({name: getattr(_module, name) for name in __all__})
