#!/bin/sh
# The run that made bundles/small. From the repository root: sh models/runs/small.sh [MINUTES] [OUT]
# The shipped weights are two legs of it: 72 minutes (3,282 steps, rate 1e-3, MIDI once), and 105 minutes that began from those weights
# (BEGIN_FROM=first.pt RATE=8e-4). A third, 38 minutes from the second, made the alignment: BEGIN_FROM=second.pt RATE=1.2e-3 ALIGN=1. What went wrong on the way and was mended by hand stands in LOG.md.
# A fourth, 38 minutes from the bundle of the third, learned the arranger that draws on MIDI and pictures that zoom: BEGIN_FROM=models/bundles/small RATE=8e-4 GO_ON=1 (its first
# four minutes had 60 % of the batches without pictures, the others 85 %). Curves of the fourth leg: small.*.csv.
# Needs ../shared/data (clips) and the ffmpeg command; resumes when OUT holds a checkpoint.
set -e
MINUTES=${1:-105}
OUT=${2:-models/runs/out/small}
THREADS=${THREADS:-1}
mkdir -p "$OUT"
# Keep freed memory (page faults were a sixth of a step) and let idle threads sleep, not spin, on a shared machine.
export MALLOC_MMAP_THRESHOLD_=8589934592 MALLOC_TRIM_THRESHOLD_=17179869184 OMP_WAIT_POLICY=PASSIVE
[ -f "$OUT/../clips.npz" ] || python3 models/scripts/prepare_clips.py --clips "${CLIPS:-../shared/data/clips}" --out "$OUT/../clips.npz"
[ -f "$OUT/../corpus.npz" ] || python3 models/scripts/compose_corpus.py --pieces 30000 --out "$OUT/../corpus.npz"
# 613 pieces of MIDI beside 30,000 of the arranger's: six times, so that one crop in nine is music that people wrote.
MIDI=$OUT/../midi.npz
EXTRA=
[ -f "$MIDI" ] && EXTRA="$MIDI $MIDI $MIDI $MIDI $MIDI $MIDI"
BEGIN=
[ -n "$BEGIN_FROM" ] && BEGIN="--begin-from $BEGIN_FROM"
# The third leg: many pairs to align, few of them decoded, and the decoder, trained already, at a tenth of the rate.
LEG="--contrast 0.4 --music-only 0.6"
[ -n "$ALIGN" ] && LEG="--contrast 1 --picture-batch 32 --crop 192 --warmup 20 --decoder-rate 0.1"
# The fourth leg: both at the full rate.
[ -n "$GO_ON" ] && LEG="--contrast 1 --picture-batch 24 --crop 256 --warmup 40 --music-only 0.85"
# shellcheck disable=SC2086
python3 models/scripts/train.py --config small --corpus "$OUT/../corpus.npz" $EXTRA --clips "$OUT/../clips.npz" \
  --out "$OUT" --minutes "$MINUTES" --threads "$THREADS" --rate "${RATE:-1e-3}" $LEG $BEGIN --resume
