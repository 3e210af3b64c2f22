/**
 * Logistic regression with an L2 penalty over sparse rows, by Nesterov's accelerated gradient descent from zero: no chance in it, so the same
 * rows give the same weights. The loss is the weighted mean of log(1 + exp(-y m)) plus (penalty / 2) |w|^2; the intercept is not penalised.
 */
export interface Row { features: Int32Array; values: Float32Array; liked: boolean; /** How much it counts; the sum over all rows is taken as one. */ weight: number }
export interface Model { weights: Float64Array; intercept: number; steps: number; /** Largest entry of the gradient where it stopped. */ slope: number }

export function fit(rows: Row[], size: number, { penalty, mostSteps = 200, tolerance = 1e-5 }: { penalty: number; mostSteps?: number; tolerance?: number }): Model {
  const total = rows.reduce((sum, r) => sum + r.weight, 0), weights = new Float64Array(size), ahead = new Float64Array(size), gradient = new Float64Array(size);
  // The curvature of the loss is at most a quarter of the largest squared length of a row, with one more for the intercept.
  const curvature = 0.25 * (1 + Math.max(0, ...rows.map((r) => r.values.reduce((sum, v) => sum + v * v, 0)))) + penalty, rate = 1 / curvature;
  const momentum = (1 - Math.sqrt(penalty / curvature)) / (1 + Math.sqrt(penalty / curvature));
  let intercept = 0, interceptAhead = 0, steps = 0, slope = Infinity;
  for (; steps < mostSteps && slope > tolerance; steps++) {
    for (let k = 0; k < size; k++) gradient[k] = penalty * ahead[k];
    let interceptGradient = 0;
    for (const row of rows) {
      const push = (row.weight / total) * ((row.liked ? -1 : 0) + 1 / (1 + Math.exp(-margin(row, ahead, interceptAhead))));
      interceptGradient += push;
      for (let k = 0; k < row.features.length; k++) gradient[row.features[k]] += push * row.values[k];
    }
    slope = Math.abs(interceptGradient);
    for (let k = 0; k < size; k++) {
      if (Math.abs(gradient[k]) > slope) slope = Math.abs(gradient[k]);
      const next = ahead[k] - rate * gradient[k];
      ahead[k] = next + momentum * (next - weights[k]);
      weights[k] = next;
    }
    const next = interceptAhead - rate * interceptGradient;
    interceptAhead = next + momentum * (next - intercept);
    intercept = next;
  }
  return { weights, intercept, steps, slope };
}

export function margin({ features, values }: Pick<Row, 'features' | 'values'>, weights: Float64Array, intercept: number): number {
  let sum = intercept;
  for (let k = 0; k < features.length; k++) sum += (weights[features[k]] ?? 0) * values[k];
  return sum;
}
