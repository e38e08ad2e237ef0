import { obs as words } from '@locales/en.json';
import type { ObsAnswer } from '@protocol/obs-link.ts';
import type { ObsFault, ObsTrouble } from '@protocol/obs.ts';
import { speaker } from '@protocol/words.ts';

const say = speaker(words, 'en');

/** Codes with words of their own. What is not among them is a fault of ours, or of an OBS newer than this. */
const spoken = {
  203: 'ours', 204: 'tooOld', 205: 'generic', 206: 'ours', 207: 'notReady',
  300: 'ours', 301: 'ours', 400: 'ours', 401: 'ours', 402: 'ours', 403: 'ours', 404: 'ours',
  500: 'running', 501: 'notRunning', 502: 'paused', 503: 'notPaused', 504: 'disabled', 505: 'studioOn', 506: 'studioOff',
  600: 'gone', 601: 'exists', 602: 'otherKind', 603: 'full', 604: 'wrongState', 605: 'noKind', 606: 'fixed', 607: 'noFilter',
  700: 'notMade', 701: 'notDone', 702: 'notDone', 703: 'cannot',
  1: 'notOnList',
} as const; // prettier-ignore
export const spokenCodes: readonly number[] = Object.keys(spoken).map(Number);
const isSpoken = (code: number): code is keyof typeof spoken => Object.hasOwn(spoken, code);

/** Every code of obs-websocket, and what to do about it. */
export function codeFault(code: number, comment: string): ObsFault {
  const key = isSpoken(code) ? spoken[code] : 'other';
  return { ok: false, code, note: say(`code.${key}`, { code: String(code), comment }), mend: say(`codeMend.${key}`) };
}
export const troubleFault = (trouble: ObsTrouble): ObsFault => ({ ok: false, code: null, note: say(`trouble.${trouble}`), mend: say(`mend.${trouble}`) });
export function faultOf(answer: Exclude<ObsAnswer, { readonly ok: true }>, trouble: ObsTrouble | null): ObsFault {
  return answer.why === 'refused' ? codeFault(answer.code, answer.comment) : troubleFault(answer.why === 'no-answer' ? 'silent' : (trouble ?? 'lost'));
}
/** For a task's note. */
export const noteOfFault = ({ code, note, mend }: ObsFault): string =>
  code === null ? say('note.away', { why: note }) : say('note.refused', { why: note, mend });
