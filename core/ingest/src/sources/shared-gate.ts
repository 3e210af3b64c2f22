/** A politeness gate that all processes on one database pass: one request at a time over all machines, and so long from start to start. */
import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { rows, type Database } from '@galley/papers';
import { systemClock, type Clock } from './clock.ts';
import { politenessGate, type Gate } from './politeness.ts';

export interface SharedGateSettings {
  betweenStartsMs?: number;
  /** One that holds the gate longer is taken for dead. Longer than any request may last. */
  leaseMs?: number;
  /** How often one that waits looks again, at most. */
  lookMs?: number;
  clock?: Clock;
}

/** The database's clock rules, so that machines need not agree on the time. */
export function sharedGate(db: Database, name: string, { betweenStartsMs = 3000, leaseMs = 10 * 60_000, lookMs = 1000, clock = systemClock }: SharedGateSettings = {}): Gate {
  const here = politenessGate({ betweenStartsMs: 0, clock }), holder = randomUUID();
  const after = (ms: number) => sql`now() + ${ms} * interval '1 millisecond'`;

  async function enter(signal?: AbortSignal): Promise<void> {
    await db.execute(sql`insert into gates (name, opens) values (${name}, now()) on conflict (name) do nothing`);
    for (;;) {
      signal?.throwIfAborted();
      const taken = await rows(db, sql`
        update gates set holder = ${holder}, held_until = ${after(leaseMs)}, opens = ${after(betweenStartsMs)}
        where name = ${name} and opens <= now() and (held_until is null or held_until <= now()) returning name`);
      if (taken.length) return;
      const [{ wait }] = await rows<{ wait: number }>(db, sql`
        select greatest(1, 1000 * extract(epoch from case when held_until > now() then least(held_until, greatest(opens, now() + ${lookMs} * interval '1 millisecond')) else opens end - now()))::float8 as wait from gates where name = ${name}`);
      await clock.sleep(Math.min(wait, lookMs), signal);
    }
  }
  const leave = () => db.execute(sql`update gates set holder = null, held_until = null where name = ${name} and holder = ${holder}`);

  return {
    pass: (work, signal) => here.pass(async () => {
      await enter(signal);
      try { return await work(); } finally { await leave(); }
    }, signal),
    async rest(until) {
      await here.rest(until);
      await db.execute(sql`insert into gates (name, opens) values (${name}, to_timestamp(${until / 1000})) on conflict (name) do update set opens = greatest(gates.opens, excluded.opens)`);
    },
  };
}
