import { LONGEST_LEAD } from '@protocol/drop-phase.ts';
import type { ObsPart } from '@protocol/obs.ts';
import type { ChannelPart, PresenceParts, ReachPart } from '@protocol/parts.ts';
import { DRIFT_TOLD, MINUTE, SECOND } from '@protocol/time.ts';
import { driver, dropsFrames, droppedText, mendText, troubleText } from '../obs/obs-text.ts';
import { needsAddress, reachTrouble } from '../text/reach-text.ts';
import { timeOfDay } from '../text/show-time.ts';
import { w } from '../text/words.ts';

/** One thing that must work during a show: how it is, in words, and what to do. `look` is amber. */
export interface Health {
  readonly id: string;
  readonly label: string;
  readonly state: string;
  readonly look: boolean;
  /** Red: what viewers see is missing, now. */
  readonly alarm?: boolean;
  /** What is so, and what to do. */
  readonly text: string;
}
type ChannelPresence = PresenceParts['channels'][number];

/** Longer than "Moderator" and the like it is a sentence, and no longer fits the header. */
const SHORT_NOTE = 28;
/** D2: selling does not wait for a slower channel; it is named here, whatever else is so. */
export function channelHealth(channel: ChannelPart, presence: ChannelPresence | null): Health {
  const health = lineHealth(channel, presence);
  const waits = LONGEST_LEAD / SECOND;
  if (!channel.enabled || presence?.state === 'not-set-up' || channel.delaySeconds <= waits) return health;
  const late = w('chat.slowText', { delay: channel.delaySeconds, waits, after: channel.delaySeconds - waits });
  // What keeps links from being posted at all comes first.
  if (health.look) return { ...health, text: w('health.note', { note: health.text, text: late }) };
  return { ...health, state: w('chat.slow', { delay: channel.delaySeconds }), look: true, text: late };
}

function lineHealth(channel: ChannelPart, presence: ChannelPresence | null): Health {
  const base = { id: channel.channel, label: channel.label };
  if (channel.hand !== null && channel.enabled) return { ...base, state: w('chat.byHand'), look: false, text: w('chat.byHandText') };
  const note = presence?.note ?? '';
  const withNote = (text: string): string => (note === '' ? text : w('health.note', { note, text }));
  const state = channel.enabled ? (presence?.state ?? 'connecting') : 'off';
  switch (state) {
    case 'connected':
      // An adapter that has more than a word to say about a standing connection says what is wrong with it.
      if (note.length > SHORT_NOTE) return { ...base, state: w('chat.connectedBut'), look: true, text: note };
      return { ...base, state: note === '' ? w('chat.connected') : note.charAt(0).toLowerCase() + note.slice(1), look: false, text: w('chat.connectedText') };
    case 'connecting':
      return { ...base, state: w('chat.connecting'), look: false, text: withNote(w('chat.connectingText')) };
    case 'off':
      return { ...base, state: w('chat.off'), look: false, text: w('chat.offText') };
    case 'not-set-up':
      return { ...base, state: w('chat.notSetUp'), look: false, text: w('chat.notSetUpText') };
    case 'refused':
      return { ...base, state: w('chat.refused'), look: true, text: withNote(w('chat.refusedText')) };
    case 'lost':
      return { ...base, state: w('chat.lost'), look: true, text: withNote(w('chat.lostText')) };
    default: {
      const never: never = state;
      return never;
    }
  }
}

/** A scene has whatever name its owner gave it: the header has room for so much of it. */
const SCENE_LETTERS = 20;
const shortScene = (scene: string): string => (scene.length <= SCENE_LETTERS ? scene : `${scene.slice(0, SCENE_LETTERS - 1)}…`);

/** The scene on air and whether it goes out; else what is missing and what to do. */
export function obsHealth(part: ObsPart | null): Health {
  const base = { id: 'obs', label: w('health.obs') };
  if (part === null) return { ...base, state: w('health.waiting'), look: false, text: w('health.waitingText') };
  switch (part.state) {
    case 'off':
      return { ...base, state: w('obs.notSetUp'), look: false, text: w('obs.text') };
    case 'connecting':
      return { ...base, state: w('obs.connecting'), look: false, text: driver(part) ?? w('obs.state.connecting') };
    case 'down': {
      const trouble = part.trouble ?? 'lost';
      const isAlone = trouble === 'no-bridge';
      return {
        ...base,
        state: w(isAlone ? 'obs.undriven' : 'obs.down'),
        look: true,
        text: w('health.note', { note: troubleText(trouble), text: mendText(trouble) }),
      };
    }
    case 'up': {
      const scene = shortScene(part.scene ?? '');
      if (dropsFrames(part)) return { ...base, state: droppedText(part.dropped), look: true, text: w('obs.droppedText') };
      if (!part.browser) return { ...base, state: w('obs.noPlugin'), look: true, text: w('obs.noBrowser') };
      const goes = part.streaming ? (part.recording ? 'both' : 'streaming') : part.recording ? 'recording' : 'quiet';
      return { ...base, state: w(`obs.pill.${goes}`, { scene }), look: false, text: driver(part) ?? '' };
    }
    default:
      return part.state satisfies never;
  }
}

/** T2. Nothing is said while the clocks agree. */
export function clockHealth(clock: PresenceParts['clock'] | null): Health | null {
  if (clock === null || Math.abs(clock.driftMs) < DRIFT_TOLD) return null;
  const apart = Math.abs(clock.driftMs);
  const time = apart < 2 * MINUTE ? w('clock.seconds', { n: Math.round(apart / SECOND) }) : w('clock.minutes', { n: Math.round(apart / MINUTE) });
  const base = { id: 'clock', label: w('health.clock'), look: true };
  return clock.driftMs > 0
    ? { ...base, state: w('clock.ahead', { time }), text: w('clock.aheadText', { time }) }
    : { ...base, state: w('clock.behind', { time }), text: w('clock.behindText', { time }) };
}

/** Null until the server said. `showReach`: of the show on the desk. */
export function reachHealth(reach: ReachPart | null, showReach: 'public' | 'network' | null): Health | null {
  if (reach === null) return null;
  const base = { id: 'reach', label: w('health.reach') };
  const isNear = !needsAddress(reach, showReach) || (reach.state === 'none' && reach.network.length > 0);
  if (isNear) {
    const address = reach.network[0];
    return address === undefined
      ? { ...base, state: w('reach.noNetwork'), look: true, text: w('reach.noNetworkText') }
      : { ...base, state: w('reach.near'), look: false, text: w('reach.nearText', { address }) };
  }
  switch (reach.state) {
    case 'none':
      return { ...base, state: w('reach.here'), look: showReach === 'public', text: w('reach.hereText') };
    case 'checking':
      return { ...base, state: w('reach.checking'), look: false, text: w('reach.checkingText', { url: reach.url ?? '' }) };
    case 'reached':
      return reach.proxyUnheard
        ? { ...base, state: w('reach.reachedBut'), look: true, text: w('reach.unheard') }
        : { ...base, state: w('reach.reached'), look: false, text: w('reach.reachedText', { url: reach.url ?? '' }) };
    case 'failing': {
      const text = w('reach.failingText', { url: reach.url ?? '', since: timeOfDay(reach.since), why: reachTrouble(reach) });
      return { ...base, state: w('reach.failing'), look: true, text };
    }
    default:
      return reach.state satisfies never;
  }
}
