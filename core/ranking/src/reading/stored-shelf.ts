/** The shelf of a database, one for each process: made when it is first wanted, made anew when papers have changed. */
import { sql } from 'drizzle-orm';
import { rows, type Database } from '@galley/papers';
import { count, Shelf, type Counted, type Text } from './shelf.ts';

/** The newest papers that are held; how many are read at a time; how long a shelf is believed before the papers are asked whether they changed. */
const most = 20_000, pieceSize = 500, believedMs = 30_000;

interface Kept { shelf: Shelf; changed: string; asked: number; making?: Promise<void> }
const kept = new WeakMap<Database, Promise<Kept>>();

/** At most half a minute behind the papers. While a new one is made, the old one answers. */
export async function shelfOf(db: Database, now = Date.now()): Promise<Shelf> {
  let promise = kept.get(db);
  if (!promise) {
    promise = make(db).then((made) => ({ ...made, asked: now }));
    promise.catch(() => kept.delete(db));
    kept.set(db, promise);
  }
  const here = await promise;
  made.add(db);
  if (now - here.asked >= believedMs && !here.making) {
    here.asked = now;
    if (await signature(db) !== here.changed && !here.making) here.making = make(db).then((made) => { Object.assign(here, made); }).finally(() => { here.making = undefined; });
    here.making?.catch(() => { here.asked = 0; });
  }
  return here.shelf;
}

/** The shelf if there is one; otherwise it is begun, and the caller does without for now. */
export function shelfIfMade(db: Database, now = Date.now()): Promise<Shelf> | undefined {
  if (made.has(db)) return shelfOf(db, now);
  shelfOf(db, now).catch(() => {});
  return undefined;
}
const made = new WeakSet<Database>();

/** Waits until no new shelf is being made: for tests, and for what must not be behind. */
export async function shelfSettled(db: Database): Promise<void> { await (await kept.get(db))?.making; }

async function signature(db: Database): Promise<string> {
  const [{ n, newest }] = await rows<{ n: number; newest: string | null }>(db, sql`select count(*)::int as n, max(changed)::text as newest from papers`);
  return `${n} ${newest}`;
}

async function make(db: Database): Promise<{ shelf: Shelf; changed: string }> {
  const changed = await signature(db), texts: Text[] = [], counted: Counted[] = [];
  let before: string | undefined;
  while (texts.length < most) {
    // By identifier, newest first: the identifiers of arXiv grow with time, those of the old form come last.
    const piece: (Text & { place: string })[] = await rows(db, sql`
      select arxiv, (case when arxiv like '%/%' then '0' else '1' end) || arxiv as place, title_plain as title, coalesce(left(abstract_plain, 20000), summary, '') as abstract, categories,
        jsonb_path_query_array(authors, '$[0 to 49]') as authors
      from papers ${before === undefined ? sql`` : sql`where ((case when arxiv like '%/%' then '0' else '1' end) || arxiv) collate "C" < ${before}`}
      order by ((case when arxiv like '%/%' then '0' else '1' end) || arxiv) collate "C" desc limit ${Math.min(pieceSize, most - texts.length)}`);
    for (const { place, ...text } of piece) { counted.push(count(text)); texts.push({ ...text, title: '', abstract: '' }); before = place; }
    if (piece.length < pieceSize) break;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { shelf: new Shelf(texts, counted), changed };
}
