/** The one store of this process. `serve.ts` opens it and closes it; on its own (development) it opens on first use. */
import { papers as catalogue, edition } from '@galley/catalog';
import { loadEdition } from '@galley/ingest';
import { openStore, type Store } from '@galley/papers';

const given = globalThis as { galleyStore?: Promise<Store> };

export function store(): Promise<Store> {
  return (given.galleyStore ??= openStore({ dataDir: process.env.DATA_DIR, databaseUrl: process.env.DATABASE_URL, exclusive: true }).then(async (opened) => {
    await loadEdition(opened.db, catalogue, edition);
    return opened;
  }));
}
