/** What was committed, told to every process: the database's own NOTIFY, sent by triggers. */
import pg from 'pg';
import type { Store } from './open.ts';

export interface Listener {
  /** `paper:2510.00001` when votes, comments or authorships of one paper changed; a table's name for the rest; `*` when it may be anything. */
  heard(subject: string): void;
  /** Whether changes are being told. While they are not, nothing that was known may be relied on. */
  hearing(now: boolean): void;
}

const channel = 'galley_changed', againMs = 1000;

export async function watchChanges({ engine }: Store, { heard, hearing }: Listener): Promise<{ stop(): Promise<void> }> {
  if (engine.kind === 'embedded') {
    const unlisten = await engine.pglite.listen(channel, heard);
    // What another process does through this one's socket does not reach the listener.
    engine.onForeignUse(() => heard('*'));
    hearing(true);
    return { async stop() { hearing(false); await unlisten(); } };
  }
  if (engine.kind === 'shared') return { async stop() {} };

  let stopped = false, client: pg.Client | undefined, again: NodeJS.Timeout | undefined;
  const connect = async (): Promise<void> => {
    const mine = new pg.Client({ connectionString: engine.databaseUrl, connectionTimeoutMillis: 10_000, keepAlive: true, application_name: 'galley changes' });
    client = mine;
    let lost = false;
    const lose = () => {
      if (lost || stopped || client !== mine) return;
      lost = true;
      hearing(false);
      mine.end().catch(() => {});
      again = setTimeout(() => void connect(), againMs);
    };
    mine.on('error', lose).on('end', lose).on('notification', ({ payload }) => heard(payload || '*'));
    try {
      await mine.connect();
      await mine.query(`listen ${channel}`);
      if (!stopped) hearing(true);
    } catch { lose(); }
  };
  await connect();
  return {
    async stop() {
      stopped = true;
      clearTimeout(again);
      await client?.end().catch(() => {});
      hearing(false);
    },
  };
}
