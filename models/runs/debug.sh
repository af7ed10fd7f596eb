#!/bin/sh
# Ten minutes on a CPU: corpus, clips, a tiny training run and its bundle. From the repository root.
set -e
OUT=${1:-models/runs/out/debug}
mkdir -p "$OUT"
export OMP_WAIT_POLICY=PASSIVE
python3 models/scripts/compose_corpus.py --pieces 1000 --out "$OUT/corpus.npz"
python3 models/scripts/prepare_clips.py --clips "${CLIPS:-../shared/data/clips}" --out "$OUT/clips.npz"
python3 models/scripts/train.py --config debug --corpus "$OUT/corpus.npz" --clips "$OUT/clips.npz" --out "$OUT" \
  --steps 400 --threads 1 --resume
python3 models/scripts/export_onnx.py --checkpoint "$OUT/checkpoint.pt" --corpus "$OUT/corpus.npz" --clips "$OUT/clips.npz" --bundle "$OUT/bundle"
