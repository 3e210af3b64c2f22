/**
 * Slips of the released model, each switchable: `published` repeats them all (and so the paper's figures), `corrected`
 * none, a list of names corrects just those.
 *
 * Two more are never repeated by default: it truncates event rates to whole numbers (`evaluate({ integers: true })` does), and
 * its thresholds come from a minimisation over drawn scores that may stop anywhere (`system({ montecarlo: { search: 'brent' } })`).
 */
export const slips = {
  objectRates: 'all four level-1 objects are fitted to the e/γ rate 0.444 instead of their own 0.282, 0.364, 0.444 and 0.180',
  linkScaling: 'link energies are divided by the growth of transistor density, which wires do not follow',
  linkBytes: 'a link carries what its node received instead of what it sends on after compression (no published table compresses)',
  runYear: 'Run 3 is given the transistors of 2032 instead of those of its own table, 2024',
  hltRegion: 'relevant events of the sampled high-level trigger are drawn from the top P of a spectrum, P the share below threshold, instead of from above threshold',
} as const;

export type Slip = keyof typeof slips;
export type Compat = 'published' | 'corrected' | readonly Slip[];

/** Whether this slip is corrected. @throws on a name that is no slip. */
export function corrects(compat: Compat, slip: Slip): boolean {
  if (compat === 'published') return false;
  if (compat === 'corrected') return true;
  if (!Array.isArray(compat)) throw new RangeError(`compat is 'published', 'corrected' or a list of slips to correct, got ${JSON.stringify(compat)}`);
  for (const name of compat) if (!Object.hasOwn(slips, name)) throw new RangeError(`"${name}" is no slip of the released model; they are ${Object.keys(slips).join(', ')}`);
  return compat.includes(slip);
}
