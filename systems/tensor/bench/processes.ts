/** Contenders as child processes. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Answer, Request } from './answer.ts';
import type { Contender } from './timing.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const children: ChildProcess[] = [];

/** A Python that has PyTorch, or null. */
function pythonWithTorch(): string | null {
  return ['python3', '/usr/bin/python3'].find((python) => spawnSync(python, ['-c', 'import torch'], { stdio: 'ignore', timeout: 60_000 }).status === 0) ?? null;
}
let python: string | null | undefined;

/** Starts a contender; says why when it does not answer. */
export async function start(name: string, threads: number): Promise<(Contender & { version: string }) | string> {
  if (name === 'torch' && (python ??= pythonWithTorch()) === null) return 'no python3 with torch: apt install python3-torch';
  const [command, script] = name === 'torch' ? [python!, here('peers/torch-server.py')] : [process.execPath, here('contender.ts')];
  const environment = { ...process.env, OMP_NUM_THREADS: String(threads), OMP_WAIT_POLICY: 'PASSIVE' };
  const child = spawn(command, name === 'torch' ? [script, String(threads)] : ['--no-warnings', script, name, String(threads)], { stdio: ['pipe', 'pipe', process.env.BENCH_DEBUG ? 'inherit' : 'pipe'], env: environment });
  children.push(child);
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => { complaint = (complaint + chunk.toString()).slice(-4000); });
  child.stdin!.on('error', () => { /* It has ended: the waiting question is answered by `exit`. */ });
  const waiting: ((answer: Answer) => void)[] = [];
  createInterface({ input: child.stdout! }).on('line', (line) => waiting.shift()?.(JSON.parse(line) as Answer));
  child.on('exit', (code) => { for (const settle of waiting.splice(0)) settle({ cannot: complaint.split('\n').findLast((l) => /error|cannot|not found/i.test(l))?.trim() ?? `ended with ${code}` }); });
  const ask = (request: Request): Promise<Answer> => new Promise((settle) => {
    if (child.exitCode !== null) { settle({ cannot: `its process has ended with ${child.exitCode}` }); return; }
    waiting.push(settle);
    child.stdin!.write(`${JSON.stringify(request)}\n`);
  });
  const { name: said, version, cannot } = await ask({ do: 'hello' });
  return said === undefined ? cannot ?? 'no answer' : { name: said, version: version!, threads, ask };
}

export function stopAll(): void { for (const child of children.splice(0)) child.stdin?.end(); }
