/**
 * When a digest is due. A period is a day of the reader (`2025-10-08`) or an ISO week of theirs (`2025-W41`); each has
 * exactly one time: the reader's hour on that day. An hour that the clocks skip becomes the next one there is, an hour
 * that they repeat is taken once, the first time.
 */
import { DateTime, IANAZone } from 'luxon';
import type { tables } from '@galley/papers';

export type Schedule = Pick<tables.Choices, 'frequency' | 'weekday' | 'hour' | 'zone'>;

export const isZone = (name: string): boolean => IANAZone.isValidZone(name);

/** The period a moment lies in, for that reader. */
export function periodAt(schedule: Schedule, at: Date): string {
  const local = DateTime.fromJSDate(at, { zone: schedule.zone });
  return schedule.frequency === 'daily' ? local.toFormat('yyyy-MM-dd') : weekName(local);
}

export function nextPeriod(period: string): string {
  const week = readWeek(period);
  return week ? weekName(week.plus({ weeks: 1 })) : DateTime.fromISO(period, { zone: 'utc' }).plus({ days: 1 }).toFormat('yyyy-MM-dd');
}

/** The time of a period. */
export function timeOf(period: string, { weekday, hour, zone }: Schedule): Date {
  const week = readWeek(period), day = week ? week.plus({ days: weekday - 1 }) : DateTime.fromISO(period, { zone: 'utc' });
  return firstInstant(day.set({ hour }).toMillis(), zone);
}

export interface Due { period: string; due: Date }

/** What comes next. `last` is the newest period that was dealt with; one of the other frequency says nothing. */
export function nextDue(schedule: Schedule, { last, now }: { last: string | undefined; now: Date }): Due {
  const current = periodAt(schedule, now), sameKind = last !== undefined && (readWeek(last) !== undefined) === (schedule.frequency === 'weekly');
  if (sameKind) {
    const after = nextPeriod(last), period = after > current ? after : current;
    return { period, due: timeOf(period, schedule) };
  }
  const due = timeOf(current, schedule);
  if (due > now) return { period: current, due };
  const period = nextPeriod(current);
  return { period, due: timeOf(period, schedule) };
}

/** Of several periods that went by while nothing ran, the newest: one mail holds what was new in all of them. */
export function newestPassed(schedule: Schedule, period: string, now: Date): string {
  let newest = period;
  const current = periodAt(schedule, now);
  if (current > newest && timeOf(current, schedule) <= now) return current;
  for (let after = nextPeriod(newest); after <= current && timeOf(after, schedule) <= now; after = nextPeriod(after)) newest = after;
  return newest;
}

const weekName = (day: DateTime) => `${day.weekYear}-W${String(day.weekNumber).padStart(2, '0')}`;
function readWeek(period: string): DateTime | undefined {
  const found = /^(\d{4})-W(\d\d)$/.exec(period);
  return found ? DateTime.fromObject({ weekYear: Number(found[1]), weekNumber: Number(found[2]), weekday: 1 }, { zone: 'utc' }) : undefined;
}

/** The first instant at which a clock of that zone shows `wall` (as if it were UTC) or, where it jumps over it, later. */
function firstInstant(wall: number, zoneName: string): Date {
  const zone = IANAZone.create(zoneName), shows = (instant: number) => instant + zone.offset(instant) * 60_000;
  // Offsets lie between -12 and +14 hours and change at most once in the two days around.
  const before = zone.offset(wall - 36 * 3_600_000) * 60_000, after = zone.offset(wall + 36 * 3_600_000) * 60_000;
  const candidates = [wall - before, wall - after].filter((instant) => shows(instant) === wall).sort((a, b) => a - b);
  if (candidates.length) return new Date(candidates[0]);
  let low = wall - Math.max(before, after), high = wall - Math.min(before, after);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (shows(middle) >= wall) high = middle; else low = middle;
  }
  return new Date(high);
}
