/** Anything that is no day: the page reads it, and says what is wrong with it. */
export const match = (param: string): boolean => param.length > 0 && !param.endsWith('.md');
