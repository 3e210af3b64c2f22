import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as t from '../../src/index.ts';
import type { Known } from '../../src/models/model.ts';
import { Session } from '../../src/models/session.ts';
import { createWasmBackend, type WasmBackend } from '../../src/runtime/index.ts';
import { deviceClass, KernelDb, probeDevice } from '../../src/tune/index.ts';
import { smallModel } from './small-model.ts';

let backend: WasmBackend;
before(async () => { backend = createWasmBackend({ threads: 1 }); await t.configure({ backend }); });
after(() => backend.dispose());

const image = (n: number, seed = 0) => ({ data: Float32Array.from({ length: n * 192 }, (_, i) => Math.sin(i * 0.7 + seed)), shape: [n, 8, 8, 3] });
const read = (out: ReturnType<Session['run']>): Float32Array => { const y = out.y as t.Tensor, values = y.dataSync() as Float32Array; y.dispose(); return values; };

test('a session computes what the model says, for every signature of feeds, and gives known outputs as numbers', async () => {
  const model = smallModel(), session = await Session.load(model);
  for (const n of [1, 3, 3, 2]) {
    const out = session.run({ image: image(n) }), x = t.tensor(image(n).data, { shape: image(n).shape }), plain = model.apply({ image: x }, model.weights).y as t.Tensor;
    assert.deepEqual((out.rows as Known).values, [4 * n]);
    const got = read(out), expected = plain.dataSync();
    assert.ok(got.every((v, i) => Math.abs(v - expected[i]) < 1e-5));
  }
  session.dispose();
  assert.throws(() => session.run({ image: image(1) }), /the session was disposed/);
});

test('wrong feeds are told apart: unknown, missing, of another shape', async () => {
  const session = await Session.load(smallModel());
  assert.throws(() => session.run({ picture: image(1) }), /the model has no input "picture": expected "image"/);
  assert.throws(() => session.run({}), /the input "image" is missing: expected f32\[n, 8, 8, 3\]/);
  assert.throws(() => session.run({ image: { data: new Float32Array(12), shape: [1, 2, 2, 3] } }), /the input "image" has shape \[1, 2, 2, 3\]: expected \[n, 8, 8, 3\]/);
  session.dispose();
});

test('tuned in the background it gives the same bits, keeps answering, and leaves its winners in the database', async () => {
  const device = deviceClass(await probeDevice({ budgetMs: 20 })), db = await KernelDb.open('memory', device), session = await Session.load(smallModel(), { db }), expected = read(session.run({ image: image(16) }));
  const trials: number[] = [], handle = session.tuneInBackground({ onTrial: ({ trial, task, tasks }) => { assert.ok(task <= tasks); trials.push(trial.ms); } });
  assert.throws(() => session.tuneInBackground(), /is being tuned already/);
  let answered = 0;
  const ended = handle.done.then(() => true), soon = () => new Promise<boolean>((settle) => { setTimeout(() => settle(false), 2); });
  while (!(await Promise.race([ended, soon()]))) { assert.deepEqual(read(session.run({ image: image(16) })), expected); answered++; }
  const report = await handle.done;
  assert.equal(report.tasks.length, 3);
  assert.ok(Math.abs(report.tasks.reduce((sum, task) => sum + task.share, 0) - 1) < 1e-9);
  assert.ok(trials.length > 10 && answered > 5, `${trials.length} trials, ${answered} answers`);
  assert.equal(db.size, 3);
  assert.deepEqual(read(session.run({ image: image(16) })), expected);
  session.dispose();
  // What was found is used from the first run on.
  const again = await Session.load(smallModel(), { db });
  assert.deepEqual(read(again.run({ image: image(16) })), expected);
  again.dispose();
});

test('tuning that is stopped leaves a session that works; so does disposing of it meanwhile', async () => {
  const session = await Session.load(smallModel()), expected = read(session.run({ image: image(4) })), handle = session.tuneInBackground();
  await new Promise((settle) => { setTimeout(settle, 60); });
  handle.stop();
  assert.equal((await handle.done).stopped, 'stopped');
  assert.deepEqual(read(session.run({ image: image(4) })), expected);
  const other = session.tuneInBackground({ budgetMs: 1 });
  assert.equal((await other.done).stopped, 'budget');
  const last = session.tuneInBackground();
  session.dispose();
  assert.equal((await last.done).stopped, 'stopped');
});

test('the profile names the layer of each kernel', async () => {
  const session = await Session.load(smallModel()), rows = session.profile({ image: image(8) }, { runs: 3 });
  assert.deepEqual([...new Set(rows.map((row) => row.layer))].filter(Boolean).sort(), ['conv', 'down', 'up']);
  for (const row of rows) assert.ok(row.ms >= 0 && row.calls > 0, row.name);
  session.dispose();
});
