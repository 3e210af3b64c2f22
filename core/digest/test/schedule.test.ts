import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nextDue, nextPeriod, newestPassed, periodAt, timeOf, type Schedule } from '../src/index.ts';

const zones = Intl.supportedValuesOf('timeZone');
const schedule = (more: Partial<Schedule> = {}): Schedule => ({ frequency: 'daily', weekday: 1, hour: 7, zone: 'Europe/Berlin', ...more });
const hourMs = 3_600_000, dayMs = 24 * hourMs;

/** What the clock on a wall shows, told by the JavaScript engine, not by our calendar library: milliseconds as if it were UTC. */
const clocks = new Map<string, Intl.DateTimeFormat>();
function wall(instant: number, zone: string): number {
  let clock = clocks.get(zone);
  if (!clock) clocks.set(zone, clock = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' }));
  const part = Object.fromEntries(clock.formatToParts(instant).map((p) => [p.type, Number(p.value)]));
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second);
}

/** The first quarter of an hour at which the wall shows that hour of that day or, where it jumps over it, later. */
function oracle(day: string, hour: number, zone: string): number {
  const wanted = Date.parse(`${day}T00:00:00Z`) + hour * hourMs;
  for (let instant = wanted - 15 * hourMs; ; instant += hourMs / 4) if (wall(instant, zone) >= wanted) return instant;
}

const daysOf = (from: number, to: number) => Array.from({ length: (to - from) / dayMs }, (_, i) => new Date(from + i * dayMs).toISOString().slice(0, 10));

test('on every day that a clock is changed, 2024 to 2030, in every zone, each hour has the one time that the wall clock gives', () => {
  let compared = 0;
  const seen = new Set<string>();
  for (const zone of zones) {
    // Zones with the same changes are looked at once.
    const changes: string[] = [];
    let offset = 0;
    for (let at = Date.UTC(2024, 0, 1); at < Date.UTC(2031, 0, 1); at += dayMs) { const now = wall(at, zone) - at; if (at > Date.UTC(2024, 0, 1) && now !== offset) changes.push(new Date(at - dayMs).toISOString().slice(0, 10)); offset = now; }
    const rules = `${changes.join()} ${wall(Date.UTC(2024, 0, 1), zone)} ${wall(Date.UTC(2024, 6, 1), zone)}`;
    if (seen.has(rules)) continue;
    seen.add(rules);
    for (const day of changes) for (let d = Date.parse(day) - dayMs; d <= Date.parse(day) + dayMs; d += dayMs) {
      const around = new Date(d).toISOString().slice(0, 10);
      for (const hour of [0, 1, 2, 3, 22, 23]) { compared++; assert.equal(timeOf(around, schedule({ zone, hour })).getTime(), oracle(around, hour, zone), `${zone} ${around} ${hour}:00`); }
    }
  }
  assert.ok(seen.size > 30 && compared > 5000, `${seen.size} rules, ${compared} times compared`);
});

test('in every zone each local day has exactly one digest time, and no day is left out', () => {
  fc.assert(fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 23 }), fc.integer({ min: 2024, max: 2030 }), (zone, hour, year) => {
    const mine = schedule({ zone, hour });
    let now = new Date(Date.UTC(year, 0, 1)), last: string | undefined, before = 0;
    const had: string[] = [];
    while (now.getUTCFullYear() === year) {
      const { period, due } = nextDue(mine, { last, now });
      assert.ok(due.getTime() > before, `${zone} ${period}`);
      had.push(period);
      last = period; now = due; before = due.getTime();
    }
    assert.deepEqual(had, daysOf(Date.parse(had[0]), Date.parse(had.at(-1)!) + dayMs));
    assert.ok(had.length >= 364 && had.length <= 367);
  }), { numRuns: 60 });
});

test('every ISO week has one digest, on its weekday', () => {
  fc.assert(fc.property(fc.constantFrom(...zones), fc.integer({ min: 1, max: 7 }), fc.integer({ min: 4, max: 21 }), (zone, weekday, hour) => {
    const mine = schedule({ frequency: 'weekly', weekday, hour, zone });
    let now = new Date('2024-01-03T00:00:00Z'), last: string | undefined;
    for (let i = 0; i < 120; i++) {
      const { period, due } = nextDue(mine, { last, now });
      assert.equal(new Date(wall(due.getTime(), zone)).getUTCDay() || 7, weekday);
      if (last) { assert.equal(period, nextPeriod(last)); assert.ok(Math.abs(due.getTime() - now.getTime() - 7 * dayMs) <= 2 * hourMs); }
      last = period; now = due;
    }
  }), { numRuns: 25 });
});

test('known days: the hour that Berlin skips and the one it repeats, the two hours of Troll, the midnight of Beirut', () => {
  const at = (day: string, hour: number, zone: string) => timeOf(day, schedule({ zone, hour })).toISOString();
  assert.equal(at('2025-03-30', 2, 'Europe/Berlin'), '2025-03-30T01:00:00.000Z', '2:00 does not exist: 3:00');
  assert.equal(at('2025-03-30', 3, 'Europe/Berlin'), '2025-03-30T01:00:00.000Z');
  assert.equal(at('2025-10-26', 2, 'Europe/Berlin'), '2025-10-26T00:00:00.000Z', '2:00 comes twice: the first');
  assert.equal(at('2025-10-26', 3, 'Europe/Berlin'), '2025-10-26T02:00:00.000Z');
  assert.equal(at('2025-03-30', 2, 'Antarctica/Troll'), '2025-03-30T01:00:00.000Z', 'from 1:00 to 3:00');
  assert.equal(at('2025-03-30', 0, 'Asia/Beirut'), '2025-03-29T22:00:00.000Z', 'from 0:00 to 1:00');
  assert.equal(at('2025-10-05', 2, 'Australia/Lord_Howe'), '2025-10-04T15:30:00.000Z', 'by half an hour');
});

test('whoever changes hour, zone or weekday gets no second digest of a period and is not forgotten, however often it moves', () => {
  const step = fc.record({ hours: fc.integer({ min: 1, max: 40 }), zone: fc.constantFrom('Pacific/Kiritimati', 'Asia/Tokyo', 'Europe/Berlin', 'UTC', 'America/Los_Angeles', 'Pacific/Pago_Pago'), hour: fc.integer({ min: 0, max: 23 }) });
  fc.assert(fc.property(fc.constantFrom('daily' as const, 'weekly' as const), fc.array(step, { minLength: 1, maxLength: 30 }), (frequency, steps) => {
    let mine = schedule({ frequency }), now = new Date('2025-03-20T12:00:00Z'), last: string | undefined, sentAt: number | undefined;
    let next = nextDue(mine, { last, now });
    const had = new Set<string>();
    // Zones lie up to 26 hours apart and hours of the day 23; each move may pass over a day, so one who moves on and on waits longer, but not for ever.
    const longest = (frequency === 'daily' ? 1 : 7) * dayMs + 6 * dayMs;
    const sendUntil = (end: number) => {
      while (next.due.getTime() <= end) {
        const at = Math.max(next.due.getTime(), now.getTime()), period = newestPassed(mine, next.period, new Date(at));
        assert.ok(!had.has(period), `${period} twice`);
        if (sentAt !== undefined) assert.ok(at - sentAt <= longest, `${period}: ${(at - sentAt) / hourMs} hours after the one before`);
        had.add(period); last = period; sentAt = at;
        next = nextDue(mine, { last, now: new Date(at) });
        assert.ok(next.due.getTime() > at);
      }
    };
    for (const { hours, ...changed } of steps) {
      const end = now.getTime() + hours * hourMs;
      sendUntil(end);
      now = new Date(end);
      mine = { ...mine, ...changed };
      next = nextDue(mine, { last, now });
    }
    sendUntil(now.getTime() + 9 * dayMs);
    assert.ok(had.size > 0);
  }), { numRuns: 300 });
});

test('after an outage of days one mail comes, for the newest period that has passed', () => {
  const mine = schedule(), now = new Date('2025-10-13T10:00:00Z');
  assert.equal(newestPassed(mine, '2025-10-08', now), '2025-10-13');
  assert.equal(newestPassed(mine, '2025-10-08', new Date('2025-10-13T04:00:00Z')), '2025-10-12');
  assert.equal(newestPassed(schedule({ frequency: 'weekly', weekday: 5 }), '2025-W39', now), '2025-W41');
  assert.equal(periodAt(schedule({ frequency: 'weekly' }), new Date('2024-12-31T12:00:00Z')), '2025-W01');
});
