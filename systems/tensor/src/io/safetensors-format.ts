/**
 * The safetensors format (huggingface/safetensors): 8 bytes of header length, a JSON header with each tensor's dtype,
 * shape and place, then the values, little-endian, without gaps. Nothing in it is executed, and everything is checked.
 */
import { fail } from '../input-error.ts';

export const sizes = { BOOL: 1, U8: 1, I8: 1, F8_E5M2: 1, F8_E4M3: 1, I16: 2, U16: 2, F16: 2, BF16: 2, I32: 4, U32: 4, F32: 4, F64: 8, I64: 8, U64: 8 } as const;
export type StoredDType = keyof typeof sizes;
export interface StoredTensor { dtype: StoredDType; shape: readonly number[]; bytes: Uint8Array }
export interface SafetensorsFile { tensors: Record<string, StoredTensor>; metadata: Record<string, string> }

const largestHeader = 100_000_000;

/** @throws InputError saying what is wrong with the file and where */
export function parseSafetensors(file: Uint8Array): SafetensorsFile {
  if (file.length < 8) fail(`safetensors: the file has ${file.length} bytes: expected at least 8, the length of the header`);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength), length = Number(view.getBigUint64(0, true));
  if (length > largestHeader) fail(`safetensors: the header would have ${length} bytes: expected at most ${largestHeader}. Is it another format?`);
  if (8 + length > file.length) fail(`safetensors: the header says ${length} bytes, the file ends after ${file.length - 8}: it is cut off, or another format`);
  const header = parseHeader(file.subarray(8, 8 + length)), data = file.subarray(8 + length), tensors: Record<string, StoredTensor> = Object.create(null) as Record<string, StoredTensor>, places: { name: string; from: number; to: number }[] = [];
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const { dtype, shape, from, to } = checkEntry(name, entry);
    if (to > data.length) fail(`safetensors: ${name} ends at byte ${to} of the data, which has ${data.length}: the file is cut off`);
    places.push({ name, from, to });
    tensors[name] = { dtype, shape, bytes: data.subarray(from, to) };
  }
  let end = 0;
  for (const { name, from, to } of places.sort((a, b) => a.from - b.from || a.to - b.to)) {
    if (from !== end) fail(`safetensors: ${name} begins at byte ${from}, expected ${end}: ${from < end ? 'it overlaps the tensor before' : 'bytes before it belong to nothing'}`);
    end = to;
  }
  if (end !== data.length) fail(`safetensors: ${data.length - end} bytes at the end belong to no tensor`);
  return { tensors, metadata: checkMetadata(header.__metadata__) };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let header: unknown;
  try { header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)); } catch (error) { fail(`safetensors: the header is not JSON: ${(error as Error).message}`); }
  if (bytes[0] !== 0x7b || typeof header !== 'object' || header === null) fail('safetensors: the header is not a JSON object beginning with {');
  return header as Record<string, unknown>;
}

function checkEntry(name: string, entry: unknown): { dtype: StoredDType; shape: number[]; from: number; to: number } {
  const { dtype, shape, data_offsets: offsets } = (typeof entry === 'object' && entry !== null ? entry : {}) as Record<string, unknown>;
  const isCount = (n: unknown): n is number => Number.isSafeInteger(n) && (n as number) >= 0;
  if (typeof dtype !== 'string' || !Object.hasOwn(sizes, dtype)) return fail(`safetensors: ${name} has the dtype ${JSON.stringify(dtype)}: expected one of ${Object.keys(sizes).join(', ')}`);
  if (!Array.isArray(shape) || !shape.every(isCount)) return fail(`safetensors: ${name} has the shape ${JSON.stringify(shape)}: expected whole numbers`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isCount) || offsets[0] > offsets[1]) return fail(`safetensors: ${name} has the data_offsets ${JSON.stringify(offsets)}: expected two whole numbers, the first not above the second`);
  const [from, to] = offsets, expected = shape.reduce<number>((n, d) => n * d, sizes[dtype as StoredDType]);
  if (to - from !== expected) fail(`safetensors: ${name} is ${dtype}[${shape.join(', ')}], which takes ${expected} bytes, but has ${to - from}`);
  return { dtype: dtype as StoredDType, shape, from, to };
}

function checkMetadata(metadata: unknown): Record<string, string> {
  if (metadata === undefined) return {};
  if (typeof metadata !== 'object' || metadata === null || Object.values(metadata).some((v) => typeof v !== 'string')) fail('safetensors: __metadata__ is not an object of strings');
  return metadata as Record<string, string>;
}

/** The bytes of a file. The widest dtypes come first and the data begins at a multiple of 8, so that every tensor is aligned to its elements. */
export function formatSafetensors({ tensors, metadata }: SafetensorsFile): Uint8Array {
  const order = Object.entries(tensors).sort(([a, s], [b, t]) => sizes[t.dtype] - sizes[s.dtype] || (a < b ? -1 : 1));
  const header: Record<string, unknown> = Object.keys(metadata).length ? { __metadata__: metadata } : {};
  let end = 0;
  for (const [name, { dtype, shape, bytes }] of order) {
    if (name === '__metadata__') fail('safetensors: __metadata__ is no name for a tensor');
    header[name] = { dtype, shape, data_offsets: [end, (end += bytes.length)] };
  }
  const text = new TextEncoder().encode(JSON.stringify(header)), length = Math.ceil(text.length / 8) * 8, file = new Uint8Array(8 + length + end).fill(0x20, 0, 8 + length);
  new DataView(file.buffer).setBigUint64(0, BigInt(length), true);
  file.set(text, 8);
  let at = 8 + length;
  for (const [, { bytes }] of order) { file.set(bytes, at); at += bytes.length; }
  return file;
}
