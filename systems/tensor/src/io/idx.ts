/** IDX files, as the MNIST family of data sets comes in: big-endian magic, sizes, then the values row-major. */
import { fail } from '../input-error.ts';
import type { TypedArray } from '../graph/dtype.ts';

export interface IdxFile { shape: number[]; values: TypedArray | Float64Array }

const kinds: Record<number, { bytes: number; name: string }> = { 0x08: { bytes: 1, name: 'u8' }, 0x09: { bytes: 1, name: 'i8' }, 0x0b: { bytes: 2, name: 'i16' }, 0x0c: { bytes: 4, name: 'i32' }, 0x0d: { bytes: 4, name: 'f32' }, 0x0e: { bytes: 8, name: 'f64' } };

/**
 * Values of an IDX file (not compressed) and their shape; 16-bit integers become i32.
 * @throws InputError for what is no IDX file, and for one that is cut short or has bytes to spare
 */
export function parseIdx(file: Uint8Array): IdxFile {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file[0] === 0x1f && file[1] === 0x8b) fail('IDX: the file is gzip-compressed: decompress it first (DecompressionStream, or node:zlib)');
  const kind = file.length >= 4 && file[0] === 0 && file[1] === 0 ? kinds[file[2]] : undefined;
  if (!kind) fail(`IDX: expected 00 00, a type (08 to 0e) and the number of axes, got ${Array.from(file.subarray(0, 4), (b) => b.toString(16).padStart(2, '0')).join(' ') || 'an empty file'}`);
  const { bytes, name } = kind!, rank = file[3], start = 4 + 4 * rank;
  if (file.length < start) fail(`IDX: the file ends within its ${rank} sizes`);
  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i)), size = shape.reduce((n, d) => n * d, 1);
  if (file.length !== start + size * bytes) fail(`IDX: ${name}[${shape.join(', ')}] takes ${size * bytes} bytes, the file has ${file.length - start}`);
  if (name === 'u8') return { shape, values: file.slice(start) };
  if (name === 'i8') return { shape, values: new Int8Array(file.slice(start).buffer) };
  const values = name === 'f32' ? new Float32Array(size) : name === 'f64' ? new Float64Array(size) : new Int32Array(size);
  for (let i = 0; i < size; i++) {
    const at = start + i * bytes;
    values[i] = name === 'i16' ? view.getInt16(at) : name === 'i32' ? view.getInt32(at) : name === 'f32' ? view.getFloat32(at) : view.getFloat64(at);
  }
  return { shape, values };
}
