"""Temperature, candidates and guidance of a bundle chosen by measurement (models/scripts/tune_sampling.py). Trains nothing."""
