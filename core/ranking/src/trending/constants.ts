/** Every number in the trending formula, with its reason. `/trending/how` prints this table. */
export const hourMs = 3_600_000, dayMs = 24 * hourMs;

export type Window = 'today' | 'week' | 'month';
/** How far back events are read, and in how many hours a vote loses half its weight. */
export const windows: Record<Window, { reachHours: number; halfLifeHours: number }> = {
  today: { reachHours: 48, halfLifeHours: 12 },
  week: { reachHours: 7 * 24, halfLifeHours: 60 },
  month: { reachHours: 30 * 24, halfLifeHours: 240 },
};

export const isWindow = (given: string): given is Window => Object.hasOwn(windows, given);

export const constants = {
  /** Votes that every paper is thought to have had, and to have been due, before any is counted: few votes say little. */
  priorVotes: 4,
  /** The same for votes at another daily-papers service, which are more. */
  priorOutsideVotes: 10,
  /** Stars added above and below the ratio, so that three stars that become nine are no threefold success. */
  priorStars: 20,
  /** Weights of the parts; votes of this site's readers have weight 1. */
  starsWeight: 0.5,
  outsideWeight: 0.35,
  reportsWeight: 0.3,
  /** Stars count up to this ratio. They can be bought. */
  mostStarRatio: 10,
  /** A paper is taken to have been seen for at least this long, so that one minute of votes is no rate. */
  leastHoursSeen: 12,
  /** A vote of an account younger than this when it voted counts nothing; */
  youngDays: 3,
  /** from this age on it counts whole; between the two, in proportion. */
  grownDays: 30,
  /** A vote is judged by what others did after it when it is at least so old before the window opens, */
  settledDays: 7,
  /** and not older than this; */
  rememberedDays: 180,
  /** of each account the newest so many are judged. */
  judgedVotes: 50,
  /** It was right when so many others, from as many networks that are not the voter's, voted for the paper later. */
  laterVoters: 3,
  /** Most that a crowd of any size can count for, in votes of full weight: from one network, */
  networkCrowd: 3,
  /** through one referring site, */
  referrerCrowd: 20,
  /** within one minute, ten minutes, an hour of the clock. */
  minuteCrowd: 3,
  tenMinutesCrowd: 5,
  hourCrowd: 12,
  /** Most that reports of runs can count for, in reports. */
  reportsCrowd: 3,
  /** Of the papers that moved at all, so many that moved most are weighed. */
  field: 1000,
} as const;
