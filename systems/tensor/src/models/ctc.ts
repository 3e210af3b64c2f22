/** Reading off what a recogniser of lines or of speech says (connectionist temporal classification, Graves et al. 2006). */

/** The likeliest class at each place; repeats are one, and class 0 is none. @param scores [1, places, classes] @param characters of the classes from 1 on; one class more than there are characters is a space */
export function greedyCtc(scores: ArrayLike<number>, [, places, classes]: readonly number[], characters: readonly string[]): string {
  let text = '', last = 0;
  for (let p = 0; p < places; p++) {
    let best = 0;
    for (let c = 1; c < classes; c++) if (scores[p * classes + c] > scores[p * classes + best]) best = c;
    if (best !== last && best > 0) text += characters[best - 1] ?? ' ';
    last = best;
  }
  return text;
}
