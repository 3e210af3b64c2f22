/**
 * The cases that ship with ONNX (Debian: libonnx-testdata), one folder each: a model of one or few nodes, operands, results.
 *
 * By hand, with a report: `node test/models/onnx-cases.ts [part of a name]`
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import * as t from '../../src/index.ts';
import { InputError } from '../../src/input-error.ts';
import { isKnown, type Feed } from '../../src/models/model.ts';
import { isFloatType } from '../../src/models/onnx/element-type.ts';
import { parseModel, parseTensor, type TensorProto } from '../../src/models/onnx/format.ts';
import { readOnnx } from '../../src/models/onnx/index.ts';
import { fromNumbers, numbersOf } from '../../src/models/onnx/tensor-values.ts';
import { ProtoReader } from '../../src/models/protobuf.ts';

export const folder = '/usr/share/libonnx-testdata/data';
export const groups = ['node', 'simple', 'pytorch-converted', 'pytorch-operator'];

export type Outcome = { state: 'passed' } | { state: 'unsupported'; why: string } | { state: 'failed'; why: string };

/** Operands and results of 16-bit brain floats are stored as the whole numbers of their bits. */
function tensorIn(file: string, declared: string | undefined): TensorProto {
  const p = parseTensor(new ProtoReader(readFileSync(file), 'ONNX'));
  return declared === 'bf16' && p.type === 'u16' ? { ...p, type: 'bf16' } : p;
}
const numbered = (at: string, kind: string): string[] => readdirSync(at).filter((name) => name.startsWith(kind)).sort((a, b) => Number(/\d+/.exec(a)) - Number(/\d+/.exec(b))).map((name) => path.join(at, name));

/** Whole numbers are known: what they decide, a program of their own decides. */
const feedOf = (p: TensorProto): Feed => (p.type === 'i64' || p.type === 'bool' || (p.type === 'i32' && p.shape.length < 2) ? { values: numbersOf(p), shape: p.shape } : fromNumbers(numbersOf(p), p.shape, p.type, p.name));

/** Largest differences are relative to the values, as the standard's own runner has them. */
function wrong(got: Feed, expected: TensorProto): string | undefined {
  const want = numbersOf(expected), have = isKnown(got) ? got.values : got.dtype === 'f16' || got.dtype === 'bf16' ? got.cast('f32').dataSync() : got.dataSync();
  if (got.shape.join() !== expected.shape.join()) return `shape [${got.shape.join(', ')}], expected [${expected.shape.join(', ')}]`;
  const relative = expected.type === 'f16' ? 2e-3 : expected.type === 'bf16' ? 1e-2 : 1e-3, absolute = isFloatType(expected.type) ? 1e-5 : 0;
  if (isFloatType(expected.type) && want.some((v) => Number.isFinite(v) && Math.abs(v) > 3.4e38)) throw new InputError('values of 64 bits that 32 do not hold');
  for (let i = 0; i < want.length; i++) {
    if (Object.is(have[i], want[i]) || have[i] === want[i] || (Number.isNaN(have[i]) && Number.isNaN(want[i]))) continue;
    if (!(Math.abs(have[i] - want[i]) <= absolute + (isFloatType(expected.type) ? relative * Math.abs(want[i]) : 0))) return `element ${i} is ${have[i]}, expected ${want[i]}`;
  }
  return undefined;
}

export function runCase(at: string): Outcome {
  try {
    const bytes = readFileSync(path.join(at, 'model.onnx')), model = readOnnx(bytes), { graph } = parseModel(bytes), given = new Set(graph.initializers.map((i) => i.name)), inputs = graph.inputs.filter((i) => !given.has(i.name) || model.inputs.some((m) => m.name === i.name));
    for (const set of readdirSync(at).filter((name) => name.startsWith('test_data_set')).slice(0, 1)) {
      const from = path.join(at, set), files = numbered(from, 'input');
      const feeds = Object.fromEntries(files.flatMap((file, i) => { const info = inputs[i]; if (!info) return []; if (info.type === 'sequence' || info.type === 'none') throw new InputError('operands that are sequences or optionals'); return [[info.name, feedOf(tensorIn(file, info.type))] as const]; }));
      const results = model.apply(feeds, model.weights);
      for (const [i, file] of numbered(from, 'output').entries()) {
        const { name } = model.outputs[i], why = wrong(results[name], tensorIn(file, graph.outputs[i].type));
        if (why) return { state: 'failed', why: `${name}: ${why}` };
      }
    }
    return { state: 'passed' };
  } catch (error) {
    if (error instanceof InputError) return { state: 'unsupported', why: error.message };
    return { state: 'failed', why: error instanceof Error ? `${error.message} ${error.stack?.split('\n')[1]}` : String(error) };
  }
}

export function* cases(part = ''): Generator<{ group: string; name: string; at: string }> {
  for (const group of groups) for (const name of readdirSync(path.join(folder, group)).sort()) if (name.includes(part) && existsSync(path.join(folder, group, name, 'model.onnx'))) yield { group, name, at: path.join(folder, group, name) };
}

if (import.meta.main) {
  if (!existsSync(folder)) { console.error(`there is no ${folder}: apt install libonnx-testdata`); process.exit(3); }
  for (const on of ['interpreter', 'wasm'] as const) {
    await t.configure({ backend: on, threads: 1, round: 'f32' });
    const counts = { passed: 0, unsupported: 0, failed: 0 }, reasons = new Map<string, number>();
    for (const { group, name, at } of cases(process.argv[2])) {
      const outcome = t.tidy(() => runCase(at));
      counts[outcome.state]++;
      if (outcome.state === 'failed') console.log(`${on}: ${group}/${name} failed: ${outcome.why}`);
      if (outcome.state === 'unsupported') { const reason = /the operator (\w+)/.exec(outcome.why)?.[1] ?? outcome.why.slice(0, 110); reasons.set(reason, (reasons.get(reason) ?? 0) + 1); }
    }
    console.log(`${on}: ${counts.passed} passed, ${counts.unsupported} unsupported, ${counts.failed} failed`);
    if (on === 'interpreter') for (const [reason, count] of [...reasons].sort((a, b) => b[1] - a[1])) console.log(`  ${count} ${reason}`);
  }
}
