import { expect, test } from '@jest/globals';
import { placeOf } from './run-mark.js';

const HOST = { hostName: 'studio.local', machineId: 'a1', processWorld: '' };
const FIRST_WORLD = 'pid:[4026531836]';

test.each([
  ['whose name changes with the network', HOST, { hostName: 'studio.office.example' }],
  ['of Linux that was renamed', { ...HOST, processWorld: FIRST_WORLD }, { hostName: 'other' }],
])('a machine %s is the same one', (_, machine, change) => {
  expect(placeOf({ ...machine, ...change })).toBe(placeOf(machine));
});

test.each([
  ['another machine of the same name', HOST, { machineId: 'b2' }],
  ['another name where there is no id', { ...HOST, machineId: undefined }, { hostName: 'other' }],
  ['a container', { ...HOST, processWorld: FIRST_WORLD }, { processWorld: 'pid:[4026532001]' }],
  [
    'a container of the same image elsewhere',
    { ...HOST, processWorld: 'pid:[4026532001]' },
    { hostName: 'other' },
  ],
])('%s is another place', (_, machine, change) => {
  expect(placeOf({ ...machine, ...change })).not.toBe(placeOf(machine));
});
