import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { random } from '@galley/numerics/random';
import { rank, type Events } from '../src/index.ts';
import { person, day, hour, now, push, town } from './town.ts';

const target = '2510.99999', minute = 60_000;
const place = (events: Events) => rank(events, { at: now, window: 'week', limit: 1000 }).items.findIndex((i) => i.arxiv === target) + 1 || Infinity;
const own = (i: number) => `crowd ${i}`;
const rng = random(7), spread = Array.from({ length: 50 }, () => Math.floor(rng.uniform() * 18 * hour));

for (const seed of [1, 2, 3]) describe(`town ${seed}`, () => {
  const quiet = town({ seed });

  test('fifty fresh accounts cannot push a paper into the top ten', () => {
    assert.ok(place(push(quiet, target, { age: day, at: (i) => now - 19 * hour + spread[i], network: own })) > 10);
  });
  test('nor can fifty old accounts of one network', () => {
    assert.ok(place(push(quiet, target, { age: 300 * day, at: (i) => now - 19 * hour + spread[i], network: () => 'one house' })) > 10);
  });
  test('nor fifty sleepers of as many networks that wake in one minute', () => {
    assert.ok(place(push(quiet, target, { age: 300 * day, at: (i) => now - hour - (now % minute) + i * 1000, network: own })) > 10);
  });
  test('nor when they wake in the two minutes about a full hour', () => {
    const full = now - 2 * hour - (now % hour);
    assert.ok(place(push(quiet, target, { age: 300 * day, at: (i) => full - minute + i * 2400, network: own })) > 10);
  });
  test('nor accounts that were banned, however they voted', () => {
    const pushed = push(quiet, target, { age: 300 * day, at: (i) => now - 19 * hour + spread[i], network: own });
    assert.ok(place({ ...pushed, accounts: pushed.accounts.map((a) => a.id >= person(900_000) ? { ...a, banned: now - 1 } : a) }) > 10);
  });
  test('fifty honest readers of long standing, over hours and networks, can', () => {
    const readers = quiet.accounts.slice(0, 50), networks = new Map(quiet.votes.map((v) => [v.account, v.network]));
    const events = { ...quiet, papers: [...quiet.papers, { arxiv: target, known: now - 20 * hour }], votes: [...quiet.votes, ...readers.map((a, i) => ({ account: a.id, arxiv: target, cast: now - 19 * hour + spread[i], takenBack: null, network: networks.get(a.id)!, referrer: '' }))] };
    assert.ok(place(events) <= 10);
  });
  test('what is shown stays the raw count', () => {
    const pushed = rank(push(quiet, target, { age: day, at: (i) => now - 19 * hour + spread[i], network: own }), { at: now, window: 'week', limit: 1000 }).items.find((i) => i.arxiv === target)!;
    assert.deepEqual([pushed.parts.votes.shown, pushed.parts.votes.counted], [50, 0]);
  });
});

test("an author's vote for the own paper counts nothing, for another's it does", () => {
  const events = town(), own = events.votes.find((v) => v.cast > now - 2 * day)!, counted = (e: Events) => rank(e, { at: now, window: 'week', limit: 1000 }).items.find((i) => i.arxiv === own.arxiv)!.parts.votes;
  const without = counted({ ...events, votes: events.votes.filter((v) => v !== own) }), authored = counted({ ...events, authors: [{ arxiv: own.arxiv, account: own.account, confirmed: now - 1 }] });
  assert.equal(authored.counted, without.counted);
  assert.equal(authored.shown, without.shown + 1);
  assert.equal(counted({ ...events, authors: [{ arxiv: '2510.77777', account: own.account, confirmed: now - 1 }] }).counted, counted(events).counted);
});

test('reports of runs lift a paper by at most half again, however many accounts report', () => {
  const events = push(town(), target, { count: 1, age: 300 * day, at: () => now - hour, network: own });
  const crowd = Array.from({ length: 500 }, (_, i) => ({ id: person(800_000 + i), created: now - 300 * day, banned: null }));
  const term = (n: number) => rank({ ...events, accounts: [...events.accounts, ...crowd], reports: crowd.slice(0, n).map((a) => ({ arxiv: target, account: a.id, saved: now - hour })) }, { at: now, window: 'week', limit: 1000 }).items.find((i) => i.arxiv === target)!.parts.reports.term;
  assert.ok(term(1) > 0.15 && term(2) > term(1));
  assert.ok(Math.exp(term(500)) < 1.52);
});
