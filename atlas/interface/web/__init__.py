"""The web door: a shell with one map that stays, and a page for each kind of question."""
