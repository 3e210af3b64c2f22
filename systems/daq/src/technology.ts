/** How silicon gets better with the years (section on technology scaling). */

/** Electronics of which year, and what the scaling applies to. */
export interface Technology {
  year: number;
  /** Growth of transistor density per year, natural logarithm; 0.18717361 by default, fitted to published densities up to 2022. */
  rate?: number;
  /** Year in which the energies per operation and per bit are given. */
  since?: number;
  /** Whether links get cheaper too. They do not follow transistor density, so not by default; the published figures scale them. */
  scaleLinks?: boolean;
}

export const densityGrowthPerYear = 0.18717361;
export const densityReferenceYear = 2022;

/** CMOS density relative to the reference year, exp(rate·(year − since)): what every energy is divided by. 6.49957 in 2032. @throws when the year or rate is not finite. */
export function densityScale({ year, rate = densityGrowthPerYear, since = densityReferenceYear }: Technology): number {
  if (!Number.isFinite(year) || !Number.isFinite(rate) || !Number.isFinite(since)) throw new RangeError(`the technology needs finite numbers, got year ${year}, growth ${rate} per year since ${since}`);
  return Math.exp(rate * (year - since));
}
