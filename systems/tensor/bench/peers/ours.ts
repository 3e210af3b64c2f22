import { cannot, type Peer } from './peer.ts';
export const ours = (_threads: number): Peer => ({ name: 'ours', version: '0', prepare: async () => cannot('not yet') });
