"""
Data inside a script: values as JavaScript that can neither end the script nor command a template.

What reads a map's scripts takes some texts in them for commands: streamlit-folium turns
`{{ 'x' }}` into the variable x, and folium's own page, which ours leave unwritten, would read the
whole as a Jinja template once more, where `{% x %}` stops it.
"""

import re
from typing import Any

from jinja2.utils import htmlsafe_json_dumps

# in JSON a brace is followed by a quote or a brace that closes it: any other stands in a text
_COMMAND = re.compile(r"\{(?=[{%#])")


def literal(value: Any) -> str:
    r"""
    Return a value as JSON for a script; `<`, `>`, `&`, `'` and a brace that commands as `\uXXXX`.

    Parameters
    ----------
    value
        What JSON knows: numbers, texts, lists, mappings with texts for keys, None.
    """
    return _COMMAND.sub(r"\\u007b", htmlsafe_json_dumps(value))
