"""Real videos with music as training material: decoding, cuts, facts of the sound, shards, edits. Knows no network."""
