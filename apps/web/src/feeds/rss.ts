/** RSS 2.0 as the Advisory Board profiles it: authors as Dublin Core, because RSS wants addresses of mail there. */
import { mediaTypes, type FeedDocument } from './document.ts';
import { element } from './xml.ts';

/** RFC 822, four-digit year. */
const instant = (ms: number) => new Date(ms).toUTCString();

export function rss(feed: FeedDocument): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n${element('rss', [element('channel', [
    element('title', feed.title), element('link', feed.page), element('description', feed.description), element('language', 'en'), element('generator', 'Galley'), element('ttl', '60'),
    ...(feed.updated === null ? [] : [element('lastBuildDate', instant(feed.updated))]), element('atom:link', '', { rel: 'self', type: mediaTypes.rss, href: feed.self }),
    ...feed.entries.map((entry) => `\n${element('item', [
      element('title', entry.title), element('link', entry.link), element('guid', entry.id, { isPermaLink: 'false' }), element('pubDate', instant(entry.published)),
      ...entry.authors.map((name) => element('dc:creator', name)), ...entry.topics.map((topic) => element('category', topic)), element('description', entry.summary),
    ])}`),
  ])], { version: '2.0', 'xmlns:atom': 'http://www.w3.org/2005/Atom', 'xmlns:dc': 'http://purl.org/dc/elements/1.1/' })}\n`;
}
