"""Where a question begins: an example, a system of the documents, a question that is opened."""
