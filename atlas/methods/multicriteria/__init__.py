"""Multicriteria methods: weights by AHP, weighted sums and TOPSIS."""
