/**
 * The register tile, a small function of its own: V8 compiles a function anew, and well, only at its entry. Every sum is
 * a local; one vector row of b is held, elements of a are splatted as they are met.
 */
import type { Callable, FunctionBuilder } from '../../wasm/index.ts';
import type { EmitContext } from '../kernel.ts';

export interface Tile {
  mr: number;
  nr: number;
  lane: 'f32' | 'i32';
  unroll: number;
  /** Bytes in a from one row to the next, and from one step of the sum to the next. */
  rowStride: number;
  stepStride: number;
  /** Bytes from one row of the result to the next. */
  resultStride: number;
}

/** A function (a, b, result, length: i32, adds: i32): result = a b, or, when `adds`, what is there + a b. b is packed [k][nr]. */
export function emitTile(context: EmitContext, tile: Tile): Callable {
  return context.shared(`tile ${JSON.stringify(tile)}`, () => {
    const { mr, nr, lane, unroll, rowStride, stepStride, resultStride } = tile, { module, fma } = context, { address } = module, vectors = nr / 4;
    const f = module.function(`tile ${mr}x${nr}`, [address, address, address, 'i32', 'i32']), [a, b, result, length, adds] = [0, 1, 2, 3, 4];
    const sums = Array.from({ length: mr }, () => Array.from({ length: vectors }, () => f.local('v128')));
    const row = Array.from({ length: vectors }, () => f.local('v128')), element = f.local('v128'), count = f.local('i32');
    f.get(adds).if();
    sums.forEach((line, i) => line.forEach((sum, j) => f.get(result).mem('v128.load', i * resultStride + 16 * j).set(sum)));
    f.end();
    const step = (ahead: number) => {
      row.forEach((v, j) => f.get(b).mem('v128.load', ahead * 4 * nr + 16 * j).set(v));
      for (let i = 0; i < mr; i++) {
        address_(f, a, i * rowStride + ahead * stepStride);
        f.set(element);
        for (let j = 0; j < vectors; j++) {
          f.get(element).get(row[j]);
          if (lane === 'i32') f.op('i32x4.mul').get(sums[i][j]).op('i32x4.add');
          else if (fma) f.get(sums[i][j]).op('f32x4.relaxed_madd');
          else f.op('f32x4.mul').get(sums[i][j]).op('f32x4.add');
          f.set(sums[i][j]);
        }
      }
    };
    const rounds = (times: number) => {
      for (let u = 0; u < times; u++) step(u);
      f.get(a).addressConst(times * stepStride).addressOp('add').set(a).get(b).addressConst(times * 4 * nr).addressOp('add').set(b);
      f.get(count).i32(1).op('i32.sub').tee(count).brIf(0);
    };
    if (unroll > 1) {
      f.get(length).i32(unroll).op('i32.div_u').tee(count).if().loop();
      rounds(unroll);
      f.end().end();
    }
    f.get(length);
    if (unroll > 1) f.i32(unroll).op('i32.rem_u');
    f.tee(count).if().loop();
    rounds(1);
    f.end().end();
    sums.forEach((line, i) => line.forEach((sum, j) => f.get(result).get(sum).mem('v128.store', i * resultStride + 16 * j)));
    return f;
  });
}

/** Leaves a splatted element; offsets that are negative move the address. */
function address_(f: FunctionBuilder, base: number, offset: number): void {
  f.get(base);
  if (offset < 0) f.addressConst(offset).addressOp('add');
  f.mem('v128.load32_splat', Math.max(0, offset));
}
