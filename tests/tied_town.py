"""
The tiny town with relations: what stands where, who builds it, and a chain that no map shows.

inc-a lies in west (the plan says so), inc-b in east (inferred), inc-d is a part of inc-a. school-1
and inc-a work together, inc-b builds the project, the chain of light is placed in west. The
project has no place of its own and stands where inc-b stands; another builds the area west.
"""

import csv
import shutil
from pathlib import Path

import atlas

TINY_TOWN = Path(__file__).parent / "fixtures" / "tiny_town"
PARENTS = {"inc-a": ("west", "stated"), "inc-b": ("east", "inferred"), "inc-d": ("inc-a", "")}
PARENT_TOML = """
[columns.parent]
type = "list"
refers_to = "*"
relation = "located_in"
label = { zh = "上级", en = "Parent" }

[columns.parent_basis]
type = "category"
values = ["stated", "inferred"]
label = { zh = "上级依据", en = "Basis" }
"""
RELATIONS = """id,subject,relation,object,role_zh,role_en,basis,source,clause,quote,note
rel-1,inc-a,pairs_with,school-1,合作实验,a joint laboratory,stated,plan,第二章,孵化器不少于3家,
rel-2,inc-b,builds,pj-hall,,,inferred,plan,,,
rel-3,ch-light,supplies,west,,,stated,plan,第二章,孵化器不少于3家,
"""
CHAINS = """id,name_zh,name_en,aliases,tier,parent,parent_basis,stage,source,clause,quote
ch-light,光链,Light,,pillar,,,,plan,,
"""
PROJECT = "planned,2026,,,no,public,plan,,"
PROJECTS = f"""id,name_zh,name_en,aliases,status,as_of,position_basis,uncertainty_m,sensitive,\
release,source,clause,quote,entity,listed,phase,owner,industries,stage,investment_cny_100m,land_mu,\
floor_area_m2,plan_area_km2,build_years,started_on,completed_on,note,lon,lat
pj-hall,厅,Hall,,{PROJECT},inc-b,box,,,,,15,,,,,,,,,
pj-town,西区建设,West works,,{PROJECT},west,box,,,,,,,,4,,,,,,
"""


def tie(root):
    """Write the relations into a copy of the tiny town."""
    geodata, layers = root / "geodata", root / "layers"
    for name in ("relations", "industry_chains", "projects"):
        shutil.copy(atlas.SHIPPED / "layers" / f"{name}.toml", layers)
        said = (layers / f"{name}.toml").read_text(encoding="utf8")
        said = said[: said.index("[expect]")]  # so few rows would be suspicious elsewhere
        (layers / f"{name}.toml").write_text(said, encoding="utf8")
    for name, text in (
        ("relations", RELATIONS),
        ("industry_chains", CHAINS),
        ("projects", PROJECTS),
    ):
        (geodata / f"{name}.csv").write_text(text, encoding="utf8")
    said = (layers / "incubators.toml").read_text(encoding="utf8")
    at = said.index("[known_total]")
    (layers / "incubators.toml").write_text(said[:at] + PARENT_TOML + said[at:], encoding="utf8")
    with (geodata / "incubators.csv").open(encoding="utf8") as file:
        rows = list(csv.DictReader(file))
    with (geodata / "incubators.csv").open("w", encoding="utf8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0], "parent", "parent_basis"], lineterminator="\n")
        writer.writeheader()
        for row in rows:
            parent, basis = PARENTS.get(row["id"], ("", ""))
            writer.writerow(row | {"parent": parent, "parent_basis": basis})
    return root


def tied_town(root):
    """Open a copy of the tiny town with relations."""
    return atlas.open_atlas(tie(Path(shutil.copytree(TINY_TOWN, root))))
