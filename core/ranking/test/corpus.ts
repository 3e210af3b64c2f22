/** Real abstracts, where they lie beside the project: 8,000 papers of arXiv with categories. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Text } from '../src/index.ts';

const folder = path.resolve(import.meta.dirname, '../../../../shared/data/corpus');
const file = (part: number) => path.join(folder, `arxiv-12k-part${part}.jsonl.gz`);
export const corpusIsHere = [1, 2, 3, 4].every((part) => existsSync(file(part)));

export interface Record extends Text { first: string; upvotes: number | null }

export function corpus(): Record[] {
  const found = new Map<string, Record>();
  for (const part of [1, 2, 3, 4]) for (const line of gunzipSync(readFileSync(file(part))).toString().split('\n').filter(Boolean)) {
    const r = JSON.parse(line) as { id: string; title: string; abstract: string; authors: string[]; categories: string[]; first_listed: string; hf?: { upvotes?: number } };
    found.set(r.id, { arxiv: r.id, title: r.title, abstract: r.abstract, authors: r.authors, categories: r.categories, first: r.first_listed, upvotes: r.hf?.upvotes ?? null });
  }
  return [...found.values()].sort((a, b) => a.arxiv < b.arxiv ? -1 : 1);
}
