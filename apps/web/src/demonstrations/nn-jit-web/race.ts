/** The page's end of the race: files with progress, two workers, questions with answers. */
import script from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import characters from './models/characters.bin?url';
import line from './models/line.bin?url';
import runtime from './models/onnxruntime.bin?url';
import wake from './models/wake.bin?url';
import type { PeerAsk, RaceAsk, RaceTell } from './race-messages.ts';

export type ModelName = 'wake' | 'line';
export const models: Record<ModelName, { file: string; shape: number[] }> = { wake: { file: wake, shape: [1, 76, 32, 1] }, line: { file: line, shape: [1, 3, 48, 320] } };
export const runtimeFile = runtime;

/** A file of this site. @param onProgress share of it that is here, 0 to 1 */
export async function fetched(file: string, onProgress: (share: number) => void): Promise<ArrayBuffer> {
  const response = await fetch(file), total = Number(response.headers.get('content-length') ?? 0);
  if (!response.ok || !response.body) throw new Error(`The file could not be fetched (${response.status}).`);
  const parts: Uint8Array[] = [];
  let size = 0;
  for (const reader = response.body.getReader();;) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    size += value.length;
    if (total && !response.headers.get('content-encoding')) onProgress(size / total);
  }
  onProgress(1);
  return new Blob(parts as BlobPart[]).arrayBuffer();
}
export const charactersOf = async (): Promise<string[]> => (await (await fetch(characters)).text()).replace(/\r?\n$/, '').split(/\r?\n/);

type Without<A> = A extends unknown ? Omit<A, 'id'> : never;
class Side<A extends { id: number }> {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, { settle: (value: never) => void; fail: (error: Error) => void }>();
  #asked = 0;
  constructor(worker: Worker, onEvent: (event: Extract<RaceTell, { event: string }>) => void = () => { /* The peer has none. */ }) {
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<RaceTell>) => {
      if ('event' in data) { onEvent(data); return; }
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ('wrong' in data) waiting?.fail(new Error(data.wrong)); else waiting?.settle(data.ok as never);
    };
    worker.onerror = (event) => { event.preventDefault(); for (const { fail } of this.#waiting.values()) fail(new Error(event.message || 'A worker could not be loaded.')); this.#waiting.clear(); };
  }
  ask<T>(question: Without<A>, transfer: Transferable[] = []): Promise<T> {
    const id = this.#asked++;
    return new Promise<T>((settle, fail) => { this.#waiting.set(id, { settle: settle as (value: never) => void, fail }); this.#worker.postMessage({ ...question, id }, transfer); });
  }
  end(): void { this.#worker.terminate(); }
}
export const ourSide = (onEvent: (event: Extract<RaceTell, { event: string }>) => void): Side<RaceAsk> => new Side<RaceAsk>(new Worker(new URL('./race-worker.ts', import.meta.url), { type: 'module' }), onEvent);
export const peerSide = (): Side<PeerAsk> => new Side<PeerAsk>(new Worker(new URL('./peer.ts', import.meta.url), { type: 'module' }));
export type { Side };
export const scriptFile = new URL(script, globalThis.location?.href).href;

/** A line of text drawn as the recogniser wants it: 48 high, black on white, from -1 to 1. */
export function drawnLine(text: string): { data: Float32Array; shape: number[] } {
  const height = 48, probe = new OffscreenCanvas(8, 8).getContext('2d')!;
  probe.font = '30px Georgia, serif';
  const width = Math.max(96, Math.min(960, Math.ceil((probe.measureText(text).width + 24) / 32) * 32)), context = new OffscreenCanvas(width, height).getContext('2d')!;
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  context.fillStyle = 'black';
  context.font = probe.font;
  context.textBaseline = 'middle';
  context.fillText(text, 12, height / 2);
  const { data: pixels } = context.getImageData(0, 0, width, height), data = new Float32Array(3 * height * width);
  for (let i = 0; i < height * width; i++) for (let channel = 0; channel < 3; channel++) data[channel * height * width + i] = pixels[4 * i + channel] / 127.5 - 1;
  return { data, shape: [1, 3, height, width] };
}
/** The likeliest character of each place; repeats are one, and the first class is none. */
export function readOff(scores: ArrayLike<number>, [, places, classes]: readonly number[], dictionary: readonly string[]): string {
  let text = '', last = 0;
  for (let p = 0; p < places; p++) {
    let best = 0;
    for (let c = 1; c < classes; c++) if (scores[p * classes + c] > scores[p * classes + best]) best = c;
    if (best !== last && best > 0) text += best <= dictionary.length ? dictionary[best - 1] : ' ';
    last = best;
  }
  return text;
}
