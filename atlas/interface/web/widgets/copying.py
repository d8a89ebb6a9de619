"""
Copying a picture to the visitor's clipboard.

A browser allows it at a click and at a secure address (https, or this machine); where it does
not, the visitor is advised to download the picture instead.
"""

import base64
from pathlib import Path

import streamlit as st

from atlas.interface.web.session.session import word

_HERE = Path(__file__).parent
_HTML = '<button type="button"></button><p role="status"></p>'
_copy = st.components.v2.component(
    "atlas_copying",
    html=_HTML,
    css=(_HERE / "copying.css").read_text(encoding="utf-8"),
    js=(_HERE / "copying.js").read_text(encoding="utf-8"),
)


def copy_button(png: bytes, *, key: str) -> None:
    """
    Offer to copy a picture.

    Parameters
    ----------
    png
        The picture.
    key
        Of the button.
    """
    told = {
        "label": word("copy_picture"),
        "done": word("copied"),
        "refused": word("not_copied"),
        "picture": base64.b64encode(png).decode(),
    }
    _copy(data=told, key=key)
