/** The same promises on both databases: PGlite in a folder and a real PostgreSQL. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { openStore, upsertPapers, type Database, type Store } from '@galley/papers';
import { accountFor, type Reader, type Role } from '../src/index.ts';
import { setRole } from '../src/accounts/power.ts';
import { startPostgres, type Server } from '../../papers/test/postgres.ts';

export interface Given { db: Database; name: 'PGlite' | 'PostgreSQL'; parallel: boolean }

/** Runs `work` once on each database, in stores that the test file opens once. */
export function onBoth(promise: string, work: (given: Given) => Promise<void>): void {
  for (const name of ['PGlite', 'PostgreSQL'] as const) test(`${promise} (${name})`, () => work({ db: stores[name].db, name, parallel: name === 'PostgreSQL' }));
}

const stores = {} as Record<Given['name'], Store>;
let server: Server, folder: string;
before(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'galley-people-'));
  server = await startPostgres();
  [stores.PGlite, stores.PostgreSQL] = await Promise.all([openStore({ dataDir: folder }), openStore({ databaseUrl: server.url() })]);
  for (const { db } of Object.values(stores)) await upsertPapers(db, Array.from({ length: 9 }, (_, i) => ({ arxiv: `2501.0000${i + 1}`, title: `Paper ${i + 1} on $x^2$`, titlePlain: `Paper ${i + 1} on x²`, titleRank: 1, authors: ['Ada Lovelace', 'Charles Babbage'], abstract: 'An abstract.', abstractPlain: 'An abstract.', abstractRank: 1, code: i === 1 ? 'https://github.com/analytical/engine' : undefined })));
});
after(async () => {
  for (const store of Object.values(stores)) await store.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

export const t0 = new Date('2026-01-05T09:00:00.000Z');
export const later = (minutes: number): Date => new Date(t0.getTime() + minutes * 60_000);

let made = 0;
/** A reader of their own, signed in at t0. */
export async function aReader(db: Database, role: Role = 'reader'): Promise<Reader> {
  const account = await accountFor(db, `reader${++made}@example.org`, { now: t0 });
  if (role !== 'reader') await setRole(db, null, account.handle, role);
  return { id: account.id, handle: account.handle, name: account.name, email: account.email, role, hidesSeenDays: 0, session: null, signedIn: t0.toISOString() };
}

export interface Written { kind: string; to: string; subject: string; text: string }
/** A mailer that keeps what it is given. */
export function postbox(): { sent: Written[]; send(mail: Written): Promise<void>; token(): string } {
  const sent: Written[] = [];
  return { sent, send: (mail) => { sent.push(mail); return Promise.resolve(); }, token: () => /token=([\w-]+)/.exec(sent.at(-1)!.text)![1] };
}
