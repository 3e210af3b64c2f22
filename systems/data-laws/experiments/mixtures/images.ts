/**
 * Small images to learn from: ten figures of strokes, each drawn slanted, stretched, moved and blurred at random, with
 * noise on every pixel. A quality pool is a set of them of which a share has a label drawn at random.
 */
import { random, type Random } from '@galley/numerics/random';

export const side = 12, classes = 10;
export interface Images { pixels: Float32Array; labels: Int32Array; count: number }

/** Strokes as points in the unit square. */
const figures: readonly (readonly (readonly [number, number])[])[] = [
  [[0.3, 0.2], [0.7, 0.2], [0.7, 0.8], [0.3, 0.8], [0.3, 0.2]],
  [[0.35, 0.35], [0.5, 0.15], [0.5, 0.85]],
  [[0.3, 0.3], [0.5, 0.15], [0.7, 0.35], [0.3, 0.85], [0.7, 0.85]],
  [[0.3, 0.15], [0.7, 0.15], [0.45, 0.45], [0.7, 0.7], [0.3, 0.85]],
  [[0.6, 0.85], [0.6, 0.15], [0.25, 0.6], [0.75, 0.6]],
  [[0.7, 0.15], [0.3, 0.15], [0.3, 0.45], [0.7, 0.55], [0.65, 0.85], [0.3, 0.85]],
  [[0.65, 0.15], [0.3, 0.5], [0.3, 0.85], [0.7, 0.85], [0.7, 0.55], [0.3, 0.55]],
  [[0.3, 0.15], [0.7, 0.15], [0.45, 0.85]],
  [[0.5, 0.5], [0.3, 0.3], [0.5, 0.15], [0.7, 0.3], [0.3, 0.7], [0.5, 0.85], [0.7, 0.7], [0.5, 0.5]],
  [[0.7, 0.45], [0.35, 0.45], [0.3, 0.2], [0.7, 0.15], [0.7, 0.45], [0.6, 0.85]],
];

function draw(figure: number, rng: Random, into: Float32Array): void {
  const angle = 0.35 * rng.normal(), slant = 0.25 * rng.normal(), wide = 0.9 + 0.35 * (rng.uniform() - 0.5), high = 0.9 + 0.35 * (rng.uniform() - 0.5), dx = 0.07 * rng.normal(), dy = 0.07 * rng.normal(), pen = 0.05 + 0.05 * rng.uniform();
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  const points = figures[figure].map(([px, py]) => {
    const x = (px - 0.5) * wide + slant * (py - 0.5) + 0.03 * rng.normal(), y = (py - 0.5) * high + 0.03 * rng.normal();
    return [0.5 + c * x - s * y + dx, 0.5 + s * x + c * y + dy];
  });
  for (let r = 0; r < side; r++) for (let q = 0; q < side; q++) {
    const x = (q + 0.5) / side, y = (r + 0.5) / side;
    let near = Infinity;
    for (let i = 1; i < points.length; i++) {
      // Distance to the stroke's segment.
      const [ax, ay] = points[i - 1], [bx, by] = points[i], l = (bx - ax) ** 2 + (by - ay) ** 2 || 1e-9, t = Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / l));
      near = Math.min(near, Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)));
    }
    into[r * side + q] = Math.exp(-((near / pen) ** 2)) + 0.25 * rng.normal();
  }
}

/** @param wrongShare share of labels that are drawn at random, the right one included */
export function images(seed: string, count: number, wrongShare = 0): Images {
  const rng = random(seed), pixels = new Float32Array(count * side * side), labels = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const figure = Math.floor(rng.uniform() * classes);
    draw(figure, rng, pixels.subarray(i * side * side, (i + 1) * side * side));
    labels[i] = rng.uniform() < wrongShare ? Math.floor(rng.uniform() * classes) : figure;
  }
  return { pixels, labels, count };
}

export function joined(parts: readonly Images[]): Images {
  const count = parts.reduce((n, p) => n + p.count, 0), pixels = new Float32Array(count * side * side), labels = new Int32Array(count);
  let at = 0;
  for (const part of parts) { pixels.set(part.pixels, at * side * side); labels.set(part.labels, at); at += part.count; }
  return { pixels, labels, count };
}
