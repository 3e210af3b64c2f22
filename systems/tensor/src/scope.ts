/** What is going on while tensors are made: scopes of `tidy`, functions being traced. The one place with such state, and it imports nothing that runs. */
import type { Node } from './graph/node.ts';
import type { Tensor } from './tensor.ts';

export interface Trace {
  /** Nodes with a smaller id were made before the trace began. */
  firstId: number;
  /** Tensors from outside that the function used, by their node. */
  captured: Map<Node, Tensor>;
}

export const scope: {
  /** Tensors made within each `tidy` that runs. */
  tidies: Set<Tensor>[];
  /** jit traces that run, innermost last. */
  jits: Trace[];
  /** Differentiations that run: nodes that get values keep their inputs meanwhile. */
  differentiations: number;
} = { tidies: [], jits: [], differentiations: 0 };

/** Whether the graph is being built for a transformation, so that its tensors are not results that somebody keeps. */
export const isTracing = (): boolean => scope.jits.length > 0 || scope.differentiations > 0;
