import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as t from '../src/index.ts';
import type { DType, IndexItem, PadMode, Tensor } from '../src/index.ts';
import { distance, exact, recordedOn } from './exact.ts';

/** A number, a boolean, or the name of what JSON has no number for. */
type Recorded = number | boolean | string;
interface Array_ { shape: number[]; dtype: DType; values: Recorded[] }
interface Args {
  axis: number; keepdims?: boolean; axes: never; shape: number[]; parts: number | number[]; mode: PadMode; amounts: [number, number][]; value?: number; shift: number; reps: number[]; repeats: number;
  k: number; range: [number, number?, number?]; start: number; stop: number; count: number; low: number; high: number; dtype: DType; index: (number | string | null | [string, number | null, number | null, number | null])[];
  side: 'left' | 'right'; length: number; equation: string;
}
interface Entry { name: string; op: string; args: Args; inputs: Array_[]; output?: Array_; outputs?: Array_[]; ourDtype?: DType }

const { entries } = JSON.parse(readFileSync(new URL('oracle/numpy.json', import.meta.url), 'utf8')) as { entries: Entry[] };
const number = (v: Recorded): number => (typeof v === 'string' ? Number(v === 'inf' ? 'Infinity' : v === '-inf' ? '-Infinity' : v) : Number(v));
const read = ({ shape, dtype, values }: Array_): Tensor => t.tensor(Float64Array.from(values, number), { shape, dtype });
const axis = (a: Args) => (a.axis ?? undefined);

type Call = (a: Args, ...xs: Tensor[]) => Tensor | Tensor[] | Promise<Tensor>;
const named: Record<string, Call> = {
  multiply: (_, x, y) => x.mul(y), divide: (_, x, y) => x.div(y), subtract: (_, x, y) => x.sub(y), remainder: (_, x, y) => x.mod(y), power: (_, x, y) => x.pow(y), isnan: (_, x) => x.isNaN(), isfinite: (_, x) => x.isFinite(),
  where: (_, c, x, y) => t.where(c, x, y), broadcastTo: (a, x) => x.broadcastTo(a.shape), clip: (a, x) => x.clip(a.low, a.high), cast: (a, x) => x.cast(a.dtype),
  slice: (a, x) => x.slice(a.index.map((i): IndexItem => (i === null ? 'new' : Array.isArray(i) ? i.slice(1) as IndexItem : i as IndexItem))),
  reshape: (a, x) => x.reshape(a.shape), transpose: (a, x) => x.transpose(a.axes ?? undefined), swapaxes: (a, x) => x.swapaxes(a.axes[0], a.axes[1]), moveaxis: (a, x) => x.moveaxis(a.axes[0], a.axes[1]),
  concat: (a, ...xs) => t.concat(xs, a.axis), stack: (a, ...xs) => t.stack(xs, a.axis), split: (a, x) => x.split(a.parts, a.axis), pad: (a, x) => x.pad(a.amounts, a.mode, a.value),
  roll: (a, x) => x.roll(a.shift, axis(a)), tile: (a, x) => x.tile(a.reps), repeat: (a, x) => x.repeat(a.repeats, axis(a)), tril: (a, x) => x.tril(a.k), triu: (a, x) => x.triu(a.k), diagonal: (_, x) => t.diagonal(x),
  arange: (a) => t.arange(...a.range), linspace: (a) => t.linspace(a.start, a.stop, a.count), eye: (a) => t.eye(a.shape[0], a.shape[1]),
  take: (a, x, i) => x.take(i, a.axis), takeAlong: (a, x, i) => x.takeAlongAxis(i, a.axis), searchsorted: (a, x, v) => t.searchsorted(x, v, { side: a.side }), bincount: (a, x) => t.bincount(x, a.length),
  unique: async (_, x) => (await t.unique(x)).values, einsum: (a, ...xs) => t.einsum(a.equation, ...xs), tensordot: (a, x, y) => t.tensordot(x, y, a.axes), outer: (_, x, y) => x.outer(y),
  var: (a, x) => x.var(axis(a), { keepdims: a.keepdims === true }),
  fft: (_, x) => { const { re, im } = t.fft(x); return [re, im]; }, ifft: (_, x) => { const { re, im } = t.ifft(x); return [re, im]; },
};
const functions = t as unknown as Record<string, (...xs: unknown[]) => Tensor>;
/** Not listed: by name, with the axis behind the operands where there is one. */
const call = ({ op, args, inputs }: Entry): ReturnType<Call> => {
  const xs = inputs.map(read);
  if (named[op]) return named[op](args, ...xs);
  return 'axis' in args ? functions[op](...xs, args.axis ?? undefined, ...('keepdims' in args ? [{ keepdims: args.keepdims }] : [])) : functions[op](...xs);
};

const groups = Map.groupBy(entries, (e) => e.op);
for (const [op, list] of groups) for (const { on, f32 } of recordedOn) {
  test(`${op} answers as NumPy's in ${list.length} case${list.length > 1 ? 's' : ''}, on ${on}`, async () => {
    await t.configure({ backend: on, threads: 1 });
    for (const entry of list) {
      const got = [await call(entry)].flat(), wanted = entry.outputs ?? [entry.output!];
      assert.equal(got.length, wanted.length);
      got.forEach((y, i) => {
        assert.deepEqual([...y.shape], wanted[i].shape, entry.name);
        assert.equal(y.dtype, entry.ourDtype ?? wanted[i].dtype, entry.name);
        const within = y.dtype === 'f16' ? 2e-3 : y.dtype === 'f32' && on === 'wasm' ? 1e-8 * f32 : 3e-7;
        assert.ok(distance(exact(y), wanted[i].values.map(number)) <= within, `${entry.name}: ${String(exact(y))}, NumPy ${String(wanted[i].values)}`);
      });
    }
  });
}
