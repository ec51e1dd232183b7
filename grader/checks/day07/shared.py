"""How closely several exercises of the day compare."""

LOOSE = 1e-3  # for parts about one mechanism, where a slip of eps must not count twice
