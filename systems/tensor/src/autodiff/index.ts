/** Transformations of functions on trees of tensors. */
export { grad, valueAndGrad, vjp, type GradOptions, type Gradients, type Vjp } from './grad.ts';
export { jvp, linearize, type Linearized } from './forward.ts';
export { vmap, type Axes } from './vmap.ts';
export { checkpoint } from './checkpoint.ts';
export { customGradient, stopGradient } from './custom.ts';
export { hessian, hvp, jacfwd, jacrev } from './jacobian.ts';
export { layerwise, type Layerwise, type LayerwiseOptions } from './layerwise.ts';
