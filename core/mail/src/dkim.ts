/** DKIM (RFC 6376). What is signed: everything a reader or their provider acts on, so also what RFC 8058 asks for. */
import type { DKIMOptions } from 'nodemailer';
import type { MailSettings } from './settings.ts';

const signedHeaders = ['From', 'To', 'Subject', 'Date', 'Message-ID', 'MIME-Version', 'Content-Type', 'Content-Transfer-Encoding', 'Auto-Submitted', 'Precedence', 'List-Id', 'List-Unsubscribe', 'List-Unsubscribe-Post'];

export const dkimOptions = (dkim: MailSettings['dkim']): DKIMOptions | undefined => dkim && { domainName: dkim.domain, keySelector: dkim.selector, privateKey: dkim.key, headerFieldNames: signedHeaders.join(':') };
