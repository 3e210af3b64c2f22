import { error } from '@sveltejs/kit';
import { paperBySlug } from '@galley/catalog';
import { isIdentifier, readIdentifier } from '@galley/ingest';
import { daysOfPaper, paperByArxiv } from '@galley/papers';
import { plainText } from '@galley/typeset';
import { Busy, draw, sheetName } from '#og/render.ts';
import { stripOf, verdictsOf } from '#server/views/verdicts.ts';
import { authorsShort, longDay } from '#server/views/words.ts';
import type { RequestHandler } from './$types';

/** A day: a verdict may change, and then the name of the picture does. */
const keptSeconds = 86_400;

export const GET: RequestHandler = async ({ locals, params, request }) => {
  const read = params.paper.endsWith('.png') ? readIdentifier(params.paper.slice(0, -'.png'.length)) : undefined, { db } = locals.store;
  if (!read || !isIdentifier(read)) error(404, 'Pictures of papers are at /og/<identifier>.png.');
  const paper = await paperByArxiv(db, read.id);
  if (!paper) error(404, `Paper ${read.id} is not in this Galley.`);
  const record = paper.slug ? paperBySlug(paper.slug) : undefined, verdicts = record ? (await verdictsOf(db, [record])).get(record.slug)! : [], [day] = await daysOfPaper(db, read.id), strip = stripOf(verdicts);
  const sheet = { arxiv: read.id, title: plainText(paper.title), authors: authorsShort(paper.authors.slice(0, 5000).map((name) => plainText(name)), 5), day: day ? longDay(day) : '', bars: strip.bars, words: record ? (strip.words === 'not run yet' ? `${verdicts.length} claims, not run yet` : strip.words) : paper.categories.slice(0, 3).join(' · ') };
  const name = sheetName(sheet), headers = { etag: `"${name}"`, 'cache-control': `public, max-age=${keptSeconds}`, 'cross-origin-resource-policy': 'cross-origin' };
  if (request.headers.get('if-none-match')?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === headers.etag)) return new Response(null, { status: 304, headers });
  try {
    return new Response(await draw(sheet, name), { headers: { 'content-type': 'image/png', ...headers } });
  } catch (fault) {
    if (fault instanceof Busy) return new Response(fault.message, { status: 503, headers: { 'retry-after': '5', 'content-type': 'text/plain; charset=utf-8' } });
    throw fault;
  }
};
