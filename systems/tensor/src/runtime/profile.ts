/** Time per kernel, collected when a back end was made with `profile`. */
export interface ProfileRow { name: string; /** Part of the model, where the graph was built with `inLayer`. */ layer?: string; calls: number; ms: number; /** Of all calls. */ flop: number; bytes: number }

export class Profile {
  readonly #rows = new Map<string, ProfileRow>();
  /** @param key equal for steps that are one row */
  add(key: string, { name, layer, flop, bytes }: { name: string; layer?: string; flop: number; bytes: number }, ms: number): void {
    let row = this.#rows.get(key);
    if (!row) this.#rows.set(key, (row = { name, ...(layer !== undefined && { layer }), calls: 0, ms: 0, flop: 0, bytes: 0 }));
    row.calls++; row.ms += ms; row.flop += flop; row.bytes += bytes;
  }
  /** Most time first. */
  rows(): ProfileRow[] { return [...this.#rows.values()].map((row) => ({ ...row })).sort((a, b) => b.ms - a.ms); }
}
