/** The settings of mail, read from the environment once. */
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import addressparser from 'nodemailer/lib/addressparser';
import { returnPathPattern } from './return-path.ts';

export interface MailSettings {
  /** Where readers find the site; links in mail start with it. */
  publicUrl: string;
  from: { name: string; address: string };
  /** Absent: mail goes to the outbox. */
  relay?: { host: string; port: number; secure: boolean; user?: string; password?: string; /** On this machine: its certificate is its own. */ local: boolean; connections: number };
  dkim?: { domain: string; selector: string; key: string };
  /** `bounce+{id}@host`. */
  returnPath?: string;
  /** Where the sender is, for the foot of list mail. */
  postalAddress?: string;
}
export class MailSettingsError extends Error { override name = 'MailSettingsError'; }

type Environment = Record<string, string | undefined>;

/** @throws MailSettingsError with one sentence naming the setting. */
export function mailSettings(env: Environment = process.env): MailSettings {
  const publicUrl = (env.PUBLIC_URL || `http://localhost:${env.PORT || 3000}`).replace(/\/+$/, '');
  if (!URL.canParse(publicUrl)) throw new MailSettingsError(`PUBLIC_URL is not an address: "${publicUrl}". Expected something like https://papers.lab.example.`);
  const host = new URL(publicUrl).hostname;
  return { publicUrl, from: readFrom(env.MAIL_FROM, host), relay: readRelay(env), dkim: readDkim(env), returnPath: readReturnPath(env.MAIL_RETURN), postalAddress: env.MAIL_ADDRESS?.trim() || undefined };
}

function readFrom(given: string | undefined, host: string): MailSettings['from'] {
  if (!given) return { name: 'Galley', address: `galley@${host}` };
  const parsed = addressparser(given, { flatten: true });
  if (/[\r\n]/.test(given) || parsed.length !== 1 || !/^[^\s@]+@[^\s@]+$/.test(parsed[0].address)) throw new MailSettingsError(`MAIL_FROM expects one sender like Galley <papers@lab.example>, got "${given.slice(0, 100)}".`);
  return { name: parsed[0].name || 'Galley', address: parsed[0].address };
}

function readRelay(env: Environment): MailSettings['relay'] {
  if (!env.SMTP_URL) return undefined;
  const url = URL.canParse(env.SMTP_URL) ? new URL(env.SMTP_URL) : undefined;
  if (!url || !['smtp:', 'smtps:'].includes(url.protocol) || !url.hostname) throw new MailSettingsError('SMTP_URL is not an address like smtp://user:password@smtp.example.org:587 (smtps:// for TLS from the first byte).');
  const secure = url.protocol === 'smtps:', host = url.hostname.replace(/^\[|\]$/g, ''), connections = Number(env.SMTP_CONNECTIONS || 5);
  if (!Number.isInteger(connections) || connections < 1 || connections > 100) throw new MailSettingsError(`SMTP_CONNECTIONS expects a number from 1 to 100, got "${env.SMTP_CONNECTIONS}".`);
  return { host, port: Number(url.port) || (secure ? 465 : 587), secure, user: decodeURIComponent(url.username) || undefined, password: decodeURIComponent(url.password) || undefined, local: /^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(host), connections };
}

function readDkim({ DKIM_DOMAIN: domain, DKIM_SELECTOR: selector, DKIM_KEY: given }: Environment): MailSettings['dkim'] {
  if (!domain && !selector && !given) return undefined;
  if (!domain || !selector || !given) throw new MailSettingsError(`DKIM needs three settings together: DKIM_DOMAIN, DKIM_SELECTOR and DKIM_KEY; ${[!domain && 'DKIM_DOMAIN', !selector && 'DKIM_SELECTOR', !given && 'DKIM_KEY'].filter(Boolean).join(' and ')} is missing.`);
  let pem = given.replaceAll('\\n', '\n');
  if (!pem.includes('-----BEGIN')) {
    try { pem = readFileSync(given, 'utf8'); } catch { throw new MailSettingsError(`DKIM_KEY is neither a PEM key nor a file that can be read: "${given.slice(0, 80)}".`); }
  }
  let key;
  try { key = createPrivateKey(pem); } catch { throw new MailSettingsError('DKIM_KEY holds no private key in PEM form. Make one: openssl genrsa 2048.'); }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType !== 'rsa' || bits < 1024) throw new MailSettingsError(`DKIM_KEY expects an RSA key of 1024 bits or more (2048 is usual), got ${key.asymmetricKeyType}${bits ? ` of ${bits} bits` : ''}.`);
  return { domain, selector, key: pem };
}

function readReturnPath(given: string | undefined): string | undefined {
  if (!given) return undefined;
  if (!returnPathPattern.test(given)) throw new MailSettingsError(`MAIL_RETURN expects an address with {id} in it and at most 10 other characters before the @, like bounce+{id}@lab.example; got "${given.slice(0, 100)}".`);
  return given;
}
