/** The works of the bench and what is asked of each: `goals` are ratios to a peer, by the beginning of its name and by what is compared. */
import type { Task } from './task.ts';

export interface Work {
  name: string;
  task: Task;
  unit: 'GFLOP/s' | 'GB/s' | 'ms';
  /** Ratio asked for against each peer; a peer that is not named has no goal. */
  goals: Record<string, number>;
  /** Also measured by --quick. */
  quick?: boolean;
}

const npm = (ratio: number, more: Record<string, number> = {}): Record<string, number> => ({ 'onnxruntime-web': ratio, tfjs: ratio, 'jax-js': ratio, ...more });

const matmul = (m: number, k: number, n: number, quick = false): Work => ({ name: m === k && k === n ? `matmul ${m}` : `matmul ${m}x${k}x${n}`, task: { kind: 'matmul', m, k, n }, unit: 'GFLOP/s', goals: npm(1.7), quick });

type Conv = Extract<Task, { kind: 'conv' }>;
const conv = (name: string, task: Partial<Conv>, goals: Record<string, number>, quick = false): Work => ({
  name, unit: 'GFLOP/s', goals, quick,
  task: { kind: 'conv', mode: 'forward', batch: 1, inChannels: 64, outChannels: 64, height: 56, width: 56, kernel: 3, stride: 1, groups: 1, ...task },
});
const forward = { 'onnxruntime-web': 1.5, tfjs: 1.5, 'jax-js': 15 };

const rows = (kind: 'softmax' | 'layerNorm' | 'gelu', level: string, n: number, columns: number, quick = false): Work => ({ name: `${kind} ${n}x${columns} (${level})`, task: { kind, rows: n, columns }, unit: 'GB/s', goals: { copy: 0.7 }, quick });

export const works: Work[] = [
  matmul(256, 256, 256), matmul(512, 512, 512, true), matmul(1024, 1024, 1024), matmul(383, 769, 1021), matmul(384, 768, 3072),
  conv('conv 3x3, 64 of 56x56', {}, forward, true),
  conv('conv 3x3, 256 of 14x14', { inChannels: 256, outChannels: 256, height: 14, width: 14 }, forward),
  conv('conv 1x1, 64 to 256 of 56x56', { outChannels: 256, kernel: 1 }, forward),
  conv('conv 3x3 stride 2, 64 to 128 of 56x56', { outChannels: 128, stride: 2 }, forward),
  conv('depthwise 3x3, 96 of 56x56', { inChannels: 96, outChannels: 96, groups: 96 }, forward),
  conv('conv 3x3 input gradient, 64 of 56x56', { mode: 'inputGrad' }, npm(10)),
  conv('conv 3x3 filter gradient, 64 of 56x56', { mode: 'filterGrad' }, npm(10), true),
  { name: 'BERT encoder layer, 768 wide, S = 128', task: { kind: 'encoderLayer', sequence: 128, width: 768, heads: 12, hidden: 3072 }, unit: 'ms', goals: { 'onnxruntime-web': 1.6 }, quick: true },
  { name: 'training step, MLP 784-1000-1000-10, batch 128', task: { kind: 'mlpStep', batch: 128, sizes: [784, 1000, 1000, 10] }, unit: 'ms', goals: { 'jax-js': 1.6, torch: 0.5 }, quick: true },
  { name: 'training step, CNN of two 3x3, 28x28, batch 64', task: { kind: 'cnnStep', batch: 64, size: 28, channels: [1, 32, 64], classes: 10 }, unit: 'ms', goals: { 'jax-js': 50, torch: 0.5 } },
  { name: 'training step, GPT of 4 layers, 256 wide, sequence 256', task: { kind: 'gptStep', batch: 4, sequence: 256, width: 256, heads: 8, layers: 4, vocabulary: 96 }, unit: 'ms', goals: { torch: 0.5 } },
  rows('softmax', 'L2', 128, 768, true), rows('softmax', 'memory', 8192, 2048), rows('layerNorm', 'L2', 128, 768), rows('layerNorm', 'memory', 8192, 2048), rows('gelu', 'L2', 128, 768), rows('gelu', 'memory', 8192, 2048),
  { name: 'Adam, 16 k parameters (L2)', task: { kind: 'adam', parameters: 16_384 }, unit: 'GB/s', goals: { copy: 0.7 } },
  { name: 'Adam, 8 M parameters (memory)', task: { kind: 'adam', parameters: 8_388_608 }, unit: 'GB/s', goals: { copy: 0.7 } },
];
