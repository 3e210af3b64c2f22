/** The JSON of TensorFlow.js models, and their weights: one run of bytes, cut up by the manifest. */
import { fromF16Bits } from '../../graph/half.ts';
import { sizeOf } from '../../graph/node.ts';
import { fail } from '../../input-error.ts';
import { tensor } from '../../ops/create.ts';
import { ofNumbers, ofTensor, type Value } from '../onnx/value.ts';

export interface Attribute { i?: string | number; f?: number; b?: boolean; s?: string | number[]; type?: number | string; shape?: { dim?: { size: string | number }[]; unknownRank?: boolean }; list?: { i?: (string | number)[]; s?: (string | number[])[]; f?: number[] } }
export interface GraphNode { name: string; op: string; input?: string[]; attr?: Record<string, Attribute> }
export interface WeightSpec { name: string; shape: number[]; dtype: 'float32' | 'int32' | 'bool' | 'string' | 'complex64'; quantization?: { dtype: 'uint8' | 'uint16' | 'float16'; scale?: number; min?: number } }
export interface TfjsJson {
  format?: string;
  modelTopology: { node?: GraphNode[]; library?: { function?: unknown[] } } & Record<string, unknown>;
  weightsManifest: { paths: string[]; weights: WeightSpec[] }[];
  signature?: { inputs?: Record<string, { name: string }>; outputs?: Record<string, { name: string }> };
}

const bytesOf: Record<string, number> = { float32: 4, int32: 4, bool: 1, uint8: 1, uint16: 2, float16: 2 };
/** Small whole numbers are known: shapes, axes, sizes. */
const mostKnown = 64;

/** @throws InputError when the bytes are not what the manifest says */
export function weightsOf({ weightsManifest }: TfjsJson, bytes: Uint8Array): Map<string, Value> {
  const found = new Map<string, Value>();
  let at = 0;
  for (const spec of weightsManifest.flatMap((group) => group.weights)) {
    const { name, shape, dtype, quantization } = spec, stored = quantization?.dtype ?? dtype, each = bytesOf[stored], count = sizeOf(shape);
    if (dtype === 'string' || each === undefined) fail(`tfjs: the weight ${name} is of the type ${stored}, which is not read`);
    if (at + count * each > bytes.length) fail(`tfjs: the weights end after ${bytes.length} bytes, but ${name}, ${stored}[${shape.join(', ')}], lies at ${at} to ${at + count * each}: is a shard missing?`);
    found.set(name, valueOf(spec, bytes.slice(at, at + count * each)));
    at += count * each;
  }
  if (at !== bytes.length) fail(`tfjs: the weights take ${at} bytes by the manifest, but ${bytes.length} are given: are the shards those of this model?`);
  return found;
}

function valueOf({ name, shape, dtype, quantization: q }: WeightSpec, bytes: Uint8Array): Value {
  const whole = (values: ArrayLike<number>, type: 'i32' | 'bool'): Value => (values.length <= mostKnown ? ofNumbers(Array.from(values), shape, type) : ofTensor(tensor(Int32Array.from(values), { shape, dtype: type }), type));
  if (dtype === 'bool') return whole(bytes, 'bool');
  if (dtype === 'int32' && !q) return whole(new Int32Array(bytes.buffer), 'i32');
  let values: Float32Array;
  if (!q) values = new Float32Array(bytes.buffer);
  else if (q.dtype === 'float16') values = Float32Array.from(new Uint16Array(bytes.buffer), fromF16Bits);
  else { const { scale = 1, min = 0 } = q; values = Float32Array.from(q.dtype === 'uint8' ? bytes : new Uint16Array(bytes.buffer), (v) => v * scale + min); }
  if (dtype === 'int32') return whole(values.map(Math.round), 'i32');
  return ofTensor(tensor(values, { shape, tag: `weight ${name}` }), 'f32');
}

// Attributes, whichever of their spellings a file has

const types: Record<string, 'f32' | 'i32' | 'i64' | 'bool' | 'u8' | 'f16'> = { 1: 'f32', 3: 'i32', 4: 'u8', 9: 'i64', 10: 'bool', 19: 'f16', DT_FLOAT: 'f32', DT_INT32: 'i32', DT_INT64: 'i64', DT_BOOL: 'bool', DT_UINT8: 'u8', DT_HALF: 'f16' };
export class Attributes {
  readonly #attr: Record<string, Attribute>;
  constructor(attr: Record<string, Attribute> | undefined) { this.#attr = attr ?? {}; }
  int(name: string, otherwise = 0): number { const v = this.#attr[name]?.i; return v === undefined ? otherwise : Number(v); }
  float(name: string, otherwise: number): number { return this.#attr[name]?.f ?? otherwise; }
  bool(name: string): boolean { return this.#attr[name]?.b ?? false; }
  string(name: string, otherwise: string): string { const s = this.#attr[name]?.s; return s === undefined ? otherwise : text(s); }
  ints(name: string): number[] { return (this.#attr[name]?.list?.i ?? []).map(Number); }
  strings(name: string): string[] { return (this.#attr[name]?.list?.s ?? []).map(text); }
  type(name: string): 'f32' | 'i32' | 'i64' | 'bool' | 'u8' | 'f16' { const t = this.#attr[name]?.type ?? 1; return types[t] ?? fail(`the type ${t} is not read`); }
  shape(name: string): number[] | null { const s = this.#attr[name]?.shape; return !s || s.unknownRank ? null : (s.dim ?? []).map((d) => Number(d.size)); }
}
/** Bytes, or base64 of them. */
const text = (s: string | number[]): string => (typeof s === 'string' ? atob(s) : String.fromCharCode(...s));
