"""Every error and every quarantine reason of tidings: its number, and what to do about it.

Numbers are grouped by room: 1xx reading, 2xx the record, 3xx shipped data and models, 4xx usage and
configuration, 5xx evaluation and export, 6xx the explorer, 7xx scale,
language models and assistants. A number is never reused.
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
        "TID-205": "{path}: no such record. Make one with: tidings code ARTICLES --to {path}, "
        "or an empty one with: tidings explore {path} --new",
        "TID-206": "{path}: holds no article {id!r}. List them with: tidings show {path} --articles",
        "TID-207": "{path}: article {id!r} fits several ({matches}). Give more of the id.",
        "TID-208": "{path}: has schema {found}, not {known}. Upgrade: tidings code ARTICLES --to {path}",
        "TID-209": "{path}: can't be read ({detail}). Restore it from a backup, or code the articles again.",
        "TID-210": "{path}: holds no one event {id!r} ({detail}). List them with: tidings events {path}",
        "TID-211": "{path}: the decision {id!r} can't be undone or redone ({detail}). Reload the page.",
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
        "TID-405": "{field}: {value!r} can't be kept ({detail}). Correct it and decide again.",
        "TID-406": "{value!r} is no name of a reviewer. Give 1 to {limit} characters that can be seen.",
        "TID-407": "There is no {kind} {id!r} in this record. Its article may have been coded anew: reload.",
        "TID-410": "{path}: can't be read as a file of event types ({detail}). Correct it; it is TOML.",
        "TID-411": "{path}: line {line}, {key}: {detail}. See docs/how-to/use-your-own-event-types.md.",
        "TID-420": '{what} needs {package}. Install it with: pip install "tidings[{extra}]"',
        "TID-421": "{name!r} is nothing that {of} can be told by. Known are: {known}.",
        "TID-422": "{value!r} names a file or folder, and a text was expected. "
        "Give tidings.read({value!r}) or a pathlib.Path to read what is there.",
        "TID-423": "{kind} can't be coded. Give a text, an article, a row with the key text, a path, "
        "a data frame, or many of them.",
        "TID-424": "{path}: this record was closed. Open it again with tidings.open.",
        "TID-425": "tidings reads English, and this spaCy pipeline is for {language!r}. Make one for 'en'.",
        "TID-426": "A document of the spaCy pipeline could not be coded: {reason}",
        "TID-427": "doc._.{name} is taken by another program. Remove that with Doc.remove_extension first.",
        "TID-501": "{path}: line {line} is not a gold article ({detail}). See docs/reference/standoff.md.",
        "TID-502": "{path}: holds no gold article. Give a file with one standoff JSON object a line.",
        "TID-503": "{name!r} is no export format. Known are: {known}.",
        "TID-504": "{path}: no reviewed article ({detail}). Decide on all of one in: tidings explore {path}",
        "TID-505": "{option} does not go with the format {format} ({detail}). Leave it out.",
        "TID-506": "{name!r} is no table of a record. Known are: {known}.",
        "TID-507": "The format {format} is written to {what}. Name one with --output.",
        "TID-508": "{path} holds other files than an export's. Choose another folder.",
        "TID-601": "This page answers only at its own address on this machine ({host} was asked for).",
        "TID-602": "Asked for by another site ({site}). Open the page at its own address.",
        "TID-603": "This needs the page's token. Reload the page and try again.",
        "TID-604": "More than {limit} bytes at once. Add fewer files at a time, or use: tidings code",
        "TID-605": "Nothing to add. Choose files, or paste a text, and try again.",
        "TID-606": "The files can't be kept for reading ({detail}). Check the space in the temporary folder.",
        "TID-720": "{path}: these settings of a language model are wrong ({detail}). "
        "See docs/how-to/use-a-language-model.md.",
        "TID-721": 'The package openai is missing ({detail}). Install it with: pip install "tidings[llm]"',
        "TID-722": "{endpoint}: does not take requests for {model!r} ({detail}). "
        "Check endpoint, model, and the key in the environment variable {variable}.",
        "TID-723": "{path}: the language model gave no answer that can be read ({detail}). "
        "The same command asks again.",
        "TID-724": "{path}: the language model could not be reached ({detail}). The same command asks again.",
        "TID-725": "{path}: the language model refused this text ({detail}). Code it with another model.",
        "TID-726": "{path}: even a small piece is too long for the language model ({detail}). "
        "Raise max_output_tokens, or take another model.",
        "TID-727": "{endpoint}: failed for {times} articles one after another ({detail}). Stopped; "
        "what was coded is kept, and the same command goes on.",
        "TID-728": "The language model has cost {cost}, and max_cost is {limit}. Stopped; what was coded is "
        "kept, and the same command goes on once max_cost is higher.",
        "TID-610": "{path}: no such address. They are listed in /api/v1/openapi.json.",
        "TID-611": "{method} is not answered here. Use one of: {allowed}.",
        "TID-612": "A body of the type {found}. Send JSON, with the header Content-Type: application/json.",
        "TID-613": "The request can't be understood ({found}). See docs/how-to/http-api.md.",
        "TID-614": "The cursor in `after` belongs to another list, filter or order. Begin again without it.",
        "TID-615": "Other texts are being coded. Try again in {seconds} seconds.",
        "TID-616": "Something went wrong here. The terminal in which tidings runs says what.",
        "TID-617": "This page is being closed. Start it again, and ask again.",
        "TID-741": 'The package mcp is missing ({detail}). Install it with: pip install "tidings[mcp]"',
        "TID-742": "{tool}: these arguments can't be understood ({detail}). Correct them and ask again.",
        "TID-743": "Something went wrong in tidings itself. The log that your assistant keeps of this server "
        "says what.",
        "TID-701": "{path}: the reader died of it {times} times. It is left out; report it with the text.",
        "TID-702": "{folder}: holds shards of something else ({detail}). Choose another folder.",
        "TID-703": "{path}: is not as it was when the shards were planned ({detail}). Choose another folder.",
        "TID-704": "{folder}: {left} of {all} shards are not coded yet. Give tidings shard again.",
        "TID-705": "{folder}: holds no plan of shards ({detail}). Make one with: tidings shard",
        "TID-706": "{folder}: {count} shards were not coded, {name} for one ({detail}). The others are done.",
        "TID-707": "This machine would code with another {what} than {folder} was planned with. "
        "Install the same versions on all machines.",
        "TID-708": '{what} needs {package}. Install it with: pip install "tidings[scale]" {package}',
        "TID-709": "{path}: is damaged ({detail}). Give tidings shard again, and it is made anew.",
        "TID-710": "{path} can't be shared out. Save it to a file first.",
        "TID-711": "{folder}: mentions are linked on a disk of this machine. Copy the shards to one first.",
        "TID-712": "Worker processes can't start (one {detail}). Raise worker_bytes, "
        "or use: tidings code --workers 1",
        "TID-713": "{path}: took more than {limit} seconds to code. It is left out; report it with the text, "
        "or raise article_seconds.",
        "TID-714": "{path}: the store there refuses, or can't be reached ({detail}). Check the address, your "
        "keys and the network.",
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


class ScaleError(TidingsError, RuntimeError):
    """Shards that can't be planned, coded or gathered (7xx)."""


class GoldError(TidingsError, ValueError):
    """Gold data that breaks its format (5xx)."""


class ExportError(TidingsError, ValueError):
    """An export that can't be made (5xx)."""
