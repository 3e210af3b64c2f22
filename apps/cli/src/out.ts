/** What a terminal gets to read. Data goes to standard output, everything said along the way to standard error. */
import { styleText } from 'node:util';
import type { State, Verdict } from '@galley/claims';

export const printJson = (value: unknown): void => { process.stdout.write(`${JSON.stringify(value, null, process.stdout.isTTY ? 2 : 0)}\n`); };
export const say = (text: string): void => { process.stderr.write(`${text}\n`); };

const colours = process.stdout.isTTY && !process.env.NO_COLOR;
type Style = Parameters<typeof styleText>[0];
export const styled = (style: Style, text: string): string => colours ? styleText(style, text) : text;

const stateStyle: Record<State, Style> = { holds: 'green', 'falls short': 'red', 'not measured': 'gray', 'out of reach': 'gray' };
/** The word, and beside the colour a mark for everybody. */
const stateMark: Record<State, string> = { holds: '■', 'falls short': '▄', 'not measured': '□', 'out of reach': '·' };
export const stateWord = (state: State): string => styled(stateStyle[state], `${stateMark[state]} ${state}`);
/** One mark a claim; what rests on a model is hatched. */
export const stateBar = (verdicts: Pick<Verdict, 'state' | 'modelled'>[]): string => verdicts.map(({ state, modelled }) => styled(stateStyle[state], modelled && state === 'holds' ? modelledMark : stateMark[state])).join('');
export const modelledMark = '▨';

export const terminalWidth = (): number => Math.min(process.stdout.columns || 100, 120);

/** Words into lines of the terminal's width, indented. */
export function wrap(text: string, indent = 0, width = terminalWidth()): string {
  const pad = ' '.repeat(indent), lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line && line.length + 1 + word.length > width - indent) { lines.push(pad + line); line = word; } else line = line ? `${line} ${word}` : word;
  }
  if (line) lines.push(pad + line);
  return lines.join('\n');
}

/** Columns aligned by their widest cell; the last one is cut at the terminal's edge. */
export function table(rows: string[][], { right = [] as number[] } = {}): string {
  const bare = (s: string) => s.replace(/\u001b\[\d+m/g, ''), width = (s: string) => bare(s).length;
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((r) => width(r[i] ?? '')))) ?? [];
  return rows.map((r) => r.map((cell, i) => i === r.length - 1 && !right.includes(i) ? cell : right.includes(i) ? ' '.repeat(widths[i] - width(cell)) + cell : cell + ' '.repeat(widths[i] - width(cell))).join('  ').trimEnd()).join('\n');
}

export const plural = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;
export const secondsText = (s: number): string => s < 1 ? `${Math.max(1, Math.round(s * 1000))} ms` : s < 90 ? `${s.toFixed(1)} s` : `${Math.round(s / 60)} min`;
