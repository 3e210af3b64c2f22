/** A comment as the API gives it: Markdown as it was written, replies below it. */
import type { CommentView } from '@galley/people';
import { moment } from '#server/documents/api.ts';

export interface CommentDocument { id: string; arxiv: string; parent: string | null; by: { handle: string; name: string } | null; body: string; state: CommentView['state']; written: string; edited: string | null; mine: boolean; byAuthor: boolean; replies: CommentDocument[] }

export const commentDocument = (c: CommentView): CommentDocument => ({ id: c.id, arxiv: c.arxiv, parent: c.parent, by: c.by, body: c.body, state: c.state, written: moment(c.written), edited: c.edited && moment(c.edited), mine: c.mine, byAuthor: c.author, replies: c.replies.map(commentDocument) });
