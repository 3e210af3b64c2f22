/** The other process of store.test.ts. */
import { countPapers, openStore, paperByArxiv, upsertPapers, type Database, type PaperInput } from '../src/index.ts';

const [dataDir, what] = process.argv.slice(2);
const say = (text: string | number) => new Promise<void>((resolve) => { process.stdout.write(`${text}\n`, () => resolve()); });
const paper = (n: number): PaperInput => ({ arxiv: `2402.${String(n).padStart(5, '0')}`, title: `Other ${n}`, titlePlain: `Other ${n}`, titleRank: 1, authors: [] });

if (what === 'open-exclusively') {
  try { await openStore({ dataDir, exclusive: true }); await say('opened'); } catch (error) { await say((error as Error).message); }
  process.exit();
}
const store = await openStore({ dataDir });
switch (what) {
  case 'open': break;
  case 'write-on-and-on':
    for (let n = 1; ; n++) { await upsertPapers(store.db, [paper(n)]); await say(n); }
  case 'share':
    await say(`sees ${(await paperByArxiv(store.db, '2401.00001'))?.title}`);
    await store.db.transaction(async (tx) => { await upsertPapers(tx as Database, [paper(1)]); await upsertPapers(tx as Database, [paper(2)]); });
    await say('wrote 2 in a transaction');
    await store.db.transaction(async (tx) => { await upsertPapers(tx as Database, [paper(3)]); throw new Error('no'); }).catch(() => {});
    await say((await countPapers(store.db)) === 3 ? 'rolled back' : 'not rolled back');
    break;
  case 'die-in-transaction':
    await store.db.transaction(async (tx) => { await upsertPapers(tx as Database, [paper(1)]); await say('in transaction'); await new Promise(() => { setInterval(() => {}, 1000); }); });
    break;
  case 'write-three':
    for (let n = 0; n < 3; n++) await upsertPapers(store.db, [paper((process.pid % 30000) * 3 + n)]);
    await say('done');
    for await (const _ of process.stdin);
}
await store.close();
