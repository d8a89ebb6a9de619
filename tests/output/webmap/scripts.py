"""The scripts of a map as streamlit-folium reads them, which only a page may import."""


def script_of(part):
    """Return the script of a part and of what is in it."""
    own = part._template.module.script(part, {})
    return "\n".join([str(own), *map(script_of, part._children.values())])
