import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caches, deviceByRule, measureDevice } from '../../src/loops/device.ts';

test('caches end where reading falls by a quarter and stays there', () => {
  const reads = [[16, 100], [32, 101], [64, 70], [128, 71], [512, 69], [1024, 45], [2048, 44], [8192, 20], [16384, 19]].map(([kilobytes, gigabytesPerSecond]) => ({ bytes: 1024 * kilobytes, gigabytesPerSecond }));
  assert.deepEqual(caches(reads, deviceByRule()), { l1Bytes: 32 << 10, l2Bytes: 512 << 10, l3Bytes: 2 << 20 });
});

test('where the first end is hidden, the rule says it', () => {
  const reads = [[16, 100], [64, 98], [1024, 97], [2048, 60], [8192, 59], [32768, 20]].map(([kilobytes, gigabytesPerSecond]) => ({ bytes: 1024 * kilobytes, gigabytesPerSecond }));
  assert.deepEqual(caches(reads, deviceByRule()), { l1Bytes: 32 << 10, l2Bytes: 1 << 20, l3Bytes: 8 << 20 });
});

test('a measured device has a peak, a speed at every size, and registers that V8 can have', async () => {
  const { peakGflops, reads, registers, l1Bytes, l2Bytes, l3Bytes } = await measureDevice({ budgetMs: 20 });
  assert.ok(peakGflops > 0.1 && Number.isFinite(peakGflops));
  assert.ok(reads.every(({ gigabytesPerSecond }) => gigabytesPerSecond > 0 && Number.isFinite(gigabytesPerSecond)));
  assert.ok(registers === 15 || registers === 31);
  assert.ok(l1Bytes <= l2Bytes && l2Bytes <= l3Bytes);
});
