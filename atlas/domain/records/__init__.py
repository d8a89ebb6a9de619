"""Records that rooms hand to one another: grids, point tables, imported tables, stored versions."""
