"""Journal: what was decided, in memory and bounded; nothing of it is sound."""
