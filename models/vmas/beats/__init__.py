# The beat tracker: log-mel features, network, decoding and metrics. Knows nothing of scores or video.
