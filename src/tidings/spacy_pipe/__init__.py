"""A spaCy component: `nlp.add_pipe("tidings")`, then `doc._.statements`, `doc._.mentions`, `doc._.figures`.

It works in any English pipeline, whatever else is in it: tidings reads the document's text with its own
analysis and models, and needs only the tokens, to give its findings as spans of the document.
"""

from tidings.spacy_pipe.component import make

__all__ = ["make"]
