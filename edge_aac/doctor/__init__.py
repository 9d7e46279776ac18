"""Whether this machine can listen and speak, one check at a time."""
