"""A submission on its way to a mark: read, rebuild, run and judge, save, feed back; as nbgrader plug-ins."""
