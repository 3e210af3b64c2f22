/** How often somebody may do something, counted in the database: all processes count together. */
import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { rows, type Database } from '@galley/papers';

/** Spends a point of `key` within a window that begins with its first point. */
export async function withinLimit(db: Database, key: string, { points, seconds }: { points: number; seconds: number }, now = new Date()): Promise<boolean> {
  const at = now.getTime(), end = at + seconds * 1000, hidden = `mail ${createHash('sha256').update(key).digest('base64url')}`;
  const [row] = await rows<{ points: number }>(db, sql`
    insert into rate_limits as r (key, points, expire) values (${hidden}, 1, ${end}::bigint)
    on conflict (key) do update set points = case when r.expire <= ${at}::bigint then 1 else least(r.points + 1, 1000000) end, expire = case when r.expire <= ${at}::bigint then excluded.expire else r.expire end
    returning points`);
  return row.points <= points;
}
