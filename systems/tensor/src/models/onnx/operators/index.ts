/** The operators of ONNX that graphs may use, by name. */
import type { Definition, Table } from '../call.ts';
import { activation } from './activation.ts';
import { control } from './control.ts';
import { convolution } from './convolution.ts';
import { elementwise } from './elementwise.ts';
import { indexing } from './indexing.ts';
import { loss } from './loss.ts';
import { movement } from './movement.ts';
import { normalisation } from './normalisation.ts';
import { pooling } from './pooling.ts';
import { product } from './product.ts';
import { quantisation } from './quantisation.ts';
import { recurrent } from './recurrent.ts';
import { reduction } from './reduction.ts';
import { resizing } from './resize.ts';
import { shape } from './shape.ts';
import { signal } from './signal.ts';

const tables: readonly Table[] = [activation, control, convolution, elementwise, indexing, loss, movement, normalisation, pooling, product, quantisation, recurrent, reduction, resizing, shape, signal];
export const operators: ReadonlyMap<string, Definition> = new Map(tables.flatMap((table) => Object.entries(table).map(([name, entry]) => [name, typeof entry === 'function' ? { run: entry } : entry] as const)));
