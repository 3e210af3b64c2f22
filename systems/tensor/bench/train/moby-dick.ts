/**
 * A GPT on Moby-Dick: `node bench/train/moby-dick.ts [--minutes 10] [--threads n] [--against-torch] [--tokens file] [--json]`.
 *
 * Trains until the minutes are over and writes what it would write. `--against-torch` instead repeats the first steps
 * that gpt-torch.py recorded, and prints how far the losses are apart. `--tokens` writes the text as numbers for that script.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { random } from '@galley/numerics/random';
import { integers } from '../../test/oracle/generator.ts';
import * as t from '../../src/index.ts';
import { createWasmBackend } from '../../src/runtime/index.ts';
import { initial, logits, type Params, type Shape } from './gpt.ts';
import { mobyDick } from './moby-dick-text.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string' }, threads: { type: 'string' }, 'against-torch': { type: 'boolean' }, tokens: { type: 'string' }, json: { type: 'boolean' } } });
const { characters, tokens } = mobyDick(), held = tokens.subarray(Math.floor(0.95 * tokens.length)), text = tokens.subarray(0, Math.floor(0.95 * tokens.length));
if (values.tokens !== undefined) { writeFileSync(values.tokens, JSON.stringify({ vocabulary: characters.length, tokens: [...text] })); process.exit(0); }
await t.configure({ backend: createWasmBackend(values.threads ? { threads: Number(values.threads) } : {}) });
const say = (line: string) => { if (!values.json) console.log(line); };

const shape: Shape = { layers: 4, width: 128, heads: 4, context: 128, vocabulary: characters.length }, batch = 32, minutes = Number(values.minutes ?? 10);

/** Batch number n of the text: places drawn alike on both sides. */
function batchOf(n: number, from: Int32Array, seed = 5000): [t.Tensor, t.Tensor] {
  const places = integers(seed + n, [batch], from.length - shape.context - 1), x = new Int32Array(batch * shape.context), y = new Int32Array(batch * shape.context);
  places.forEach((place, i) => { x.set(from.subarray(place, place + shape.context), i * shape.context); y.set(from.subarray(place + 1, place + 1 + shape.context), i * shape.context); });
  return [t.tensor(x, { shape: [batch, shape.context] }), t.tensor(y, { shape: [batch, shape.context] })];
}
const lossOf = (p: Params, x: t.Tensor, y: t.Tensor) => t.nn.crossEntropy(logits(p, x, shape), y);
/** The rate is an argument of the step: it follows the clock. */
function trainer() {
  const optimizer = (lr: t.optim.Rate) => t.optim.adamW({ lr, beta2: 0.99, weightDecay: 0.01 });
  let params = initial(shape), state = optimizer(0).init(params);
  const step = t.jit((p: Params, s: typeof state, x: t.Tensor, y: t.Tensor, rate: t.Tensor) => {
    const [loss, grads] = t.valueAndGrad((q: Params) => lossOf(q, x, y))(p);
    return [loss, ...optimizer(() => rate).update(t.optim.clipByGlobalNorm(grads, 1).grads, s, p)] as const;
  }, { donate: [0, 1] });
  return {
    step(n: number, rate: number): number {
      const [x, y] = batchOf(n, text), lr = t.tensor(rate), [loss, nextParams, nextState] = step(params, state, x, y, lr);
      [params, state] = [nextParams, nextState];
      const value = loss.item();
      t.dispose(x, y, lr, loss);
      return value;
    },
    params: () => params,
  };
}

if (values['against-torch']) {
  const { losses } = JSON.parse(readFileSync(new URL('./moby-dick-torch.json', import.meta.url), 'utf8')) as { losses: number[] };
  const { step } = trainer(), ours = losses.map((_, n) => step(n, 0.002 * Math.min(1, (n + 1) / 20)));
  const off = Math.max(...ours.map((loss, n) => Math.abs(loss - losses[n]) / losses[n]));
  if (values.json) console.log(JSON.stringify({ ours, torch: losses, largestRelativeDifference: off }));
  else { ours.forEach((loss, n) => { if (n % 5 === 0 || n === ours.length - 1) console.log(`step ${String(n + 1).padStart(3)}  ours ${loss.toFixed(4)}  torch ${losses[n].toFixed(4)}`); }); console.log(`largest relative difference ${off.toExponential(1)}`); }
  process.exit(off < 0.01 ? 0 : 1);
}

say(`${characters.length} characters, ${(text.length / 1e6).toFixed(2)} M of text, ${t.treeTensors(initial(shape)).reduce((n, p) => n + p.size, 0)} parameters`);
const { step, params } = trainer(), peak = 0.003;
const validate = t.jit((p: Params, x: t.Tensor, y: t.Tensor) => lossOf(p, x, y));
function validation(): number {
  let sum = 0;
  for (let n = 0; n < 8; n++) { const [x, y] = batchOf(n, held, 9000), loss = validate(params(), x, y); sum += loss.item(); t.dispose(x, y, loss); }
  return sum / 8;
}
const begun = performance.now(), curve: { step: number; loss: number; held: number; seconds: number }[] = [];
let smooth = 0;
for (let n = 0, share = 0; share < 1; n++) {
  share = Math.min(1, (performance.now() - begun) / (60_000 * minutes));
  const loss = step(n, peak * Math.min(1, (n + 1) / 100) * (0.03 + 0.97 * (1 + Math.cos(Math.PI * share)) / 2));
  smooth = n === 0 ? loss : 0.98 * smooth + 0.02 * loss;
  if (n % 100 === 99 || share === 1) {
    curve.push({ step: n + 1, loss: smooth, held: validation(), seconds: (performance.now() - begun) / 1000 });
    const { held: h, seconds: s } = curve.at(-1)!;
    say(`step ${String(n + 1).padStart(5)}  loss ${smooth.toFixed(3)}  held out ${h.toFixed(3)}  ${s.toFixed(0)} s`);
  }
}

/** Goes on after a beginning, character by character, a little bolder than the likeliest. */
async function write(beginning: string, length: number, temperature = 0.7): Promise<string> {
  const next = t.jit((p: Params, x: t.Tensor, at: t.Tensor) => logits(p, x, shape).take(at, 1).reshape(-1)), rng = random(beginning), out = [...beginning].map((c) => characters.indexOf(c));
  while (out.length < length) {
    const window = out.slice(-shape.context), x = new Int32Array(shape.context);
    x.set(window);
    const input = t.tensor(x, { shape: [1, shape.context] }), at = t.tensor(Int32Array.of(window.length - 1)), scores = next(params(), input, at), z = [...await scores.data()].map((v) => Math.exp(v / temperature)), total = z.reduce((a, b) => a + b, 0);
    t.dispose(input, at, scores);
    let left = rng.uniform() * total, pick = 0;
    while (pick < z.length - 1 && (left -= z[pick]) > 0) pick++;
    out.push(pick);
  }
  return out.map((n) => characters[n]).join('');
}
const samples = [await write('The whale ', 400), await write('"Captain," said I, ', 400)];
if (values.json) console.log(JSON.stringify({ shape, batch, curve, samples }));
else for (const sample of samples) console.log(`\n${sample}`);
process.exit(0);
