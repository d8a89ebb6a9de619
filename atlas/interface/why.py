"""The reasons for a site as the command line prints them."""

from atlas.analysis.siting.reasons import Reasons
from atlas.analysis.siting.wording import sentences
from atlas.domain.words import Language, message
from atlas.output.language import say
from atlas.output.plain import bullet, plain_table
from atlas.output.reasons import duel_table, margins_table, parts_table


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
