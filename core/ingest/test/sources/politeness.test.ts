import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { guardedFetch } from '../../src/sources/fetch.ts';
import { politenessGate } from '../../src/sources/politeness.ts';
import { inTurn, misbehaving, status, StillClock } from './misbehaving-server.ts';

test('one at a time, and three seconds from start to start, however long each takes', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 9000 }), { minLength: 2, maxLength: 12 }), async (durations) => {
    const clock = new StillClock(), gate = politenessGate({ clock }), starts: number[] = [];
    let running = 0;
    await Promise.all(durations.map((ms) => gate.pass(async () => {
      assert.equal(++running, 1);
      starts.push(clock.now());
      await new Promise(setImmediate);
      clock.advance(ms);
      running--;
    })));
    assert.equal(starts.length, durations.length);
    for (let i = 1; i < starts.length; i++) assert.equal(starts[i] - starts[i - 1], Math.max(3000, durations[i - 1]));
  }), { numRuns: 30 });
});

test('one that fails does not hold up the next, and one stopped while waiting never starts', async () => {
  const clock = new StillClock(), gate = politenessGate({ clock }), stop = new AbortController();
  let started = 0, open!: () => void;
  const first = gate.pass(() => new Promise<void>((_resolve, reject) => { open = () => reject(new Error('failed')); }));
  const second = gate.pass(async () => { started++; }, stop.signal), third = gate.pass(async () => 'third');
  stop.abort(new Error('stopped'));
  await assert.rejects(second, /stopped/);
  open();
  await assert.rejects(first, /failed/);
  assert.equal(await third, 'third');
  assert.equal(started, 0);
});

test('two sources with one gate keep the distance together', async () => {
  const clock = new StillClock(), gate = politenessGate({ clock }), server = await misbehaving(inTurn('one', 'two'), clock);
  const ask = () => guardedFetch({ base: server.base, allowPrivate: true, clock, gate })(server.base, { read: (a) => a.text });
  assert.deepEqual(await Promise.all([ask(), ask()]), ['one', 'two']);
  assert.equal(server.asked[1].at - server.asked[0].at, 3000);
});

test('one that is told to come back later makes all others wait as long', async () => {
  const clock = new StillClock(), gate = politenessGate({ clock }), server = await misbehaving(inTurn(status(503, { 'retry-after': '60' }), 'later'), clock);
  const { promise: told, resolve } = Promise.withResolvers<void>();
  // The first one waits for ever, so only the gate can move the time.
  const patient = { now: () => clock.now(), timer: clock.timer.bind(clock), sleep: () => { resolve(); return new Promise<void>(() => {}); } };
  void guardedFetch({ base: server.base, allowPrivate: true, clock: patient, gate })(server.base, { read: (a) => a.text });
  await told;
  assert.equal(await guardedFetch({ base: server.base, allowPrivate: true, clock, gate })(server.base, { read: (a) => a.text }), 'later');
  assert.equal(server.asked[1].at - server.asked[0].at, 60_000);
});

test('every hop of a redirect is a request of its own at the gate', async () => {
  const clock = new StillClock(), gate = politenessGate({ clock }), server = await misbehaving(inTurn(status(302, { location: '/b' }), 'b'), clock);
  await guardedFetch({ base: server.base, allowPrivate: true, clock, gate })(server.base, { read: (a) => a.text });
  assert.equal(server.asked[1].at - server.asked[0].at, 3000);
});
