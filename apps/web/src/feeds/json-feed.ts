/** JSON Feed 1.1. */
import type { FeedDocument } from './document.ts';

export const jsonFeed = (feed: FeedDocument): string => JSON.stringify({
  version: 'https://jsonfeed.org/version/1.1', title: feed.title, description: feed.description, home_page_url: feed.page, feed_url: feed.self, language: 'en',
  items: feed.entries.map((entry) => ({
    id: entry.id, url: entry.link, title: entry.title, content_html: entry.summary, date_published: new Date(entry.published).toISOString(),
    ...(entry.authors.length ? { authors: entry.authors.map((name) => ({ name })) } : {}), ...(entry.topics.length ? { tags: entry.topics } : {}),
  })),
});
