/** The page's form: HTML with MathML inside, everything escaped, claimed figures marked where they stand. */
import katex from 'katex';
import type { Piece } from './parse.ts';
import { escapeHtml } from './escape.ts';
import { parse } from './parse.ts';
import { plain } from './plain.ts';

/** A figure to be marked: the first form that occurs in the text, and does not overlap an earlier mark, is wrapped. */
export interface Mark { id: string; forms: string[]; open: string; close: string }
export interface Html { html: string; /** Ids of the marks found, in the order of the text. */ marked: string[]; /** It holds mathematics, so the page needs KaTeX's style sheet. */ mathematics: boolean }

export function html(source: string, marks: Mark[] = []): Html {
  const pieces = parse(source), leaves = leavesOf(pieces);
  const ranges = locate(leaves.map((l) => l.plain).join(''), marks);
  const writer = { at: 0, ranges, leaf: 0, leaves, mathematics: false };
  return { html: write(pieces, writer), marked: ranges.map((r) => r.mark.id), mathematics: writer.mathematics };
}

interface Leaf { plain: string }
interface Range { from: number; to: number; mark: Mark }
interface Writer { at: number; ranges: Range[]; leaf: number; leaves: Leaf[]; mathematics: boolean }

function leavesOf(pieces: Piece[]): Leaf[] {
  return pieces.flatMap((p) => p.kind === 'text' ? [{ plain: p.text }] : p.kind === 'math' ? [{ plain: plain([p]) }] : leavesOf(p.pieces));
}

/** Where the marks stand in the plain text. Blanks of any kind match one another. */
function locate(text: string, marks: Mark[]): Range[] {
  const folded = fold(text), taken: Range[] = [];
  for (const mark of marks) {
    search: for (const form of mark.forms) {
      const wanted = fold(plain(parse(form)));
      if (!wanted) continue;
      for (let from = folded.indexOf(wanted); from >= 0; from = folded.indexOf(wanted, from + 1)) {
        const to = from + wanted.length;
        const inNumber = /[\d]/.test(folded[from - 1] ?? '') && /\d/.test(wanted[0]) || /[\d.]\d/.test(wanted.at(-1) + (folded[to] ?? '')) || (/\d/.test(wanted[0]) && /\d[.,]$/.test(folded.slice(Math.max(0, from - 2), from)));
        if (inNumber || taken.some((r) => from < r.to && r.from < to)) continue;
        taken.push({ from, to, mark });
        break search;
      }
    }
  }
  return taken.sort((a, b) => a.from - b.from);
}

/** Same length as the text, so that positions carry over. */
const fold = (text: string) => text.replace(/[\s\u00a0\u2009\u202f]/g, ' ').replace(/[‐‑–—−]/g, '-').toLowerCase();

function write(pieces: Piece[], w: Writer): string {
  return pieces.map((p) => {
    if (p.kind === 'text') return leaf(p.text, w, escapeHtml);
    if (p.kind === 'math') { w.mathematics = true; return leaf(w.leaves[w.leaf].plain, w, () => math(p.tex, p.display), true); }
    const inside = write(p.pieces, w);
    if (p.kind === 'link') return `<a href="${escapeHtml(p.href)}" rel="nofollow ugc noopener">${inside}</a>`;
    return { strong: `<strong>${inside}</strong>`, em: `<em>${inside}</em>`, code: `<code>${inside}</code>`, 'small-caps': `<span class="small-caps">${inside}</span>`, underline: `<u>${inside}</u>` }[p.style];
  }).join('');
}

/** Writes one leaf, cut where marks begin and end; mathematics is never cut. */
function leaf(text: string, w: Writer, render: (text: string) => string, whole = false): string {
  const from = w.at, to = from + text.length;
  w.at = to;
  w.leaf++;
  const touching = w.ranges.filter((r) => r.from < to && r.to > from);
  if (whole) {
    const range = touching[0];
    return range ? wrap(render(text), range, from <= range.from, to >= range.to) : render(text);
  }
  let out = '', at = from;
  for (const range of touching) {
    const begin = Math.max(range.from, from), end = Math.min(range.to, to);
    out += render(text.slice(at - from, begin - from)) + wrap(render(text.slice(begin - from, end - from)), range, begin === range.from, end === range.to);
    at = end;
  }
  return out + render(text.slice(at - from));
}

const wrap = (inside: string, { mark }: Range, first: boolean, last: boolean) => `${first ? mark.open : mark.open.replace(/ id="[^"]*"/, '')}${inside}${last ? mark.close : '</mark>'}`;

const cache = new Map<string, string>();
const cacheLimit = 5000;

function math(tex: string, display: boolean): string {
  const key = `${display ? 'D' : 'I'}${tex}`, known = cache.get(key);
  if (known !== undefined) return known;
  let rendered: string;
  try {
    rendered = katex.renderToString(tex, { displayMode: display, output: 'htmlAndMathml', trust: false, maxExpand: 200, maxSize: 10, strict: 'ignore', throwOnError: true });
  } catch {
    rendered = `<code class="tex">${escapeHtml(display ? `$$${tex}$$` : `$${tex}$`)}</code>`;
  }
  if (cache.size >= cacheLimit) cache.delete(cache.keys().next().value!);
  cache.set(key, rendered);
  return rendered;
}
