/** At most so many letters of a text, ended at a word. */
export const clipped = (text: string, most: number): string => text.length <= most ? text : `${text.slice(0, most - 1).replace(/\s+\S*$/, '')}…`;
