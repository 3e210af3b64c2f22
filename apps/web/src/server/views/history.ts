/** A paper's versions, remark and stars, as its page shows them. */
import { paperHistory, type Paper } from '@galley/papers';
import { html } from '@galley/typeset';
import { curvesSvg } from '#plots/curves.ts';
import { plainDay } from '#server/views/words.ts';

type Db = App.Locals['store']['db'];
export interface HistoryView { arxiv: string; remark?: string; mathematics: boolean; versions: { version: number; words?: string }[]; starsNow?: string; /** SVG, once there are three counts. */ stars?: string }

const dayMs = 864e5, fewest = 3;

export async function historyView(db: Db, { arxiv, comment, stars: now }: Pick<Paper, 'arxiv' | 'comment' | 'stars'>): Promise<HistoryView> {
  const { versions, stars } = await paperHistory(db, arxiv), remark = html(comment ?? '');
  return {
    arxiv, ...(comment && { remark: remark.html }), mathematics: remark.mathematics, versions: versions.map((v) => ({ version: v.version, ...(v.submitted && { words: plainDay(v.submitted) }) })),
    ...(stars.length >= fewest && { starsNow: (now ?? stars.at(-1)!.stars).toLocaleString('en'), stars: starsSvg(stars) }),
  };
}

function starsSvg(stars: { at: number; stars: number }[]): string {
  const from = stars[0].at, points = stars.map((s): [number, number] => [(s.at - from) / dayMs, s.stars]), last = Math.max(1, points.at(-1)![0]), values = points.map((p) => p[1]);
  const low = Math.min(...values), high = Math.max(...values, low + 1);
  return curvesSvg({ label: `Stars of the code from ${values[0]} to ${values.at(-1)} in ${Math.round(last)} days`, x: { title: `days since ${plainDay(new Date(from).toISOString())}`, domain: [0, last] }, y: { title: 'stars', domain: [low, high] }, curves: [{ name: '', s: 0, points }] }, { height: 220 });
}
