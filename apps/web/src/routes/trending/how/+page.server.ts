import { summariesOf } from '@galley/papers';
import { constants as c, windows, type Parts } from '@galley/ranking';
import { html } from '@galley/typeset';
import { partsInWords, signed, tenth, thisMinute, trendingAt } from '#server/views/trending.ts';
import { instantOf } from '#server/views/words.ts';
import type { PageServerLoad } from './$types';

const math = (tex: string) => html(`$${tex}$`).html;

export const load: PageServerLoad = async ({ locals }) => {
  const list = await trendingAt(locals.store.db, { at: thisMinute(), window: 'week', limit: 30 }), [first] = list.items, [paper] = first ? await summariesOf(locals.store.db, [first.arxiv]) : [];
  return {
    formula: {
      score: math(`\\text{score} = \\ln\\frac{${c.priorVotes} + n}{${c.priorVotes} + n_0} \\;+\\; ${c.starsWeight}\\,\\ln\\frac{s_1 + ${c.priorStars}}{s_0 + ${c.priorStars}} \\;+\\; ${c.outsideWeight}\\,\\ln\\frac{${c.priorOutsideVotes} + u}{${c.priorOutsideVotes} + u_0} \\;+\\; ${c.reportsWeight}\\,\\ln(1 + r)`),
      weight: math(`w = \\min\\!\\Bigl(1, \\max\\bigl(0, \\tfrac{a - ${c.youngDays}}{${c.grownDays - c.youngDays}}\\bigr)\\Bigr) \\cdot \\frac{1 + f}{2 + j}`),
      crowd: math('c(m) = \\begin{cases} m & m \\le 1 \\\\ \\dfrac{k\\,m}{m + k - 1} & m > 1 \\end{cases}'),
      left: math('2^{-t/h}'), n: math('n'), n0: math('n_0'), s: math('s_0, s_1'), u: math('u'), u0: math('u_0'), r: math('r'), a: math('a'), j: math('j'), f: math('f'), k: math('k'), m: math('m'), t: math('t'), h: math('h'), e: math('e^{\\text{score}}'),
    },
    constants: c, windows: Object.entries(windows).map(([name, w]) => ({ name: name === 'today' ? 'two days' : name, days: w.reachHours / 24, hours: w.halfLifeHours })),
    example: first && paper ? {
      arxiv: first.arxiv, title: html(paper.title).html, moment: instantOf(new Date(list.at).toISOString()), weighed: list.weighed, votesPerDay: (list.votesPerHour * 24).toFixed(2), outsidePerDay: (list.outsidePerHour * 24).toFixed(2), hoursSeen: tenth(first.parts.hoursSeen),
      parts: partsInWords(first.parts, windows.week.reachHours / 24), sum: signed(first.score), times: Math.exp(first.score).toFixed(1),
      written: math(written(first.parts)),
    } : undefined,
  };
};

/** The first part that is there, with its figures. */
function written({ votes, outside }: Parts): string {
  const ratio = (prior: number, counted: number, due: number) => `\\ln\\frac{${prior} + ${counted.toFixed(2)}}{${prior} + ${due.toFixed(2)}}`;
  return votes.due > 0 || !outside ? `${ratio(c.priorVotes, votes.counted, votes.due)} = ${votes.term.toFixed(3)}` : `${c.outsideWeight}\\,${ratio(c.priorOutsideVotes, outside.counted, outside.due)} = ${outside.term.toFixed(3)}`;
}
