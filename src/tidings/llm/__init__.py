"""A language model behind an OpenAI-compatible endpoint as a coder, in place of the trained reader."""

from tidings.llm.coder import LlmCoder
from tidings.llm.problems import LanguageModelError
from tidings.llm.prompt import PromptType, types_for_prompt
from tidings.llm.settings import LanguageModel, read_language_model

__all__ = [
    "LanguageModel",
    "LanguageModelError",
    "LlmCoder",
    "PromptType",
    "read_language_model",
    "types_for_prompt",
]
