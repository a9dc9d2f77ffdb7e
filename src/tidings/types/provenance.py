"""What a row was made with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Provenance:
    """Ontology version, digest of the models and digest of the settings; it stands on every coded row.

    Two runs with equal provenance code the same article alike.
    """

    ontology_version: str
    model_digest: str
    config_digest: str
