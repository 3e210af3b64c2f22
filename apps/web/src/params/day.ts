import { readDay } from '@galley/ingest';

export const match = (param: string): boolean => readDay(param) !== undefined;
