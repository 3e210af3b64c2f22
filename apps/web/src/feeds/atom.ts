/** Atom 1.0, RFC 4287. */
import { mediaTypes, type FeedDocument } from './document.ts';
import { element } from './xml.ts';

/** RFC 3339. A feed without entries has never been updated; the form wants a date all the same. */
const instant = (ms: number | null) => new Date(ms ?? 0).toISOString();

export function atom(feed: FeedDocument): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n${element('feed', [
    element('id', feed.id), element('title', feed.title), element('subtitle', feed.description), element('updated', instant(feed.updated)), element('generator', 'Galley'), element('author', [element('name', 'Galley')]),
    element('link', '', { rel: 'self', type: mediaTypes.atom, href: feed.self }), element('link', '', { rel: 'alternate', type: 'text/html', href: feed.page }),
    ...feed.entries.map((entry) => `\n${element('entry', [
      element('id', entry.id), element('title', entry.title), element('link', '', { rel: 'alternate', type: 'text/html', href: entry.link }),
      element('published', instant(entry.published)), element('updated', instant(entry.published)),
      ...entry.authors.map((name) => element('author', [element('name', name)])), ...entry.topics.map((term) => element('category', '', { term })),
      element('summary', entry.summary, { type: 'html' }),
    ])}`),
  ], { xmlns: 'http://www.w3.org/2005/Atom' })}\n`;
}
