"""Site selection: candidates, constraints, weighted criteria, and the reasons of a ranking."""
