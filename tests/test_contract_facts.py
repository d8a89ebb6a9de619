"""What the shipped facts promise beyond their declarations: status by a rule, belts by members."""

import os
import re
from pathlib import Path

import pandas
import pytest
import shapely

import atlas
from atlas.domain.crs import to_measuring
from atlas.reading.evidence import bare, read_texts

TEXTS = os.environ.get("ATLAS_TEXTS")
WITH_INDUSTRIES = (
    "belts",
    "clusters",
    "development_zones",
    "districts",
    "enterprises",
    "facilities",
    "incubators",
    "innovation_streets",
    "institutes",
    "parks",
    "platforms",
    "science_city",
    "universities",
    "zones",
)


# --- status -----------------------------------------------------------------------------------


def test_one_word_decides_one_status(shipped):
    told = shipped["status_basis"].frame
    stated = told[told["quote"] != ""]
    by_word = stated.groupby("word")["status"].unique()
    assert {word: list(found) for word, found in by_word.items() if len(found) > 1} == {}
    decided = {word: found[0] for word, found in by_word.items()}
    assert (decided[""], decided["发挥"]) == ("existing", "existing")
    assert (decided["加快…建设"], decided["推进…建设"]) == ("under_construction",) * 2
    assert (decided["打造"], decided["争创"]) == ("planned", "proposed")


def test_the_rule_is_written_down(shipped):
    told = shipped["status_basis"].frame
    written = (atlas.SHIPPED / "geodata" / "README.md").read_text(encoding="utf8")
    rows = dict(re.findall(r"^\| (.+) \| `(\w+)` \|$", written, re.MULTILINE))
    rule = {word: status for words, status in rows.items() for word in words.split(", ")}
    stated = told[(told["word"] != "") & (told["quote"] != "")]
    for word, status in zip(stated["word"], stated["status"], strict=True):
        assert rule.get(word) == status, word


def test_every_status_is_the_one_its_word_decides(shipped):
    for _, row in shipped["status_basis"].frame.iterrows():
        own = shipped.home_of(row["entity"]).frame.loc[row["entity"]]
        assert (row["entity"], own["status"]) == (row["entity"], row["status"])


def test_every_thing_that_a_document_names_has_the_basis_of_its_status(shipped):
    told = set(shipped["status_basis"].frame["entity"])
    documents = [name for name, source in shipped.sources.items() if name in _documents()]
    for name in set(WITH_INDUSTRIES) - {"districts"}:
        frame = shipped[name].frame
        named = frame["source"].str.split().str[0].isin(documents) & (frame["quote"] != "")
        # the many areas of the layout are no place, and are not built
        assert set(frame.index[named]) - {"qcy-many-areas"} <= told


def test_what_rests_on_a_later_report_says_so(shipped):
    told = shipped["status_basis"].frame
    later = told[told["quote"] == ""]
    assert set(later["entity"]) == {"attosecond", "timing-system", "nscc-xian", "rare-metal-centre"}
    assert (later["note"] != "").all()
    for _, row in later.iterrows():
        own = shipped.home_of(row["entity"]).frame.loc[row["entity"]]
        assert row["source"] in own["source"].split()
        assert own["as_of"] >= "2024-11"


def test_the_word_stands_in_its_phrase(shipped):
    told = shipped["status_basis"].frame
    texts = read_texts(atlas.SHIPPED / "geodata", Path(TEXTS))[0] if TEXTS else {}
    for _, row in told[(told["word"] != "") & (told["quote"] != "")].iterrows():
        first, _, last = row["word"].removeprefix("已").partition("…")
        phrase = bare(row["quote"])
        assert first in phrase, row["entity"]
        if row["source"] in texts:
            text = texts[row["source"]].bare
            begins = text.index(phrase)
            sentence = text[begins : text.index("。", begins)]
            assert last in sentence, row["entity"]


# --- members and their belts ------------------------------------------------------------------


def test_every_member_lies_in_its_belt_with_its_uncertainty(shipped):
    members = shipped["belt_members"].frame
    belts = to_measuring(shipped["belts"].located).geometry
    seen = 0
    for _, row in members[members["belt"].isin(belts.index)].iterrows():
        layer = shipped.home_of(row["entity"])
        if row["entity"] not in layer.located.index:
            continue
        own = to_measuring(layer.located.loc[[row["entity"]]])
        shape, unsure = own.geometry.iloc[0], float(own["uncertainty_m"].iloc[0])
        reach = shape.buffer(unsure) if layer.spec.geometry == "point" else shape
        # vertices are rounded and the outline is simplified by 40 m
        assert belts[row["belt"]].buffer(50).covers(reach), row["entity"]
        seen += 1
    assert seen == 9 + 4 + 3  # of the window, the technology belt and the manufacturing belt


def test_the_many_areas_have_members_and_no_shape(shipped):
    members = shipped["belt_members"].frame
    named = members[members["belt"] == "qcy-many-areas"]["entity"]
    assert list(named) == ["hitech-zone", "etdz", "xianyang", "yangling"]
    assert shapely.is_missing(shipped["belts"].frame.geometry["qcy-many-areas"])


def test_the_technology_belt_covers_what_its_first_member_builds(shipped):
    belt = to_measuring(shipped["belts"].located).geometry["qcy-belt-tech"]
    for zone in to_measuring(shipped["zones"].located).geometry:
        assert belt.covers(zone)


# --- industries -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WITH_INDUSTRIES)
def test_industries_say_whether_they_are_stated(shipped, name):
    frame = pandas.DataFrame(shipped[name].frame)
    listed = frame["industries"] != ""
    assert (frame["industries_basis"][listed] != "").all()
    assert (frame["industries_basis"][~listed] == "").all()
    # what no document names cannot be stated by one
    unnamed = listed & (frame["quote"] == "")
    assert (frame["industries_basis"][unnamed] == "inferred").all()


@pytest.mark.parametrize("name", ["parks", "incubators"])
def test_every_park_and_carrier_has_its_industries(shipped, name):
    assert (shipped[name].frame["industries"] != "").all()


def _documents() -> set[str]:
    texts = pandas.read_csv(atlas.SHIPPED / "geodata" / "texts.csv")
    return set(texts["source"])
