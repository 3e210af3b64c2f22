/**
 * What a paper is and what it claims: plain data, one record per paper in `core/catalog/papers/`.
 *
 * A claim is a sentence with a figure. A figure can be checked in up to four ways, and many claims
 * need more than one of them (the arithmetic exactly, the machine at a smaller scale), so a claim
 * carries a list of checks. Nothing here is a result: results are runs, verdicts are computed.
 */

export interface Paper {
  /** Folder-name style, stable for ever: `daq-model`. */
  slug: string;
  /** arXiv identifier without version: `2407.00123`. */
  arxiv: string;
  /** As the authors write it, TeX mathematics intact between `$`. */
  title: string;
  /** Titles of other versions and of the published paper, where they differ; they are recognised like the first. */
  alsoTitled?: string[];
  authors: string[];
  /** Day of version 1, `YYYY-MM-DD`. When only the month is known, `YYYY-MM`. */
  published: string;
  venue?: string;
  /** Address of the authors' own code. */
  code?: string;
  /** Ours, two to four sentences. Figures written exactly as in a claim's `quote` are marked where they stand. */
  summary: string;
  claims: Claim[];
  /** The package that implements it, once it does: `@galley/daq`. */
  library?: string;
}

export interface Claim {
  /** Unique within the paper: `Q1`. */
  id: string;
  /** One sentence in our words. */
  text: string;
  says: Figure;
  /** The paper's hardware, data and scale. */
  conditions: string;
  /** How it is checked here: at least one entry. */
  checks: Check[];
  /** The figure as it stands in the abstract or in our summary, so that it can be marked there; first match wins. */
  quote?: string[];
}

export interface Figure {
  /** As the proof-reader quotes it after "claimed": `0.31 samples/kJ`, `up to 8.2×`, `“negligible”`. */
  text: string;
  /** The number, in `unit`, where the claim has one. */
  value?: number;
  /** SI or the field's own: `1/kJ`, `MW`, `%`, `×`, `ms`. */
  unit?: string;
  relation?: 'equals' | 'about' | 'at least' | 'at most' | 'up to' | 'more than' | 'less than';
  /** What it is compared with: `baseline farm, 0.065 samples/kJ`. */
  baseline?: string;
  source: 'abstract' | 'paper' | 'repository' | 'second-hand' | 'derived' | 'ours';
}

export type CheckKind = 'absolute' | 'ratio' | 'model' | 'out-of-reach';

export interface Check {
  /**
   * `absolute`: the same quantity, computed or counted here, must come out as stated.
   * `ratio`: a relation between two things measured here, at a smaller scale.
   * `model`: computed from the paper's formulas; marked as modelled wherever it shows.
   * `out-of-reach`: cannot be checked here; `needs` says what is missing.
   */
  kind: CheckKind;
  /** What is measured and what would make it fail. Required unless out of reach. */
  how?: string;
  /** What differs from the paper's scale. Required when `kind` is `ratio`. */
  scale?: string;
  /** What is missing. Required when `kind` is `out-of-reach`. */
  needs?: string;
  /** All must hold. Absent until an experiment measures them. The first is the figure shown in the margin. */
  passes?: Criterion[];
}

/** A bound on one measured metric. */
export interface Criterion {
  /** Name of a `Measurement.metric`. */
  metric: string;
  /** Must equal the measurement's unit. */
  unit: string;
  bound: Bound;
  /** The paper's value for this very metric; the ratio in the margin is measured / claimed. Defaults to `says.value` for the first criterion when units agree. */
  claimed?: number;
}

export type Bound =
  | { near: number; within: number }
  | { atLeast: number }
  | { atMost: number }
  | { between: [low: number, high: number] }
  | { equals: number };
