/** Identities that transformations see. */
import * as make from '../graph/make.ts';
import type { Tensor } from '../tensor.ts';
import { wrap } from './like.ts';

/** x, as a constant to differentiation. */
export const stopGradientOf = (x: Tensor): Tensor => wrap(make.stopGradient(x.node));
