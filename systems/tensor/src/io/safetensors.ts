/** Tensors to and from safetensors files. */
import { read } from '../engine.ts';
import type { DType } from '../graph/dtype.ts';
import { fail } from '../input-error.ts';
import { fromBytes, tensor } from '../ops/create.ts';
import { Tensor } from '../tensor.ts';
import { isBranch, type Tree } from '../tree.ts';
import { formatSafetensors, parseSafetensors, sizes, type StoredDType, type StoredTensor } from './safetensors-format.ts';

const same: Partial<Record<StoredDType, DType>> = { BOOL: 'bool', U8: 'u8', I8: 'i8', I32: 'i32', F16: 'f16', BF16: 'bf16', F32: 'f32' };
const stored: Record<DType, StoredDType> = { bool: 'BOOL', u8: 'U8', i8: 'I8', i32: 'I32', f16: 'F16', bf16: 'BF16', f32: 'F32' };

/**
 * The tensors of a file by name, and its metadata. Dtypes we have are kept to the bit; F64 and 8-bit floats become f32, other integers i32.
 * @throws InputError for a corrupt file, and for an integer that i32 cannot hold
 */
export function loadSafetensors(file: Uint8Array, { tag }: { tag?: string } = {}): { tensors: Record<string, Tensor>; metadata: Record<string, string> } {
  const { tensors, metadata } = parseSafetensors(file);
  return { tensors: Object.fromEntries(Object.entries(tensors).map(([name, s]) => [name, fromStored(name, s, tag)])), metadata };
}

/** A tree's tensors as a file, named by their path: `blocks.0.weight`. */
export async function saveSafetensors(tree: Tree<Tensor>, metadata: Record<string, string> = {}): Promise<Uint8Array> {
  const tensors: Record<string, StoredTensor> = Object.create(null) as Record<string, StoredTensor>;
  for (const [name, t] of Object.entries(namedTensors(tree))) {
    const values = await read(t.node);
    tensors[name] = { dtype: stored[t.dtype], shape: t.shape, bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength) };
  }
  return formatSafetensors({ tensors, metadata });
}

/** The tensors of a tree by their path. @throws InputError when two have one name */
export function namedTensors(tree: Tree<Tensor>): Record<string, Tensor> {
  const found: Record<string, Tensor> = Object.create(null) as Record<string, Tensor>;
  const walk = (value: unknown, path: string): void => {
    if (value instanceof Tensor) { if (path in found) fail(`two tensors of the tree are called ${path}`); found[path] = value; }
    else if (isBranch(value)) for (const [key, child] of Object.entries(value)) walk(child, path ? `${path}.${key}` : key);
  };
  walk(tree, '');
  return found;
}

/** The tree that paths like `blocks.0.weight` name: what `Module.load` takes. */
export function treeOfNames(tensors: Readonly<Record<string, Tensor>>): { [key: string]: Tree<Tensor> } {
  const tree: Record<string, unknown> = {};
  for (const [path, t] of Object.entries(tensors)) {
    const keys = path.split('.');
    let at = tree;
    for (const key of keys.slice(0, -1)) {
      const next = Object.hasOwn(at, key) ? at[key] : (at[key] = {});
      if (next instanceof Tensor) fail(`${path}: a tensor is called by the beginning of this name already`);
      at = next as Record<string, unknown>;
    }
    const last = keys.at(-1)!;
    if (Object.hasOwn(at, last)) fail(`${path} is the beginning of another tensor's name already`);
    at[last] = t;
  }
  return tree as { [key: string]: Tree<Tensor> };
}

function fromStored(name: string, { dtype, shape, bytes }: StoredTensor, tag?: string): Tensor {
  const direct = same[dtype];
  if (direct === 'bool' && bytes.some((b) => b > 1)) fail(`safetensors: ${name} is BOOL, but has a byte that is neither 0 nor 1`);
  if (direct) return fromBytes(bytes, shape, direct, tag);
  const count = bytes.length / sizes[dtype], view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), get = readers[dtype]!;
  const isFloat = dtype.startsWith('F'), values = isFloat ? new Float32Array(count) : new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const v = get(view, i * sizes[dtype]);
    if (!isFloat && (v > 2147483647 || v < -2147483648)) fail(`safetensors: ${name} is ${dtype} and has the value ${v}, which i32 cannot hold`);
    values[i] = v;
  }
  return tensor(values, { shape, dtype: isFloat ? 'f32' : 'i32', ...(tag !== undefined && { tag }) });
}

const readers: Partial<Record<StoredDType, (view: DataView, at: number) => number>> = {
  F64: (v, at) => v.getFloat64(at, true), I16: (v, at) => v.getInt16(at, true), U16: (v, at) => v.getUint16(at, true), U32: (v, at) => v.getUint32(at, true),
  I64: (v, at) => Number(v.getBigInt64(at, true)), U64: (v, at) => Number(v.getBigUint64(at, true)),
  F8_E5M2: (v, at) => fromBits(v.getUint8(at), 5, 2), F8_E4M3: (v, at) => fromBits(v.getUint8(at), 4, 3),
};
/** An 8-bit float (arXiv 2209.05433): E5M2 has infinities as IEEE does; E4M3 has none, and NaN is all ones. */
function fromBits(bits: number, exponentBits: number, fractionBits: number): number {
  const sign = bits & 0x80 ? -1 : 1, top = 2 ** exponentBits - 1, exponent = (bits >> fractionBits) & top, fraction = bits & (2 ** fractionBits - 1), bias = 2 ** (exponentBits - 1) - 1;
  if (exponentBits === 5 && exponent === top) return fraction ? NaN : sign * Infinity;
  if (exponentBits === 4 && (bits & 0x7f) === 0x7f) return NaN;
  return exponent ? sign * (1 + fraction / 2 ** fractionBits) * 2 ** (exponent - bias) : sign * (fraction / 2 ** fractionBits) * 2 ** (1 - bias);
}
