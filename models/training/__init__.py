"""What the trainers of encoder and decoder are made of."""
