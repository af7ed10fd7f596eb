"""Training pieces: the arranger that composes them and MIDI sets turned into streams. Nothing here runs at inference."""
