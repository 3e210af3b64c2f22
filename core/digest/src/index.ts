/**
 * The daily e-mail: who wants it, what is in it, and that each goes out once.
 *
 *   await subscribe(db, mailer, { email, choices, network, publicUrl });
 *   for await (const progress of digestRun(store, mailer, { signal })) report(progress);
 *
 * A queue may call the two halves by themselves: `planDue(db, now)` and `sendIntended(db, mailer)`.
 */
export { digestRun } from './run.ts';
export type { DigestProgress, RunOptions } from './run.ts';
export { planDue } from './plan.ts';
export type { Planned, PlanOptions } from './plan.ts';
export { sendIntended } from './send.ts';
export type { SendOptions, SentCount } from './send.ts';
export { previewDigest } from './preview.ts';
export type { Preview } from './preview.ts';
export { agreement, change, confirm, forget, forgetUnconfirmed, lookAtConfirmation, readAddress, readSettingsToken, readUnsubscribeToken, resume, settingsToken, stop, subscribe, subscribeAccount, subscriberById, subscriberOfAccount, unsubscribeToken } from './subscriptions.ts';
export type { Asked, Subscriber } from './subscriptions.ts';
export { ChoiceError, defaultChoices, mostPapers, readChoices, scheduleWords, weekdays } from './choices.ts';
export type { Choices } from './choices.ts';
export { isZone, newestPassed, nextDue, nextPeriod, periodAt, timeOf } from './schedule.ts';
export type { Schedule } from './schedule.ts';
export { book, takeReport } from './bounces.ts';
export type { Booked, Taken } from './bounces.ts';
