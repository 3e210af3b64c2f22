/** Papers for the pages' tests, made by hand: hostile titles, mathematics, a crowd of authors, an abstract with claimed figures. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { galley } from './site.ts';

const record = (id: string, more: object) => ({ paper: { id, title: `Title of ${id}`, summary: 'A summary of what was done. It has two sentences.', authors: [{ _id: '0123456789abcdef01234567', name: 'Ada Lovelace', hidden: false }], publishedAt: '2025-10-01T10:00:00.000Z', submittedOnDailyAt: '2025-10-07T00:46:45.446Z', upvotes: 41, discussionId: '0123456789abcdef01234568', ai_keywords: ['a', 'b'], ...more }, publishedAt: '2025-10-01T06:00:00.000Z', thumbnail: 'https://example.org/t.png', numComments: 2, isAuthorParticipating: false, submittedBy: { user: 'somebody' } });

export const hostileTitle = '<img src=x onerror=alert(1)> & "quotes" </title><script>alert(2)</script>';
export const day = '2025-10-07';
const records = [
  record('2510.00001', { title: hostileTitle }),
  record('2510.00002', { title: 'On $\\ell_2^{n}$ norms and $10^4$ samples', summary: 'We prove $\\frac{a}{b} \\leq \\sqrt{x}$. It costs \\$5. And 6times more, with \\textbf{bold} words and $\\undefinedmacro{x}$.', githubRepo: 'https://github.com/a/b', githubStars: 12 }),
  record('2510.00003', { authors: Array.from({ length: 2000 }, (_, i) => ({ name: `Author Number${i}` })) }),
  // An abstract written for the test, with the figures of the data-acquisition paper in it.
  record('2407.00123', { title: 'A title that must not win', summary: `${'A sentence about detectors that fills the line. '.repeat(4)}We find that together they need 60% less power, and keep up to 0.31 samples/kJ. ${'Another sentence at the end. '.repeat(3)}` }),
];

/** Fills a folder before the site opens it. */
export async function fillFolder(dataDir: string): Promise<void> {
  const file = path.join(dataDir, `${day}.json`);
  writeFileSync(file, JSON.stringify(records));
  await galley(dataDir, 'import', file);
}
