import type { ChatServers } from '../../server/edges/adapters.ts';

const NOWHERE = 'http://127.0.0.1:9';
/** Where nobody answers: a test that forgets to plug in a fake asks no platform. */
export const nowhere: ChatServers = {
  googleId: NOWHERE,
  youtube: NOWHERE,
  discord: NOWHERE,
  kickId: NOWHERE,
  kick: NOWHERE,
  stripe: NOWHERE,
  hookPrivate: false,
};
