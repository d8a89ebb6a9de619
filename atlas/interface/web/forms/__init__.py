"""Forms of the questions, and how a saved question is opened in them."""
