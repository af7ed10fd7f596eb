#!/bin/sh
# The run that made bundles/small. From the repository root: sh models/runs/small.sh [MINUTES] [OUT]
# The shipped one ran so from step 980 on; its first 980 steps had a picture in every batch. Curves: small.train.csv, small.validation.csv.
# Needs ../shared/data (clips) and the ffmpeg command; resumes when OUT holds a checkpoint.
set -e
MINUTES=${1:-72}
OUT=${2:-models/runs/out/small}
THREADS=${THREADS:-1}
mkdir -p "$OUT"
# Keep freed memory (page faults were a sixth of a step) and let idle threads sleep, not spin, on a shared machine.
export MALLOC_MMAP_THRESHOLD_=8589934592 MALLOC_TRIM_THRESHOLD_=17179869184 OMP_WAIT_POLICY=PASSIVE
[ -f "$OUT/../clips.npz" ] || python3 models/scripts/prepare_clips.py --clips "${CLIPS:-../shared/data/clips}" --out "$OUT/../clips.npz"
[ -f "$OUT/../corpus.npz" ] || python3 models/scripts/compose_corpus.py --pieces 20000 --out "$OUT/../corpus.npz"
EXTRA=
[ -f "$OUT/../midi.npz" ] && EXTRA="$OUT/../midi.npz"
# shellcheck disable=SC2086
python3 models/scripts/train.py --config small --corpus "$OUT/../corpus.npz" $EXTRA --clips "$OUT/../clips.npz" \
  --out "$OUT" --minutes "$MINUTES" --threads "$THREADS" --music-only 0.6 --resume
