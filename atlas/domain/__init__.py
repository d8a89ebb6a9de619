"""What things are: sources, layers, definitions, findings and the ground they stand on."""
