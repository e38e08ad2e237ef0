import { z } from 'zod';
import { chat as chatWords } from '@locales/en.json';
import { SECOND, type DurationMs } from '@protocol/time.ts';
import { speaker, type Words } from '@protocol/words.ts';
import { askServer, type ServerAnswer } from '../../ports/ask-server.ts';
import { askedConnection, type AskedChat, type AskedTimings, type Stands } from '../../ports/asked-chat.ts';
import type { ChatAdapter, ChatLimits, ChatManifest, PostAbout, Posted } from '../../ports/chat.ts';
import type { DoctorLine, Settings } from '../../ports/manifest.ts';

const say = speaker(chatWords as Words, 'en');

/** Discord names its limits with each answer, about 5 in 2 s; unsaid, a webhook has 30 a minute. 2,000 characters, of which each may need a backslash. */
const LIMITS: ChatLimits = { messages: 30, windowMs: 60_000, gapMs: 500, longest: 1_000, sameTextMs: 0, answers: true };

/** The address Discord gives out: the number of the webhook, and what it is opened with. Only these two are used of it. */
const ADDRESS = /^https:\/\/(?:(?:ptb|canary)\.)?discord(?:app)?\.com\/api\/(?:v\d{1,2}\/)?webhooks\/(\d{15,22})\/([\w-]{40,120})\/?$/u;
const settingsSchema = z.object({
  address: z
    .string()
    .trim()
    .regex(ADDRESS)
    .meta({ title: say('discord.address.title'), description: say('discord.address.hint'), secret: true }),
});

const manifest: ChatManifest = {
  id: 'discord',
  label: say('discord.label'),
  settings: settingsSchema,
  enabledByDefault: false,
  limits: LIMITS,
  capabilities: { reads: false, links: true, kinds: ['plain'], edits: true, typed: true },
  delaySeconds: 0,
  latencies: [],
};

export const DISCORD_URL = 'https://discord.com/api/v10';
export interface DiscordOptions {
  /** Ends without a slash. */
  readonly url: string;
  readonly timings: AskedTimings;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
}

/** A channel of a Discord server by webhook: it writes, reads nothing, and changes its own message of a drop as stock moves. */
export function discord(options: DiscordOptions): ChatAdapter {
  return {
    manifest,
    allowance: null,
    logIn: null,
    connect: (settings, events) => {
      const hook = hookOf(options.url, settings);
      return askedConnection(hook === null ? NOT_SET_UP : webhook(hook, options.timings), events, options.timings, options.random);
    },
    doctor: (settings) => doctor(options, settings),
  };
}

const NOT_SET_UP: AskedChat = {
  check: () => Promise.resolve({ how: 'not-set-up' }),
  post: () => Promise.resolve({ posted: { outcome: 'failed', receipt: 'unsent', note: say('note.notConnected') }, stands: null }),
  limits: () => LIMITS,
  nextCheckMs: () => 0,
};

/** Where the webhook stands at Discord; null where the form has none. */
function hookOf(url: string, settings: Settings): string | null {
  const parsed = settingsSchema.safeParse(settings);
  const [, id, token] = parsed.success ? (ADDRESS.exec(parsed.data.address) ?? []) : [];
  return id === undefined || token === undefined ? null : `${url}/webhooks/${id}/${token}`;
}

const aboutHook = z.object({ name: z.string().nullable() });
const aboutMessage = z.object({ id: z.string().min(1).max(100) });
const complaint = z.object({ code: z.number() });
const slowDown = z.object({ retry_after: z.number().min(0) });
/** No such message: somebody deleted it. */
const UNKNOWN_MESSAGE = 10_008;

/** What Discord's no says of the webhook itself; null where it is about one message only. After it nothing more may be asked there. */
function refusal(answer: ServerAnswer): Stands | null {
  if (answer.how === 'away') return null;
  const { status } = answer;
  if (status === 404 && codeOf(answer) === UNKNOWN_MESSAGE) return null;
  if (status === 401 || status === 404) return { how: 'refused', note: say('discord.gone'), forGood: true };
  if (status === 403) return { how: 'refused', note: say('discord.forbidden'), forGood: true };
  return null;
}
function codeOf(answer: Extract<ServerAnswer, { how: 'answered' }>): number {
  const said = complaint.safeParse(answer.body);
  return said.success ? said.data.code : 0;
}

async function checkHook(hook: string, withinMs: DurationMs): Promise<Stands> {
  const answer = await askServer(hook, { method: 'GET' }, withinMs);
  if (answer.how === 'away') return { how: 'away' };
  const refused = refusal(answer);
  if (refused !== null) return refused;
  const read = aboutHook.safeParse(answer.body);
  // Too many questions, trouble of their own, or somebody else's page: all of it means to ask again.
  if (answer.status !== 200 || !read.success) return { how: 'away' };
  return { how: 'ok', note: read.data.name === null ? say('discord.connectedPlain') : say('discord.connected', { name: read.data.name }) };
}

/** What Discord would make letters bold, quotes or lists of is shown as it was written; addresses are left alone. */
export const asWritten = (text: string): string =>
  text
    .replaceAll(/https?:\/\/\S+|[\\*_~`|<[\]]/gu, (found) => (found.length > 1 ? found : `\\${found}`))
    .replace(/^(\s*)([#>-])/u, (_all, space: string, mark: string) => `${space}\\${mark}`);

function webhook(hook: string, timings: AskedTimings): AskedChat {
  /** Newest message of each subject, as far as this connection posted it. */
  const messages = new Map<string, string>();
  /** Discord said not to ask before this (performance.now). */
  let freeAt = 0;

  /** Obeys the limits that each answer names. Null: there is no room within the time. */
  async function ask(method: 'POST' | 'PATCH', path: string, text: string, until: number): Promise<ServerAnswer | null> {
    // Nobody is ever called by a text of ours, whatever stands in it.
    const body = JSON.stringify({ content: asWritten(text), allowed_mentions: { parse: [] } });
    // A message that was refused for its haste is not there: it may be sent again, once.
    for (const isLast of [false, true]) {
      const wait = freeAt - performance.now();
      if (performance.now() + Math.max(0, wait) + SECOND / 2 > until) return null;
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      const answer = await askServer(`${hook}${path}`, { method, headers: { 'content-type': 'application/json' }, body }, until - performance.now());
      if (answer.how === 'away') return answer;
      freeAt = Math.max(freeAt, performance.now() + waitOf(answer));
      if (answer.status !== 429 || isLast) return answer;
    }
    return null;
  }

  async function send(text: string, about: PostAbout, until: number): Promise<ServerAnswer | null> {
    const earlier = about.subject === null ? null : (messages.get(about.subject) ?? about.earlier);
    if (earlier !== null) {
      const answer = await ask('PATCH', `/messages/${encodeURIComponent(earlier)}`, text, until);
      // Deleted by somebody there: it is said anew.
      if (answer === null || answer.how === 'away' || codeOf(answer) !== UNKNOWN_MESSAGE) return answer;
      if (about.subject !== null) messages.delete(about.subject);
    }
    return ask('POST', '?wait=true', text, until);
  }

  return {
    check: () => checkHook(hook, timings.postWithinMs),
    post: async (text, about, withinMs) => {
      const answer = await send(text, about, performance.now() + withinMs);
      if (answer === null) return { posted: { outcome: 'failed', receipt: 'limited', note: say('discord.limited') }, stands: null };
      const stands = refusal(answer);
      const posted = endOf(answer, stands);
      if (posted.outcome === 'done' && about.subject !== null && posted.messageId !== null) messages.set(about.subject, posted.messageId);
      return { posted, stands: answer.how === 'away' ? { how: 'away' } : stands };
    },
    limits: () => LIMITS,
    nextCheckMs: () => timings.checkEveryMs,
  };
}

/** Until the next request may go out, by the headers of an answer. */
function waitOf({ status, headers, body }: Extract<ServerAnswer, { how: 'answered' }>): DurationMs {
  const seconds = (name: string): number => {
    const value = Number(headers.get(name) ?? '');
    return Number.isFinite(value) && value > 0 ? value : 0;
  };
  if (status === 429) {
    const said = slowDown.safeParse(body);
    return Math.ceil(Math.max(seconds('retry-after'), said.success ? said.data.retry_after : 0, 0.1) * SECOND);
  }
  return headers.get('x-ratelimit-remaining') === '0' ? Math.ceil(seconds('x-ratelimit-reset-after') * SECOND) : 0;
}

function endOf(answer: ServerAnswer, refused: Stands | null): Posted {
  if (answer.how === 'away')
    return answer.heard
      ? { outcome: 'unknown', receipt: 'unknown', note: say('note.noAnswer') }
      : { outcome: 'failed', receipt: 'unsent', note: say('note.unreached') };
  const { status, body } = answer;
  if (status >= 200 && status < 300) {
    const read = aboutMessage.safeParse(body);
    return { outcome: 'done', receipt: 'sent', note: '', messageId: read.success ? read.data.id : null };
  }
  if (refused?.how === 'refused') return { outcome: 'failed', receipt: 'dropped', note: refused.note };
  if (status === 429) return { outcome: 'failed', receipt: 'limited', note: say('discord.limited') };
  if (status >= 500) return { outcome: 'unknown', receipt: 'unknown', note: say('note.trouble', { status: String(status) }) };
  return { outcome: 'failed', receipt: 'dropped', note: say('discord.badText', { status: String(status) }) };
}

async function doctor(options: DiscordOptions, settings: Settings | null): Promise<readonly DoctorLine[]> {
  const { label } = manifest;
  if (settings === null) return [{ ok: true, what: say('doctor.notSetUp', { label }), mend: say('doctor.notSetUp.mend') }];
  const hook = hookOf(options.url, settings);
  if (hook === null)
    return [{ ok: false, what: say('doctor.badSettings', { label }), mend: say('doctor.badSettings.mend', { fields: say('discord.address.title') }) }];
  const stands = await checkHook(hook, options.timings.postWithinMs);
  switch (stands.how) {
    case 'ok':
    case 'waiting':
      return [{ ok: true, what: say('doctor.stands', { label, note: stands.note }), mend: '' }];
    case 'refused':
      return [{ ok: false, what: say('doctor.refused', { label, note: stands.note }), mend: say('discord.mend') }];
    case 'not-set-up':
    case 'away':
      return [{ ok: false, what: say('doctor.unreachable', { label }), mend: say('doctor.unreachable.mend') }];
    default: {
      const never: never = stands;
      return never;
    }
  }
}
