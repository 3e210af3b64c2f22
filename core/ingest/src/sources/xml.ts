/** XML of a feed, read by names and namespaces within bounds. A DTD is refused before anything in it is read, so no entity can expand. */
import { SaxesParser } from 'saxes';
import { FeedError } from '../atom.ts';

const deepest = 16, longestText = 200_000, mostElements = 2_000_000;

export interface XmlReading {
  /** `path` is the open elements from the root to this one. */
  open?(path: readonly string[], attribute: (name: string) => string | undefined): void;
  /** `text` is what stands directly in it after its last child began. */
  close(path: readonly string[], text: string): void;
}

/** Reads a whole document. Elements of a namespace in `namespaces` are named `prefix:local`, others `other:local`. @throws FeedError with the line. */
export function readXml(document: string, namespaces: Record<string, string>, reading: XmlReading): void {
  const parser = new SaxesParser({ xmlns: true, position: true }), path: string[] = [];
  let text = '', elements = 0;
  const fail = (why: string): never => { throw new FeedError(`line ${parser.line}: ${why}`); };
  const add = (piece: string) => { if ((text += piece).length > longestText) fail(`A text is longer than ${longestText} characters.`); };
  parser.on('doctype', () => fail('The feed has a document type declaration, which no feed needs; it was refused unread.'));
  parser.on('error', (error) => fail(error.message.replace(/^\d+:\d+: /, '')));
  parser.on('text', add);
  parser.on('cdata', add);
  parser.on('opentag', (tag) => {
    const prefix = tag.uri === '' ? '' : namespaces[tag.uri] ?? 'other';
    if (path.push(prefix ? `${prefix}:${tag.local}` : tag.local) > deepest) fail(`Elements are nested deeper than ${deepest}.`);
    if (++elements > mostElements) fail(`More than ${mostElements} elements.`);
    text = '';
    reading.open?.(path, (name) => tag.attributes[name]?.value);
  });
  parser.on('closetag', () => { reading.close(path, text.trim()); path.pop(); text = ''; });
  parser.write(document).close();
  if (elements === 0) fail('The answer is empty.');
}
