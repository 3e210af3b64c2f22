/** What an address under /papers/ may be: a day, a paper as Markdown, or else an identifier, which its page reads. */
import { defineParams } from '@sveltejs/kit/params';
import { readDay } from '@galley/ingest/day';

export const params = defineParams({
  day: (param) => readDay(param),
  markdown: (param) => param.endsWith('.md') ? param : undefined,
  arxiv: (param) => param.length > 0 && !param.endsWith('.md') ? param : undefined,
});
