"""Archive: many recordings worked through, on all cores or on many machines."""
