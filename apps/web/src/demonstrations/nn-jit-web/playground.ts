/** An expression of the reader's: compiled, shown, and measured. */
import * as t from '@galley/tensor';
import { assemble, createWasmBackend, deviceByRule, disassemble, graphOf, planGraph } from '@galley/tensor/internals';
import { ExpressionError, parse, type Operations, type Program } from './expression.ts';
import type { Gpu } from '@galley/tensor/webgpu';
import type { Compiled, Measured, OnGpu } from './messages.ts';

const one = (name: string, f: (x: t.Tensor) => t.Tensor) => [name, { takes: 'x', call: (args: (t.Tensor | number)[]) => f(tensorOf(name, args, 0)) }] as const;
function tensorOf(name: string, args: readonly (t.Tensor | number)[], i: number): t.Tensor {
  const arg = args[i];
  if (!(arg instanceof t.Tensor)) throw new ExpressionError(`${name} takes a tensor as its ${['first', 'second', 'third'][i]} operand, got ${arg === undefined ? 'nothing' : String(arg)}.`);
  return arg;
}
const axisOf = (args: readonly (t.Tensor | number)[]) => (typeof args[1] === 'number' ? args[1] : undefined);

const operations: Operations = {
  binary: { '+': (a, b) => a.add(b), '-': (a, b) => a.sub(b), '*': (a, b) => a.mul(b), '/': (a, b) => a.div(b), '@': (a, b) => a.matmul(b as t.Tensor) },
  functions: {
    ...Object.fromEntries([one('relu', t.relu), one('gelu', (x) => t.gelu(x)), one('tanh', t.tanh), one('exp', t.exp), one('sigmoid', t.sigmoid), one('sqrt', t.sqrt), one('abs', t.abs), one('silu', t.silu), one('reciprocal', t.reciprocal), one('layerNorm', (x) => t.nn.layerNorm(x)), one('transpose', (x) => x.T)]),
    softmax: { takes: 'x, axis', call: (args) => t.softmax(tensorOf('softmax', args, 0), axisOf(args) ?? -1) },
    sum: { takes: 'x, axis', call: (args) => tensorOf('sum', args, 0).sum(axisOf(args)) },
    mean: { takes: 'x, axis', call: (args) => tensorOf('mean', args, 0).mean(axisOf(args)) },
    max: { takes: 'x, axis', call: (args) => tensorOf('max', args, 0).max(axisOf(args)) },
    conv: { takes: 'x [n, h, w, c], kernel [h, w, c, out]', call: (args) => t.conv2d(tensorOf('conv', args, 0), tensorOf('conv', args, 1), { padding: 'same' }) },
    attention: { takes: 'q, k, v [batch, heads, places, dim]', call: (args) => t.attention(tensorOf('attention', args, 0), tensorOf('attention', args, 1), tensorOf('attention', args, 2)) },
  },
};

const traced = ({ inputs, run }: Program) => graphOf((...tensors) => run(operations, Object.fromEntries(inputs.map(({ name }, i) => [name, tensors[i]]))), inputs);

export function compileExpression(text: string): Compiled {
  const program = parse(text), graph = traced(program), device = deviceByRule({ threads: 1 });
  let bytes = new Uint8Array(), milliseconds = Infinity, plan = planGraph(graph, { device });
  // The second time is what it costs once the compiler itself is compiled.
  for (let i = 0; i < 5; i++) { const begun = performance.now(); plan = planGraph(graph, { device }); bytes = assemble(plan, { names: true, fma: device.relaxedSimd }).bytes; milliseconds = Math.min(milliseconds, performance.now() - begun); }
  const steps = plan.steps.flatMap((s) => (s.kind === 'kernel' ? [s.kernel] : []));
  return {
    kernels: steps.map((k) => ({ name: k.name, tasks: k.tasks, loops: k.loops?.() ?? 'operands side by side, as the tiles read them' })),
    code: disassemble(bytes), bytes: bytes.length, compileMs: milliseconds, flop: steps.reduce((sum, k) => sum + k.flop, 0), moved: steps.reduce((sum, k) => sum + k.bytes, 0),
  };
}

export async function measureExpression(text: string): Promise<Measured> {
  const program = parse(text), { flop, moved } = compileExpression(text), backend = createWasmBackend({ threads: 1 });
  try {
    const buffers = program.inputs.map(({ shape }) => backend.upload(Float32Array.from({ length: shape.reduce((n, d) => n * d, 1) }, (_, i) => Math.sin(i)), 'f32')), executable = backend.compile(traced(program));
    const once = () => { for (const out of executable.run(buffers)) out.dispose(); };
    for (const begun = performance.now(); performance.now() - begun < 150;) once();
    await new Promise((settle) => { setTimeout(settle, 8); });
    const samples: number[] = [];
    for (const begun = performance.now(); performance.now() - begun < 400 || samples.length < 5;) { const at = performance.now(); let runs = 0; do { once(); runs++; } while (performance.now() - at < 2); samples.push((performance.now() - at) / runs); }
    const milliseconds = samples.sort((a, b) => a - b)[samples.length >> 1];
    return { milliseconds, gflops: flop / milliseconds / 1e6, gigabytesPerSecond: moved / milliseconds / 1e6 };
  } finally { backend.dispose(); }
}

/** The same on the reader's GPU, and how far its result is from WebAssembly's. */
export async function measureOnGpu(text: string): Promise<OnGpu> {
  const { createWebgpuBackend } = await import('@galley/tensor/webgpu'), program = parse(text), { flop } = compileExpression(text), graph = traced(program);
  const gpu = await createWebgpuBackend((navigator as { gpu?: Gpu }).gpu), wasm = createWasmBackend({ threads: 1 });
  try {
    const values = program.inputs.map(({ shape }) => Float32Array.from({ length: shape.reduce((n, d) => n * d, 1) }, (_, i) => Math.sin(i))), run = async (backend: typeof gpu | typeof wasm) => { const [out] = backend.compile(graph).run(values.map((v) => backend.upload(v, 'f32'))); return Float32Array.from(await backend.read(out)); };
    const a = await run(gpu), b = await run(wasm), size = b.reduce((most, v) => Math.max(most, Math.abs(v)), 1e-6), apart = a.reduce((most, v, i) => Math.max(most, Math.abs(v - b[i])), 0) / size;
    const inputs = values.map((v) => gpu.upload(v, 'f32')), executable = gpu.compile(graph);
    // Many runs are sent together: a reader of one result waits for all.
    let times = 4, milliseconds = 0;
    for (const begun = performance.now(); ;) {
      const at = performance.now();
      let last = executable.run(inputs)[0];
      for (let i = 1; i < times; i++) { last.dispose(); [last] = executable.run(inputs); }
      await gpu.read(last);
      last.dispose();
      milliseconds = (performance.now() - at) / times;
      if (performance.now() - begun > 600 || times >= 4096) break;
      times *= 2;
    }
    return { adapter: gpu.adapter, milliseconds, gflops: flop / milliseconds / 1e6, apart };
  } finally { gpu.dispose(); wasm.dispose(); }
}
