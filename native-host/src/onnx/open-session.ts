// How a graph is opened: on the CPU, with exact 8-bit products. Runs in the engine process; knows no graph.
import path from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import { ScoreError } from '@framescore/contract';

/**
 * x64 processors without VNNI add pairs of 8-bit products in 16 bits, where they overflow without a word: up to a fifth of the likeliest
 * tokens of a shipped decoder changed (models/scripts/measure_overflow.py). This key of onnxruntime
 * (onnxruntime_session_options_config_keys.h, kOrtSessionOptionsAvx2PrecisionMode) lets such a processor multiply exactly; others ignore it.
 */
const EXACT_PRODUCTS = { session: { x64quantprecision: '1' } };

/** Throws `model-incompatible` where the file is no graph that this version of onnxruntime can run. */
export async function openSession(file: string, threads: number): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(file, {
      executionProviders: ['cpu'],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      graphOptimizationLevel: 'all',
      extra: EXACT_PRODUCTS,
    });
  } catch (cause) {
    const detail = `${path.basename(file)} cannot be loaded by this version of onnxruntime. Install the bundle again.`;
    throw new ScoreError('model-incompatible', detail, { cause });
  }
}
