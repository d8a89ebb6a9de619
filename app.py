"""The web door: `streamlit run app.py`."""

import streamlit as st

from atlas.interface.web import MAIN
from atlas.interface.web.server.guard import MIDDLEWARE
from atlas.interface.web.server.routes import ROUTES, lifespan

app = st.App(
    MAIN,
    routes=ROUTES,
    middleware=MIDDLEWARE,
    lifespan=lifespan,
)
