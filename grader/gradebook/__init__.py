"""What knows nbgrader: its plug-ins, its database, a whole class at once."""
