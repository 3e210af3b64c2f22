/**
 * Checkpoints: any tree, weights and optimiser and random key and step together, as one safetensors file. What is loaded
 * is the tree that was saved, to the bit, so that training goes on as if it had never stopped.
 */
import { fail } from '../input-error.ts';
import { Tensor } from '../tensor.ts';
import { isBranch } from '../tree.ts';
import { loadSafetensors, saveSafetensors } from './safetensors.ts';

const format = 'tensor-checkpoint 1';

/** How the tree is written down: the tensors' names, and all other leaves themselves. */
type Written = { t: string } | { a: Written[] } | { o: [string, Written][] } | { v: string | number | boolean | null } | { n: string };

/** @throws InputError for a leaf that is neither a tensor nor a number, string, boolean, null or undefined */
export async function saveCheckpoint(tree: unknown): Promise<Uint8Array> {
  const tensors: Record<string, Tensor> = {}, names = new Map<Tensor, string>();
  const write = (value: unknown, path: string): Written => {
    if (value instanceof Tensor) {
      // The same tensor in two places is saved once, and is the same again.
      if (!names.has(value)) { const name = path || 'value'; names.set(value, name); tensors[name] = value; }
      return { t: names.get(value)! };
    }
    const inside = (key: string | number): string => `${path}${path ? '.' : ''}${String(key).replaceAll('\\', '\\\\').replaceAll('.', '\\.')}`;
    if (Array.isArray(value)) return { a: value.map((v, i) => write(v, inside(i))) };
    if (isBranch(value)) return { o: Object.entries(value).map(([k, v]) => [k, write(v, inside(k))]) };
    if (typeof value === 'number' && !(Number.isFinite(value) && !Object.is(value, -0))) return { n: Object.is(value, -0) ? '-0' : String(value) };
    if (value === undefined) return { n: 'undefined' };
    if (value === null || typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean') return { v: value };
    return fail(`saveCheckpoint: ${path} is ${typeof value === 'object' ? (value.constructor as { name: string }).name : typeof value}: expected tensors, numbers, strings, booleans, arrays and plain objects`);
  };
  const written = write(tree, '');
  return saveSafetensors(tensors, { format, tree: JSON.stringify(written) });
}

/**
 * The tree that was saved. With `like`, one of the same structure, shapes and dtypes.
 * @throws InputError for a corrupt file, one that is no checkpoint, and one that is not like `like`, naming the first difference
 */
export function loadCheckpoint<T = unknown>(file: Uint8Array, like?: T): T {
  const { tensors, metadata } = loadSafetensors(file);
  if (metadata.format !== format) fail(`loadCheckpoint: the file is no checkpoint of this version: expected the format "${format}", got ${JSON.stringify(metadata.format)}. Weights alone are loaded by loadSafetensors`);
  const read = (w: Written): unknown => {
    if ('t' in w) return tensors[w.t] ?? fail(`loadCheckpoint: the tensor ${w.t} is missing in the file`);
    if ('a' in w) return w.a.map(read);
    if ('o' in w) return Object.fromEntries(w.o.map(([k, v]) => [k, read(v)]));
    return 'n' in w ? (w.n === 'undefined' ? undefined : Number(w.n)) : w.v;
  };
  const tree = read(JSON.parse(metadata.tree) as Written);
  if (like !== undefined) compare(like, tree, '');
  return tree as T;
}

function compare(expected: unknown, got: unknown, path: string): void {
  const show = (v: unknown): string => (v instanceof Tensor ? v.toString() : isBranch(v) ? (Array.isArray(v) ? `an array of ${v.length}` : `an object of ${Object.keys(v).join(', ')}`) : typeof v);
  const differs = (): never => fail(`loadCheckpoint: ${path || 'the tree'} is ${show(got)}, expected ${show(expected)}`);
  if (expected instanceof Tensor) { if (!(got instanceof Tensor) || got.toString() !== expected.toString()) differs(); return; }
  if (!isBranch(expected)) { if (isBranch(got) || got instanceof Tensor) differs(); return; }
  if (!isBranch(got) || Array.isArray(got) !== Array.isArray(expected) || Object.keys(got).sort().join() !== Object.keys(expected).sort().join()) differs();
  for (const [key, child] of Object.entries(expected)) compare(child, (got as Record<string, unknown>)[key], path ? `${path}.${key}` : key);
}
