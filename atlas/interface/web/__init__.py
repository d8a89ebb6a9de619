"""The web door: a shell with one map that stays, and a page for each kind of question."""

from pathlib import Path

MAIN = Path(__file__).with_name("main.py")  # the shell, which Streamlit runs as a script
