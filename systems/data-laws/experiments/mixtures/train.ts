/** A small perceptron trained on images, its test error taken on the way. */
import { dispose, jit, nn, optim, relu, tensor, valueAndGrad, type Tensor } from '@galley/tensor';
import { random } from '@galley/numerics/random';
import { classes, side, type Images } from './images.ts';

class Perceptron extends nn.Module {
  hidden = new nn.Linear(side * side, 64);
  out = new nn.Linear(64, classes);
  forward(x: Tensor): Tensor { return this.out.forward(relu(this.hidden.forward(x))); }
}
const batch = 50;

export interface Trainer { /** Test error after each number of samples asked for. Samples come in a new order every epoch. */ errors(data: Images, test: Images, at: readonly number[], seed: string): Generator<void, number[]> }

/** One program for all runs: the same net, from other initial values. */
export function trainer(rate: number): Trainer {
  const net = new Perceptron(), opt = optim.sgd({ lr: rate, momentum: 0.9 });
  const step = jit((p: nn.Params, s: ReturnType<typeof opt.init<nn.Params>>, x: Tensor, y: Tensor) => {
    const [loss, grads] = valueAndGrad((q: nn.Params) => nn.crossEntropy(net.call(q, x), y))(p);
    return [loss, ...opt.update(grads, s, p)] as const;
  }, { donate: [0, 1] });
  const answer = jit((p: nn.Params, x: Tensor) => net.call(p, x).argmax(-1));
  return {
    *errors(data, test, at, seed) {
      const rng = random(`order/${seed}`), order = Array.from({ length: data.count }, (_, i) => i), found: number[] = [];
      nn.seed(Math.floor(random(`weights/${seed}`).uniform() * 2 ** 31));
      let params = new Perceptron().parameters(), state = opt.init(params), seen = 0, place = data.count;
      const questions = tensor(test.pixels, { shape: [test.count, side * side] });
      for (const samples of at) {
        for (; seen < samples; seen += batch) {
          const x = new Float32Array(batch * side * side), y = new Int32Array(batch);
          for (let b = 0; b < batch; b++) {
            if (place === data.count) { place = 0; for (let i = order.length - 1; i > 0; i--) { const j = Math.floor(rng.uniform() * (i + 1)); [order[i], order[j]] = [order[j], order[i]]; } }
            const i = order[place++];
            x.set(data.pixels.subarray(i * side * side, (i + 1) * side * side), b * side * side);
            y[b] = data.labels[i];
          }
          const inputs = tensor(x, { shape: [batch, side * side] }), labels = tensor(y), [loss, nextParams, nextState] = step(params, state, inputs, labels);
          dispose(inputs, labels, loss);
          [params, state] = [nextParams, nextState];
        }
        const answers = answer(params, questions), got = answers.dataSync();
        let wrong = 0;
        for (let i = 0; i < test.count; i++) if (got[i] !== test.labels[i]) wrong++;
        answers.dispose();
        found.push(wrong / test.count);
        yield;
      }
      dispose(params, state, questions);
      return found;
    },
  };
}
