"""Networks: files of roads: GraphML, vector layers with the tags of OSM."""
