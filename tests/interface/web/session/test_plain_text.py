"""Text of others in markdown: nothing of it is a command, a link or an image."""

import ast
import re
from pathlib import Path

import pytest

from atlas.domain.messages import Message, Name
from atlas.interface.web.session import plain_text
from atlas.interface.web.session.plain_text import Marked, in_words, unmarked

WEB = Path(plain_text.__file__).parents[1]
SINKS = {
    *("markdown", "caption", "info", "warning", "error", "success", "toast", "subheader"),
    *("expander", "popover", "tabs", "button", "download_button", "link_button", "metric"),
    *("checkbox", "radio", "toggle", "pills", "segmented_control", "badge", "spinner"),
    *("text_input", "number_input", "slider", "text_area", "file_uploader"),
}


@pytest.mark.parametrize(
    "text",
    [
        "![](http://x.invalid/a)",
        "[l](javascript:hit=1)",
        "<http://x.invalid>",
        "**a** _b_ `c` ~~d~~ $e$ :red[f] # g",
    ],
)
def test_every_sign_of_a_command_is_escaped(text):
    escaped = unmarked(text)
    assert re.search(r"(?<!\\)[`*_\[\]()<>!$:#~]", escaped) is None
    assert re.sub(r"\\(.)", r"\1", escaped).replace("\u2060", "") == text


@pytest.mark.parametrize(
    "address",
    [
        "http://x.invalid/a",
        "HTTPS://x.invalid",
        "www.x.invalid",
        "a@x.invalid",
        "mailto:a@x.invalid",
    ],
)
def test_a_bare_address_is_no_address_any_more(address):
    # the page finds them after it has read the escapes, by these very expressions
    left = re.sub(r"\\(.)", r"\1", unmarked(f"见 {address}"))
    assert re.search(r"https?://|www(?=\.)", left, re.IGNORECASE) is None
    assert re.search(r"[-.\w+]+@[-\w]+\.", left) is None


def test_what_was_made_harmless_once_is_not_again():
    once = unmarked("a*b")
    assert unmarked(once) is once
    assert in_words(once, "zh") is once
    assert type(once) is Marked


def test_what_is_put_into_words_is_text_and_figures_stay():
    said = in_words(("1,200.5", "2026-11-01 10:00", 3, Name("![](x)"), "www.x.cn", None), "zh")
    assert said[:3] == ("1,200.5", "2026-11-01 10:00", 3)
    assert said[3:5] == (r"\!\[\]\(x\)", "www\u2060" + r"\.x\.cn")
    assert said[5] is None
    assert "\\!" in in_words(Message("web.saved", {"name": "![](x)"}), "zh")


def is_harmless(node, known):
    """Tell whether an expression is the page's own words, or text made harmless."""
    match node:
        case ast.Constant():
            return True
        case ast.Call(func=ast.Name(id=name)):
            return name in {"word", "unmarked", "symbol_address"} | known.makers
        case ast.Call(func=ast.Attribute(value=ast.Name(id="self"), attr=name)):
            return name in known.makers
        case ast.Call(func=ast.Attribute(attr="replace" | "join") as called):
            inner = node.args if called.attr == "join" else [called.value]
            return all(is_harmless(one, known) for one in inner)
        case ast.JoinedStr(values=parts):
            inner = (part.value for part in parts if isinstance(part, ast.FormattedValue))
            return all(is_harmless(one, known) for one in inner)
        case ast.BinOp(left=left, right=right):
            return is_harmless(left, known) and is_harmless(right, known)
        case ast.IfExp(body=left, orelse=right):
            return is_harmless(left, known) and is_harmless(right, known)
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return all(is_harmless(one, known) for one in parts)
        case ast.Starred(value=one) | ast.GeneratorExp(elt=one) | ast.ListComp(elt=one):
            return is_harmless(one, known)
        case ast.Name(id=name):
            return all(is_harmless(value, known - {name}) for value in known.get(name, ()))
    return False


class Known(dict):
    """What each name of a function was given, and the functions that return what is harmless."""

    makers = frozenset()

    def __sub__(self, names):
        less = Known({name: values for name, values in self.items() if name not in names})
        less.makers = self.makers
        return less


def functions_of(path):
    tree = ast.parse(path.read_text(encoding="utf8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]


def makers_of(path):
    """Return the functions of a module that say of themselves that they return `Marked`."""
    return {
        each.name
        for each in functions_of(path)
        if each.returns is not None and "Marked" in ast.unparse(each.returns)
    }


def test_nothing_is_shown_as_markdown_that_was_not_made_harmless():
    loose, calls = [], 0
    public = {name for path in WEB.rglob("*.py") for name in makers_of(path) if name[0] != "_"}
    for path in sorted(WEB.rglob("*.py")):
        for function in functions_of(path):
            known = Known()
            known.makers = makers_of(path) | public
            for step in ast.walk(function):
                if isinstance(step, ast.Assign) and isinstance(step.targets[0], ast.Name):
                    known.setdefault(step.targets[0].id, []).append(step.value)
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and getattr(call.func, "attr", "") in SINKS:
                    calls += 1
                    shown = [*call.args[:1], *(k.value for k in call.keywords if k.arg == "help")]
                    loose += [
                        f"{path.name}:{call.lineno} {ast.unparse(one)}"
                        for one in shown
                        if not is_harmless(one, known)
                    ]
    assert loose == []
    assert calls > 300  # the walk found the pages, not an empty folder


def test_the_walk_sees_what_is_loose():
    loose = ast.parse("f'**{study.name}**'", mode="eval").body
    assert not is_harmless(loose, Known())
    assert not is_harmless(ast.parse("describe(error)", mode="eval").body, Known())
