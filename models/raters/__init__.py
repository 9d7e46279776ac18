"""People as judges of captions: blinded listening sheets, and how far their answers agree."""
