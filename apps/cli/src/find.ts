/** A paper as somebody names it: its slug, or its arXiv identifier in any form. */
import { paperByArxiv, paperBySlug, papers } from '@galley/catalog';
import type { Paper } from '@galley/claims';
import { isIdentifier, readIdentifier } from '@galley/ingest';
import { exits, Failure } from './failure.ts';

export function cataloguePaper(name: string): Paper {
  const bySlug = paperBySlug(name);
  if (bySlug) return bySlug;
  const read = readIdentifier(name), found = isIdentifier(read) ? paperByArxiv(read.id) : undefined;
  if (found) return found;
  if (isIdentifier(read)) throw new Failure(`Paper ${read.id} is not in the catalogue, so it makes no claims here.`, exits.notFound);
  if (/\d\.\d|\//.test(name)) throw new Failure(read.wrong, exits.usage);
  const near = papers.map((p) => p.slug).filter((slug) => slug.includes(name.toLowerCase()) || name.toLowerCase().includes(slug));
  throw new Failure(`There is no paper "${name.slice(0, 60)}". ${near.length ? `Did you mean ${near.join(' or ')}?` : 'galley claims lists them all.'}`, exits.notFound);
}
