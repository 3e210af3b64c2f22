/**
 * A shelf: papers as tf-idf vectors of length one, with an inverted index over their words. Held in memory by each process, a few tens of
 * megabytes for 12,000 papers; the database stays the truth.
 */
import { byId } from '../trending/events.ts';
import { eachTerm } from './terms.ts';

export interface Text { arxiv: string; title: string; abstract: string; categories: string[]; authors: string[] }
/** Term numbers in ascending order, and their weights. */
export interface Vector { terms: Int32Array; weights: Float32Array }
export interface Alike { arxiv: string; cosine: number; /** What they share, the weightiest first. */ words: string[] }

/** Words of more than half of the papers say nothing of one; those of a single paper connect it to none. */
const mostShare = 0.5, leastPapers = 2;
const titleCounts = 3, wordsShown = 4;

export class Shelf {
  readonly texts: { arxiv: string; categories: string[]; authors: string[] }[];
  readonly vectors: Vector[];
  readonly places: Map<string, number>;
  readonly vocabulary: Vocabulary;
  readonly #postings: { papers: Int32Array; weights: Float32Array }[];

  /** Texts in any order; the shelf orders them by identifier, newest last. */
  constructor(texts: Text[], counted = texts.map(count)) {
    const order = texts.map((_, i) => i).sort((a, b) => byId(texts[a].arxiv, texts[b].arxiv));
    this.texts = order.map((i) => ({ arxiv: texts[i].arxiv, categories: texts[i].categories, authors: texts[i].authors }));
    this.places = new Map(this.texts.map((t, i) => [t.arxiv, i]));
    this.vocabulary = new Vocabulary(order.map((i) => counted[i]));
    this.vectors = order.map((i) => this.vocabulary.vector(counted[i]));
    this.#postings = invert(this.vectors, this.vocabulary.size);
  }

  get size(): number { return this.texts.length; }

  vectorOf(text: Pick<Text, 'title' | 'abstract'>): Vector { return this.vocabulary.vector(count(text)); }

  /** The papers whose words are most like those of a vector, by cosine; ties by identifier. */
  nearest(vector: Vector, most: number, leaveOut: Set<string> = new Set()): Alike[] {
    const cosines = new Float64Array(this.size);
    for (let k = 0; k < vector.terms.length; k++) {
      const { papers, weights } = this.#postings[vector.terms[k]], weight = vector.weights[k];
      for (let i = 0; i < papers.length; i++) cosines[papers[i]] += weight * weights[i];
    }
    const found: number[] = [];
    for (let i = 0; i < cosines.length; i++) if (cosines[i] > 0 && !leaveOut.has(this.texts[i].arxiv)) found.push(i);
    return found.sort((a, b) => cosines[b] - cosines[a] || a - b).slice(0, most).map((i) => ({ arxiv: this.texts[i].arxiv, cosine: cosines[i], words: this.shared(vector, this.vectors[i]) }));
  }

  shared(a: Vector, b: Vector, most = wordsShown): string[] {
    const found: { term: number; product: number }[] = [];
    merge(a, b, (term, product) => found.push({ term, product }));
    return found.sort((x, y) => y.product - x.product || x.term - y.term).slice(0, most).map((x) => this.vocabulary.written[x.term]);
  }
}

export function cosine(a: Vector, b: Vector): number {
  let sum = 0;
  merge(a, b, (_, product) => { sum += product; });
  return sum;
}

function merge(a: Vector, b: Vector, each: (term: number, product: number) => void): void {
  for (let i = 0, j = 0; i < a.terms.length && j < b.terms.length;) {
    const difference = a.terms[i] - b.terms[j];
    if (difference === 0) { each(a.terms[i], a.weights[i] * b.weights[j]); i++; j++; } else if (difference < 0) i++; else j++;
  }
}

/** How often each word occurs in a paper, a word of the title as often as three; and how it was written. */
export type Counted = Map<string, { times: number; written: string }>;
export function count({ title, abstract }: Pick<Text, 'title' | 'abstract'>): Counted {
  const counted: Counted = new Map();
  const add = (times: number) => (term: string, written: string) => { const known = counted.get(term); if (known) known.times += times; else counted.set(term, { times, written }); };
  eachTerm(title, add(titleCounts));
  eachTerm(abstract, add(1));
  return counted;
}

class Vocabulary {
  /** As the first paper on the shelf writes it. */
  readonly written: string[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #rarity: Float64Array;

  constructor(counted: Counted[]) {
    const papers = new Map<string, { n: number; written: string }>();
    for (const one of counted) for (const [term, { written }] of one) { const known = papers.get(term); if (known) known.n++; else papers.set(term, { n: 1, written }); }
    const most = Math.max(leastPapers, counted.length * mostShare), rarity: number[] = [];
    for (const [term, { n, written }] of papers) if (n >= leastPapers && n <= most) { this.#numbers.set(term, this.written.length); this.written.push(written); rarity.push(Math.log((counted.length + 1) / (n + 0.5))); }
    this.#rarity = Float64Array.from(rarity);
  }
  get size(): number { return this.written.length; }

  vector(counted: Counted): Vector {
    const found: [number, number][] = [];
    for (const [term, { times }] of counted) { const number = this.#numbers.get(term); if (number !== undefined) found.push([number, (1 + Math.log(times)) * this.#rarity[number]]); }
    found.sort((a, b) => a[0] - b[0]);
    const length = Math.sqrt(found.reduce((sum, [, w]) => sum + w * w, 0)) || 1;
    return { terms: Int32Array.from(found, ([n]) => n), weights: Float32Array.from(found, ([, w]) => w / length) };
  }
}

function invert(vectors: Vector[], size: number): { papers: Int32Array; weights: Float32Array }[] {
  const lengths = new Int32Array(size);
  for (const { terms } of vectors) for (const term of terms) lengths[term]++;
  const postings = Array.from(lengths, (n) => ({ papers: new Int32Array(n), weights: new Float32Array(n) })), filled = new Int32Array(size);
  for (const [paper, { terms, weights }] of vectors.entries()) for (let k = 0; k < terms.length; k++) { const term = terms[k], at = filled[term]++; postings[term].papers[at] = paper; postings[term].weights[at] = weights[k]; }
  return postings;
}
