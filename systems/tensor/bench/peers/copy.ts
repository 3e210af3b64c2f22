/** Not a peer but a bound: copying as many bytes as the work must move, in the same level of the memory. */
import { bytes, type Task } from '../works/task.ts';
import { cannot, type Peer } from './peer.ts';

export const copy = (): Peer => ({
  name: 'copy', version: 'TypedArray.set',
  async prepare(task: Task) {
    if (bytes(task) === 0) return cannot('nothing but memory is copied');
    const half = bytes(task) / 8, memory = new WebAssembly.Memory({ initial: Math.ceil((8 * half) / 65536) }).buffer;
    const from = new Float32Array(memory, 0, half).fill(1), to = new Float32Array(memory, 4 * half, half).fill(2);
    return { run() { to.set(from); }, async result() { return to.slice(0, 64); }, dispose() {} };
  },
});
