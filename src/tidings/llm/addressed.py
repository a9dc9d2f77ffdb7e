"""Words of an article that speak to a machine, as *ignore all previous instructions*: they are not sent.

Only wordings that news does not use count, so that little else is lost. This is a first fence, and anybody
can word an instruction so that it is not known here; the guarantee is in what is kept of an answer (see
`tidings.llm.reading`).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from tidings.types import Article, merged

_FORMER: Final = (
    r"(?:previous|prior|preceding|earlier|above|former|foregoing|system|your|these|those|original)"
)
_RULES: Final = r"(?:instructions?|prompts?|rules|guidelines|directives|commands)"
_SPOKEN: Final = re.compile(
    "|".join(
        (
            rf"\b(?:ignor\w+|disregard\w*|forget|override|bypass|discard)\b[^.!?\n]{{0,30}}\b{_FORMER}\b"
            rf"[^.!?\n]{{0,30}}\b{_RULES}\b",
            rf"\b(?:new|updated|real|actual|additional|hidden)\s+{_RULES}\s*(?:for|to)\s+(?:the\s+)?"
            r"(?:model|assistant|ai|llm|machine|reader|coder)\b",
            r"\b(?:you are|you're|act as|pretend to be)\s+(?:now\s+)?(?:an?\s+|the\s+)?(?:\w+\s+){0,3}?"
            r"(?:ai|assistant|language model|chatbot|llm|gpt\w*)\b",
            r"\b(?:note|message|attention|notice|instructions?)\s*(?:to|for|,)\s+(?:the\s+|any\s+|all\s+)?"
            r"(?:ai\b|llms?\b|language models?|machine readers?|automated (?:readers?|coders?)\b)",
            r"\b(?:system|developer)\s+(?:prompt|message|override)\b",
            r"\b(?:answer|respond|reply)\s+(?:only\s+)?with\s+(?:the\s+following\s+|this\s+|an?\s+empty\s+)?json\b",
            r"<\|[\w ]{2,30}\|>|\[/?INST\]|<</?SYS>>|</?(?:system|assistant|user|article|tool_call)>",
            r"^\W{0,4}(?:system|assistant|developer)\s*:",
            r"\bignorier\w*\b[^.!?\n]{0,40}\b(?:anweisungen|anleitungen|vorgaben|regeln)\b",
            r"\bignore[zr]?\b[^.!?\n]{0,40}\b(?:instructions|consignes)\b",
            r"\b(?:ignor[ae]\w*|olvid[ae]\w*)\b[^.!?\n]{0,40}\b(?:instrucciones|instruções|istruzioni)\b",
            r"\bигнориру\w+\b[^.!?\n]{0,40}\b(?:инструкци\w+|указани\w+)",
            r"\bігнору\w+\b[^.!?\n]{0,40}\b(?:інструкці\w+|вказівк\w+)",
            r"تجاهل[^.!؟\n]{0,40}(?:التعليمات|الأوامر)",
            r"(?:忽略|无视|忘记)[^。！？\n]{0,16}(?:指令|指示|说明|规则)",
        )
    ),
    re.IGNORECASE | re.MULTILINE,
)
_SENTENCE_END: Final = re.compile(r"[.!?…]+[\"'”’»)\]]*\s+|[。！？]+[”’」』）]*\s*|[؟۔]+\s*|\n")


def addressed(text: str) -> tuple[tuple[int, int], ...]:
    """The stretches that speak to a machine: from the beginning of such a sentence to its paragraph's end."""
    found: list[tuple[int, int]] = []
    for match in _SPOKEN.finditer(text):
        if found and match.end() <= found[-1][1]:
            continue
        line = text.rfind("\n", 0, match.start()) + 1
        ends = [end.end() for end in _SENTENCE_END.finditer(text, line, match.start())]
        end = text.find("\n", match.end())
        found.append((ends[-1] if ends else line, end if end >= 0 else len(text)))
    return merged(found)


def without_addressed(article: Article) -> Article:
    """The article, with what speaks to a machine as page furniture, which no step reads."""
    found = addressed(article.text)
    return replace(article, furniture=merged((*article.furniture, *found))) if found else article
