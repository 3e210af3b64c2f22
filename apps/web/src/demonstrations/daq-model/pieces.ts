/** Long work in the page, a few milliseconds per frame. */

/** Runs the generator to its end; tells what it yields at most once a frame. Returns a function that stops it. */
export function inPieces<Step, Result>(work: Generator<Step, Result>, { onStep, onEnd, milliseconds = 8 }: { onStep?: (step: Step) => void; onEnd: (result: Result) => void; milliseconds?: number }): () => void {
  let frame = requestAnimationFrame(piece);
  function piece(): void {
    const until = performance.now() + milliseconds;
    let last: Step;
    do {
      const next = work.next();
      if (next.done) return onEnd(next.value);
      last = next.value;
    } while (performance.now() < until);
    onStep?.(last);
    frame = requestAnimationFrame(piece);
  }
  return () => cancelAnimationFrame(frame);
}
