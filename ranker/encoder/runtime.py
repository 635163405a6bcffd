"""OpenVINO without its converter: the only place that imports it.

`import openvino` brings openvino.tools along, whose import takes longer than all the rest and sends
an event to a tracker through openvino-telemetry, writing into the user's home as it does.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib import import_module
from typing import Any

_UNWANTED = ("openvino.tools", "openvino_telemetry")


def openvino() -> Any:
    """The package, its converter left out; its opsets and frontends are imported after it."""
    if "openvino" not in sys.modules:
        for name in _UNWANTED:
            sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # importing it fails
        try:
            with suppress(ImportError):
                return import_module("openvino")
        finally:
            for name in _UNWANTED:
                if sys.modules[name] is None:
                    del sys.modules[name]
    return import_module("openvino")


def operations() -> Any:
    """The operations that graphs are built from."""
    openvino()
    return import_module("openvino.opset13")
