import assert from 'node:assert/strict';
import { sql } from 'drizzle-orm';
import { rows } from '@galley/papers';
import { bookmark, castVote, hiddenOf, markSeen, ownStates, putAway, Refusal, voteCounts } from '../src/index.ts';
import { aReader, later, onBoth, t0 } from './databases.ts';

onBoth('a reader has one vote for a paper; it is taken back, and given again', async ({ db }) => {
  const [ada, ben] = [await aReader(db), await aReader(db)], arxiv = '2501.00001';
  assert.deepEqual(await castVote(db, ada, arxiv, { now: t0 }), { voted: true, count: 1 });
  assert.deepEqual(await castVote(db, ada, arxiv, { on: true, now: t0 }), { voted: true, count: 1 });
  assert.deepEqual(await castVote(db, ben, arxiv, { on: true, now: t0 }), { voted: true, count: 2 });
  assert.deepEqual(await castVote(db, ada, arxiv, { now: later(1) }), { voted: false, count: 1 });
  assert.deepEqual(await castVote(db, ada, arxiv, { on: false, now: later(2) }), { voted: false, count: 1 });
  const [row] = await rows<{ cast: string; takenBack: string }>(db, sql`select "cast", taken_back as "takenBack" from votes where account = ${ada.id}::uuid`);
  assert.deepEqual([new Date(row.cast).toISOString(), new Date(row.takenBack).toISOString()], [t0.toISOString(), later(1).toISOString()], 'it stays, for the replay');
  assert.deepEqual(await castVote(db, ada, arxiv, { on: true, now: later(3) }), { voted: true, count: 2 });
  assert.equal((await voteCounts(db, [arxiv, '2501.00002'])).get(arxiv), 2);
  await assert.rejects(castVote(db, ada, '9999.99999'), (e) => e instanceof Refusal && e.status === 404);
});

onBoth('votes of one reader that arrive at once count once', async ({ db }) => {
  const reader = await aReader(db);
  await Promise.all(Array.from({ length: 30 }, () => castVote(db, reader, '2501.00002', { on: true, now: t0 })));
  assert.equal((await voteCounts(db, ['2501.00002'])).get('2501.00002'), 1);
});

onBoth('of a voter’s place only a keyed hash and the referring host are kept', async ({ db }) => {
  const [ada, ben, eve] = [await aReader(db), await aReader(db), await aReader(db)], arxiv = '2501.00003';
  await castVote(db, ada, arxiv, { network: '198.51.100.7', referrer: 'https://forum.example/thread?secret=1' });
  await castVote(db, ben, arxiv, { network: '198.51.100.7' });
  await castVote(db, eve, arxiv, { network: '203.0.113.9', referrer: 'nonsense' });
  const kept = await rows<{ account: string; network: string; referrer: string }>(db, sql`select account, network, referrer from votes where arxiv = ${arxiv}`), of = (id: string) => kept.find((v) => v.account === id)!;
  assert.equal(of(ada.id).network, of(ben.id).network);
  assert.notEqual(of(ada.id).network, of(eve.id).network);
  assert.match(of(ada.id).network, /^[0-9a-f]{32}$/);
  assert.deepEqual([of(ada.id).referrer, of(ben.id).referrer, of(eve.id).referrer], ['forum.example', '', '']);
});

onBoth('a list leaves out what was put away, and what was seen in the days a reader chose', async ({ db }) => {
  const reader = await aReader(db), all = ['2501.00001', '2501.00002', '2501.00003', '2501.00004'], day = 24 * 60;
  await markSeen(db, reader, all[0], t0);
  await markSeen(db, reader, all[1], later(20 * day));
  await putAway(db, reader, all[2], true, t0);
  const hidden = async (days: number, at: number) => [...await hiddenOf(db, { ...reader, hidesSeenDays: days }, all, later(at * day))].sort();
  assert.deepEqual(await hidden(0, 21), [all[2]]);
  assert.deepEqual(await hidden(7, 21), [all[1], all[2]]);
  assert.deepEqual(await hidden(30, 21), [all[0], all[1], all[2]]);
  assert.deepEqual(await hidden(30, 300), [all[2]]);
  assert.deepEqual(await hidden(-1, 3000), [all[0], all[1], all[2]]);
  await putAway(db, reader, all[2], false, t0);
  assert.deepEqual(await hidden(0, 21), []);
  assert.deepEqual([...await hiddenOf(db, { ...await aReader(db), hidesSeenDays: -1 }, all)], [], 'nobody hides for another');
});

onBoth('what a reader did with papers is told in one go', async ({ db }) => {
  const reader = await aReader(db);
  await castVote(db, reader, '2501.00005');
  await bookmark(db, reader, '2501.00006');
  const states = await ownStates(db, reader, ['2501.00005', '2501.00006', '2501.00007']);
  assert.deepEqual([states.get('2501.00005')?.voted, states.get('2501.00005')?.kept, states.get('2501.00006')?.kept, states.has('2501.00007')], [true, false, true, false]);
});
