import { server as serverWords } from '@locales/en.json';
import type { Actor } from '@protocol/roles.ts';
import { say, type Words } from '@protocol/words.ts';

const words: Words = serverWords;

/** Who takes and closes tasks, in every node. */
export const tasksActor: Actor = { kind: 'system', id: 'tasks', role: 'system', name: say(words, 'en', 'tasks.actor', {}) };
