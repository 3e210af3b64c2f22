/**
 * Readers: who they are and what they do. Every function takes the database first; those that change something on a
 * reader's wish take the `Reader` next, throw a `Refusal` with a sentence when it cannot be granted, and take the time last.
 *
 *   await castVote(db, reader, '2407.00123', { network, referrer });
 *   await comment(db, reader, '2407.00123', 'Does **figure 2** hold?');
 */
export type { Reader, Role, Scope } from './reader.ts';
export { Refusal } from './refusal.ts';

// Accounts
export { accountById, accountByEmail, accountByHandle, accountFor, appointAdmin, findAccount, listAccounts, personalReader, saveProfile } from './accounts/account.ts';
export type { Account, AccountLine, Profile } from './accounts/account.ts';
export { ban, roles, setRole, unban } from './accounts/power.ts';
export { auditLog, record } from './audit.ts';
export type { AuditEntry } from './audit.ts';

// Signing in
export { readEmail } from './email-address.ts';
export { localPath } from './local-path.ts';
export { askForLink, askToMove, lookAtLink, redeemLink, redeemMove, tidySignIn } from './sign-in/link.ts';
export type { AskLink, LinkState, Post } from './sign-in/link.ts';
export { endSession, endSessions, isRecent, readerBySession, requireRecent, sessionsOf, startSession, absoluteMs, idleMs } from './sign-in/session.ts';
export type { SessionLine, SessionStart } from './sign-in/session.ts';
export { addPasskey, namePasskey, passkeysOf, registrationOptions, removePasskey, signInOptions, signInWithPasskey } from './sign-in/passkey.ts';
export type { PasskeyLine, RelyingParty } from './sign-in/passkey.ts';
export { apiKeysOf, makeApiKey, readerByApiKey, revokeApiKey } from './sign-in/api-key.ts';
export type { ApiKeyLine } from './sign-in/api-key.ts';
export { newToken, networkHash } from './tokens.ts';
export { limitHeaders, limits, spend, tooMany } from './limits.ts';
export type { Action, Spent } from './limits.ts';
export { isTrapped, stampField, trapField, trapStamp } from './trap.ts';

// Reading: votes, what was seen
export { castVote, ownStates, voteCounts } from './reading/votes.ts';
export type { OwnState, VoteFrom } from './reading/votes.ts';
export { hiddenOf, markSeen, putAway } from './reading/seen.ts';

// Talking
export { comment, commentById, commentCounts, commentsBy, editComment, removeComment, threads } from './talk/comments.ts';
export type { CommentView, OwnComment } from './talk/comments.ts';
export { longestComment, renderComment } from './talk/markdown.ts';
export { decide, hideComment, openReports, report } from './talk/moderation.ts';
export type { Decision, OpenReport, SubjectKind } from './talk/moderation.ts';

// The library: bookmarks, collections, follows, submissions, curated days
export { bookmark, bookmarksOf, changeCollection, collect, collectionBySlug, collectionsOf, makeCollection, markRead, move, papersIn, removeCollection, takeOut, visibleCollection } from './library/collections.ts';
export type { CollectedPaper, Collection, CollectionLine } from './library/collections.ts';
export { follow, followsOf, readFollow, unfollow } from './library/follows.ts';
export type { Follow, FollowKind } from './library/follows.ts';
export { settleSubmission, submissionsOf, submit, waitingSubmissions } from './library/submissions.ts';
export type { Submission } from './library/submissions.ts';
export { curate, curatedBy, curatorsOf, daysCuratedBy, moveCurated, uncurate } from './library/curations.ts';
export type { CuratedPaper } from './library/curations.ts';

// Authorship
export { authorshipsOf, authorsOf, checkAuthorship, claimAuthorship, confirmedAuthors, withdrawAuthorship } from './authorship/claims.ts';
export type { Authorship, Proof, ProofSettings } from './authorship/claims.ts';
export { repositoryOf } from './authorship/commit-proof.ts';
export { readOrcid } from './authorship/orcid-proof.ts';

// Leaving
export { readerBibtex, readerExport, readerMarkdown } from './leaving/export.ts';
export type { ReaderExport } from './leaving/export.ts';
export { readerImport, readReaderExport } from './leaving/import.ts';
export type { ImportReport } from './leaving/import.ts';
export { deleteAccount } from './leaving/delete.ts';
