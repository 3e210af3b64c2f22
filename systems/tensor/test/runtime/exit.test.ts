import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

/** What a process prints that does `body` with the runtime and is not told to exit. */
function printed(body: string): string {
  const runtime = new URL('../../src/runtime/index.ts', import.meta.url).href, kernels = new URL('./kernels.ts', import.meta.url).href, helpers = new URL('./helpers.ts', import.meta.url).href;
  const script = `import { createWasmBackend, createRemoteBackend } from '${runtime}'; import { axpy, input, output, plan, step } from '${kernels}'; import { everyThreadHelps } from '${helpers}';\n${body}`;
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', timeout: 60_000 });
  assert.equal(status, 0, `${signal ?? status}\n${stdout}\n${stderr}`);
  return stdout.trim();
}

test('a process with threads ends by itself, whether it waited for them or not', () => {
  const run = "const x = b.upload(Float32Array.of(1, 2), 'f32'), [y] = b.load(plan([8], [8], [step(axpy(3, 1, 2), input(0), input(0), output(0))]), { outputs: [{ dtype: 'f32' }] }).run([x]); console.log(b.readSync(y).join());";
  assert.equal(printed(`const b = createWasmBackend({ threads: 2 }); ${run}`), '4,8');
  assert.equal(printed(`const b = createWasmBackend({ threads: 2 }); await everyThreadHelps(b, 2); ${run}`), '4,8');
  assert.equal(printed(`const b = createWasmBackend({ threads: 2 }); await everyThreadHelps(b, 2); ${run} b.dispose();`), '4,8');
});

test('a process ends by itself with an engine worker, after what it waits for has come', () => {
  assert.equal(printed("const b = createRemoteBackend({ threads: 2 }); console.log((await b.read(b.upload(Float32Array.of(1, 2), 'f32'))).join());"), '1,2');
  assert.equal(printed("createRemoteBackend({ threads: 2 }).upload(Float32Array.of(1, 2), 'f32');"), '');
});
