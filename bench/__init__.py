"""Measures the product's speed and memory on the machine at hand."""
