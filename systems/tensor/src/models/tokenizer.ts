/**
 * SentencePiece's unigram model: of all ways to cut a text into pieces of the vocabulary, the likeliest, found by
 * dynamic programming from left to right (Kudo 2018).
 */
import { fail } from '../input-error.ts';

/** A piece and its log probability, null for symbols that are always taken; the index is a piece's identity. */
export type Vocabulary = readonly (readonly [piece: string, score: number | null])[];

const boundary = '\u2581';
interface Branch { next: Map<string, Branch>; id: number; score: number }

export class UnigramTokenizer {
  readonly #root: Branch = { next: new Map(), id: -1, score: 0 };
  /** @param reserved first pieces of the vocabulary that stand for no text; the first is what is unknown */
  constructor(vocabulary: Vocabulary, reserved = 6) {
    if (!Array.isArray(vocabulary) || !vocabulary.every((entry) => Array.isArray(entry) && typeof entry[0] === 'string' && (entry[1] === null || typeof entry[1] === 'number'))) fail('a vocabulary is a list of pieces and scores, as [["▁the", -3.5], ...]');
    vocabulary.forEach(([piece, score], id) => {
      if (id < reserved) return;
      let at = this.#root;
      for (const letter of piece) { let next = at.next.get(letter); if (!next) at.next.set(letter, (next = { next: new Map(), id: -1, score: 0 })); at = next; }
      at.id = id;
      at.score = score ?? 0;
    });
  }

  /** Indices of pieces. Letters that no piece has are unknown (0); a run of them is one. */
  encode(text: string): number[] {
    const plain = text.normalize('NFKC'), letters = plain.length ? [...(boundary + plain).replaceAll(' ', boundary)] : [];
    // Best way to each place: its score, the last piece, and where that began. After an unknown letter all begins anew.
    const best = letters.map(() => ({ score: -Infinity, id: 0, from: -1 }));
    for (let from = 0; from < letters.length; from++) {
      const before = from === 0 ? 0 : best[from - 1].score;
      if (best[from].score === -Infinity) best[from] = { score: 0, id: 0, from: from - 1 };
      const so = before;
      let at: Branch | undefined = this.#root;
      for (let end = from; end < letters.length; end++) {
        at = at.next.get(letters[end]);
        if (!at) break;
        if (at.id >= 0 && (so + at.score >= best[end].score || best[end].id === 0)) best[end] = { score: so + at.score, id: at.id, from: from - 1 };
      }
    }
    const ids: number[] = [];
    for (let end = letters.length - 1; end >= 0; end = best[end].from) if (best[end].id !== 0 || ids.at(-1) !== 0) ids.push(best[end].id);
    return ids.reverse();
  }
}
