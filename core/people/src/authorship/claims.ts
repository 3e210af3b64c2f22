/** "I wrote this": asked, proved, and taken back again. What happened stays in the audit log. */
import { randomBytes } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import { FetchError } from '@galley/ingest';
import { rows, tables, type Database } from '@galley/papers';
import type { Actor } from '../accounts/power.ts';
import { record } from '../audit.ts';
import { knownPaper } from '../reading/paper.ts';
import type { Reader } from '../reader.ts';
import { Refusal } from '../refusal.ts';
import { provenByCommit, repositoryOf, type CommitSettings } from './commit-proof.ts';
import { addressesIn } from './email-proof.ts';
import { provenByOrcid, readOrcid, type OrcidSettings } from './orcid-proof.ts';

const { authorships } = tables;
export type Proof = 'orcid' | 'email' | 'commit';
export interface Authorship { id: string; arxiv: string; title: string; author: string; proof: Proof; evidence: string; code: string; state: 'waiting' | 'confirmed' | 'not found' | 'withdrawn'; asked: string; checked: string | null; why: string | null }
export interface ProofSettings { orcid?: OrcidSettings; github?: CommitSettings }

/** Asks to be taken for an author of a paper. Nothing is shown before it is proved. @throws Refusal @returns the claim's id */
export async function claimAuthorship(db: Database, reader: Reader, { arxiv, author, proof, orcid = '' }: { arxiv: string; author: string; proof: string; orcid?: string }, now = new Date()): Promise<string> {
  const paper = await knownPaper(db, arxiv);
  if (!paper.authors.includes(author)) throw new Refusal(`${JSON.stringify(author.slice(0, 80))} is not among the authors of ${arxiv} as the paper writes them.`);
  const evidence = evidenceOf(paper, reader, proof, orcid);
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(7236053, hashtext(${arxiv}))`);
    await freeFor(tx, reader.id, arxiv, author);
    await tx.delete(authorships).where(and(eq(authorships.account, reader.id), eq(authorships.arxiv, arxiv), sql`state in ('waiting', 'not found')`));
    const [{ id }] = await tx.insert(authorships).values({ account: reader.id, arxiv, author, proof: proof as Proof, evidence, code: `galley-${randomBytes(10).toString('hex')}`, asked: now.toISOString() }).returning({ id: authorships.id });
    await record(tx, { actor: reader.id, action: 'authorship asked', subject: arxiv, details: { author, proof }, now });
    return id;
  });
}

function evidenceOf(paper: { code: string | null; arxiv: string }, reader: Reader, proof: string, orcid: string): string {
  if (proof === 'orcid') return readOrcid(orcid);
  if (proof === 'commit') return repositoryOf(paper.code) ?? refuse(`No repository at GitHub is linked from ${paper.arxiv}, so a commit can prove nothing. Use your ORCID iD.`);
  if (proof === 'email') return reader.email ?? refuse('Your account has no e-mail address.');
  return refuse('A proof is an ORCID record, the e-mail address in the paper, or a commit in its repository.');
}
const refuse = (why: string): never => { throw new Refusal(why); };

/** One account per author, one author per account and paper. */
async function freeFor(tx: Database, account: string, arxiv: string, author: string): Promise<void> {
  const taken = await rows<{ account: string; author: string }>(tx, sql`select account, author from authorships where arxiv = ${arxiv} and state = 'confirmed' and (account = ${account}::uuid or author = ${author})`);
  if (taken.some((t) => t.account === account)) throw new Refusal('You are confirmed as an author of this paper already. If the name is wrong, say "this is not me" first.', 409);
  if (taken.length) throw new Refusal(`Another account is confirmed as ${author}. If that is not right, report it on the paper’s page.`, 409);
}

/** Looks whether the proof is there by now. @returns the claim as it stands after that */
export async function checkAuthorship(db: Database, reader: Reader, id: string, settings: ProofSettings = {}, now = new Date()): Promise<Authorship> {
  const claim = (await authorshipsOf(db, reader.id)).find((c) => c.id === id);
  if (!claim || claim.state === 'withdrawn') throw new Refusal('There is no such claim of yours.', 404);
  if (claim.state === 'confirmed') return claim;
  const why = await missing(db, reader, claim, settings);
  await db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(7236053, hashtext(${claim.arxiv}))`);
    if (why === undefined) await freeFor(tx, reader.id, claim.arxiv, claim.author);
    const changed = await tx.update(authorships).set({ state: why === undefined ? 'confirmed' : 'not found', checked: now.toISOString(), why: why ?? null }).where(and(eq(authorships.id, id), sql`state in ('waiting', 'not found')`)).returning({ id: authorships.id });
    if (changed.length) await record(tx, { actor: reader.id, action: why === undefined ? 'authorship confirmed' : 'authorship not found', subject: claim.arxiv, details: { author: claim.author, proof: claim.proof }, now });
  });
  return (await authorshipsOf(db, reader.id)).find((c) => c.id === id)!;
}

/** What is missing for the proof; undefined when nothing is. */
async function missing(db: Database, reader: Reader, claim: Authorship, settings: ProofSettings): Promise<string | undefined> {
  try {
    if (claim.proof === 'orcid') return await provenByOrcid({ orcid: claim.evidence, code: claim.code, author: claim.author, arxiv: claim.arxiv }, settings.orcid);
    if (claim.proof === 'commit') return await provenByCommit({ repository: claim.evidence, code: claim.code }, settings.github);
  } catch (error) {
    if (error instanceof FetchError || error instanceof SyntaxError) return `It could not be looked up: ${error.message}`;
    throw error;
  }
  const [{ text }] = await rows<{ text: string }>(db, sql`select concat_ws(E'\n', comment, abstract, record::text) as text from papers where arxiv = ${claim.arxiv}`);
  return reader.email !== null && addressesIn(text).has(reader.email) ? undefined : `Your address does not stand in the record, the remark or the abstract of ${claim.arxiv}. Use your ORCID iD or a commit.`;
}

/** "This is not me": by the account itself, or by an admin after a report. It can be asked again. */
export async function withdrawAuthorship(db: Database, actor: Actor, id: string, { by, why = null }: { /** The account itself; an admin leaves it away. */ by?: string; why?: string | null }, now = new Date()): Promise<void> {
  await db.transaction(async (tx) => {
    const [gone] = await tx.update(authorships).set({ state: 'withdrawn', checked: now.toISOString(), why }).where(and(eq(authorships.id, id), sql`state <> 'withdrawn'`, by ? eq(authorships.account, by) : undefined)).returning();
    if (!gone) throw new Refusal('There is no such claim any more.', 404);
    await record(tx, { actor, action: 'authorship withdrawn', subject: gone.arxiv, details: { author: gone.author, why }, now });
  });
}

export const authorshipsOf = (db: Database, account: string): Promise<Authorship[]> => rows<Authorship>(db, sql`
  select h.id, h.arxiv, p.title, h.author, h.proof, h.evidence, h.code, h.state, h.asked, h.checked, h.why from authorships h join papers p on p.arxiv = h.arxiv where h.account = ${account}::uuid order by h.asked desc, h.id limit 200`);

/** Who is confirmed as an author of a paper, for its page. */
export const confirmedAuthors = (db: Database, arxiv: string): Promise<{ id: string; author: string; handle: string; name: string; proof: Proof }[]> => rows(db, sql`
  select h.id, h.author, a.handle, a.name, h.proof from authorships h join accounts a on a.id = h.account where h.arxiv = ${arxiv} and h.state = 'confirmed' and a.banned is null order by h.author, h.id`);

/** Accounts whose vote for this paper does not count: they wrote it. */
export async function authorsOf(db: Database, arxiv: string): Promise<string[]> {
  return (await rows<{ account: string }>(db, sql`select distinct account from authorships where arxiv = ${arxiv} and state = 'confirmed' order by account`)).map((r) => r.account);
}
