"""Sixblocks: the course builder, the sandbox, the judge and the gradebook."""

import sys

# jsonschema, which nbformat brings along, builds a grammar of international addresses with this package if it can: a
# second at every start, for a check that no notebook needs.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
