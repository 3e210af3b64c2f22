/** A store for the length of one command. Joins the running site when that has the folder open. */
import type { Command } from 'commander';
import { papers, edition } from '@galley/catalog';
import { loadEdition } from '@galley/ingest';
import { openStore, type Store } from '@galley/papers';

export async function withStore<T>(command: Command, work: (store: Store) => Promise<T>): Promise<T> {
  const { dataDir, databaseUrl } = command.optsWithGlobals<{ dataDir: string; databaseUrl?: string }>();
  const store = await openStore({ dataDir, databaseUrl: databaseUrl ?? process.env.DATABASE_URL });
  try {
    await loadEdition(store.db, papers, edition);
    return await work(store);
  } finally { await store.close(); }
}
