"""Library: what recordings hold, found again by words or by a sound."""
