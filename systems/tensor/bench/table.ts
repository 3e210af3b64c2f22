/** Rows for people. */
export interface Row { work: string; threads: number; ours: number; peer: string; theirs: number; unit: string; ratio: number; spread: number; goal: number | null }

const widths = [54, 7, 16, 34, 16, 8, 7, 7];
const line = (cells: string[]) => console.log(cells.map((cell, i) => cell.padEnd(widths[i])).join(' '));
let begun = false;

/** One line per row; the heading before the first. */
export function printTable(rows: readonly Row[]): void {
  if (!begun) line(['work', 'threads', 'ours', 'peer', 'theirs', 'ratio', 'goal', 'spread']);
  begun = true;
  const number = (value: number, unit: string) => (Number.isFinite(value) ? `${value.toPrecision(3)} ${unit}` : '-');
  for (const { work, threads, ours, peer, theirs, unit, ratio, spread, goal } of rows) {
    line([work, String(threads), number(ours, unit), peer, number(theirs, unit), number(ratio, '×'), goal === null ? '' : `${goal} ×`, Number.isFinite(spread) ? `${(100 * spread).toFixed(0)} %` : '']);
  }
}
