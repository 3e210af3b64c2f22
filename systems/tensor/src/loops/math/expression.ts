/** Small pieces that the functions are written with: Horner's rule, copies of the operand, multiply-add where it may be used. */
import type { FunctionBuilder, Local } from '../../wasm/index.ts';

export interface Arithmetic { f: FunctionBuilder; /** Relaxed multiply-add may be emitted. */ fma: boolean }

/** (a, b, c on the stack) -> a * b + c. */
export function madd({ f, fma }: Arithmetic): void {
  if (fma) { f.op('f32x4.relaxed_madd'); return; }
  const c = f.local('v128');
  f.set(c).op('f32x4.mul').get(c).op('f32x4.add');
  f.release(c);
}

/** Leaves c[0] + c[1] x + c[2] x² + ... */
export function polynomial({ f, fma }: Arithmetic, x: Local, coefficients: readonly number[]): void {
  f.f32x4(coefficients[coefficients.length - 1]);
  for (let i = coefficients.length - 2; i >= 0; i--) {
    f.get(x);
    if (fma) f.f32x4(coefficients[i]).op('f32x4.relaxed_madd');
    else f.op('f32x4.mul').f32x4(coefficients[i]).op('f32x4.add');
  }
}

/** Takes operands off the stack into locals for `body`, which leaves the result; then gives the locals back. */
export function withLocals(f: FunctionBuilder, operands: number, temporaries: number, body: (...locals: Local[]) => void): void {
  const locals = Array.from({ length: operands + temporaries }, () => f.local('v128'));
  for (let i = operands - 1; i >= 0; i--) f.set(locals[i]);
  body(...locals);
  f.release(...locals);
}
