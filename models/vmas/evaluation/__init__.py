"""How good a bundle is: material, measures, baselines and the report of models/scripts/evaluate.py. Trains nothing that is shipped."""
