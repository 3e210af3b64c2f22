/** Which events were kept and which were right to keep: 2×2 tables, in events per second. */

export interface Contingency {
  /** Irrelevant and discarded. */
  tn: number;
  /** Relevant and discarded. */
  fn: number;
  /** Irrelevant and kept. */
  fp: number;
  /** Relevant and kept. */
  tp: number;
}

/** Share of the kept events that are relevant (the paper's tables call it accuracy); null when nothing is kept. */
export function precision({ tp, fp }: Contingency): number | null {
  return tp + fp > 0 ? tp / (tp + fp) : null;
}

/** Share of the relevant events that are kept; null when there is none. */
export function recall({ tp, fn }: Contingency): number | null {
  return tp + fn > 0 ? tp / (tp + fn) : null;
}

/** Harmonic mean of precision and recall; null when either is undefined, 0 when both are 0. */
export function f1Score(table: Contingency): number | null {
  const p = precision(table), r = recall(table);
  if (p === null || r === null) return null;
  return p + r > 0 ? (2 * p * r) / (p + r) : 0;
}
