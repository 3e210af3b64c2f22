import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { rank, type Events, type Window } from '../src/index.ts';
import { countedVotes, pressed, type WeighedVote } from '../src/trending/crowds.ts';
import { ageWeight, trust } from '../src/trending/standing.ts';
import { day, hour, now, person, town } from './town.ts';

const quiet = town({ readers: 60, papers: 25 });
const at = { at: now, window: 'week' as Window, limit: 1000 };
const moment = fc.integer({ min: now - 6 * day, max: now + 3 * day });
const windows = fc.constantFrom<Window>('today', 'week', 'month');
const paper = fc.constantFrom(...quiet.papers.map((p) => p.arxiv));
const shuffled = (seed: number) => <T>(list: T[]): T[] => list.map((value, i) => ({ value, key: Math.imul(i + 1, seed) >>> 0 })).sort((a, b) => a.key - b.key).map((x) => x.value);
/** Counts, reports and authors as anybody might find them. */
const more = fc.record({
  counts: fc.array(fc.record({ arxiv: paper, kind: fc.constantFrom('upvotes' as const, 'stars' as const), at: moment, value: fc.integer({ min: 0, max: 5000 }) }), { maxLength: 40 }).map((list) => [...new Map(list.map((c) => [`${c.arxiv} ${c.kind} ${c.at}`, c])).values()]),
  reports: fc.array(fc.record({ arxiv: paper, account: fc.nat(59).map(person), saved: moment }), { maxLength: 10 }),
  authors: fc.array(fc.record({ arxiv: paper, account: fc.nat(59).map(person), confirmed: moment }), { maxLength: 10 }),
});
const withMore = (extra: Partial<Events>): Events => ({ ...quiet, ...extra });

test('the order in which events are read changes nothing, to the last bit', () => {
  fc.assert(fc.property(more, fc.integer({ min: 1, max: 1e9 }), windows, (extra, seed, window) => {
    const events = withMore(extra), mix = shuffled(seed | 1);
    const mixed: Events = { papers: mix(events.papers), votes: mix(events.votes), accounts: mix(events.accounts), counts: mix(events.counts), reports: mix(events.reports), authors: mix(events.authors) };
    assert.deepEqual(rank(mixed, { ...at, window }), rank(events, { ...at, window }));
  }), { numRuns: 60 });
});

test('what happens after a moment changes nothing of its list', () => {
  fc.assert(fc.property(more, moment, windows, (extra, then, window) => {
    const events = withMore(extra);
    const before: Events = {
      papers: events.papers.filter((p) => p.known <= then), accounts: events.accounts.map((a) => ({ ...a })), votes: events.votes.filter((v) => v.cast <= then).map((v) => ({ ...v, takenBack: v.takenBack !== null && v.takenBack <= then ? v.takenBack : null })),
      counts: events.counts.filter((c) => c.at <= then), reports: events.reports.filter((r) => r.saved <= then), authors: events.authors.filter((a) => a.confirmed <= then),
    };
    assert.deepEqual(rank(events, { at: then, window, limit: 1000 }), rank(before, { at: then, window, limit: 1000 }));
  }), { numRuns: 60 });
});

test('a vote taken back later was there before, and is not there after', () => {
  const vote = quiet.votes.find((v) => v.cast > now - day && v.cast < now - hour)!, back = { ...quiet, votes: quiet.votes.map((v) => v === vote ? { ...v, takenBack: now - hour / 2 } : v) };
  const earlier = { ...at, at: now - hour };
  assert.deepEqual(rank(back, earlier), rank(quiet, earlier));
  assert.deepEqual(rank(back, at), rank({ ...quiet, votes: quiet.votes.filter((v) => v !== vote) }, at));
});

test('one more honest vote never lowers the place of a paper', () => {
  fc.assert(fc.property(more, paper, fc.nat(59), fc.integer({ min: now - 6 * day, max: now }), windows, (extra, arxiv, reader, cast, window) => {
    const events = withMore({ ...extra, authors: [] }), account = person(reader);
    fc.pre(!events.votes.some((v) => v.account === account && v.arxiv === arxiv));
    const place = (list: ReturnType<typeof rank>) => { const i = list.items.findIndex((x) => x.arxiv === arxiv); return { place: i < 0 ? Infinity : i, score: list.items[i]?.score }; };
    const before = place(rank(events, { ...at, window })), after = place(rank({ ...events, votes: [...events.votes, { account, arxiv, cast, takenBack: null, network: `network ${reader}`, referrer: '' }] }, { ...at, window }));
    // An old, faded vote raises what is usual by a hair too, so the score may give that hair back.
    if (before.score !== undefined) assert.ok(after.score! >= before.score - 0.01, `${before.score} -> ${after.score}`);
    assert.ok(after.place <= before.place, `${before.place} -> ${after.place}`);
  }), { numRuns: 150 });
});

const weighed = fc.record({ account: fc.nat(500).map(person), arxiv: fc.constant('p'), cast: fc.integer({ min: now - 3 * hour, max: now }), takenBack: fc.constant(null), network: fc.nat(4).map(String), referrer: fc.constantFrom('', 'a', 'b'), weight: fc.double({ min: 0, max: 1, noNaN: true }), left: fc.constant(1) }).map((v): WeighedVote => ({ ...v, left: 2 ** (-(now - v.cast) / hour) }));
const crowd = fc.uniqueArray(weighed, { selector: (v) => v.account, maxLength: 40 });

test('a crowd counts for no more than its votes, and one more of any kind never takes from it', () => {
  fc.assert(fc.property(crowd, (votes) => {
    const all = countedVotes(votes).votes;
    assert.ok(all <= votes.reduce((sum, v) => sum + v.weight * v.left, 0) + 1e-9);
    if (votes.length) assert.ok(countedVotes(votes.slice(1)).votes <= all + 1e-9);
  }));
});
test('a crowd from one network counts as at most three, of any size', () => {
  for (const n of [1, 2, 10, 1000, 100_000]) assert.ok(pressed(n, 3) <= 3);
  assert.equal(pressed(1, 3), 1);
  fc.assert(fc.property(fc.double({ min: 0, max: 1e4, noNaN: true }), fc.double({ min: 0, max: 1e4, noNaN: true }), (a, b) => pressed(a + b, 3) <= pressed(a, 3) + pressed(b, 3) + 1e-9 && pressed(a + b, 3) >= pressed(a, 3) - 1e-9));
});

test('an account weighs nothing for three days, and all after thirty', () => {
  assert.deepEqual([0, 3, 16.5, 30, 300].map((days) => ageWeight(now, now + days * day)), [0, 0, 0.5, 1, 1]);
});
test('who was often followed weighs more than a stranger, who weighs more than one whom nobody followed', () => {
  assert.ok(trust({ judged: 20, followed: 18 }) > 0.8 && trust({ judged: 0, followed: 0 }) === 0.5 && trust({ judged: 20, followed: 0 }) < 0.05);
});

const alone = (extra: Partial<Events>): Events => ({ papers: ['a', 'b', 'c'].map((arxiv) => ({ arxiv, known: now - 3 * day })), accounts: [], votes: [], counts: [], reports: [], authors: [], ...extra });
test('stars count as a ratio: from 100 to 400 more than from 10,000 to 11,000', () => {
  const stars = (arxiv: string, from: number, to: number) => [{ arxiv, kind: 'stars' as const, at: now - 8 * day, value: from }, { arxiv, kind: 'stars' as const, at: now - hour, value: to }];
  const list = rank(alone({ counts: [...stars('a', 10_000, 11_000), ...stars('b', 100, 400), ...stars('c', 1, 3)] }), at);
  assert.deepEqual(list.items.map((i) => i.arxiv), ['b', 'a', 'c']);
  assert.ok(Math.abs(list.items[0].parts.stars!.term - 0.5 * Math.log(420 / 120)) < 1e-12);
});
test('votes elsewhere are spread over the time between two looks: those of long ago do not count as of today', () => {
  const list = rank(alone({ papers: [{ arxiv: 'new', known: now - day }, { arxiv: 'old', known: now - 6 * day }], counts: [{ arxiv: 'new', kind: 'upvotes', at: now, value: 60 }, { arxiv: 'old', kind: 'upvotes', at: now, value: 60 }] }), at);
  assert.deepEqual(list.items.map((i) => i.arxiv), ['new', 'old']);
  assert.ok(list.items[0].parts.outside!.counted > 1.5 * list.items[1].parts.outside!.counted);
});
test('a first look at a paper that was here before the window is no growth', () => {
  assert.deepEqual(rank(alone({ papers: [{ arxiv: 'a', known: now - 90 * day }], counts: [{ arxiv: 'a', kind: 'upvotes', at: now - hour, value: 400 }, { arxiv: 'a', kind: 'stars', at: now - hour, value: 9000 }] }), at).items, []);
});
test('equal papers stand by identifier', () => {
  const votes = ['c', 'a', 'b'].map((arxiv, i) => ({ account: person(i), arxiv, cast: now - hour, takenBack: null, network: String(i), referrer: '' })), accounts = [0, 1, 2].map((i) => ({ id: person(i), created: now - 100 * day, banned: null }));
  assert.deepEqual(rank(alone({ votes, accounts }), at).items.map((i) => i.arxiv), ['a', 'b', 'c']);
});
