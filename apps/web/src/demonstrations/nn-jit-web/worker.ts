/** The engine in a worker of its own: trains the digit net, recognises, compiles expressions, measures. */
import * as t from '@galley/tensor';
import { compileExpression, measureExpression, measureOnGpu } from './playground.ts';
import { Training } from './training.ts';
import type { Ask, Tell } from './messages.ts';
import { roofline } from './roofline.ts';
import { ExpressionError } from './expression.ts';

const tell = (message: Tell) => { (postMessage as (message: Tell) => void)(message); };
let training: Training | undefined, data: Uint8Array | undefined;

async function answer(ask: Ask): Promise<unknown> {
  switch (ask.do) {
    case 'data': data = new Uint8Array(ask.bytes); return data.length;
    case 'begin':
      training?.stop();
      if (!data) throw new Error('There are no digits yet.');
      training = await Training.begin(data, ask.net, ask.threads, (progress) => tell({ progress }));
      return null;
    case 'train': training?.run(ask.on); return null;
    case 'recognise': return training ? training.recognise(ask.pixels) : null;
    case 'compile': return compileExpression(ask.text);
    case 'measure': return measureExpression(ask.text);
    case 'gpu': return measureOnGpu(ask.text);
    case 'roofline': return roofline();
    // What only few ask for is made when they do.
    case 'tile': return (await import('./tiles.ts')).measureTile(ask.tile, ask.withCode);
  }
}

/** One thing at a time: the back end is one, and training gives way between its steps. */
let last: Promise<unknown> = Promise.resolve();
onmessage = ({ data: ask }: MessageEvent<Ask>) => {
  last = last.then(async () => {
    try { tell({ id: ask.id, ok: await answer(ask) }); } catch (error) {
      tell({ id: ask.id, wrong: error instanceof ExpressionError || error instanceof t.InputError ? error.message : error instanceof Error ? error.message : String(error) });
    }
  });
};
