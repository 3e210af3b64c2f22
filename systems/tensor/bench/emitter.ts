/**
 * How long writing a kernel takes: a micro-kernel of a matrix product, C[6, 8] += A[6, k] B[k, 8] in f32, five steps of
 * k unrolled, about 1.3 KB. The emitter alone, and with V8's compilation.
 *
 * Run by hand: `node bench/emitter.ts`
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { median, quantile } from '@galley/numerics/bootstrap';
import { features, ModuleBuilder } from '../src/wasm/index.ts';

const rows = 6, vectors = 2, steps = 5, float = 4, vector = 16;

/** Panels: A holds the 6 rows' elements of one k side by side, B the 8 columns'; C is row-major with 8 columns. */
function microKernel(relaxed: boolean, minPages = 1): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder({ minPages });
  const f = module.function('tile', ['i32', 'i32', 'i32', 'i32'], [], { exported: true }), a = 0, b = 1, c = 2, count = 3;
  const sums = Array.from({ length: rows * vectors }, () => f.local('v128')), right = Array.from({ length: vectors }, () => f.local('v128')), left = f.local('v128');
  sums.forEach((sum, i) => f.get(c).mem('v128.load', vector * i).set(sum));
  f.loop();
  for (let k = 0; k < steps; k++) {
    for (let j = 0; j < vectors; j++) f.get(b).mem('v128.load', vector * (k * vectors + j)).set(right[j]);
    for (let i = 0; i < rows; i++) {
      f.get(a).mem('v128.load32_splat', float * (k * rows + i)).set(left);
      for (let j = 0; j < vectors; j++) {
        const sum = sums[i * vectors + j];
        if (relaxed) f.get(left).get(right[j]).get(sum).op('f32x4.relaxed_madd').set(sum);
        else f.get(left).get(right[j]).op('f32x4.mul').get(sum).op('f32x4.add').set(sum);
      }
    }
  }
  f.get(a).i32(float * steps * rows).op('i32.add').set(a).get(b).i32(vector * steps * vectors).op('i32.add').set(b);
  f.get(count).i32(steps).op('i32.sub').tee(count).i32(0).op('i32.gt_s').brIf(0).end();
  sums.forEach((sum, i) => f.get(c).get(sum).mem('v128.store', vector * i));
  return module.finish();
}

/** Microseconds per call, one figure per round. */
function timed(call: () => unknown, rounds: number, calls: number): number[] {
  return Array.from({ length: rounds }, () => {
    const begun = performance.now();
    for (let i = 0; i < calls; i++) call();
    return ((performance.now() - begun) * 1000) / calls;
  });
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '41' }, calls: { type: 'string', default: '100' } } });
  const relaxed = features().relaxedSimd, bytes = microKernel(relaxed), rounds = Number(values.rounds), calls = Number(values.calls);
  console.log(`node ${process.version}, V8 ${process.versions.v8}, ${cpus()[0].model}; ${bytes.length} bytes, ${relaxed ? 'relaxed multiply-add' : 'multiplication and addition'}, valid: ${WebAssembly.validate(bytes)}`);
  console.log(`first call: ${timed(() => microKernel(relaxed), 1, 1)[0].toFixed(0)} µs`);
  timed(() => microKernel(relaxed), 20, calls);
  let pages = 1; // V8 compiles equal bytes once: each module asks for another memory.
  for (const [name, call] of [['emitted', () => microKernel(relaxed)], ['and compiled', () => new WebAssembly.Module(microKernel(relaxed, ++pages))]] as const) {
    const us = timed(call, rounds, calls);
    console.log(`${name.padEnd(14)} ${median(us).toFixed(1).padStart(8)} µs  (10% ${quantile(us, 0.1).toFixed(1)}, 90% ${quantile(us, 0.9).toFixed(1)})`);
  }
}
