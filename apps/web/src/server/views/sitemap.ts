/** Sitemaps: papers in files of at most 50,000 addresses, days and the fixed pages in one. */
import { countPapers, days, identifiers, type Database } from '@galley/papers';
import { element } from '#feeds/xml.ts';

const perFile = 50_000, pieceSize = 5000;
const open = (root: string) => `<?xml version="1.0" encoding="utf-8"?>\n<${root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n`;

export async function sitemapIndex(db: Database, origin: string): Promise<string> {
  const files = ['pages', ...Array.from({ length: Math.ceil(await countPapers(db) / perFile) }, (_, i) => String(i + 1))];
  return `${open('sitemapindex')}${files.map((part) => `${element('sitemap', [element('loc', `${origin}/sitemap-${part}.xml`)])}\n`).join('')}</sitemapindex>\n`;
}

/** `pages`, or the number of a file of papers; undefined for one that is not there. */
export async function sitemap(db: Database, origin: string, part: string): Promise<string | undefined> {
  const lines: string[] = [], add = (path: string, changed?: string) => lines.push(element('url', [element('loc', origin + path), ...(changed ? [element('lastmod', new Date(changed).toISOString())] : [])]));
  if (part === 'pages') {
    for (const path of ['/', '/trending', '/trending/how', '/claims', '/topics', '/feeds']) add(path);
    for (const { day } of (await days(db)).slice(0, perFile - 10)) add(`/papers/${day}`);
  } else {
    if (!/^[1-9]\d{0,4}$/.test(part)) return undefined;
    const first = (Number(part) - 1) * perFile;
    for (let offset = first; offset < first + perFile; offset += pieceSize) {
      const piece = await identifiers(db, { limit: pieceSize, offset });
      for (const { arxiv, changed } of piece) add(`/papers/${arxiv}`, changed);
      if (piece.length < pieceSize) break;
    }
    if (lines.length === 0) return undefined;
  }
  return `${open('urlset')}${lines.join('\n')}\n</urlset>\n`;
}
