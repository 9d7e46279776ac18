"""The teacher: a pretrained AudioSet tagger, rebuilt from its published weights."""
