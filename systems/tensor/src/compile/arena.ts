/** Lays values that live for a while over each other: greedy by size, each at the lowest place that is free while it lives. */
export interface Interval { bytes: number; /** First and last step that touch it. */ first: number; last: number }

/** @param alignment of every offset, a power of two
 * @returns an offset for each, and the bytes they take together */
export function placeIntervals(intervals: readonly Interval[], alignment = 64): { offsets: number[]; bytes: number } {
  const align = (n: number): number => Math.ceil(n / alignment) * alignment, offsets = Array.from({ length: intervals.length }, () => 0), placed: number[] = [];
  const order = [...intervals.keys()].sort((a, b) => intervals[b].bytes - intervals[a].bytes || intervals[a].first - intervals[b].first || a - b);
  let total = 0;
  for (const i of order) {
    const { bytes, first, last } = intervals[i];
    if (bytes === 0) continue;
    // Those that live at the same time, by where they lie.
    const neighbours = placed.filter((j) => intervals[j].first <= last && first <= intervals[j].last).sort((a, b) => offsets[a] - offsets[b]);
    let offset = 0, best = -1, bestGap = Infinity;
    for (const j of neighbours) {
      const gap = offsets[j] - offset;
      if (gap >= align(bytes) && gap < bestGap) { best = offset; bestGap = gap; }
      offset = Math.max(offset, offsets[j] + align(intervals[j].bytes));
    }
    offsets[i] = best >= 0 ? best : offset;
    placed.push(i);
    total = Math.max(total, offsets[i] + align(bytes));
  }
  return { offsets, bytes: total };
}
