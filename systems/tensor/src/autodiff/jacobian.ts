/** Whole Jacobians and Hessians: vmap over the rows or columns of an identity matrix. */
import type { Tensor } from '../tensor.ts';
import { eye } from '../ops/create.ts';
import { linearize } from './forward.ts';
import { grad, vjp } from './grad.ts';
import { vmap } from './vmap.ts';

const units = (like: Tensor): Tensor => eye(like.size, like.size, { dtype: like.dtype }).reshape(like.size, ...like.shape);

/** x -> every derivative of every element of f(x), row by row (reverse mode). [...value's shape, ...x's shape] */
export function jacrev(f: (x: Tensor) => Tensor): (x: Tensor) => Tensor {
  return (x) => {
    const { value, pullback } = vjp(f, x);
    return vmap((ct: Tensor) => pullback(ct)[0])(units(value)).reshape(...value.shape, ...x.shape);
  };
}
/** As jacrev, column by column (forward mode): for fewer arguments than values. */
export function jacfwd(f: (x: Tensor) => Tensor): (x: Tensor) => Tensor {
  return (x) => {
    const { value, pushforward } = linearize(f, x);
    return vmap((t: Tensor) => pushforward(t), 0, -1)(units(x)).reshape(...value.shape, ...x.shape);
  };
}
/** x -> second derivatives of f, which returns one number. [...x's shape, ...x's shape] */
export const hessian = (f: (x: Tensor) => Tensor): ((x: Tensor) => Tensor) => jacfwd(grad(f));
/** (x, v) -> the Hessian of f at x times v, without the Hessian. */
export function hvp(f: (x: Tensor) => Tensor): (x: Tensor, v: Tensor) => Tensor {
  return (x, v) => linearize(grad(f), x).pushforward(v);
}
