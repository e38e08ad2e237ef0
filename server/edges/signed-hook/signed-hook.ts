import { createHmac, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { chat as chatWords } from '@locales/en.json';
import { SECOND, type DurationMs } from '@protocol/time.ts';
import { speaker, type Words } from '@protocol/words.ts';
import { askedConnection, unsent, type AskedChat, type AskedTimings, type Stands } from '../../ports/asked-chat.ts';
import type { ChatAdapter, ChatLimits, ChatManifest, PostAbout, Posted } from '../../ports/chat.ts';
import { guardedRequest, NotAsked, type AddressGuard } from '../../ports/guarded-request.ts';
import type { DoctorLine, Settings } from '../../ports/manifest.ts';

const say = speaker(chatWords as Words, 'en');

/** Ours: whoever listens says with 429 when it is too much. */
const LIMITS: ChatLimits = { messages: 60, windowMs: 60_000, gapMs: 200, longest: 1_000, sameTextMs: 0, answers: true };
/** Of an answer nothing but an id is read. */
const MOST_ANSWER = 10_000;

const settingsSchema = z.object({
  address: z
    .url({ protocol: /^https?$/u })
    .max(1_000)
    .meta({ title: say('hook.address.title'), description: say('hook.address.hint'), secret: true }),
  secret: z
    .string()
    .min(16)
    .max(200)
    .meta({ title: say('hook.secret.title'), description: say('hook.secret.hint'), secret: true }),
});
type HookSettings = z.output<typeof settingsSchema>;

const manifest: ChatManifest = {
  id: 'signed-hook',
  label: say('hook.label'),
  settings: settingsSchema,
  enabledByDefault: false,
  limits: LIMITS,
  capabilities: { reads: false, links: true, kinds: ['plain', 'announcement', 'pinned'], edits: false, typed: false },
  delaySeconds: 5,
  latencies: [],
};

export interface SignedHookOptions {
  readonly guard: AddressGuard;
  readonly timings: AskedTimings;
  /** 0 to 1, for jitter. */
  readonly random: () => number;
}

/** Any program that takes an HTTP request: each line is sent to it, signed, once. docs/chats.md has the form of it. */
export function signedHook(options: SignedHookOptions): ChatAdapter {
  return {
    manifest,
    allowance: null,
    logIn: null,
    connect: (settings, events) => askedConnection(listener(options, settings), events, options.timings, options.random),
    doctor: (settings) => doctor(options, settings),
  };
}

/** `t` in seconds, so that an old request that somebody kept is told from a new one. */
export const signatureOf = (secret: string, seconds: number, body: string): string =>
  `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;

type Heard =
  | { readonly how: 'answered'; readonly status: number; readonly id: string | null }
  | { readonly how: 'not-asked'; readonly why: NotAsked['why'] }
  | { readonly how: 'away'; readonly heard: boolean };
const answerSchema = z.object({ id: z.string().min(1).max(200) });

async function tell({ address, secret }: HookSettings, content: Readonly<Record<string, unknown>>, guard: AddressGuard, withinMs: DurationMs): Promise<Heard> {
  const now = Date.now();
  const body = JSON.stringify({ version: 1, ...content, id: randomUUID(), at: new Date(now).toISOString() });
  const headers = {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
    'dropcast-signature': signatureOf(secret, Math.floor(now / SECOND), body),
  };
  let answer: IncomingMessage | null = null;
  try {
    answer = await guardedRequest(address, { method: 'POST', headers, body }, guard, AbortSignal.timeout(Math.max(1, Math.ceil(withinMs))));
    return { how: 'answered', status: answer.statusCode ?? 0, id: await idIn(answer) };
  } catch (error) {
    if (error instanceof NotAsked) return { how: 'not-asked', why: error.why };
    // Its first line says that it was heard; what broke after that changes nothing.
    if (answer !== null) return { how: 'answered', status: answer.statusCode ?? 0, id: null };
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : '';
    return { how: 'away', heard: code !== 'ECONNREFUSED' && code !== 'EHOSTUNREACH' && code !== 'ENETUNREACH' };
  }
}
async function idIn(answer: IncomingMessage): Promise<string | null> {
  let text = '';
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    text += chunk.toString('utf8');
    if (text.length > MOST_ANSWER) {
      answer.destroy();
      return null;
    }
  }
  try {
    const read = answerSchema.safeParse(JSON.parse(text));
    return read.success ? read.data.id : null;
  } catch {
    // Most answer "ok", or nothing.
    return null;
  }
}

const isTaken = (status: number): boolean => status >= 200 && status < 300;
const notAskedWords = (why: NotAsked['why']): string =>
  say(why === 'private' ? 'hook.private' : why === 'no-host' ? 'hook.noHost' : why === 'slow' ? 'note.unreached' : 'hook.badAddress');

function standsBy(heard: Heard): Stands {
  switch (heard.how) {
    case 'not-asked':
      // A name may be known again in a minute; a private address stays one.
      return heard.why === 'slow' ? { how: 'away' } : { how: 'refused', note: notAskedWords(heard.why), forGood: heard.why !== 'no-host' };
    case 'away':
      return { how: 'away' };
    case 'answered': {
      const { status } = heard;
      if (isTaken(status)) return { how: 'ok', note: say('hook.connected') };
      if (status === 401 || status === 403) return { how: 'refused', note: say('hook.refused', { status: String(status) }), forGood: true };
      if (status >= 300 && status < 500 && status !== 408 && status !== 429)
        return { how: 'refused', note: say('hook.wrong', { status: String(status) }), forGood: false };
      return { how: 'away' };
    }
    default: {
      const never: never = heard;
      return never;
    }
  }
}
function endOf(heard: Heard): Posted {
  switch (heard.how) {
    case 'not-asked':
      return unsent(notAskedWords(heard.why));
    case 'away':
      return heard.heard ? { outcome: 'unknown', receipt: 'unknown', note: say('note.noAnswer') } : unsent(say('note.unreached'));
    case 'answered': {
      const status = String(heard.status);
      if (isTaken(heard.status)) return { outcome: 'done', receipt: 'sent', note: '', messageId: heard.id };
      if (heard.status === 429) return { outcome: 'failed', receipt: 'limited', note: say('hook.limited') };
      if (heard.status === 401 || heard.status === 403) return { outcome: 'failed', receipt: 'dropped', note: say('hook.refused', { status }) };
      if (heard.status >= 500) return { outcome: 'unknown', receipt: 'unknown', note: say('note.trouble', { status }) };
      return { outcome: 'failed', receipt: 'dropped', note: say('hook.wrong', { status }) };
    }
    default: {
      const never: never = heard;
      return never;
    }
  }
}

function listener({ guard, timings }: SignedHookOptions, raw: Settings): AskedChat {
  const parsed = settingsSchema.safeParse(raw);
  return {
    check: async () => (parsed.success ? standsBy(await tell(parsed.data, { type: 'hello' }, guard, timings.postWithinMs)) : { how: 'not-set-up' }),
    post: async (text: string, { kind, subject }: PostAbout, withinMs: DurationMs) => {
      if (!parsed.success) return { posted: unsent(say('note.notConnected')), stands: null };
      const heard = await tell(parsed.data, { type: 'line', text, kind, subject }, guard, withinMs);
      const stands = standsBy(heard);
      // What one line was refused for says nothing of the next, unless it is the signature, or nobody is there.
      const tells = heard.how !== 'answered' || isTaken(heard.status) || (stands.how === 'refused' && stands.forGood);
      return { posted: endOf(heard), stands: tells ? stands : null };
    },
    limits: () => LIMITS,
    nextCheckMs: () => timings.checkEveryMs,
  };
}

async function doctor({ guard, timings }: SignedHookOptions, raw: Settings | null): Promise<readonly DoctorLine[]> {
  const { label } = manifest;
  if (raw === null) return [{ ok: true, what: say('doctor.notSetUp', { label }), mend: say('doctor.notSetUp.mend') }];
  const parsed = settingsSchema.safeParse(raw);
  if (!parsed.success) {
    const fields = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0] ?? '')))].join(', ');
    return [{ ok: false, what: say('doctor.badSettings', { label }), mend: say('doctor.badSettings.mend', { fields }) }];
  }
  const stands = standsBy(await tell(parsed.data, { type: 'hello' }, guard, timings.postWithinMs));
  switch (stands.how) {
    case 'ok':
    case 'waiting':
      return [{ ok: true, what: say('doctor.stands', { label, note: stands.note }), mend: '' }];
    case 'refused':
      return [{ ok: false, what: say('doctor.refused', { label, note: stands.note }), mend: say('hook.mend') }];
    case 'not-set-up':
    case 'away':
      return [{ ok: false, what: say('hook.silent', { label }), mend: say('hook.silent.mend') }];
    default: {
      const never: never = stands;
      return never;
    }
  }
}
