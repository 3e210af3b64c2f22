/** Words of a title or an abstract, as the shelf counts them: lower case, no function words, plural and singular as one. */

const functionWords = new Set(`a about above across after again against all also although among an and any are as at be because been before being below between both but by can cannot could did do does doing down due during each either
  especially et even every few for from further furthermore had has have having hence here how however i if in into is it its itself just less may me might more moreover most much must my namely near nor not now of off often on once one only onto
  or other our out over own per same several shall she should since so some still such than that the their them then there thereby these they this those though three through thus to together too toward towards two under until up upon us use used
  uses using very via was we well were what when where whether which while who whom whose why will with within without would yet you your
  abstract paper papers work works propose proposed proposes present presents presented show shows shown introduce introduces introduced approach approaches method methods result results demonstrate demonstrates demonstrated novel new recent recently
  existing state-of-the-art state art significantly significant respectively i.e e.g`.split(/\s+/));

const wordPattern = /[\p{L}][\p{L}\p{N}]*(?:[-'’][\p{L}\p{N}]+)*/gu;
const longestText = 20_000, longestWord = 40;

/** Calls `each` with every word that counts: what it is counted as, and how it was written. */
export function eachTerm(text: string, each: (term: string, written: string) => void): void {
  for (const [found] of text.slice(0, longestText).matchAll(wordPattern)) {
    const written = found.toLowerCase().replace(/['’]s$/, '');
    if (written.length < 2 || written.length > longestWord || functionWords.has(written)) continue;
    each(singular(written), written);
  }
}

/** Harman's S-stemmer: -ies to -y, -es to -e, -s off, with its exceptions. */
function singular(word: string): string {
  if (word.length > 4 && word.endsWith('ies') && !/[ea]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (word.length > 3 && word.endsWith('es') && !/[aeo]es$/.test(word)) return word.slice(0, -1);
  if (word.length > 3 && word.endsWith('s') && !/[us]s$/.test(word)) return word.slice(0, -1);
  return word;
}
