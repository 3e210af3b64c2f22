/** The groups of fields of a delivery report (RFC 3464) or a complaint (RFC 5965), as far as broken ones let themselves be read. */
export type Group = Map<string, string>;

const longestText = 60_000;

export function groupsOf(source: string): Group[] {
  const groups: Group[] = [];
  let group: Group = new Map(), field = '';
  const end = () => { if (group.size) groups.push(group); group = new Map(); field = ''; };
  for (const line of decodedParagraphs(source.slice(0, longestText)).split(/\r?\n/)) {
    const found = /^([A-Za-z][A-Za-z0-9-]{1,60}):[ \t]*(.*)$/.exec(line);
    if (found) {
      const name = found[1].toLowerCase();
      // Some reports forget the blank line between two recipients.
      if (group.has(name) && (name === 'final-recipient' || name === 'status')) end();
      field = name;
      group.set(field, group.has(field) ? `${group.get(field)}\n${found[2]}` : found[2].trim());
    } else if (/^[ \t]+\S/.test(line) && field) group.set(field, `${group.get(field)} ${line.trim()}`);
    else if (line.trim() === '') end();
    else field = '';
  }
  end();
  return groups;
}

/** A gateway may have packed the groups once more. */
const decodedParagraphs = (text: string) => text.split(/\r?\n[ \t]*\r?\n/).map((paragraph) => {
  const packed = paragraph.replace(/\s+/g, '');
  if (packed.length < 40 || !/^[A-Za-z0-9+/]+=*$/.test(packed)) return paragraph;
  const plain = Buffer.from(packed, 'base64').toString('utf8');
  return /^[\t\r\n\x20-\x7e]+$/.test(plain) ? plain : paragraph;
}).join('\n\n');

/** `rfc822; <Ada@example.org>` -> ada@example.org. */
export function addressIn(field: string | undefined): string | undefined {
  return /[^\s<>;,:"'()]{1,64}@[^\s<>;,:"'()]{1,190}/.exec((field ?? '').replace(/^[\w-]+\s*;/, '').slice(0, 1000))?.[0].replace(/\.+$/, '').toLowerCase();
}
