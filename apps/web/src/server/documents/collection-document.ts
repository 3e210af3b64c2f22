/** Collections as the API gives them. */
import type { CollectedPaper, Collection, CollectionLine } from '@galley/people';
import { moment } from '#server/documents/api.ts';

export const collectionLine = (c: CollectionLine) => ({ slug: c.slug, name: c.name, description: c.description, kind: c.kind, public: c.public, changed: moment(c.changed), papers: c.papers });
export const collectionDocument = (c: Collection, papers: CollectedPaper[]) => ({ slug: c.slug, name: c.name, description: c.description, kind: c.kind, public: c.public, changed: moment(c.changed), papers: papers.map((p) => ({ arxiv: p.arxiv, title: p.title, added: moment(p.added), note: p.note, read: p.read && moment(p.read) })) });
