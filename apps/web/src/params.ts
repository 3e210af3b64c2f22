/** What an address under /papers/ may be: a day, a paper as Markdown or as BibTeX, or else an identifier, which its page reads. */
import { defineParams } from '@sveltejs/kit/params';
import { readDay } from '@galley/ingest/day';

export const params = defineParams({
  day: (param) => readDay(param),
  markdown: (param) => param.endsWith('.md') ? param : undefined,
  bibtex: (param) => param.endsWith('.bib') ? param : undefined,
  arxiv: (param) => param.length > 0 && !/\.(?:md|bib)$/.test(param) ? param : undefined,
});
