#!/bin/sh
# The run of `full` on many GPUs. From the repository root, on every node: sh models/runs/full.sh VIDEOS OUT
#   NODES=8 GPUS=8 HEAD=host-of-the-first-node sh models/runs/full.sh /films /runs/full
# VIDEOS: folder or list of films with music. OUT: a folder that all nodes see. The first node (NODE_RANK=0, the default) prepares the data; each
# part goes on where it was stopped. A rehearsal on two CPU processes: REHEARSE=1 sh models/runs/full.sh VIDEOS OUT
set -e
VIDEOS=$1
OUT=$2
[ -n "$OUT" ] || { echo "usage: sh models/runs/full.sh VIDEOS OUT" >&2; exit 2; }
NODES=${NODES:-1}
GPUS=${GPUS:-8}
mkdir -p "$OUT"
if [ -n "$REHEARSE" ]; then
  [ -f "$OUT/tiny/done" ] || { python3 models/scripts/prepare_data.py --videos "$VIDEOS" --out "$OUT/tiny" --size 96x96 --sample-rate 16000 --validation-percent 0 --test-percent 0 && touch "$OUT/tiny/done"; }
  exec torchrun --nproc-per-node 2 models/scripts/train_full.py --config full-tiny --shards "$OUT/tiny" --codec untrained --out "$OUT/tiny-run" \
    --rows 2 --accumulate 2 --crop-seconds 6 --steps "${STEPS:-4}" --warmup 2 --save-every 2 --threads 1
fi
if [ "${NODE_RANK:-0}" = 0 ]; then
  [ -f "$OUT/shards/done" ] || { python3 models/scripts/prepare_data.py --videos "$VIDEOS" --out "$OUT/shards" --size 224x224 --fps 10 --sample-rate 48000 \
    --workers "${WORKERS:-32}" && touch "$OUT/shards/done"; }
  [ -f "$OUT/codec/codec.pt" ] || { echo "train the codec preset full first (scripts/train_codec.py --help) and put its checkpoint at $OUT/codec/codec.pt" >&2; exit 1; }
fi
exec torchrun --nnodes "$NODES" --nproc-per-node "$GPUS" --rdzv-backend c10d --rdzv-endpoint "${HEAD:-localhost}:29400" --rdzv-id full \
  models/scripts/train_full.py --config full --shards "$OUT/shards" --codec "$OUT/codec/codec.pt" --out "$OUT/run" \
  --rows "${ROWS:-4}" --accumulate "${ACCUMULATE:-4}" --steps "${STEPS:-200000}" --save-every 1000
