"""Video-to-music association models: score family, corpus, video encoder, Transformer, training."""
