"""Declarations: how a layer is drawn, what would be suspicious in it, what documents bear out."""
