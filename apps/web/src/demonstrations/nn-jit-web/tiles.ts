/** One tile of the reader's choice: its kernel, and how fast it is here. */
import { assemble, createWasmBackend, disassemble, graphOf, planGraph } from '@galley/tensor/internals';
import { planOf, prepare, registersOf, timed, type ContractSchedule } from '@galley/tensor/tune';
import type { Tile, TileMeasured } from './messages.ts';

/** Of a product that most tiles divide: C[240, 240], sums of 256. */
export const rows = 240, sum = 256;
/** Tiles past the registers are to be seen, so none is refused. */
const backend = createWasmBackend({ threads: 1, device: { registers: 128 } }), { device } = backend;
const problem = planGraph(graphOf((a, b) => a.matmul(b), [{ shape: [rows, sum] }, { shape: [sum, rows] }]), { device, constants: [1] }).steps.flatMap((step) => (step.kind === 'kernel' && step.kernel.task ? [step.kernel.task.problem] : []))[0];
const prepared = prepare(backend, problem);

export async function measureTile({ mr, nr, kc }: Tile, withCode: boolean): Promise<TileMeasured> {
  const schedule: ContractSchedule = { mr, nr, kc, nb: Math.ceil(rows / nr) * nr, mb: Math.ceil(rows / mr) * mr, unroll: 4, packA: 'none', packB: 'before' }, plan = planOf(prepared, schedule, device);
  const executable = backend.load(plan, { outputs: [{ dtype: 'f32' }] }), inputs = prepared.inputs.filter((b) => b !== undefined);
  try {
    const time = await timed(() => { for (const out of executable.run(inputs)) out.dispose(); }, { sampleMs: 12 });
    const code = withCode ? disassemble(assemble(plan, { names: true, fma: device.relaxedSimd }).bytes).filter(({ name }) => name.startsWith('tile')).sort((a, b) => b.bytes - a.bytes)[0] : undefined;
    return { gflops: time ? (2 * rows * rows * sum) / time.ms / 1e6 : 0, registers: registersOf({ mr, nr }, device.relaxedSimd), l1Bytes: 4 * kc * (mr + nr), ...(code && { code }) };
  } finally { executable.dispose(); }
}
