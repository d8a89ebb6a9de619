"""From text to validated layers: everything is checked here, at the door, and trusted after."""
