"""Sixblocks: the course builder, the sandbox, the judge and the gradebook."""
