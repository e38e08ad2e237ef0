import type { CommandAnswer, CommandName, CommandResult } from '@protocol/commands.ts';
import { openHttpLine, requestOf, type HttpLine } from './http-line.ts';
import { quantile } from './sums.ts';

/** Those who ask over HTTP, in a process of their own. */
export interface Asked {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: readonly string[];
  readonly body: string | null;
}
export interface Answered {
  /** From the first request to the last answer. */
  readonly ms: number;
  /** Of one request, in ms. */
  readonly p50: number;
  readonly p99: number;
  /** How often which status came. */
  readonly statuses: Readonly<Record<string, number>>;
}
/** People who want to buy one unit each. */
export interface Rush {
  readonly dropId: string;
  readonly sku: string;
  readonly provider: string;
  readonly cookies: readonly string[];
  readonly inFlight: number;
  /** Everybody who got a unit gets to the payment step first; then all pay. */
  readonly standing: boolean;
  readonly name: string;
}
export interface Rushed {
  readonly ms: number;
  readonly paid: number;
  /** Who was told that nothing is left. */
  readonly turnedAway: number;
  readonly odd: readonly string[];
  /** From the first press to "paid", of those who paid, in ms; all stand in between where they stand. */
  readonly p50: number;
  readonly p99: number;
}

const address = { line1: '1 Quay St', line2: '', city: 'Galway', postcode: '', region: '', country: 'IE' };

export function buyersCalls() {
  /** By the port of the node they go to. */
  const lines = new Map<number, HttpLine[]>();

  const linesTo = async (port: number, count: number): Promise<readonly HttpLine[]> => {
    const known = lines.get(port) ?? [];
    lines.set(port, known);
    while (known.length < count) known.push(...(await Promise.all(Array.from({ length: Math.min(100, count - known.length) }, () => openHttpLine(port)))));
    return known.slice(0, count);
  };
  const inTurn = async (own: readonly HttpLine[], count: number, one: (line: HttpLine, at: number) => Promise<void>): Promise<void> => {
    let next = 0;
    await Promise.all(
      own.map(async (line) => {
        for (let at = next++; at < count; at = next++) await one(line, at);
      }),
    );
  };

  return {
    connect: async (port: number, count: number): Promise<void> => void (await linesTo(port, count)),
    /** Each as soon as a line is free. */
    run: async (port: number, inFlight: number, asked: readonly Asked[]): Promise<Answered> => {
      const own = await linesTo(port, inFlight);
      const requests = asked.map(({ method, path, headers, body }) => requestOf(method, path, headers, body));
      const took = new Float64Array(requests.length);
      const statuses: Record<string, number> = {};
      const began = performance.now();
      await inTurn(own, requests.length, async (line, at) => {
        const from = performance.now();
        const { status } = await line.ask(requests[at] as Buffer);
        took[at] = performance.now() - from;
        statuses[status] = (statuses[status] ?? 0) + 1;
      });
      return { ms: performance.now() - began, p50: quantile(took, 0.5), p99: quantile(took, 0.99), statuses };
    },
    /** The same request so many times. */
    repeat: async (port: number, inFlight: number, asked: Asked, count: number): Promise<Answered> => {
      const own = await linesTo(port, inFlight);
      const request = requestOf(asked.method, asked.path, asked.headers, asked.body);
      const took = new Float64Array(count);
      const statuses: Record<string, number> = {};
      const began = performance.now();
      await inTurn(own, count, async (line, at) => {
        const from = performance.now();
        const { status } = await line.ask(request);
        took[at] = performance.now() - from;
        statuses[status] = (statuses[status] ?? 0) + 1;
      });
      return { ms: performance.now() - began, p50: quantile(took, 0.5), p99: quantile(took, 0.99), statuses };
    },
    /** One answer, whole. */
    one: async (port: number, asked: Asked): Promise<{ readonly status: number; readonly head: string; readonly body: string }> => {
      const [line] = await linesTo(port, 1);
      const { status, head, body } = await (line as HttpLine).ask(requestOf(asked.method, asked.path, asked.headers, asked.body));
      return { status, head, body: body.toString() };
    },
    /** Reserve, give one's details, pay: three requests, and the third is the provider's notice. Buyers spread over the nodes. */
    rush: async (ports: readonly number[], { dropId, sku, provider, cookies, inFlight, standing, name }: Rush): Promise<Rushed> => {
      const own = (await Promise.all(ports.map((port) => linesTo(port, Math.ceil(inFlight / ports.length))))).flat();
      const spent = new Map<number, number>();
      const due: { readonly at: number; readonly reference: string; readonly total: number }[] = [];
      const odd: string[] = [];
      let paid = 0;
      let turnedAway = 0;
      const command = async <N extends CommandName>(
        line: HttpLine,
        at: number,
        step: string,
        what: N,
        input: unknown,
      ): Promise<CommandAnswer<CommandResult<N>>> => {
        const body = JSON.stringify({ id: `${name}-${step}-${at}`, name: what, input });
        const { body: answer } = await line.ask(
          requestOf('POST', '/api/commands', [`Cookie: ${cookies[at] ?? ''}`, `Origin: http://127.0.0.1:${line.port}`], body),
        );
        // Made by the schema of this command.
        return JSON.parse(answer.toString()) as CommandAnswer<CommandResult<N>>;
      };
      const pay = async (line: HttpLine, at: number, reference: string, total: number): Promise<void> => {
        const body = JSON.stringify({ id: `${name}-paid-${at}`, reference, total });
        const { status } = await line.ask(requestOf('POST', `/webhooks/${provider}`, [], body));
        if (status === 200) paid += 1;
        else odd.push(`paying: ${status}`);
      };
      const toPayment = async (line: HttpLine, at: number): Promise<void> => {
        const held = await command(line, at, 'hold', 'hold.place', { dropId, lines: [{ sku, quantity: 1 }] });
        if (!held.ok) {
          if (held.refusal.code === 'all-held' || held.refusal.code === 'sold-out') turnedAway += 1;
          else odd.push(`reserving: ${held.refusal.code}`);
          return;
        }
        const contact = { name: `Buyer ${at}`, email: `${name}-${at}@mail.example` };
        const started = await command(line, at, 'start', 'checkout.start', {
          holdId: held.result.holdId,
          provider,
          contact,
          delivery: { kind: 'ship', address },
          with: null,
        });
        if (!started.ok) return void odd.push(`details: ${started.refusal.code} ${JSON.stringify(started.refusal.details)}`);
        const [total, reference] = (started.result.payUrl ?? '').split('/').toReversed();
        if (reference === undefined || total === undefined) return void odd.push('no page to pay on');
        due.push({ at, reference, total: Number(total) });
      };

      const began = performance.now();
      await inTurn(own, cookies.length, async (line, at) => {
        const from = performance.now();
        const before = due.length;
        await toPayment(line, at);
        const mine = due.length > before ? due.find((one) => one.at === at) : undefined;
        if (mine === undefined) return;
        if (!standing) await pay(line, at, mine.reference, mine.total);
        spent.set(at, performance.now() - from);
      });
      if (standing)
        await inTurn(own, due.length, async (line, turn) => {
          const { at, reference, total } = due[turn] as (typeof due)[number];
          const from = performance.now();
          await pay(line, at, reference, total);
          spent.set(at, (spent.get(at) ?? 0) + performance.now() - from);
        });
      const took = [...spent.values()];
      const ms = performance.now() - began;
      return {
        ms,
        paid,
        turnedAway,
        odd: [...new Set(odd)],
        p50: took.length === 0 ? 0 : quantile(took, 0.5),
        p99: took.length === 0 ? 0 : quantile(took, 0.99),
      };
    },
    hangUp: (): void => {
      for (const own of lines.values()) for (const line of own) line.close();
      lines.clear();
    },
  };
}
export type BuyersCalls = ReturnType<typeof buyersCalls>;
