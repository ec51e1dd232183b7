"""Layers that the oracles of several exercises need, made of torch's own, under the names of the lessons."""
