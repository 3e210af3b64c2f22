/** A drawing as the data set has its digits: the strokes fitted into 20 x 20 of 28 x 28, by their centre of mass. */
export const drawn = 140;

/** @param ink `drawn` x `drawn`, 0 to 1. Null when nothing is drawn. */
export function asDigit(ink: Float32Array): Float32Array | null {
  let left = drawn, right = -1, top = drawn, bottom = -1;
  for (let y = 0; y < drawn; y++) for (let x = 0; x < drawn; x++) if (ink[y * drawn + x] > 0.1) { left = Math.min(left, x); right = Math.max(right, x); top = Math.min(top, y); bottom = Math.max(bottom, y); }
  if (right < 0) return null;
  const scale = 20 / Math.max(right - left + 1, bottom - top + 1, 8), box = new Float32Array(784);
  let mass = 0, mx = 0, my = 0;
  for (let y = top; y <= bottom; y++) for (let x = left; x <= right; x++) { const v = ink[y * drawn + x]; mass += v; mx += v * x; my += v * y; }
  const cx = mx / mass, cy = my / mass;
  // Each pixel is the mean of what falls into it.
  for (let r = 0; r < 28; r++) for (let c = 0; c < 28; c++) {
    let sum = 0, count = 0;
    for (let sy = 0; sy < 4; sy++) for (let sx = 0; sx < 4; sx++) {
      const x = Math.round(cx + (c + (sx + 0.5) / 4 - 14) / scale), y = Math.round(cy + (r + (sy + 0.5) / 4 - 14) / scale);
      count++;
      if (x >= 0 && y >= 0 && x < drawn && y < drawn) sum += ink[y * drawn + x];
    }
    box[r * 28 + c] = sum / count;
  }
  return box;
}

/** A pen's mark from one point to another. */
export function mark(ink: Float32Array, x0: number, y0: number, x1: number, y1: number, radius = 6): void {
  const l = (x1 - x0) ** 2 + (y1 - y0) ** 2;
  for (let y = Math.max(0, Math.floor(Math.min(y0, y1) - radius - 1)); y <= Math.min(drawn - 1, Math.max(y0, y1) + radius + 1); y++) for (let x = Math.max(0, Math.floor(Math.min(x0, x1) - radius - 1)); x <= Math.min(drawn - 1, Math.max(x0, x1) + radius + 1); x++) {
    const s = l ? Math.max(0, Math.min(1, ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / l)) : 0, distance = Math.hypot(x - x0 - s * (x1 - x0), y - y0 - s * (y1 - y0));
    ink[y * drawn + x] = Math.max(ink[y * drawn + x], Math.max(0, Math.min(1, radius + 0.5 - distance)));
  }
}
