"""Networks: shortest paths, service areas and cost matrices on directed graphs."""
