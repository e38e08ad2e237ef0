import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CommandAnswer, CommandEnvelope } from '@protocol/commands.ts';
import type { HelloAnswer, HelloMessage, Patch, Snapshot } from '@protocol/socket.ts';
import { openLine, type Line, type Wire, type WireEvents } from '@protocol/sync.ts';

/** A server in a few lines: hellos and commands wait until the test answers them. */
interface Pretend {
  readonly line: Line;
  readonly events: WireEvents;
  readonly hellos: { readonly message: HelloMessage; answer(answer: HelloAnswer): Promise<void>; fail(): Promise<void> }[];
  readonly commands: { readonly envelope: CommandEnvelope; answer(answer: CommandAnswer): Promise<void>; fail(): Promise<void> }[];
  readonly closes: () => number;
}
const settle = async (): Promise<void> => {
  await vi.advanceTimersByTimeAsync(0);
};
const then = (act: () => void): Promise<void> => {
  act();
  return settle();
};

function pretend(change: Partial<Parameters<typeof openLine>[0]> = {}): Pretend {
  const hellos: Pretend['hellos'] = [];
  const commands: Pretend['commands'] = [];
  let closes = 0;
  const holder: { events: WireEvents | null } = { events: null };
  const wire: Wire = {
    hello: (message) =>
      new Promise((resolve, reject) => {
        hellos.push({ message, answer: (answer) => then(() => resolve(answer)), fail: () => then(() => reject(new Error('cut'))) });
      }),
    command: (envelope) =>
      new Promise((resolve, reject) => {
        commands.push({ envelope, answer: (answer) => then(() => resolve(answer)), fail: () => then(() => reject(new Error('cut'))) });
      }),
    close: () => {
      closes += 1;
    },
  };
  let ids = 0;
  const line = openLine({
    audience: 'public', show: null, key: null, build: 'test', protocol: 1, staleAfterMs: 5_000, retryMs: 1_000, clock: () => Date.now() - START, newId: () => `id-${(ids += 1)}`,
    open: (given) => {
      holder.events = given;
      return wire;
    },
    ...change,
  }); // prettier-ignore
  const { events } = holder;
  if (events === null) throw new Error('not opened');
  return { line, events, hellos, commands, closes: () => closes };
}
const START = 1_700_000_000_000;
/** What the server's clock says: an hour ahead of this machine's. */
const serverNow = (): number => Date.now() + 3_600_000;
const snap = (rev: number, parts: Snapshot['parts'], epoch = 'e1'): HelloAnswer => ({ ok: true, epoch, rev, now: serverNow(), parts });
const patch = (from: number, rev: number, parts: Snapshot['parts'], change: Partial<Patch> = {}): Patch => ({
  audience: 'public',
  epoch: 'e1',
  from,
  rev,
  now: serverNow(),
  parts,
  ...change,
});
const answered: CommandAnswer = { ok: true, seq: 5, result: {} };
const refusedBy = (
  code: 'try-again' | 'who-are-you' | 'too-fast',
): {
  readonly ok: false;
  readonly refusal: { readonly code: 'try-again' | 'who-are-you' | 'too-fast'; readonly message: string; readonly details: Record<string, unknown> };
} => ({ ok: false, refusal: { code, message: '', details: {} } });

async function live(change: Partial<Parameters<typeof openLine>[0]> = {}): Promise<Pretend> {
  const world = pretend(change);
  world.events.up();
  await settle();
  await world.hellos[0]?.answer(snap(10, { onAir: null, 'stock/A': { left: 3 } }));
  return world;
}

beforeEach(() => {
  vi.useFakeTimers({ now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('parts', () => {
  it('V1 the snapshot is taken whole, patches as whole values, null is gone or null', async () => {
    const { line, events } = await live();
    expect(line.view()).toMatchObject({ status: 'live', epoch: 'e1', rev: 10, parts: { onAir: null, 'stock/A': { left: 3 } } });
    events.patch(patch(10, 12, { onAir: 'd1', 'stock/B': { left: 1 } }));
    expect(line.view().parts).toEqual({ onAir: 'd1', 'stock/A': { left: 3 }, 'stock/B': { left: 1 } });
    events.patch(patch(12, 13, { onAir: null, 'stock/A': null }));
    expect(line.view().parts).toEqual({ onAir: null, 'stock/B': { left: 1 } });
    expect(line.view().rev).toBe(13);
  });

  it('V1 from ≤ mine < rev is applied; rev ≤ mine only says that the line is alive; from > mine is a gap, and hello again', async () => {
    const { line, events, hellos } = await live();
    events.patch(patch(4, 11, { onAir: 'd1' }));
    expect(line.view()).toMatchObject({ rev: 11, parts: { onAir: 'd1' } });
    events.patch(patch(9, 10, { onAir: 'old' }));
    events.patch(patch(20, 11, { onAir: 'odd' }));
    expect(line.view()).toMatchObject({ rev: 11, parts: { onAir: 'd1' } });
    expect(hellos).toHaveLength(1);
    events.patch(patch(12, 14, { onAir: 'd2' }));
    expect(line.view().parts['onAir']).toBe('d1');
    expect(hellos).toHaveLength(2);
    // What comes while the answer is under way is not lost with it.
    events.patch(patch(14, 15, { onAir: 'd3' }));
    await hellos[1]?.answer(snap(14, { onAir: 'd2' }));
    expect(line.view()).toMatchObject({ rev: 15, parts: { onAir: 'd3' } });
    expect(hellos).toHaveLength(2);
  });

  it('V1 a patch that overtakes the answer to the first hello is applied behind it', async () => {
    const { line, events, hellos } = pretend();
    events.up();
    await settle();
    events.patch(patch(10, 11, { onAir: 'd1' }));
    events.patch(patch(0, 10, { holds: [1] }, { audience: 'me' }));
    await hellos[0]?.answer(snap(10, { onAir: null }));
    expect(line.view()).toMatchObject({ rev: 11, parts: { onAir: 'd1' }, me: { holds: [1] } });
    expect(hellos).toHaveLength(1);
  });

  it('V1 another epoch asks for the whole again, whatever its rev', async () => {
    const { line, events, hellos } = await live();
    events.patch(patch(3, 4, { onAir: 'x' }, { epoch: 'e2' }));
    expect(line.view().parts['onAir']).toBeNull();
    await hellos[1]?.answer(snap(4, { onAir: 'd9' }, 'e2'));
    expect(line.view()).toMatchObject({ epoch: 'e2', rev: 4, parts: { onAir: 'd9' } });
  });

  it('V4 a node that is behind takes nothing back', async () => {
    const { line, events, hellos } = await live();
    events.patch(patch(10, 20, { onAir: 'd1' }));
    events.down();
    events.up();
    await settle();
    await hellos[1]?.answer(snap(15, { onAir: 'older' }));
    expect(line.view()).toMatchObject({ status: 'live', rev: 20, parts: { onAir: 'd1' } });
  });

  it('V6 a viewer’s own parts come whole, never go back, and start anew with an epoch', async () => {
    const { line, events, hellos } = await live();
    events.patch(patch(0, 12, { holds: [1], orders: [] }, { audience: 'me' }));
    events.patch(patch(0, 11, { holds: [] }, { audience: 'me' }));
    expect(line.view().me).toEqual({ holds: [1], orders: [] });
    expect(line.view().rev).toBe(10);
    events.patch(patch(0, 2, { holds: [2] }, { audience: 'me', epoch: 'e2' }));
    expect(line.view().me['holds']).toEqual([1]);
    await hellos[1]?.answer(snap(2, {}, 'e2'));
    expect(line.view().me['holds']).toEqual([2]);
  });

  it('V1 a snapshot that an earlier line asked for is not taken for this one’s', async () => {
    const { line, events, hellos } = pretend();
    events.up();
    await settle();
    events.down();
    events.up();
    await settle();
    await hellos[1]?.answer(snap(30, { onAir: 'new' }));
    await hellos[0]?.answer(snap(10, { onAir: 'old' }, 'e0'));
    expect(line.view()).toMatchObject({ rev: 30, epoch: 'e1', parts: { onAir: 'new' } });
  });
});

describe('the line', () => {
  it('V4 silence of 5 s is said, with its age, and the whole is asked for; the next word heals it', async () => {
    const { line, events, hellos } = await live();
    await vi.advanceTimersByTimeAsync(4_000);
    expect(line.view().status).toBe('live');
    await vi.advanceTimersByTimeAsync(2_500);
    expect(line.view().status).toBe('stale');
    expect(line.view().silentMs).toBeGreaterThanOrEqual(5_000);
    expect(line.view().parts).toHaveProperty('stock/A');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(hellos).toHaveLength(2);
    events.patch(patch(10, 10, {}));
    expect(line.view()).toMatchObject({ status: 'live', silentMs: 0 });
  });

  it('V4 a hello that is never answered is asked again, and not ten times a second', async () => {
    const { line, events, hellos } = pretend();
    events.up();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(hellos.length).toBeGreaterThan(5);
    expect(hellos.length).toBeLessThan(15);
    await hellos.at(-1)?.answer(snap(1, {}));
    expect(line.view().status).toBe('live');
  });

  it('L7 a server that is not sure makes what is shown old, and says since when', async () => {
    const { line, events } = await live();
    await vi.advanceTimersByTimeAsync(1_000);
    events.patch(patch(10, 11, { onAir: 'd1' }, { stale: true }));
    expect(line.view()).toMatchObject({ status: 'stale', silentMs: 1_000, parts: { onAir: 'd1' } });
    await vi.advanceTimersByTimeAsync(1_000);
    events.patch(patch(11, 11, {}, { stale: true }));
    expect(line.view().silentMs).toBe(2_000);
    events.patch(patch(11, 11, {}));
    expect(line.view()).toMatchObject({ status: 'live', silentMs: 0 });
  });

  it('V4 a line that is full and delivers old news is stale, although never silent', async () => {
    const { line, events } = await live();
    for (let i = 1; i <= 4; i += 1) {
      await vi.advanceTimersByTimeAsync(1_000);
      events.patch(patch(9 + i, 10 + i, { onAir: `d${i}` }, { now: serverNow() - i * 2_000 }));
      expect(line.view().parts['onAir']).toBe(`d${i}`);
      expect(line.view().status).toBe(i * 2_000 < 5_000 ? 'live' : 'stale');
    }
    expect(line.view().silentMs).toBeGreaterThan(7_500);
    events.patch(patch(14, 15, {}));
    expect(line.view().status).toBe('live');
  });

  it('a key that is not good is refused; “try again” and “too fast” are asked again', async () => {
    const { line, events, hellos } = pretend();
    events.up();
    await settle();
    for (const code of ['try-again', 'too-fast'] as const) {
      await hellos.at(-1)?.answer(refusedBy(code));
      expect(line.view().status).toBe('connecting');
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(hellos).toHaveLength(3);
    await hellos[2]?.answer(refusedBy('who-are-you'));
    expect(line.view().status).toBe('refused');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(hellos).toHaveLength(3);
    events.down();
    events.up();
    await settle();
    await hellos[3]?.answer(snap(1, {}));
    expect(line.view().status).toBe('live');
  });

  it('bye: with retry it is told until the next hello, without it the line ends for good', async () => {
    const { line, events, hellos, closes } = await live();
    events.bye({ reason: 'closing', retry: true });
    expect(line.view()).toMatchObject({ status: 'live', bye: { reason: 'closing' } });
    events.down();
    events.up();
    await settle();
    await hellos[1]?.answer(snap(10, {}));
    expect(line.view().bye).toBeNull();
    events.bye({ reason: 'key-revoked', retry: false });
    expect(line.view().status).toBe('ended');
    expect(closes()).toBe(1);
    events.up();
    events.patch(patch(10, 11, { onAir: 'late' }));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(hellos).toHaveLength(2);
    expect(line.view()).toMatchObject({ status: 'ended', rev: 10 });
  });

  it('a wire that is up before it is handed over is greeted all the same', async () => {
    const hellos: HelloMessage[] = [];
    const line = openLine({
      audience: 'overlay', show: 's1', key: 'k', build: 'b', protocol: 1, staleAfterMs: 5_000, retryMs: 1_000, clock: () => Date.now(), newId: () => 'id',
      open: (events) => {
        events.up();
        const hello = (message: HelloMessage): Promise<HelloAnswer> => {
          hellos.push(message);
          return Promise.resolve(snap(1, {}));
        };
        return { hello, command: () => Promise.resolve(answered), close: () => undefined };
      },
    }); // prettier-ignore
    await settle();
    expect(hellos).toEqual([{ protocol: 1, build: 'b', audience: 'overlay', show: 's1', key: 'k' }]);
    expect(line.view().status).toBe('live');
    line.close();
  });

  it('a wire that throws is a wire that is down', async () => {
    const fails = (): never => {
      throw new Error('no socket');
    };
    const line = openLine({
      audience: 'public', show: null, key: null, build: 'b', protocol: 1, staleAfterMs: 5_000, retryMs: 1_000, clock: () => Date.now(), newId: () => 'id',
      open: (events) => {
        setTimeout(() => events.up(), 1);
        return { hello: fails, command: fails, close: () => undefined };
      },
    }); // prettier-ignore
    await vi.advanceTimersByTimeAsync(5_000);
    expect(line.view().status).toBe('connecting');
    line.close();
  });
});

describe('commands', () => {
  it('L4 a command keeps its id until it is answered: through a cut, a silence and “try again”', async () => {
    const { line, events, hellos, commands } = await live();
    const answers: unknown[] = [];
    void line.send('stage.say', { text: 'x' }).then((answer) => answers.push(answer));
    expect(line.view().sending).toBe(1);
    events.down();
    await commands[0]?.fail();
    await vi.advanceTimersByTimeAsync(10_000);
    // Nobody is asked over a line that is down.
    expect(commands).toHaveLength(1);
    events.up();
    await settle();
    // Nor before the hello was answered: it would only be told "who are you".
    expect(commands).toHaveLength(1);
    await hellos[1]?.answer(snap(10, {}));
    expect(commands).toHaveLength(2);
    await commands[1]?.answer(refusedBy('try-again'));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(commands).toHaveLength(3);
    // No answer at all.
    await vi.advanceTimersByTimeAsync(14_000);
    expect(commands.length).toBeGreaterThanOrEqual(4);
    await commands.at(-1)?.answer(answered);
    expect(new Set(commands.map((each) => each.envelope.id)).size).toBe(1);
    expect(new Set(commands.map((each) => JSON.stringify(each.envelope))).size).toBe(1);
    expect(answers).toEqual([answered]);
    expect(line.view().sending).toBe(0);
    const count = commands.length;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(commands).toHaveLength(count);
  });

  it('L4 an answer that was given up on still counts when it comes, once', async () => {
    const { line, commands } = await live();
    const answers: unknown[] = [];
    void line.send('panic', {}).then((answer) => answers.push(answer));
    await vi.advanceTimersByTimeAsync(14_000);
    expect(commands).toHaveLength(2);
    await commands[1]?.answer(answered);
    await commands[0]?.answer(answered);
    expect(answers).toEqual([answered]);
  });

  it('L4 what socket.io kept and sent before the next hello is not refused for good', async () => {
    const { line, events, hellos, commands } = await live();
    const sent = line.send('panic', {});
    events.down();
    events.up();
    await settle();
    await commands[0]?.answer(refusedBy('who-are-you'));
    expect(line.view().sending).toBe(1);
    await hellos[1]?.answer(snap(10, {}));
    await commands[1]?.answer(answered);
    expect(await sent).toEqual(answered);
  });

  it('a refusal is an answer', async () => {
    const { line, commands } = await live();
    const sent = line.send('panic', {});
    await commands[0]?.answer(refusedBy('too-fast'));
    expect(await sent).toMatchObject({ ok: false, refusal: { code: 'too-fast' } });
    expect(line.view().sending).toBe(0);
  });

  it('what is sent before the first hello is sent behind it', async () => {
    const { line, events, hellos, commands } = pretend();
    void line.send('panic', {});
    events.up();
    await settle();
    expect(commands).toHaveLength(0);
    await hellos[0]?.answer(snap(1, {}));
    expect(commands).toHaveLength(1);
  });

  it('closing settles what is left, and leaves no timer and no listener at work', async () => {
    const { line, events, hellos } = await live();
    let calls = 0;
    const stop = line.subscribe(() => (calls += 1));
    const sent = line.send('panic', {});
    events.patch(patch(99, 100, {}));
    expect(hellos).toHaveLength(2);
    stop();
    const before = calls;
    line.close();
    line.close();
    expect(await sent).toMatchObject({ ok: false, refusal: { code: 'try-again' } });
    expect(await line.send('panic', {})).toMatchObject({ ok: false });
    expect(calls).toBe(before);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('the clock', () => {
  it('T1 clients tick against the server’s clock, between patches too', async () => {
    const { line } = await live();
    expect(line.now()).toBe(serverNow());
    await vi.advanceTimersByTimeAsync(1_234);
    expect(line.now()).toBe(serverNow());
  });

  it('T1 before the first hello there is no server’s time', () => {
    expect(pretend().line.now()).toBe(0);
  });

  it('T1 the smallest latency wins, and late packets do not set the clock back', async () => {
    const { line, events } = pretend();
    events.up();
    await settle();
    const at = (line_: Line): number => line_.now() - serverNow();
    const hello = snap(1, {});
    await vi.advanceTimersByTimeAsync(300);
    // The answer took 300 ms.
    const world = pretend();
    world.events.up();
    await settle();
    await world.hellos[0]?.answer(hello);
    expect(at(world.line)).toBe(-300);
    world.events.patch(patch(1, 2, {}));
    expect(at(world.line)).toBe(0);
    // A stalled link, then all of it at once: 4 s, 3 s, 2 s, 1 s late.
    for (const late of [4_000, 3_000, 2_500, 2_100, 1_000]) world.events.patch(patch(2, 3, {}, { now: serverNow() - late }));
    expect(Math.abs(at(world.line))).toBeLessThanOrEqual(50);
    line.close();
  });

  it('T1 a server whose clock was really set back is followed within seconds', async () => {
    const { line, events } = await live();
    for (let i = 0; i < 8; i += 1) {
      await vi.advanceTimersByTimeAsync(1_000);
      events.patch(patch(10 + i, 11 + i, {}, { now: serverNow() - 60_000 }));
    }
    expect(line.now()).toBe(serverNow() - 60_000);
  });

  it('T1 a machine that slept is put right by the first word', async () => {
    let slept = 0;
    const { line, events } = await live({ clock: () => Date.now() - START - slept });
    // Some clocks stand still while a laptop sleeps.
    slept = 600_000;
    events.patch(patch(10, 11, {}));
    expect(line.now()).toBe(serverNow());
  });
});
