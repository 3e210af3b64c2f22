/**
 * V8's experiment of running two 128-bit instructions as one of 256 bits (`--experimental-wasm-revectorize`): Node only,
 * and only where it gives the answers known from without it.
 */
import type { Graph } from '../backend.ts';
import type { TypedArray } from '../graph/dtype.ts';
import * as make from '../graph/make.ts';
import type { Node } from '../graph/node.ts';
import type { WasmBackend } from './wasm-backend.ts';

let known: string | undefined;

/**
 * Turns it on for this process, before kernels are compiled. Asked once; the answer is kept.
 * @param create a back end of one thread; `named` makes its modules differ, so that none compiled before is used again
 * @returns 'on', or why it is off
 */
export function revectorize(create: (named: boolean) => WasmBackend): string { return (known ??= attempt(create)); }

function attempt(create: (named: boolean) => WasmBackend): string {
  if (typeof process !== 'object' || typeof process.getBuiltinModule !== 'function') return 'off: not in Node';
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  const expected = answers(create(false));
  // Optimised at once, so that what is tested is what will run.
  const flags = ['--experimental-wasm-revectorize', '--no-liftoff', '--no-wasm-lazy-compilation'], back = ['--liftoff', '--wasm-lazy-compilation'];
  try {
    for (const flag of flags) setFlagsFromString(flag);
    const got = answers(create(true)), wrong = got.findIndex((values, i) => !sameBits(values, expected[i]));
    if (wrong < 0) return 'on';
    setFlagsFromString('--no-experimental-wasm-revectorize');
    return `off: known answer ${wrong} of ${expected.length} came out differently`;
  } catch (error) {
    setFlagsFromString('--no-experimental-wasm-revectorize');
    return `off: ${error instanceof Error ? error.message : String(error)}`;
  } finally { for (const flag of back) setFlagsFromString(flag); }
}

function answers(backend: WasmBackend): TypedArray[] {
  try {
    const graph = knownGraph(), values = graph.inputs.map((node, k) => backend.upload(Float32Array.from({ length: node.size }, (_, i) => Math.sin(i * 1.7 + k)), 'f32'));
    return backend.compile(graph).run(values).map((buffer) => backend.readSync(buffer));
  } finally { backend.dispose(); }
}
const sameBits = (a: TypedArray, b: TypedArray): boolean => {
  const [x, y] = [a, b].map((values) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  return x.length === y.length && x.every((byte, i) => byte === y[i]);
};

/** Products with edges in every direction, sums of rows, gathers of rows by transposition, functions of lanes. */
function knownGraph(): Graph {
  const a = make.input(0, [67, 45], 'f32'), b = make.input(1, [45, 83], 'f32'), product = make.contract(a, b, [0, 1], [1, 2], [0, 2]), { shape } = product;
  const along = (row: Node) => make.broadcast(row, shape, [0]), shifted = make.binary('sub', product, along(make.reduce('max', product, [1]))), e = make.unary('exp', shifted);
  const softmax = make.binary('mul', e, along(make.unary('reciprocal', make.reduce('sum', e, [1])))), tall = make.unary('tanh', make.permute(product, [1, 0]));
  const integers = make.cast(make.binary('mul', tall, make.fill(100, tall.shape, 'f32')), 'i32');
  return { inputs: [a, b], outputs: [product, softmax, tall, make.unary('erf', product), make.binary('add', integers, integers), make.scan('sum', product, 1), make.contract(tall, softmax, [0, 1], [1, 2], [0, 2])] };
}
