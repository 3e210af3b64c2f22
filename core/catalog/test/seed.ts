/** The daily-papers page of the edition, copied as text: title and abstract in turn, where the data folder is at hand. */
import { existsSync, readFileSync } from 'node:fs';

const page = new URL('../../../../shared/data/seed/daily-papers-2025-10-08.txt', import.meta.url);

export const skipWithoutSeed = existsSync(page) ? false : 'the copied daily-papers page (../shared/data/seed) is not at hand';

export interface Listed { title: string; abstract: string }

export function readSeed(): Listed[] {
  const paragraphs = readFileSync(page, 'utf8').split(/\n\s*\n/).map((p) => p.replace(/\s+/g, ' ').trim());
  return paragraphs.flatMap((abstract, i) => abstract.length > 400 ? [{ title: paragraphs[i - 1], abstract }] : []);
}
