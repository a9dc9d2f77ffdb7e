"""PLOVER 2.0 and CAMEO: types, modes, scores, sectors, contexts, and the ways between them.

The data files lie in `data/`, with their sources and every change in `data/SOURCES.md`. They are loaded on
first use; InstallationError TID-301 where one is damaged.
"""

from tidings.ontology.cameo_codes import (
    CAMEO,
    CameoCode,
    Crosswalk,
    cameo,
    crosswalk,
    goldstein,
    plover_to_cameo,
)
from tidings.ontology.own import read_own_types
from tidings.ontology.plover import (
    AUXILIARY,
    CONTEXTS,
    SECTORS,
    TYPES,
    VERSION,
    EventType,
    Projection,
    QuadClass,
    auxiliary_modes,
    check_mode,
    event_type,
    modes,
    plover_projection,
    plover_score,
    quad_class,
)

QUAD_CLASSES = tuple(QuadClass)
"""The four quad classes, 1 to 4."""

__all__ = [
    "AUXILIARY",
    "CAMEO",
    "CONTEXTS",
    "QUAD_CLASSES",
    "SECTORS",
    "TYPES",
    "VERSION",
    "CameoCode",
    "Crosswalk",
    "EventType",
    "Projection",
    "QuadClass",
    "auxiliary_modes",
    "cameo",
    "check_mode",
    "crosswalk",
    "event_type",
    "goldstein",
    "modes",
    "plover_projection",
    "plover_score",
    "plover_to_cameo",
    "quad_class",
    "read_own_types",
]
