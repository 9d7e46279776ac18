"""The encoder that hears with pretrained layers: causal, streaming, distilled from the tagger."""
