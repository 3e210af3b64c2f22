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
  const [{ changed }] = await rows<{ changed: string | null }>(db, sql`select max(changed)::text as changed from papers`);
  return changed ?? 'no papers';
}

async function make(db: Database): Promise<{ shelf: Shelf; changed: string }> {
  const changed = await signature(db), texts: Text[] = [], counted: Counted[] = [], ids = await newest(db);
  for (let from = 0; from < ids.length; from += pieceSize) {
    const piece: Text[] = await rows(db, sql`
      select p.arxiv, p.title_plain as title, coalesce(left(p.abstract_plain, 20000), p.summary, '') as abstract, p.categories, jsonb_path_query_array(p.authors, '$[0 to 49]') as authors
      from jsonb_array_elements_text(${JSON.stringify(ids.slice(from, from + pieceSize))}::jsonb) with ordinality as wanted (arxiv, place) join papers p on p.arxiv = wanted.arxiv order by wanted.place`);
    for (const text of piece) { counted.push(count(text)); texts.push({ ...text, title: '', abstract: '' }); }
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { shelf: new Shelf(texts, counted), changed };
}

/** Identifiers of the newest papers, by an index however many there are; those that name no date come last. */
async function newest(db: Database): Promise<string[]> {
  const dated = await rows<{ arxiv: string }>(db, sql`select arxiv from papers where published is not null order by published desc, arxiv desc limit ${most}`);
  const undated = dated.length < most ? await rows<{ arxiv: string }>(db, sql`select arxiv from papers where published is null order by arxiv desc limit ${most - dated.length}`) : [];
  return [...dated, ...undated].map((p) => p.arxiv);
}
