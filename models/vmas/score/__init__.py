"""Family `score`: token streams, conditions and rendering. Knows nothing of corpora or networks."""
