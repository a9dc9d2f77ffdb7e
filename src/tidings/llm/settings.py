"""The settings of a language model that codes articles, and the TOML file that they come from."""

from __future__ import annotations

import json
import os
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError, field_validator

from tidings.errors import ConfigurationError


class LanguageModel(BaseModel):
    """A language model behind an OpenAI-compatible endpoint: which, how it is asked, and what it may cost."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    endpoint: str
    """Base address, as `http://localhost:11434/v1`. No request goes elsewhere."""
    model: Annotated[str, Field(min_length=1)]
    """The model's name there."""
    key_variable: str = "TIDINGS_LLM_KEY"
    """The environment variable with the key, which is never stored. Without one, the word none is sent."""
    temperature: Annotated[float, Field(ge=0, le=2)] = 0.0
    """0 asks for the likeliest answer, the most repeatable one. A model that refuses it is sent none."""
    max_output_tokens: Annotated[int, Field(gt=0)] = 8192
    """Tokens of one answer. Where they do not do, a piece of text is halved and asked for again."""
    options: dict[str, JsonValue] = Field(default_factory=dict)
    """More keys for the body of each request, as `reasoning_effort = "low"`."""
    window_characters: Annotated[int, Field(ge=200)] = 6000
    """Characters of text in one request, about; a longer article goes in pieces that end with a paragraph."""
    context_characters: Annotated[int, Field(ge=0)] = 600
    """Characters before a piece that are shown with it, so that who speaks stays known."""
    figures: Literal["auto", "rules", "model"] = "auto"
    """Who reads figures: rules (English only), the model, or (auto) rules for English and else the model."""
    tries: Annotated[int, Field(gt=0)] = 2
    """How often a piece is asked for until the answer can be read."""
    retries: Annotated[int, Field(ge=0)] = 5
    """How often a request is sent again after 429, 5xx or a lost connection, with pauses that grow."""
    timeout: Annotated[float, Field(gt=0)] = 180.0
    """Seconds to wait for one answer."""
    max_answer_bytes: Annotated[int, Field(gt=0)] = 4_000_000
    """Bytes of one answer, as sent; more than these are not read."""
    concurrency: Annotated[int, Field(gt=0, le=256)] = 4
    """Articles asked for at once."""
    requests_per_minute: Annotated[float, Field(gt=0)] | None = None
    """Requests begun in a minute at most; none is no limit of tidings' own."""
    stop_after: Annotated[int, Field(gt=0)] = 20
    """Articles failing one after another by the endpoint's fault, after which the run stops."""
    price_input: Annotated[float, Field(ge=0)] | None = None
    """Price of a million input tokens."""
    price_output: Annotated[float, Field(ge=0)] | None = None
    """Price of a million output tokens."""
    currency: Annotated[str, Field(min_length=1, max_length=8)] = "USD"
    """Of the prices and of max_cost."""
    max_cost: Annotated[float, Field(gt=0)] | None = None
    """What a run may cost by these prices; it stops there, and goes on when called with more."""
    cache: Path | None = Path("~/.cache/tidings/llm")
    """Folder of answers received, so that asking again costs nothing; "" for none. It can be shared."""

    @field_validator("cache", mode="before")
    @classmethod
    def _folder(cls, folder: object) -> object:
        return None if folder == "" else folder

    @field_validator("endpoint")
    @classmethod
    def _address(cls, endpoint: str) -> str:
        if not endpoint.startswith(("http://", "https://")):
            raise ValueError("an endpoint begins with http:// or https://")
        if "@" in endpoint:
            raise ValueError("no user name or key belongs into the endpoint; see key_variable")
        parts = urlsplit(endpoint)
        _ = parts.port  # ValueError where it is none
        if not parts.hostname or not endpoint.isprintable() or " " in endpoint:
            raise ValueError("it is no address")
        return endpoint.rstrip("/")

    @field_validator("max_cost")
    @classmethod
    def _priced(cls, most: float | None, info: Any) -> float | None:
        prices = (info.data.get("price_input"), info.data.get("price_output"))
        if most is not None and None in prices:
            raise ValueError("needs price_input and price_output")
        return most

    @field_validator("options")
    @classmethod
    def _own_keys(cls, options: dict[str, JsonValue]) -> dict[str, JsonValue]:
        taken = {"model", "messages", "response_format", "temperature", "stream", "n"} & set(options)
        taken |= {"tools", "tool_choice", "functions", "max_tokens", "max_completion_tokens"} & set(options)
        if taken:
            raise ValueError(f"not for options: {', '.join(sorted(taken))}")
        json.dumps(options, allow_nan=False)
        return options

    def key(self) -> str | None:
        """The key from the environment, without white space around it; None without one."""
        return os.environ.get(self.key_variable, "").strip() or None


def read_language_model(path: Path) -> LanguageModel:
    """The settings in a TOML file. Raises ConfigurationError TID-720, with what is wrong."""
    try:
        given = tomllib.loads(path.read_text("utf-8-sig"))
        if given.get("cache") and isinstance(given["cache"], str):
            given["cache"] = path.parent / Path(given["cache"]).expanduser()
        return LanguageModel(**given)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        key = ".".join(map(str, first["loc"]))
        raise ConfigurationError("TID-720", path=path, detail=f"{key}: {first['msg']}") from error
    except (OSError, ValueError, TypeError, RuntimeError) as error:  # no home folder, nested too deep
        raise ConfigurationError("TID-720", path=path, detail=str(error)) from error
