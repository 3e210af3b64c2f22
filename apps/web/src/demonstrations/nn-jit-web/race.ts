/** The page's end of the race: files with progress, two workers, questions with answers. */
import script from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import characters from './models/characters.bin?url';
import line from './models/line.bin?url';
import runtime from './models/onnxruntime.bin?url';
import wake from './models/wake.bin?url';
import { Side } from './side.ts';
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

export const ourSide = (onEvent: (event: Extract<RaceTell, { event: string }>) => void): Side<RaceAsk, Extract<RaceTell, { event: string }>> => new Side(new Worker(new URL('./race-worker.ts', import.meta.url), { type: 'module' }), onEvent);
export const peerSide = (): Side<PeerAsk> => new Side(new Worker(new URL('./peer.ts', import.meta.url), { type: 'module' }));
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
