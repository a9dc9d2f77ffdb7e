"""Every error and every quarantine reason of tidings: its number, and what to do about it.

Numbers are grouped by room: 1xx reading, 2xx the record, 3xx shipped data and models, 4xx usage and
configuration, 5xx evaluation and export. A number is never reused.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

PROBLEMS: Final = MappingProxyType(
    {
        "TID-101": "{path}: no such file or folder. Check the path.",
        "TID-102": "{path}: can't be read ({detail}). Check its permissions.",
        "TID-103": "{path}: of no kind tidings reads. Give text, HTML, PDF, JSON Lines, CSV, WARC or RSS.",
        "TID-104": "{path}: larger than {limit} bytes. Split it, or raise the limit max_bytes.",
        "TID-105": "{path}: expands to more than {limit}, as archive bombs do. Unpack and check it by hand.",
        "TID-106": "{path}: nested more than {limit} levels deep. Flatten it first.",
        "TID-107": "{path}: took more than {limit} seconds to read. Convert it to text, or raise the limit.",
        "TID-108": "{path}: holds no text ({detail}). A scanned page needs OCR first.",
        "TID-109": "{path}: broken {kind} ({detail}). Repair it or export it again.",
        "TID-110": "{path}: is in {language}, not English. tidings reads English only, for now.",
        "TID-111": "{path}: its language can't be told. Say so with the language key or --language en.",
        "TID-112": "{path}: not text in any encoding ({detail}). Convert it to UTF-8 first.",
        "TID-113": "{path}: has no key {key!r}. Name the right one with --map {key}=YOUR_KEY.",
        "TID-114": "{path}: the date {value!r} can't be read. Write it as YYYY-MM-DD.",
        "TID-115": "{path}: leads outside the folder it was found in. Copy the file into the folder.",
        "TID-116": "{path}: more than {limit} members. Split it into smaller files.",
        "TID-117": "{path}: could not be coded ({detail}). Report it with the text, if you may share that.",
        "TID-118": "{path}: its text is longer than {limit} characters. Split it, or raise max_characters.",
        "TID-119": "{path}: an article of more than {limit} bytes. Split it, or raise max_article_bytes.",
        "TID-201": "{path}: in use by another process ({detail}). Close that program and try again.",
        "TID-202": "{path}: is no tidings record ({detail}). Choose another; this one was left as it is.",
        "TID-203": "{path}: of a newer tidings (schema {found}; known here: {known}). Upgrade tidings.",
        "TID-204": "{path}: can't be written ({detail}). Check space and permissions; old rows are intact.",
        "TID-205": "{path}: no such record. Make one with: tidings code ARTICLES --to {path}",
        "TID-206": "{path}: holds no article {id!r}. List them with: tidings show {path} --articles",
        "TID-207": "{path}: article {id!r} fits several ({matches}). Give more of the id.",
        "TID-208": "{path}: has schema {found}, not {known}. Upgrade: tidings code ARTICLES --to {path}",
        "TID-209": "{path}: can't be read ({detail}). Restore it from a backup, or code the articles again.",
        "TID-301": "The data file {name} of this installation is damaged ({detail}). Reinstall tidings.",
        "TID-302": "The spaCy model {name} is missing. Install it with: pip install {package}",
        "TID-303": "{code!r} is no {kind} of the ontology. Known are: {known}.",
        "TID-304": "The parser for {name} does not load ({detail}). Reinstall tidings.",
        "TID-305": "The English model {package} is missing. Install it beside tidings: "
        "pip install ./packages/{package} in a checkout.",
        "TID-306": "The model {package} is damaged: {name} ({detail}). Install it again.",
        "TID-307": "The model {package} {version} does not fit this version of tidings ({detail}). "
        "Install the {package} that was released with it.",
        "TID-401": "{name}: {detail}. Correct this setting.",
        "TID-402": "The filter {name}={value!r} can't be understood ({detail}). See tidings show --help.",
        "TID-403": "{path} exists already. Choose another name, or add --force to replace it.",
        "TID-404": "{path}: line {line} of this table of actors is wrong: {detail}. "
        "See docs/how-to/add-your-own-actors.md.",
        "TID-501": "{path}: line {line} is not a gold article ({detail}). See docs/reference/standoff.md.",
        "TID-502": "{path}: holds no gold article. Give a file with one standoff JSON object a line.",
        "TID-503": "{name!r} is no export format. Known are: {known}.",
    }
)
"""Number to message; the braces are filled from the keyword arguments of the exception."""


class TidingsError(Exception):
    """Base of all errors that tidings raises on purpose.

    `number` is a key of `PROBLEMS`; `details` are the values its braces are filled with.
    """

    def __init__(self, number: str, **details: object) -> None:
        self.number = number
        self.details = details
        super().__init__(number)

    @property
    def reason(self) -> str:
        """The message without its number."""
        return PROBLEMS[self.number].format(**self.details)

    def __str__(self) -> str:
        return f"{self.number}: {self.reason}"


class ReadError(TidingsError, ValueError):
    """An input that can't become an article (1xx)."""


class RecordError(TidingsError, OSError):
    """A record that can't be opened, read or written (2xx)."""

    def __str__(self) -> str:
        return TidingsError.__str__(self)


class InstallationError(TidingsError, RuntimeError):
    """Shipped data or a model that is missing or damaged (3xx)."""


class UnknownCodeError(TidingsError, LookupError):
    """A code that the ontology does not have (3xx)."""


class ConfigurationError(TidingsError, ValueError):
    """An option, filter or setting that can't be understood (4xx)."""


class GoldError(TidingsError, ValueError):
    """Gold data that breaks its format (5xx)."""


class ExportError(TidingsError, ValueError):
    """An export that can't be made (5xx)."""
