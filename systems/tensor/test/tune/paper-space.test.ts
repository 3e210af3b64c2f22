import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paperCpuFilter, paperCpus, paperGpuFilter, paperGpus, paperGpuSpace, paperRegisters, paperSpace } from '../../src/tune/paper-space.ts';

test('the raw space has the published sizes', () => {
  assert.equal(paperSpace().length, 3388);
  assert.equal(paperSpace('dense').length, 484);
  assert.equal(paperGpuSpace().length, 6776);
});

test('on CPUs 5, 4 and 252 candidates survive the filter', () => {
  const left = (cpu: keyof typeof paperCpus) => paperSpace().filter((s) => paperCpuFilter(s, paperCpus[cpu]));
  assert.deepEqual(left('x86').map((s) => [s.mb, s.kb, s.nb, s.mr, s.nr].join('/')).sort(), ['128/32/128/4/8', '16/256/16/4/8', '256/16/256/4/8', '32/128/32/4/8', '64/64/64/4/8']);
  assert.deepEqual(left('default').map((s) => [s.mb, s.kb, s.nb, s.mr, s.nr].join('/')).sort(), ['128/64/128/8/8', '256/32/256/8/8', '32/256/32/8/8', '64/128/64/8/8']);
  assert.equal(left('Arm phones').length, 252);
});

test('on GPUs 43, 31, 61 and 151', () => {
  const left = (gpu: keyof typeof paperGpus) => paperGpuSpace().filter((s) => paperGpuFilter(s, paperGpus[gpu])).length;
  assert.deepEqual([left('Honor MagicBook 16'), left('Surface Book 4'), left('HP EliteDesk 800 G6'), left('Honor MagicBook 17 (AMD)')], [43, 31, 61, 151]);
});

test('the rule turns down the tile that V8 runs best', () => {
  assert.equal(paperRegisters({ mr: 6, nr: 8 }), 20);
  assert.equal(paperCpuFilter({ mb: 60, kb: 64, nb: 64, mr: 6, nr: 8 }, paperCpus.x86), false);
});
