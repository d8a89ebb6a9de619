"""The web door: `streamlit run app.py`."""

from pathlib import Path

import streamlit as st

from atlas.interface.web.server.guard import MIDDLEWARE
from atlas.interface.web.server.routes import ROUTES, lifespan

app = st.App(
    Path(__file__).resolve().parent / "atlas" / "interface" / "web" / "main.py",
    routes=ROUTES,
    middleware=MIDDLEWARE,
    lifespan=lifespan,
)
