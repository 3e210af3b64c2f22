/** The dummy classifier: keeps everything. What a node has that only merges or stores. */
import { changed, passing } from './classifier.ts';
import type { Classifier } from './classifier.ts';

export function passAll(): Classifier {
  const self: Classifier = {
    kind: 'pass-all',
    settings: {},
    with: (settings) => (changed('pass-all', {}, settings), self),
    solve(_irrelevant, _relevant, reduction) {
      if (reduction !== 1) throw new RangeError(`a pass-all classifier cannot reduce by ${reduction}: give the stage a classifier that scores events, or a reduction of 1`);
      return passing;
    },
    draw: () => 0,
  };
  return self;
}
