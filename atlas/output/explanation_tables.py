"""The reasons for a site as tables: what adds up, what stands in its way, what would turn it."""

from collections.abc import Mapping, Sequence

import pandas

from atlas.domain.messages import Language, Message
from atlas.output.language import say, spell
from atlas.questions.siting.explanation import Duel, Reasons


def parts_table(explanation: Reasons, lang: Language) -> pandas.DataFrame:
    """Return what each criterion adds, with the weights that keep the winner."""
    keeps = {one.criterion: one for one in explanation.intervals}
    rows = [
        {
            "criterion": part.criterion,
            "raw": spell(part.raw, lang),
            "score": round(part.score, 3),
            "weight": round(100 * part.weight, 1),
            "part": round(part.contribution, 3),
            **(
                {"range": _span(keeps[part.criterion].lowest, keeps[part.criterion].highest)}
                if keeps
                else {}
            ),
        }
        for part in explanation.parts
    ]
    return _headed(rows, lang)


def margins_table(explanation: Reasons, lang: Language) -> pandas.DataFrame:
    """Return each constraint, whether it is met, and by how much it is met or missed."""
    rows = [
        {
            "constraint": say(margin.text, lang),
            "kept": say(Message(f"value.flag.{'yes' if margin.kept else 'no'}"), lang),
            "by": "" if margin.by is None else spell(margin.by, lang),
        }
        for margin in explanation.margins
    ]
    return _headed(rows, lang)


def duel_table(duel: Duel, lang: Language) -> pandas.DataFrame:
    """Return, for each criterion, what alone would put the rival level with the leader."""
    rows = [
        {
            "criterion": swap.criterion,
            "weight": round(100 * swap.weight_now, 1),
            "needed_weight": "—" if swap.weight is None else f"{100 * swap.weight:.1f}",
            "raw": spell(swap.raw_now, lang),
            "needed_value": "—" if swap.raw is None else spell(swap.raw, lang),
        }
        for swap in duel.swaps
    ]
    return _headed(rows, lang)


def stability_table(
    explanation: Reasons, names: dict[str, str], lang: Language
) -> pandas.DataFrame:
    """
    Return how often each listed site is among the first, and first, by any weights.

    Parameters
    ----------
    explanation
        The explanation of a ranking.
    names
        Names of sites by id.
    lang
        Of the words: `zh` or `en`.
    """
    if explanation.stability is None:
        return pandas.DataFrame()
    top = {"top": explanation.stability.top}
    heads = [say(Message(key, top), lang) for key in ("why.site", "why.in_top", "why.first")]
    rows = [
        (
            names.get(site, site),
            round(100 * share, 1),
            round(100 * explanation.stability.first[site], 1),
        )
        for site, share in explanation.stability.share.items()
    ]
    return pandas.DataFrame(rows, columns=heads)


def _headed(rows: Sequence[Mapping[str, object]], lang: Language) -> pandas.DataFrame:
    table = pandas.DataFrame(rows)
    return table.rename(columns={name: say(Message(f"why.{name}"), lang) for name in table})


def _span(low: float, high: float) -> str:
    return f"{100 * low:.1f}–{100 * high:.1f}"
