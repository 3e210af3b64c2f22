/** A bar on standard error while something long goes on; silent where nobody watches. */
import { SingleBar } from 'cli-progress';
import { secondsText } from './out.ts';

export interface Bar { to(fraction: number, doing: string, secondsLeft?: number): void; end(): void }

export function bar(): Bar {
  if (!process.stderr.isTTY) return { to() {}, end() {} };
  const drawn = new SingleBar({ format: '{bar} {percentage} %  {doing}', stream: process.stderr, hideCursor: true, clearOnComplete: true, barCompleteChar: '━', barIncompleteChar: '┈', barsize: 24, fps: 10, linewrap: false, gracefulExit: false });
  let started = false;
  return {
    to(fraction, doing, secondsLeft) {
      if (!started) { drawn.start(1000, 0, { doing: '' }); started = true; }
      const left = secondsLeft !== undefined && secondsLeft > 1 ? `, ${secondsText(secondsLeft)} left` : '';
      drawn.update(Math.round(Math.min(1, fraction) * 1000), { doing: `${doing}${left}`.slice(0, Math.max(10, (process.stderr.columns || 80) - 36)) });
    },
    end() { if (started) drawn.stop(); },
  };
}
