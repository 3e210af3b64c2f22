/** Functions that have no vector form: one lane after another. */
import type { FunctionBuilder, Local } from '../../wasm/index.ts';
import { withLocals, type Arithmetic } from './expression.ts';

/** Both operands' lanes as scalars; `body` leaves the result. */
function eachLane(f: FunctionBuilder, body: (a: Local, b: Local) => void): void {
  withLocals(f, 2, 1, (x, y, out) => {
    const a = f.local('i32'), b = f.local('i32');
    f.i32x4(0).set(out);
    for (let lane = 0; lane < 4; lane++) {
      f.get(x).lane('i32x4.extract_lane', lane).set(a).get(y).lane('i32x4.extract_lane', lane).set(b).get(out);
      body(a, b);
      f.lane('i32x4.replace_lane', lane).set(out);
    }
    f.get(out);
    f.release(a, b);
  });
}

/** 0 where the divisor is; -2147483648 / -1 wraps around. */
export function divI({ f }: Arithmetic): void {
  eachLane(f, (a, b) => {
    f.get(b).i32(1).op('i32.add').i32(2).op('i32.lt_u').if(['i32']);
    f.get(a).get(b).op('i32.mul');
    f.else().get(a).get(b).op('i32.div_s').end();
  });
}
export function modI({ f }: Arithmetic): void {
  eachLane(f, (a, b) => { f.get(b).op('i32.eqz').if(['i32']).i32(0).else().get(a).get(b).op('i32.rem_s').end(); });
}
/** By squaring; negative exponents give 0, but for bases 1 and -1. */
export function powI({ f }: Arithmetic): void {
  eachLane(f, (base, exponent) => {
    const result = f.local('i32');
    f.i32(1).set(result);
    f.get(exponent).i32(0).op('i32.lt_s').if();
    f.get(base).get(base).i32(1).op('i32.add').i32(3).op('i32.lt_u').op('i32.mul').set(base);
    f.i32(0).get(exponent).op('i32.sub').set(exponent);
    f.get(base).op('i32.eqz').if().i32(0).set(result).end();
    f.end();
    f.block().get(exponent).op('i32.eqz').brIf(0).loop();
    f.get(exponent).i32(1).op('i32.and').if().get(result).get(base).op('i32.mul').set(result).end();
    f.get(base).get(base).op('i32.mul').set(base);
    f.get(exponent).i32(1).op('i32.shr_u').tee(exponent).brIf(0).end().end();
    f.get(result);
    f.release(result);
  });
}

/** Word 0 of Threefry-2x32-20 (Salmon et al. 2011) on the block (counter, 0). */
const rotations = [[13, 15, 26, 6], [17, 29, 16, 24]];
export function threefry({ f }: Arithmetic): void {
  withLocals(f, 3, 3, (key0, key1, counter, key2, x, y) => {
    const keys = [key0, key1, key2];
    f.get(key0).get(key1).op('v128.xor').i32x4(0x1bd11bda).op('v128.xor').set(key2);
    f.get(counter).get(key0).op('i32x4.add').set(x).get(key1).set(y);
    for (let group = 0; group < 5; group++) {
      for (const r of rotations[group & 1]) {
        f.get(x).get(y).op('i32x4.add').set(x);
        f.get(y).i32(r).op('i32x4.shl').get(y).i32(32 - r).op('i32x4.shr_u').op('v128.or').get(x).op('v128.xor').set(y);
      }
      f.get(x).get(keys[(group + 1) % 3]).op('i32x4.add').set(x);
      f.get(y).get(keys[(group + 2) % 3]).op('i32x4.add').i32x4(group + 1).op('i32x4.add').set(y);
    }
    f.get(x);
  });
}

/** Shifts by a count per lane, modulo 32. */
export function shift({ f }: Arithmetic, op: 'i32.shl' | 'i32.shr_s' | 'i32.shr_u'): void { eachLane(f, (a, b) => { f.get(a).get(b).op(op); }); }
