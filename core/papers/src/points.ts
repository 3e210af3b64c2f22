/** How often somebody does something, counted in the database, so that all processes count together. */
import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { rows, type Database } from './open.ts';

export interface Spending { /** Points spent within the window, this one included. */ points: number; /** When the window ends (ms since 1970). */ ends: number }

/** Spends one point of `key` within a window that begins with its first point. Whom a key belongs to cannot be read from what is kept. */
export async function spendPoint(db: Database, key: string, seconds: number, now = new Date()): Promise<Spending> {
  const at = now.getTime(), end = at + seconds * 1000, hidden = createHash('sha256').update(key).digest('base64url');
  const [{ points, ends }] = await rows<{ points: number; ends: string }>(db, sql`
    insert into rate_limits as r (key, points, expire) values (${hidden}, 1, ${end}::bigint)
    on conflict (key) do update set
      points = case when r.expire <= ${at}::bigint then 1 else least(r.points + 1, 1000000) end,
      expire = case when r.expire <= ${at}::bigint then excluded.expire else r.expire end
    returning points, expire::text as ends`);
  return { points, ends: Number(ends) };
}
