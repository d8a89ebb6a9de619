"""The reasons for a site as the command line prints them."""

from atlas.domain.messages import Language, message
from atlas.output.explanation_tables import duel_table, margins_table, parts_table
from atlas.output.language import say
from atlas.output.text_table import bullet, plain_table
from atlas.questions.siting.explanation import Reasons
from atlas.questions.siting.explanation_text import sentences


def reasons_text(told: Reasons, lang: Language) -> str:
    """Return title, sentences, and the tables of parts, constraints and rivals as plain text."""
    heading = "why.title" if told.place is not None else "why.title_excluded"
    lines = [say(sentence, lang) for sentence in sentences(told)]
    tables = [
        parts_table(told, lang),
        margins_table(told, lang),
        *(duel_table(duel, lang) for duel in (told.behind, told.ahead) if duel is not None),
    ]
    return "\n\n".join(
        [
            say(message(heading, site=told.name), lang),
            bullet(lines, lang),
            *(plain_table(table, index=False) for table in tables if len(table)),
        ]
    )
