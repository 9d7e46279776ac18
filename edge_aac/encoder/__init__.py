"""Log-Mel windows in, embeddings and event posteriors out; and the model they come from."""
