/** A reader's taste, learned from what they liked and put away, against recent papers as a background; and why it picks what it picks. */
import { byId } from '../trending/events.ts';
import { fit, margin, type Row } from './classifier.ts';
import { cosine, type Shelf, type Vector } from './shelf.ts';

export const tasteConstants = {
  /** Nothing is said before so many likes. */
  leastLikes: 5,
  /** The newest likes and puts-away that are learned from. */
  mostLearned: 400,
  /** Recent papers that stand for what the reader did not pick. */
  background: 1500,
  /** Recent papers among which is picked. */
  candidates: 2000,
  penalty: 0.002,
  /** A paper put away weighs so many times a paper of the background. */
  putAwayWeight: 10,
  /** Beside the words of a paper, whose vector has length one: the lengths of its categories and of its authors, however many. */
  categoriesLength: 0.35,
  authorsLength: 0.5,
  /** Of a paper of thousands of authors, the first. */
  mostAuthors: 30,
} as const;

export interface Given { liked: string[]; putAway: string[]; /** Not to be picked again: seen, voted for. */ leaveOut: Set<string> }
export interface Pick {
  arxiv: string;
  /** Log odds of being liked, against the background. */
  score: number;
  /** What speaks for it most: words, `category cs.LG`, `author Ada Lovelace`. */
  because: { what: string; kind: 'word' | 'category' | 'author'; weight: number }[];
  /** The liked paper it is nearest to. */
  nearest: { arxiv: string; cosine: number } | null;
}

/** Which features count: tests leave some out. */
export interface Features { categories?: boolean; authors?: boolean }

/** Picks for a reader, best first; undefined when too little is known. Same shelf and same likes, same picks. */
export function picks(shelf: Shelf, { liked, putAway, leaveOut }: Given, limit: number, { categories = true, authors = true }: Features = {}): Pick[] | undefined {
  const known = (ids: string[]) => ids.flatMap((id) => shelf.places.get(id) ?? []).slice(0, tasteConstants.mostLearned), likes = known(liked), away = known(putAway);
  if (likes.length < tasteConstants.leastLikes) return undefined;
  const table = new Table(shelf, { categories, authors }), taken = new Set([...likes, ...away]), recent = recentPlaces(shelf, Math.max(tasteConstants.background, tasteConstants.candidates)).filter((i) => !taken.has(i));
  const background = recent.slice(0, tasteConstants.background);
  // Likes weigh together as much as all that was not liked.
  const not = away.length * tasteConstants.putAwayWeight + background.length;
  const row = (place: number, liked: boolean, weight: number): Row => ({ ...table.row(place), liked, weight });
  const rows = [...likes.sort((a, b) => a - b).map((i) => row(i, true, 1 / likes.length)), ...away.sort((a, b) => a - b).map((i) => row(i, false, tasteConstants.putAwayWeight / not)), ...background.map((i) => row(i, false, 1 / not))];
  const model = fit(rows, table.size, { penalty: tasteConstants.penalty });
  return recent.slice(0, tasteConstants.candidates).filter((i) => !leaveOut.has(shelf.texts[i].arxiv))
    .map((place) => ({ place, score: margin(table.row(place), model.weights, model.intercept) }))
    .sort((a, b) => b.score - a.score || byId(shelf.texts[a.place].arxiv, shelf.texts[b.place].arxiv)).slice(0, limit)
    .map(({ place, score }) => ({ arxiv: shelf.texts[place].arxiv, score, because: table.because(place, model.weights), nearest: nearestOf(shelf, shelf.vectors[place], likes) }));
}

/** The newest places on a shelf; identifiers of the old form are older than all others. */
function recentPlaces(shelf: Shelf, most: number): number[] {
  const places = shelf.texts.map((_, i) => i), old = (i: number) => shelf.texts[i].arxiv.includes('/');
  return places.sort((a, b) => Number(old(a)) - Number(old(b)) || b - a).slice(0, most);
}

function nearestOf(shelf: Shelf, vector: Vector, likes: number[]): Pick['nearest'] {
  let best: Pick['nearest'] = null;
  for (const like of likes) { const c = cosine(vector, shelf.vectors[like]); if (c > (best?.cosine ?? 0)) best = { arxiv: shelf.texts[like].arxiv, cosine: c }; }
  return best;
}

type Sparse = Omit<Row, 'liked' | 'weight'>;
/** Papers as rows: words first, then categories and authors as they come. */
class Table {
  readonly #names: { what: string; kind: 'category' | 'author' }[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #rows = new Map<number, Sparse>();
  readonly #shelf: Shelf;
  readonly #features: Features;

  constructor(shelf: Shelf, features: Features) { this.#shelf = shelf; this.#features = features; }
  get size(): number { return this.#shelf.vocabulary.size + this.#names.length; }

  row(place: number): Sparse {
    const made = this.#rows.get(place);
    if (made) return made;
    const { terms, weights } = this.#shelf.vectors[place], { categories, authors } = this.#shelf.texts[place];
    const more = [
      ...(this.#features.categories ? this.#beside('category', categories, tasteConstants.categoriesLength) : []),
      ...(this.#features.authors ? this.#beside('author', authors.slice(0, tasteConstants.mostAuthors), tasteConstants.authorsLength) : []),
    ];
    const row = { features: Int32Array.from([...terms, ...more.map(([n]) => n)]), values: Float32Array.from([...weights, ...more.map(([, v]) => v)]) };
    this.#rows.set(place, row);
    return row;
  }

  because(place: number, weights: Float64Array, most = 5): Pick['because'] {
    const { features, values } = this.row(place), words = this.#shelf.vocabulary.size;
    return Array.from(features, (feature, k) => ({ feature, weight: weights[feature] * values[k] })).filter((f) => f.weight > 0).sort((a, b) => b.weight - a.weight || a.feature - b.feature).slice(0, most)
      .map(({ feature, weight }) => ({ ...(feature < words ? { what: this.#shelf.vocabulary.written[feature], kind: 'word' as const } : this.#names[feature - words]), weight }));
  }

  #beside(kind: 'category' | 'author', names: string[], length: number): [number, number][] {
    const once = [...new Set(names)];
    return once.map((what) => [this.#number(kind, what), length / Math.sqrt(once.length)]);
  }
  #number(kind: 'category' | 'author', what: string): number {
    const key = `${kind} ${what}`;
    let number = this.#numbers.get(key);
    if (number === undefined) { number = this.size; this.#numbers.set(key, number); this.#names.push({ what, kind }); }
    return number;
  }
}
