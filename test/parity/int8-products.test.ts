// 8-bit products are exact on every processor. Those without VNNI overflow where the runtime is not told to take care.
// The graph is made by models/tests/test_onnx_session.py: uint8 [1, 64] times columns of 127, -128, -32..31 and 1.
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { Tensor } from 'onnxruntime-node';
import { openSession } from '../../native-host/src/onnx/open-session.js';

const GRAPH = fileURLToPath(new URL('int8-products.onnx', import.meta.url));

test('products of 8 bits do not overflow', async () => {
  const session = await openSession(GRAPH, 1);
  const pixels = new Tensor('uint8', new Uint8Array(64).fill(255), [1, 64]);
  const { products } = await session.run({ pixels });
  expect([...(products!.data as Int32Array)]).toEqual([64 * 255 * 127, 64 * 255 * -128, 255 * -32, 64 * 255]);
  await session.release();
});
