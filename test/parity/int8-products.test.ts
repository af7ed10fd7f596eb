// 8-bit products are exact on every processor. Those without VNNI overflow where the runtime is not told to take care.
// The graph is made by models/tests/test_onnx_session.py: uint8 [1, 64] times columns of 127, -128, -32..31 and 1.
import { execFileSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { ROOT } from '../process/command-line.js';

// In a process of its own, as the engine runs: the runtime takes no arrays of the context that Jest makes.
const PROGRAM = `
  const { openSession } = await import('./native-host/dist/onnx/open-session.js');
  const { Tensor } = await import('onnxruntime-node');
  const session = await openSession('test/parity/int8-products.onnx', 1);
  const pixels = new Tensor('uint8', new Uint8Array(64).fill(255), [1, 64]);
  const { products } = await session.run({ pixels });
  console.log(products.data.join(' '));
`;

test('products of 8 bits do not overflow', () => {
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', PROGRAM], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(printed.trim().split(' ').map(Number)).toEqual([
    64 * 255 * 127,
    64 * 255 * -128,
    255 * -32,
    64 * 255,
  ]);
});
