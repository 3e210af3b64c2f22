/** Every route under /api. A test compares this with the files of the routes, both ways. */
import { answers, body, flag, inPath, list, object, operation, query, ref, text } from './shapes.ts';

const id = inPath('id', 'An arXiv identifier, with or without version'), slug = inPath('slug', 'Slug of a collection, as in its address'), handle = inPath('handle', 'Handle of an account'), run = inPath('id', 'Id of a run'), comment = inPath('id', 'Id of a comment');
const origin = query('origin', 'Your own runs, or imported and reported ones', { type: 'string', enum: ['here', 'reported'], default: 'here' });
const limit = (most: number, otherwise: number) => query('limit', `At most ${most}`, { type: 'integer', minimum: 1, maximum: most, default: otherwise });

export const paths = {
  '/api/daily_papers': { get: operation('dailyPapers', 'Papers listed on a day, in a week or in a month, in the shape of the Hugging Face Hub', { parameters: [query('date', 'YYYY-MM-DD'), query('week', 'YYYY-Www'), query('month', 'YYYY-MM'), query('sort', 'Order', { type: 'string', enum: ['publishedAt', 'trending'], default: 'publishedAt' }), query('p', 'Page, from 0', { type: 'integer', minimum: 0, default: 0 }), limit(100, 50)], ok: answers('The papers; a Link header leads to the next page', list(ref('Listing')), { paged: true }), wrong: [400] }) },
  '/api/papers/search': { get: operation('searchPapers', 'Papers that match words', { parameters: [{ ...query('q', 'Words, “phrases”, -without'), required: true }, limit(120, 120)], ok: answers('The papers, best first', list(ref('Listing'))), wrong: [400] }) },
  '/api/papers/{id}': { get: operation('paper', 'One paper', { parameters: [id], ok: answers('The paper', ref('Paper')), wrong: [400, 404] }) },
  '/api/papers/{id}/claims': { get: operation('paperClaims', 'What a paper claims, with verdicts', { parameters: [id, origin], ok: answers('The claims', ref('PaperClaims')), wrong: [400, 404] }) },
  '/api/papers/{id}/votes': {
    get: operation('votes', 'Votes of this site’s readers for a paper', { parameters: [id], ok: answers('How many', ref('Votes')), wrong: [400, 404] }),
    put: operation('vote', 'Votes for a paper; a second time changes nothing', { parameters: [id], signedIn: true, ok: answers('How many there are now', ref('Votes')), wrong: [400, 404] }),
    delete: operation('takeVoteBack', 'Takes the vote back', { parameters: [id], signedIn: true, ok: answers('How many there are now', ref('Votes')), wrong: [400, 404] }),
  },
  '/api/papers/{id}/comments': {
    get: operation('comments', 'Comments under a paper, as threads, oldest first', { parameters: [id], ok: answers('The threads', list(ref('Comment'))), wrong: [400, 404] }),
    post: operation('comment', 'Writes a comment, or a reply', { parameters: [id], requestBody: body(object({ body: { ...text, description: 'Markdown subset, mathematics in $…$' }, parent: { ...text, description: 'Id of the comment this replies to' } }, ['parent'])), signedIn: true, ok: answers('Written', ref('Made'), { status: 201 }), wrong: [400, 404] }),
  },
  '/api/papers/{id}/similar': { get: operation('similar', 'Papers like a paper, by the words of title and abstract', { parameters: [id, limit(50, 10)], ok: answers('The most alike first', list(ref('Alike'))), wrong: [400, 404] }) },
  '/api/comments/{id}': {
    patch: operation('editComment', 'Changes a comment of yours', { parameters: [comment], requestBody: body(object({ body: text })), signedIn: true, ok: answers('Changed', ref('Made')), wrong: [400, 404] }),
    delete: operation('removeComment', 'Removes a comment of yours; its place stays while there are replies', { parameters: [comment], signedIn: true, ok: answers('Removed', ref('Made')), wrong: [404] }),
  },
  '/api/claims': { get: operation('claims', 'What all papers of the catalogue claim, with verdicts', { parameters: [origin], ok: answers('Papers with their claims', list(ref('PaperClaims'))), wrong: [400] }) },
  '/api/trending': { get: operation('trending', 'What readers turned to, at any moment; the formula is at /trending/how', { parameters: [query('window', 'What counts', { type: 'string', enum: ['today', 'week', 'month'], default: 'week' }), query('at', 'A moment or a day, by default now', { type: 'string', examples: ['2025-10-08T09:30Z', '2025-10-08'] }), query('category', 'Only papers of a category of arXiv'), limit(100, 30)], ok: answers('The list, each item with its parts', ref('Trending')), wrong: [400] }) },
  '/api/for-you': { get: operation('forYou', 'Papers for the asking reader, by taste or by what they follow, each with why', { parameters: [limit(100, 30)], signedIn: true, ok: answers('The papers', ref('ForYou')), wrong: [400] }) },
  '/api/me': { get: operation('me', 'Who asks, and what the key allows', { signedIn: true, ok: answers('The reader', ref('Me')) }) },
  '/api/collections': {
    get: operation('collections', 'Your collections', { signedIn: true, ok: answers('Bookmarks first, then the last changed', list(ref('CollectionLine'))) }),
    post: operation('makeCollection', 'Makes a collection', { requestBody: body(object({ name: text, description: text, public: flag }, ['description', 'public'])), signedIn: true, ok: answers('Made', ref('Collection'), { status: 201 }), wrong: [400, 409] }),
  },
  '/api/collections/{slug}': {
    get: operation('collection', 'A collection of yours, with its papers', { parameters: [slug], signedIn: true, ok: answers('The collection', ref('Collection')), wrong: [404] }),
    patch: operation('changeCollection', 'Renames a collection, describes it, makes it public or private', { parameters: [slug], requestBody: body(object({ name: text, description: text, public: flag }, ['name', 'description', 'public'])), signedIn: true, ok: answers('As it is now', ref('Collection')), wrong: [400, 404] }),
    delete: operation('removeCollection', 'Removes a collection; the papers stay', { parameters: [slug], signedIn: true, ok: answers('Removed', object({ slug: text })), wrong: [404] }),
  },
  '/api/collections/{slug}/papers/{id}': {
    put: operation('collect', 'Puts a paper into a collection, or changes its note', { parameters: [slug, id], requestBody: body(object({ note: text }, ['note']), false), signedIn: true, ok: answers('It is in', object({ slug: text, arxiv: text })), wrong: [400, 404, 409] }),
    delete: operation('takeOut', 'Takes a paper out of a collection', { parameters: [slug, id], signedIn: true, ok: answers('It is out', object({ slug: text, arxiv: text })), wrong: [400, 404] }),
  },
  '/api/people/{handle}/collections': { get: operation('publicCollections', 'The public collections of somebody', { parameters: [handle], ok: answers('The collections', list(ref('CollectionLine'))), wrong: [404] }) },
  '/api/people/{handle}/collections/{slug}': { get: operation('publicCollection', 'A public collection with its papers', { parameters: [handle, slug], ok: answers('The collection', ref('Collection')), wrong: [404] }) },
  '/api/follows': {
    get: operation('follows', 'What you follow', { signedIn: true, ok: answers('Topics, authors, searches', list(ref('Follow'))) }),
    put: operation('follow', 'Follows a topic, an author or a search', { requestBody: body(object({ kind: { enum: ['topic', 'author', 'search'] }, value: text })), signedIn: true, ok: answers('Followed', ref('Follow')), wrong: [400, 409] }),
    delete: operation('unfollow', 'Follows it no more', { parameters: [{ ...query('kind', 'topic, author or search'), required: true }, { ...query('value', 'As it is followed'), required: true }], signedIn: true, ok: answers('Not followed', object({ kind: text, value: text })), wrong: [400] }),
  },
  '/api/submissions': {
    get: operation('submissions', 'The papers you submitted, newest first', { signedIn: true, ok: answers('The submissions', list(ref('Submission'))) }),
    post: operation('submit', 'Submits a paper by any identifier or address that means one of arXiv', { requestBody: body(object({ paper: text })), signedIn: true, ok: answers('Submitted', ref('Submission'), { status: 201 }), wrong: [400] }),
  },
  '/api/authorship': {
    get: operation('authorship', 'Your claims to have written a paper', { signedIn: true, ok: answers('The claims, newest first', list(ref('Authorship'))) }),
    post: operation('claimAuthorship', 'Claims to have written a paper; the answer says what the proof must contain', { requestBody: body(object({ arxiv: text, author: { ...text, description: 'As the paper writes it' }, proof: { enum: ['orcid', 'email', 'commit'] }, orcid: text }, ['orcid'])), signedIn: true, ok: answers('Waiting for its proof', ref('Authorship'), { status: 201 }), wrong: [400, 404, 409] }),
  },
  '/api/authorship/{id}': { delete: operation('withdrawAuthorship', '“This is not me”: takes a claim back, which can be made again', { parameters: [inPath('id', 'Id of a claim')], signedIn: true, ok: answers('Taken back', ref('Made')), wrong: [404] }) },
  '/api/runs': {
    get: operation('runs', 'Runs, newest first, without their plots', { parameters: [query('paper', 'Slug of a paper'), origin, query('before', 'Id of a run: only older ones'), limit(100, 50)], ok: answers('The runs; a Link header leads to the next page', list(ref('Run')), { paged: true }), wrong: [400] }),
    post: operation('keepRun', 'Keeps a run: the machine’s own on a site for one person, elsewhere reported by an account', { requestBody: body(ref('ExportedRun')), ok: answers('Kept', ref('Made'), { status: 201 }), wrong: [400, 403, 415] }),
  },
  '/api/runs/{id}': { get: operation('run', 'One run, whole', { parameters: [run], ok: answers('The run', ref('Run')), wrong: [404] }) },
  '/api/openapi.json': { get: operation('openapi', 'This document', { ok: answers('OpenAPI 3.1', { type: 'object' }) }) },
};
