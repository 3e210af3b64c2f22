/**
 * A daily-papers page copied as text: a heading with the day, then title and abstract in turn, one paragraph each.
 * Titles are recognised by the catalogue; the abstract of a recognised paper goes into the database.
 */
import { matchTitle } from '@galley/catalog';
import { sourceRank } from '@galley/papers';
import { paperInput, type Item } from './record.ts';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const shortestAbstract = 200, longestTitle = 300;

/** `year` completes a heading like "Oct 8", which names none. */
export function readCopiedPage(text: string, { day, year }: { day?: string; year?: number }): { day?: string; items: Item[] } {
  const paragraphs = text.split(/\n\s*\n/).map((p, i, all) => ({ text: p.replace(/\s+/g, ' ').trim(), line: 1 + all.slice(0, i).reduce((n, q) => n + q.split('\n').length + 1, 0) })).filter((p) => p.text);
  const headed = paragraphs.slice(0, 20).map((p) => dayOfHeading(p.text, year)).find(Boolean);
  const listDay = day ?? headed, items: Item[] = [];
  let place = 0;
  for (let i = 0; i < paragraphs.length; i++) {
    const { text: title, line } = paragraphs[i], paper = title.length <= longestTitle ? matchTitle(title) : undefined;
    const next = paragraphs[i + 1]?.text ?? '', abstract = next.length >= shortestAbstract ? next : undefined;
    if (paper) {
      place++;
      items.push({
        kind: 'paper',
        paper: paperInput({ arxiv: paper.arxiv, title: paper.title, authors: paper.authors, rank: sourceRank.page, ...(abstract && { abstract }) }),
        ...(listDay && { listing: { day: listDay, arxiv: paper.arxiv, position: place } }),
      });
      if (abstract) i++;
    } else if (abstract && title.length <= longestTitle) {
      items.push({ kind: 'refused', position: `line ${line}`, why: `"${title.slice(0, 100)}" is no title of the catalogue, and a copied page names no identifiers.` });
      i++;
    }
  }
  return { day: listDay, items };
}

function dayOfHeading(text: string, year?: number): string | undefined {
  const found = /^(?:(?:mon|tue|wed|thu|fri|sat|sun)\w*,? )?([a-z]{3})[a-z]* (\d{1,2})(?:,? (\d{4}))?$/i.exec(text), month = found ? months.indexOf(found[1].toLowerCase()) : -1;
  const full = found?.[3] ? Number(found[3]) : year;
  return found && month >= 0 && full ? `${full}-${String(month + 1).padStart(2, '0')}-${found[2].padStart(2, '0')}` : undefined;
}
