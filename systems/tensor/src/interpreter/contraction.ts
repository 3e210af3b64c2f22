/** Contraction and the three modes of convolution, as their definitions read. */
import { convAxes, convOutputSize } from '../graph/make.ts';
import type { ConvSpec, Shape } from '../graph/node.ts';
import { offsets, stridesOf, type Values } from './values.ts';

export function contract(a: Values, b: Values, op: { a: readonly number[]; b: readonly number[]; out: readonly number[] }, shape: Shape, integer: boolean): Float64Array {
  const summed = op.a.filter((label) => !op.out.includes(label)), summedShape = summed.map((label) => a.shape[op.a.indexOf(label)]);
  const along = (x: Values, own: readonly number[], labels: readonly number[]) => { const strides = stridesOf(x.shape); return labels.map((label) => { const i = own.indexOf(label); return i < 0 ? 0 : strides[i]; }); };
  const aOut = offsets(shape, along(a, op.a, op.out)), bOut = offsets(shape, along(b, op.b, op.out));
  const aSum = offsets(summedShape, along(a, op.a, summed)), bSum = offsets(summedShape, along(b, op.b, summed));
  const out = new Float64Array(aOut.length);
  for (let i = 0; i < out.length; i++) {
    let total = 0;
    if (integer) for (let k = 0; k < aSum.length; k++) total = (total + Math.imul(a.data[aOut[i] + aSum[k]], b.data[bOut[i] + bSum[k]])) | 0;
    else for (let k = 0; k < aSum.length; k++) total += a.data[aOut[i] + aSum[k]] * b.data[bOut[i] + bSum[k]];
    out[i] = total;
  }
  return out;
}

/** y[n, o, co] += x[n, o * stride + k * dilation - low, ci] * w[k, ci, co], read in the direction of the mode. */
export function conv(mode: 'forward' | 'inputGrad' | 'filterGrad', first: Values, second: Values, spec: ConvSpec, shape: Shape): Float64Array {
  const out = new Float64Array(shape.reduce((a, b) => a * b, 1)), result = { data: out, shape };
  const [x, w, y] = mode === 'forward' ? [first, second, result] : mode === 'inputGrad' ? [result, second, first] : [first, result, second];
  const axes = convAxes(spec), { groups, inputSize, kernelSize, strides, dilations, low } = spec, outSize = convOutputSize(spec), rank = inputSize.length;
  const xs = stridesOf(x.shape), ws = stridesOf(w.shape), ys = stridesOf(y.shape), spatial = (s: number[]) => axes.spatial.map((axis) => s[axis]);
  const batch = x.shape[axes.batch], inPerGroup = x.shape[axes.channels] / groups, outPerGroup = y.shape[axes.channels] / groups;
  const places = offsets(outSize, spatial(ys)), taps = offsets(kernelSize, axes.kernelSpatial.map((axis) => ws[axis]));
  const indexOf = (flat: number, size: readonly number[]) => { const index: number[] = []; for (let i = rank - 1, r = flat; i >= 0; r = Math.floor(r / size[i--])) index[i] = r % size[i]; return index; };
  const tapIndex = Array.from(taps, (_, t) => indexOf(t, kernelSize));
  for (let p = 0; p < places.length; p++) {
    const place = indexOf(p, outSize);
    for (let t = 0; t < taps.length; t++) {
      let xAt = 0, inside = true;
      for (let i = 0; i < rank; i++) {
        const at = place[i] * strides[i] + tapIndex[t][i] * dilations[i] - low[i];
        if (at < 0 || at >= inputSize[i]) inside = false;
        xAt += at * xs[axes.spatial[i]];
      }
      if (!inside) continue;
      for (let n = 0; n < batch; n++) for (let g = 0; g < groups; g++) for (let co = 0; co < outPerGroup; co++) {
        const oc = g * outPerGroup + co, yi = n * ys[0] + places[p] + oc * ys[axes.channels];
        for (let ci = 0; ci < inPerGroup; ci++) {
          const xi = n * xs[0] + xAt + (g * inPerGroup + ci) * xs[axes.channels], wi = taps[t] + ci * ws[axes.kernelIn] + oc * ws[axes.kernelOut];
          if (mode === 'forward') out[yi] += x.data[xi] * w.data[wi];
          else if (mode === 'inputGrad') out[xi] += y.data[yi] * w.data[wi];
          else out[wi] += x.data[xi] * y.data[yi];
        }
      }
    }
  }
  return out;
}
