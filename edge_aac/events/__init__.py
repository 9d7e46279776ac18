"""Events: posteriors -> confirmed detections, their escalations and their ends."""
