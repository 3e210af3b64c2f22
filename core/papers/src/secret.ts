/** Keys the site makes for itself: 256 bits at first use, the same for all processes on a database. */
import { randomBytes } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { rows, type Database } from './open.ts';

const known = new WeakMap<Database, Map<string, Promise<Buffer>>>();

export function secretOf(db: Database, name: string): Promise<Buffer> {
  const ofDatabase = known.get(db) ?? new Map<string, Promise<Buffer>>();
  known.set(db, ofDatabase);
  const secret = ofDatabase.get(name) ?? make(db, name).catch((error: unknown) => { ofDatabase.delete(name); throw error; });
  ofDatabase.set(name, secret);
  return secret;
}

async function make(db: Database, name: string): Promise<Buffer> {
  await db.execute(sql`insert into secrets (name, value) values (${name}, ${randomBytes(32).toString('base64url')}) on conflict (name) do nothing`);
  const [{ value }] = await rows<{ value: string }>(db, sql`select value from secrets where name = ${name}`);
  return Buffer.from(value, 'base64url');
}
