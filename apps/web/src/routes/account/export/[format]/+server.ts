import { error } from '@sveltejs/kit';
import { readerBibtex, readerExport, readerMarkdown } from '@galley/people';
import { orError } from '#server/request/forms.ts';
import { allow, requireReader } from '#server/request/reader.ts';
import type { RequestHandler } from './$types';

const kinds: Record<string, { type: string; file: string }> = { json: { type: 'application/json', file: 'galley.json' }, bibtex: { type: 'application/x-bibtex', file: 'galley.bib' }, markdown: { type: 'text/markdown', file: 'galley.md' } };

export const GET: RequestHandler = async (event) => {
  const reader = requireReader(event), { db } = event.locals.store, kind = kinds[event.params.format];
  if (!kind) error(404, 'An export is json, bibtex or markdown.');
  await orError(allow(event, 'export'));
  const body = event.params.format === 'json' ? JSON.stringify(await readerExport(db, reader.id), null, 2) : event.params.format === 'bibtex' ? await readerBibtex(db, reader.id) : await readerMarkdown(db, reader.id);
  return new Response(body, { headers: { 'content-type': `${kind.type}; charset=utf-8`, 'content-disposition': `attachment; filename="${kind.file}"`, 'cache-control': 'private, no-store' } });
};
