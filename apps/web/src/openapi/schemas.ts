/** What the API's answers look like. */
import { flag, instant, list, number, object, orNull, ref, text, whole } from './shapes.ts';

const author = { type: 'object', required: ['_id', 'name'], properties: { _id: text, name: text, hidden: flag } };
const state = { enum: ['holds', 'falls short', 'not measured', 'out of reach'] };
const collection = { slug: text, name: text, description: text, kind: { enum: ['bookmarks', 'collection', 'reading-list'] }, public: flag, changed: instant };
const terms = (more: Record<string, object>) => object({ ...more, term: number });

export const schemas = {
  Error: object({ error: text }),
  // In the shape of the Hugging Face Hub: what was imported from there is given back with fields that are not listed here.
  Paper: { type: 'object', required: ['id', 'authors', 'title', 'summary', 'upvotes'], properties: { id: text, authors: list(author), publishedAt: instant, submittedOnDailyAt: instant, title: text, summary: text, upvotes: whole, projectPage: text, githubRepo: text, githubStars: whole, withdrawnAt: instant }, additionalProperties: true },
  Listing: { type: 'object', required: ['paper', 'title', 'summary', 'numComments'], properties: { paper: ref('Paper'), publishedAt: instant, title: text, summary: text, numComments: whole, isAuthorParticipating: flag }, additionalProperties: true },
  PaperClaims: object({ slug: text, arxiv: text, title: text, library: orNull(text), claims: list(ref('Claim')) }),
  Claim: { type: 'object', required: ['id', 'text', 'says', 'conditions', 'checks', 'verdict'], properties: { id: text, text, says: { type: 'object', required: ['text'], properties: { text, value: number, unit: text, relation: text, baseline: text, source: text } }, conditions: text, quote: { anyOf: [text, list(text)] }, checks: list({ type: 'object', required: ['kind'], properties: { kind: { enum: ['absolute', 'ratio', 'model', 'out-of-reach'] }, how: text, scale: text, needs: text } }), verdict: ref('Verdict') } },
  Verdict: { type: 'object', required: ['claim', 'state', 'modelled', 'why'], properties: { claim: text, state, modelled: flag, why: text, measured: ref('Reading'), runs: list(text) } },
  Reading: { type: 'object', properties: { metric: text, value: number, unit: text, interval: list(number), claimed: number, ratio: number, meets: flag, run: text } },
  Run: { type: 'object', required: ['id', 'paper', 'experiment', 'inputs', 'seed', 'state', 'measurements', 'device'], properties: { id: text, paper: text, experiment: text, inputs: { type: 'object' }, changed: list(text), seed: whole, repeats: whole, startedAt: instant, seconds: number, state: { enum: ['done', 'failed', 'aborted', 'timed out', 'out of memory'] }, error: text, measurements: list({ type: 'object', required: ['metric', 'value', 'unit'], properties: { metric: text, value: number, unit: text, samples: list(number), interval: list(number) } }), events: list({ type: 'object' }), device: { type: 'object' }, versions: { type: 'object' }, place: { enum: ['node', 'browser'] }, origin: { enum: ['here', 'reported'] } } },
  ExportedRun: { type: 'object', required: ['galley', 'version', 'run'], properties: { galley: { const: 'run' }, version: { const: 1 }, run: ref('Run') } },
  Votes: object({ arxiv: text, votes: whole, voted: { ...flag, description: 'Whether the asking reader voted; absent without one' } }, ['voted']),
  Comment: object({ id: text, arxiv: text, parent: orNull(text), by: { anyOf: [object({ handle: text, name: text }), { type: 'null' }] }, body: { ...text, description: 'Markdown as it was written; empty when removed or hidden' }, state: { enum: ['shown', 'removed', 'hidden'] }, written: instant, edited: orNull(instant), mine: flag, byAuthor: { ...flag, description: 'By a confirmed author of the paper' }, replies: list(ref('Comment')) }),
  Made: object({ id: text }),
  Alike: object({ arxiv: text, title: text, cosine: { ...number, description: 'Of tf-idf vectors over title and abstract, 0 to 1' }, words: list(text) }),
  Trending: object({ at: instant, window: { enum: ['today', 'week', 'month'] }, votesPerHour: number, outsidePerHour: number, weighed: whole, items: list(ref('Trend')) }),
  Trend: object({ arxiv: text, title: text, score: number, parts: object({
    votes: terms({ shown: whole, cast: whole, counted: number, due: number, pressedBy: orNull(text) }), stars: { anyOf: [terms({ from: whole, to: whole }), { type: 'null' }] },
    outside: { anyOf: [terms({ gained: number, counted: number, due: number }), { type: 'null' }] }, reports: terms({ accounts: whole, counted: number }), hoursSeen: number,
  }) }),
  ForYou: object({ likes: whole, needed: whole, by: { enum: ['taste', 'follows', 'nothing'] }, items: list({ anyOf: [
    object({ arxiv: text, title: text, score: number, because: list(object({ what: text, kind: { enum: ['word', 'category', 'author'] }, weight: number })), nearest: { anyOf: [object({ arxiv: text, cosine: number }), { type: 'null' }] } }),
    object({ arxiv: text, title: text, follow: object({ kind: { enum: ['topic', 'author', 'search'] }, value: text }) }),
  ] }) }),
  Me: object({ handle: text, name: text, role: { enum: ['reader', 'curator', 'admin'] }, scopes: list({ enum: ['read', 'write'] }) }),
  CollectionLine: object({ ...collection, papers: whole }),
  Collection: object({ ...collection, papers: list(object({ arxiv: text, title: text, added: instant, note: text, read: orNull(instant) })) }),
  Follow: object({ kind: { enum: ['topic', 'author', 'search'] }, value: text, since: instant }),
  Submission: object({ id: text, arxiv: text, at: instant, state: { enum: ['waiting', 'listed', 'not found', 'refused'] }, why: orNull(text) }),
  Authorship: object({ id: text, arxiv: text, title: text, author: text, proof: { enum: ['orcid', 'email', 'commit'] }, evidence: text, code: text, state: { enum: ['waiting', 'confirmed', 'not found', 'withdrawn'] }, asked: instant, checked: orNull(instant), why: orNull(text) }),
};
