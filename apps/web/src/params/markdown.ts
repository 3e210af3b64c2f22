export const match = (param: string): boolean => param.endsWith('.md');
