/** What a contender is asked to compute, as plain data: it crosses to child processes, to Python and to a page. */

export type Task =
  | { kind: 'matmul'; m: number; k: number; n: number }
  /** Layout [batch, channels, height, width], square kernels, "same" padding. */
  | { kind: 'conv'; mode: 'forward' | 'inputGrad' | 'filterGrad'; batch: number; inChannels: number; outChannels: number; height: number; width: number; kernel: number; stride: number; groups: number }
  | { kind: 'softmax' | 'layerNorm' | 'gelu'; rows: number; columns: number }
  | { kind: 'adam'; parameters: number }
  /** Post-norm, as BERT: attention, add, norm, GELU (erf) MLP, add, norm. */
  | { kind: 'encoderLayer'; sequence: number; width: number; heads: number; hidden: number }
  | { kind: 'mlpStep'; batch: number; sizes: readonly number[] }
  /** Two 3x3 convolutions with ReLU and max pooling by 2, then a linear layer; cross-entropy. */
  | { kind: 'cnnStep'; batch: number; size: number; channels: readonly [number, number, number]; classes: number }
  /** Pre-norm decoder with learned positions and its own head; cross-entropy of the next token. */
  | { kind: 'gptStep'; batch: number; sequence: number; width: number; heads: number; layers: number; vocabulary: number };
export type Kind = Task['kind'];
export type TaskOf<K extends Kind> = Extract<Task, { kind: K }>;

/** Training is SGD with this rate and momentum, everywhere. */
export const learningRate = 0.01, momentum = 0.9;
export const adam = { lr: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-8 } as const;

/** Made by test/oracle/generator on both sides: uniform in [low, high), or whole numbers below `below`. */
export type Input = { shape: readonly number[]; seed: number } & ({ low: number; high: number } | { below: number });
export type Inputs = Record<string, Input>;

export const paddingOf = ({ kernel }: { kernel: number }): number => (kernel - 1) / 2;
export const outSize = (size: number, { kernel, stride }: { kernel: number; stride: number }): number => Math.floor((size + 2 * paddingOf({ kernel }) - kernel) / stride) + 1;

export function inputsOf(task: Task): Inputs {
  const inputs: Inputs = {};
  let seed = 1;
  const real = (name: string, shape: readonly number[], bound: number) => { inputs[name] = { shape, seed: seed++, low: -bound, high: bound }; };
  const constant = (name: string, shape: readonly number[], value: number) => { inputs[name] = { shape, seed: seed++, low: value, high: value }; };
  const labels = (name: string, shape: readonly number[], below: number) => { inputs[name] = { shape, seed: seed++, below }; };
  const linear = (name: string, from: number, to: number) => { real(`${name}.w`, [from, to], from ** -0.5); constant(`${name}.b`, [to], 0); };
  const norm = (name: string, width: number) => { constant(`${name}.scale`, [width], 1); constant(`${name}.shift`, [width], 0); };
  switch (task.kind) {
    case 'matmul': real('a', [task.m, task.k], 1); real('b', [task.k, task.n], 1); break;
    case 'conv': {
      const { batch, inChannels, outChannels, height, width, kernel, groups, mode } = task;
      if (mode !== 'inputGrad') real('x', [batch, inChannels, height, width], 1);
      if (mode !== 'filterGrad') real('w', [outChannels, inChannels / groups, kernel, kernel], 1);
      if (mode !== 'forward') real('dy', [batch, outChannels, outSize(height, task), outSize(width, task)], 1);
      break;
    }
    case 'softmax': case 'gelu': real('x', [task.rows, task.columns], 4); break;
    case 'layerNorm': real('x', [task.rows, task.columns], 4); real('scale', [task.columns], 1); real('shift', [task.columns], 1); break;
    case 'adam': for (const name of ['p', 'g']) real(name, [task.parameters], 1); break;
    case 'encoderLayer':
      real('x', [task.sequence, task.width], 1);
      for (const name of ['q', 'k', 'v', 'out']) linear(name, task.width, task.width);
      norm('norm1', task.width); linear('up', task.width, task.hidden); linear('down', task.hidden, task.width); norm('norm2', task.width);
      break;
    case 'mlpStep':
      real('x', [task.batch, task.sizes[0]], 1); labels('labels', [task.batch], task.sizes.at(-1)!);
      for (let i = 1; i < task.sizes.length; i++) linear(`layer${i}`, task.sizes[i - 1], task.sizes[i]);
      break;
    case 'cnnStep': {
      const [from, middle, to] = task.channels, flat = to * Math.floor(Math.floor(task.size / 2) / 2) ** 2;
      real('x', [task.batch, from, task.size, task.size], 1); labels('labels', [task.batch], task.classes);
      real('conv1.w', [middle, from, 3, 3], (9 * from) ** -0.5); constant('conv1.b', [middle], 0);
      real('conv2.w', [to, middle, 3, 3], (9 * middle) ** -0.5); constant('conv2.b', [to], 0);
      linear('head', flat, task.classes);
      break;
    }
    case 'gptStep': {
      const { batch, sequence, width, layers, vocabulary } = task;
      labels('tokens', [batch, sequence], vocabulary); labels('targets', [batch, sequence], vocabulary);
      real('embedding', [vocabulary, width], 0.5); real('positions', [sequence, width], 0.5);
      for (let l = 0; l < layers; l++) {
        norm(`block${l}.norm1`, width); linear(`block${l}.qkv`, width, 3 * width); linear(`block${l}.out`, width, width);
        norm(`block${l}.norm2`, width); linear(`block${l}.up`, width, 4 * width); linear(`block${l}.down`, 4 * width, width);
      }
      norm('norm', width); linear('head', width, vocabulary);
      break;
    }
  }
  return inputs;
}

/** Inputs that are trained: all but data and labels. */
export const parametersOf = (inputs: Inputs): string[] => Object.keys(inputs).filter((name) => !['x', 'labels', 'tokens', 'targets'].includes(name));

/** Floating-point operations of one iteration, a multiply-add being two; the usual count of the literature. */
export function flop(task: Task): number {
  switch (task.kind) {
    case 'matmul': return 2 * task.m * task.k * task.n;
    case 'conv': return 2 * task.batch * outSize(task.height, task) * outSize(task.width, task) * task.outChannels * (task.inChannels / task.groups) * task.kernel ** 2;
    case 'encoderLayer': return 2 * task.sequence * (4 * task.width ** 2 + 2 * task.width * task.hidden + 2 * task.sequence * task.width);
    case 'mlpStep': return 6 * task.batch * task.sizes.slice(1).reduce((sum, n, i) => sum + n * task.sizes[i], 0);
    case 'cnnStep': {
      const [a, b, c] = task.channels, half = Math.floor(task.size / 2), quarter = Math.floor(half / 2);
      return 6 * task.batch * (9 * a * b * task.size ** 2 + 9 * b * c * half ** 2 + c * quarter ** 2 * task.classes);
    }
    case 'gptStep': return 6 * task.batch * task.sequence * (task.layers * (12 * task.width ** 2 + 2 * task.sequence * task.width) + task.width * task.vocabulary);
    default: return 0;
  }
}

/** Bytes that must move to and from memory in one iteration, of the works that are bound by it. */
export function bytes(task: Task): number {
  switch (task.kind) {
    case 'softmax': case 'layerNorm': case 'gelu': return 8 * task.rows * task.columns;
    case 'adam': return 28 * task.parameters;
    default: return 0;
  }
}
