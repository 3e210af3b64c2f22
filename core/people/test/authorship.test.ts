import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { sql } from 'drizzle-orm';
import { auditLog, authorsOf, authorshipsOf, checkAuthorship, claimAuthorship, confirmedAuthors, decide, openReports, readOrcid, Refusal, report, repositoryOf, withdrawAuthorship, type ProofSettings } from '../src/index.ts';
import { addressesIn } from '../src/authorship/email-proof.ts';
import { sameName } from '../src/authorship/names.ts';
import { aReader, later, onBoth, t0 } from './databases.ts';

/** Stands in for ORCID and GitHub: answers what `answers` holds, 404 else. */
const answers = new Map<string, unknown>();
const server = http.createServer((request, response) => {
  const answer = answers.get(request.url!.split('?')[0]);
  response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(typeof answer === 'string' ? answer : JSON.stringify(answer ?? { message: 'Not Found' }));
});
let settings: ProofSettings;
before(async () => { await once(server.listen(0, '127.0.0.1'), 'listening'); const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`; settings = { orcid: { base, allowPrivate: true }, github: { base, allowPrivate: true } }; });
after(() => server.close());

const refused = (says: RegExp, status = 400) => (error: unknown) => { assert.ok(error instanceof Refusal, String(error)); assert.match(error.message, says); assert.equal(error.status, status); return true; };
const orcid = '0000-0002-1825-0097';
const recordOf = ({ given = 'Ada', family = 'Lovelace', keyword = '', url = '', work = '' }) => ({
  person: { name: { 'given-names': { value: given }, 'family-name': { value: family }, 'credit-name': null }, 'other-names': { 'other-name': [] }, 'researcher-urls': { 'researcher-url': url ? [{ 'url-name': 'proof', url: { value: url } }] : [] }, keywords: { keyword: keyword ? [{ content: keyword }] : [] } },
  'activities-summary': { works: { group: work ? [{ 'external-ids': { 'external-id': [{ 'external-id-type': 'arxiv', 'external-id-value': work }] }, 'work-summary': [] }] : [] } },
});
const codeOf = async (db: Parameters<typeof authorshipsOf>[0], account: string) => (await authorshipsOf(db, account))[0].code;

onBoth('an ORCID record proves it with the code and the author’s name, or the code and the paper', async ({ db }) => {
  const reader = await aReader(db), arxiv = '2501.00001', id = await claimAuthorship(db, reader, { arxiv, author: 'Ada Lovelace', proof: 'orcid', orcid: `https://orcid.org/${orcid}` }, t0), code = await codeOf(db, reader.id), check = () => checkAuthorship(db, reader, id, settings, later(1));
  answers.clear();
  assert.match((await check()).why!, /knows no record/);
  answers.set(`/v3.0/${orcid}/record`, recordOf({ keyword: 'engines' }));
  assert.match((await check()).why!, new RegExp(`does not hold the code ${code}`));
  answers.set(`/v3.0/${orcid}/record`, recordOf({ keyword: code, given: 'Alan', family: 'Turing' }));
  assert.match((await check()).why!, /named Alan Turing, not Ada Lovelace/);
  answers.set(`/v3.0/${orcid}/record`, 'not json');
  assert.match((await check()).why!, /could not be looked up/);
  assert.deepEqual(await confirmedAuthors(db, arxiv), []);
  answers.set(`/v3.0/${orcid}/record`, recordOf({ url: `https://galley.example/${code}`, given: 'A.' }));
  assert.equal((await check()).state, 'confirmed');
  assert.deepEqual((await confirmedAuthors(db, arxiv)).map((a) => [a.author, a.handle, a.proof]), [['Ada Lovelace', reader.handle, 'orcid']]);
  assert.deepEqual(await authorsOf(db, arxiv), [reader.id]);
  const other = await aReader(db), second = await claimAuthorship(db, other, { arxiv, author: 'Charles Babbage', proof: 'orcid', orcid }, t0);
  answers.set(`/v3.0/${orcid}/record`, recordOf({ keyword: await codeOf(db, other.id), given: 'C', family: 'B', work: `arXiv:${arxiv}v2` }));
  assert.equal((await checkAuthorship(db, other, second, settings, later(1))).state, 'confirmed');
  await withdrawAuthorship(db, reader.id, id, { by: reader.id });
  await withdrawAuthorship(db, other.id, second, { by: other.id });
});

onBoth('a commit message or the file .galley of the linked repository proves it', async ({ db }) => {
  const arxiv = '2501.00002', [ada, ben] = [await aReader(db), await aReader(db)], one = await claimAuthorship(db, ada, { arxiv, author: 'Ada Lovelace', proof: 'commit' }), two = await claimAuthorship(db, ben, { arxiv, author: 'Charles Babbage', proof: 'commit' });
  answers.clear();
  assert.match((await checkAuthorship(db, ada, one, settings)).why!, /no public repository analytical\/engine/);
  answers.set('/repos/analytical/engine/commits', [{ commit: { message: 'First' } }, { commit: { message: `I wrote it: ${await codeOf(db, ada.id)}` } }, {}]);
  assert.equal((await checkAuthorship(db, ada, one, settings)).state, 'confirmed');
  assert.match((await checkAuthorship(db, ben, two, settings)).why!, /Neither the last 2 commit messages/);
  answers.set('/repos/analytical/engine/contents/.galley', { encoding: 'base64', content: Buffer.from(`${await codeOf(db, ben.id)}\n`).toString('base64') });
  assert.equal((await checkAuthorship(db, ben, two, settings)).state, 'confirmed');
  for (const [reader, id] of [[ada, one], [ben, two]] as const) await withdrawAuthorship(db, reader.id, id, { by: reader.id });
  await assert.rejects(claimAuthorship(db, ada, { arxiv: '2501.00003', author: 'Ada Lovelace', proof: 'commit' }), refused(/No repository at GitHub/));
});

onBoth('the account’s address in the paper’s metadata proves it; somebody else’s does not', async ({ db }) => {
  const [ada, eve] = [await aReader(db), await aReader(db)], arxiv = '2501.00003';
  await db.execute(sql`update papers set comment = ${`12 pages. Contact: {${ada.email!.split('@')[0]}, charles}@example.org`} where arxiv = ${arxiv}`);
  const mine = await claimAuthorship(db, ada, { arxiv, author: 'Ada Lovelace', proof: 'email' }), hers = await claimAuthorship(db, eve, { arxiv, author: 'Charles Babbage', proof: 'email' });
  assert.equal((await checkAuthorship(db, ada, mine)).state, 'confirmed');
  assert.match((await checkAuthorship(db, eve, hers)).why!, /does not stand in the record/);
  await withdrawAuthorship(db, ada.id, mine, { by: ada.id });
});

onBoth('one account per author; "this is not me" takes it back, a report does so too, and it can be asked again', async ({ db }) => {
  const [ada, eve, admin] = [await aReader(db), await aReader(db), await aReader(db, 'admin')], arxiv = '2501.00004', claim = { arxiv, author: 'Ada Lovelace', proof: 'email' };
  await db.execute(sql`update papers set comment = ${`${ada.email} ${eve.email}`} where arxiv = ${arxiv}`);
  const early = await claimAuthorship(db, eve, claim), id = await claimAuthorship(db, ada, claim);
  await checkAuthorship(db, ada, id);
  await assert.rejects(checkAuthorship(db, eve, early), refused(/Another account is confirmed/, 409));
  await assert.rejects(claimAuthorship(db, eve, claim), refused(/Another account is confirmed/, 409));
  await assert.rejects(claimAuthorship(db, ada, { ...claim, author: 'Charles Babbage' }), refused(/confirmed as an author of this paper already/, 409));
  await assert.rejects(withdrawAuthorship(db, eve.id, id, { by: eve.id }), refused(/no such claim/, 404), 'nobody takes back the claim of another');
  await report(db, eve, 'authorship', id, 'I am Ada');
  await decide(db, admin.id, (await openReports(db)).find((r) => r.kind === 'authorship')!.id, 'hide', 'she is');
  assert.deepEqual(await confirmedAuthors(db, arxiv), []);
  assert.equal((await checkAuthorship(db, eve, early)).state, 'confirmed');
  await withdrawAuthorship(db, eve.id, early, { by: eve.id });
  assert.equal((await checkAuthorship(db, ada, await claimAuthorship(db, ada, claim))).state, 'confirmed', 'a denial by mistake is no end');
  assert.deepEqual((await auditLog(db, { about: arxiv })).map((e) => e.action).filter((a) => a.startsWith('authorship')).toReversed(), ['authorship asked', 'authorship asked', 'authorship confirmed', 'authorship withdrawn', 'authorship confirmed', 'authorship withdrawn', 'authorship asked', 'authorship confirmed']);
  await assert.rejects(claimAuthorship(db, eve, { ...claim, author: 'Eve' }), refused(/not among the authors/));
  await assert.rejects(claimAuthorship(db, eve, { ...claim, author: 'Charles Babbage', proof: 'my word' }), refused(/A proof is/));
});

test('an ORCID iD is read with its check digit', () => {
  // The examples of ORCID's own documentation.
  for (const good of ['0000-0002-1825-0097', '0000-0001-5109-3700', '0000-0002-1694-233X', 'https://orcid.org/0000-0002-1694-233x', '0000000218250097']) assert.match(readOrcid(good), /^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$/);
  for (const bad of ['0000-0002-1825-0098', '0000-0002-1694-2330', '0000-0002-1825', 'x', '', 'https://evil.example/0000-0002-1825-0097', '0000-0002-1825-0097/../..']) assert.throws(() => readOrcid(bad), Refusal, bad);
});

test('names are one person’s when the family name is the same and the given names may be', () => {
  for (const [a, b] of [['Ada Lovelace', 'A. Lovelace'], ['Lovelace, Ada', 'Ada K. Lovelace'], ['José García', 'Jose Garcia'], ['ADA LOVELACE', 'ada lovelace']]) assert.ok(sameName(a, b) && sameName(b, a), `${a} ${b}`);
  for (const [a, b] of [['Ada Lovelace', 'Alan Lovelace'], ['Ada Lovelace', 'Ada Babbage'], ['Lovelace', 'Ada Lovelace'], ['', ''], ['Jo Smith', 'John Smith']]) assert.ok(!sameName(a, b), `${a} ${b}`);
});

test('addresses are found as papers write them', () => {
  assert.deepEqual([...addressesIn('Mail {ada, charles.b}@analytical.example, or x+y@sub.example.org. See a@b and @handle; Q@@z.')].sort(), ['ada@analytical.example', 'charles.b@analytical.example', 'x+y@sub.example.org']);
  assert.equal(addressesIn('x'.repeat(100_000) + '@').size, 0);
});

test('a repository is one of GitHub', () => {
  assert.equal(repositoryOf('https://github.com/analytical/engine.git'), 'analytical/engine');
  assert.equal(repositoryOf('https://github.com/analytical/engine/tree/main?x'), 'analytical/engine');
  for (const bad of [null, '', 'https://gitlab.com/a/b', 'https://github.com/a', 'https://github.com/a/..', 'https://github.com.evil.example/a/b', 'https://evil.example/github.com/a/b']) assert.equal(repositoryOf(bad), undefined, String(bad));
});
