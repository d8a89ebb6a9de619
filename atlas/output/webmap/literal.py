"""
Data inside a script: values as JavaScript that can neither end the script nor command a template.

What folium makes of an element's script is read as a Jinja template once more: a name such as
`{% x %}` would stop the page, and `{{ x }}` would be worked out.
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
