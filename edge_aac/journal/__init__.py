"""Journal: what was decided and detected, bounded, on the disk only where asked; never sound."""
