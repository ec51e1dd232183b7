"""A submission on its way: read, rebuilt, run and judged, reported. Knows nothing of nbgrader's database."""
