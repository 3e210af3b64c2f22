/** Recognising a paper by its title, as it stands on a copied page. */
import type { Paper } from '@galley/claims';
import { papers } from './list.ts';

/**
 * What is left of a title when case, accents, punctuation, dashes, blanks and TeX mark-up are set aside:
 * lower-case letters and digits in words with one blank between them. `$\times$`, `×` and the bare `times`
 * of pages that dropped the backslash are the same.
 */
export function normaliseTitle(title: string): string {
  return title
    .replace(/\\(?:text|math)[a-z]*|\\(?:emph|it|bf|rm|sc)\b/g, '')
    .replaceAll('×', 'times')
    .normalize('NFKD').replace(/\p{M}/gu, '')
    .replace(/[$\\{}'’`]/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** The papers of a catalogue by normalised title, their other titles included. */
export function titleMatcher(catalogue: Paper[]): (text: string) => Paper | undefined {
  const byTitle = new Map(catalogue.flatMap((paper) => [paper.title, ...(paper.alsoTitled ?? [])].map((title) => [normaliseTitle(title), paper] as const)));
  return (text) => byTitle.get(normaliseTitle(text));
}

/** The paper with this title, or none: no guessing beyond the normalisation. */
export const matchTitle: (text: string) => Paper | undefined = titleMatcher(papers);
