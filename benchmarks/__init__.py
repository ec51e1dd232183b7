"""How long grading takes: sixblocks beside stock nbgrader and Otter, on the same submissions. `make bench` runs it."""
