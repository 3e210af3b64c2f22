/** The tasks of the bench as ONNX graphs: what onnxruntime is given. Weights are constants, so that it may pack them. */
import { outSize, paddingOf, type Inputs, type Task, type TaskOf } from '../works/task.ts';
import type { Constant, GraphNode, Model } from './onnx-model.ts';
import { cannot, valuesOf } from './peer.ts';

/** A graph under construction: each call adds a node and names its result. */
class Graph {
  nodes: GraphNode[] = [];
  constants: Record<string, Constant> = {};
  add(op: string, inputs: readonly string[], attributes?: GraphNode['attributes']): string {
    const name = `t${this.nodes.length}`;
    this.nodes.push({ op, inputs, outputs: [name], attributes });
    return name;
  }
  constant(name: string, values: Float32Array, shape: readonly number[]): string { this.constants[name] = { values, shape }; return name; }
  shape(...dims: number[]): string { const name = `shape ${dims.join(',')}`; this.constants[name] = { values: BigInt64Array.from(dims, BigInt), shape: [dims.length] }; return name; }
  end(last: string, shape: readonly number[], inputs: Record<string, readonly number[]>): Model {
    this.nodes.push({ op: 'Identity', inputs: [last], outputs: ['y'] });
    return { nodes: this.nodes, constants: this.constants, inputs, outputs: { y: shape } };
  }
}

/** @throws CannotDo on tasks with training in them */
export function onnxModel(task: Task, inputs: Inputs): Model {
  const g = new Graph(), shapeOf = (name: string) => inputs[name].shape;
  const weight = (name: string) => g.constant(name, valuesOf(inputs[name]) as Float32Array, shapeOf(name));
  switch (task.kind) {
    case 'matmul': return g.end(g.add('MatMul', ['a', 'b']), [task.m, task.n], { a: shapeOf('a'), b: shapeOf('b') });
    case 'softmax': return g.end(g.add('Softmax', ['x'], { axis: -1 }), shapeOf('x'), { x: shapeOf('x') });
    case 'gelu': return g.end(g.add('Gelu', ['x']), shapeOf('x'), { x: shapeOf('x') });
    case 'layerNorm': return g.end(g.add('LayerNormalization', ['x', weight('scale'), weight('shift')], { axis: -1, epsilon: { float: 1e-5 } }), shapeOf('x'), { x: shapeOf('x') });
    case 'conv': return conv(g, task, weight, shapeOf);
    case 'encoderLayer': return encoderLayer(g, task, weight, shapeOf);
    default: return cannot('onnxruntime does not train here');
  }
}

function conv(g: Graph, task: TaskOf<'conv'>, weight: (name: string) => string, shapeOf: (name: string) => readonly number[]): Model {
  const { batch, inChannels, outChannels, height, width, kernel, stride, groups } = task, pad = paddingOf(task);
  const pads = [pad, pad, pad, pad], strides = [stride, stride];
  if (task.mode === 'forward') {
    return g.end(g.add('Conv', ['x', weight('w')], { pads, strides, group: groups, kernel_shape: [kernel, kernel] }), [batch, outChannels, outSize(height, task), outSize(width, task)], { x: shapeOf('x') });
  }
  if (stride !== 1 || groups !== 1) return cannot('gradients with strides or groups are not written as ONNX here');
  if (task.mode === 'inputGrad') return g.end(g.add('ConvTranspose', ['dy', weight('w')], { pads, strides, kernel_shape: [kernel, kernel] }), [batch, inChannels, height, width], { dy: shapeOf('dy') });
  // The filter's gradient is a convolution of the transposed input with the transposed output gradient.
  const x = g.add('Transpose', ['x'], { perm: [1, 0, 2, 3] }), dy = g.add('Transpose', ['dy'], { perm: [1, 0, 2, 3] });
  const dw = g.add('Conv', [x, dy], { pads, kernel_shape: [outSize(height, task), outSize(width, task)] });
  return g.end(g.add('Transpose', [dw], { perm: [1, 0, 2, 3] }), [outChannels, inChannels, kernel, kernel], { x: shapeOf('x'), dy: shapeOf('dy') });
}

function encoderLayer(g: Graph, { sequence, width, heads }: TaskOf<'encoderLayer'>, weight: (name: string) => string, shapeOf: (name: string) => readonly number[]): Model {
  const linear = (x: string, name: string) => g.add('Add', [g.add('MatMul', [x, weight(`${name}.w`)]), weight(`${name}.b`)]);
  const norm = (x: string, name: string) => g.add('LayerNormalization', [x, weight(`${name}.scale`), weight(`${name}.shift`)], { axis: -1, epsilon: { float: 1e-5 } });
  const split = (x: string, perm: number[]) => g.add('Transpose', [g.add('Reshape', [x, g.shape(sequence, heads, width / heads)])], { perm });
  const q = split(linear('x', 'q'), [1, 0, 2]), k = split(linear('x', 'k'), [1, 2, 0]), v = split(linear('x', 'v'), [1, 0, 2]);
  const scale = g.constant('scale', Float32Array.of((width / heads) ** -0.5), []);
  const weights = g.add('Softmax', [g.add('Mul', [g.add('MatMul', [q, k]), scale])], { axis: -1 });
  const attended = g.add('Reshape', [g.add('Transpose', [g.add('MatMul', [weights, v])], { perm: [1, 0, 2] }), g.shape(sequence, width)]);
  const y = norm(g.add('Add', ['x', linear(attended, 'out')]), 'norm1');
  const z = linear(g.add('Gelu', [linear(y, 'up')]), 'down');
  return g.end(norm(g.add('Add', [y, z]), 'norm2'), [sequence, width], { x: shapeOf('x') });
}
