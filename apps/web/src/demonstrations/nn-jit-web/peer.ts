/** The other side of the race: onnxruntime-web on the same file, one thread. */
import * as ort from 'onnxruntime-web/wasm';
import type { PeerAsk, RaceTell } from './race-messages.ts';

const tell = (message: RaceTell) => { (postMessage as (message: RaceTell) => void)(message); };
let session: ort.InferenceSession | undefined, feeds: Record<string, ort.Tensor> = {};

async function answer(ask: PeerAsk): Promise<unknown> {
  if (ask.do === 'load') {
    ort.env.wasm.numThreads = 1;
    ort.env.wasm.wasmBinary = ask.wasm;
    ort.env.wasm.wasmPaths = { mjs: ask.script };
    session = await ort.InferenceSession.create(new Uint8Array(ask.bytes), { executionProviders: ['wasm'] });
    feeds = { [session.inputNames[0]]: new ort.Tensor('float32', Float32Array.from({ length: ask.shape.reduce((n, d) => n * d, 1) }, (_, i) => Math.sin(i * 0.7)), ask.shape) };
    await session.run(feeds);
    return ort.env.versions.web ?? ort.env.versions.common;
  }
  const times: number[] = [];
  for (const begun = performance.now(); performance.now() - begun < ask.milliseconds || times.length < 3;) { const at = performance.now(); await session!.run(feeds); times.push(performance.now() - at); }
  return times.sort((a, b) => a - b)[times.length >> 1];
}
let last: Promise<unknown> = Promise.resolve();
onmessage = ({ data: ask }: MessageEvent<PeerAsk>) => {
  last = last.then(async () => { try { tell({ id: ask.id, ok: await answer(ask) }); } catch (error) { tell({ id: ask.id, wrong: error instanceof Error ? error.message : String(error) }); } });
};
