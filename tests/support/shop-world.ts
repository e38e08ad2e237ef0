import { commands, type CommandInput, type CommandName } from '@protocol/commands.ts';
import { isRefused, type Refused } from '@protocol/refusals.ts';
import type { Actor, Role } from '@protocol/roles.ts';
import type { Instant } from '@protocol/time.ts';
import { decideBatch, type Asked } from '../../server/dispatch/batch.ts';
import { START, placeOf, type Batch, type Place } from '../../server/ledger/ledger.ts';
import type { Context, Proof, Visit } from '../../server/shop/context.ts';
import { decide, type Decide } from '../../server/shop/decide.ts';
import { evolveBatch, type ShopBatch } from '../../server/shop/evolve.ts';
import type { ProductData, ShopEvent } from '../../server/shop/events.ts';
import { newState, type State } from '../../server/shop/state.ts';

/**
 * The real batch, decide and evolve, without disk, sockets or clock: ids count up and time moves when
 * told to, so that a list of numbers replays a whole evening.
 */
export interface Ask {
  readonly name: CommandName;
  readonly input: unknown;
  readonly actor: Actor;
  readonly id: string;
}
export type Answer = { readonly ok: true; readonly events: readonly ShopEvent[] } | { readonly ok: false; readonly refused: Refused };

export const actorOf = (role: Role, id: string): Actor => ({ kind: role === 'viewer' ? 'viewer' : role === 'system' ? 'system' : 'key', id, role, name: id });

export class ShopWorld {
  state: State = newState();
  place: Place = START;
  now: Instant = 1_800_000_000_000;
  readonly batches: Batch[] = [];
  private counter = 0;
  private readonly how: Decide;
  /** Null: as the server decides. */
  constructor(how: Decide | null) {
    this.how = how ?? decide;
  }

  /** Starts from what another world has written. Ids go on behind its. */
  begin(batches: readonly Batch[]): void {
    for (const batch of batches) {
      evolveBatch(this.state, batch as ShopBatch);
      this.batches.push(batch);
      this.place = placeOf(batch);
      this.now = Math.max(this.now, batch.at);
    }
    this.counter = 1000;
  }
  nextId(prefix: string): string {
    this.counter += 1;
    return `${prefix}${this.counter}`;
  }
  private context(asked: Asked, now: Instant): Context {
    return {
      now,
      actor: asked.actor,
      id: () => this.nextId('i'),
      code: () => this.nextId('c'),
      publicUrl: 'https://shop.example',
      networkFirst: false,
      offers: {
        providers: [
          { id: 'later', settles: 'order', enabledByDefault: true },
          { id: 'page', settles: 'page', enabledByDefault: true, compares: true },
        ],
        shops: [
          { id: 'market', label: 'Market', keeps: 'there', perDrop: ['discount'], enabledByDefault: false },
          { id: 'link', label: 'Link', keeps: 'host', perDrop: ['url'], enabledByDefault: true },
        ],
        channels: [{ id: 'toy', reads: true }],
      },
      keyHash: (keyId) => `hash of ${keyId}`,
      drawSeed: (draw) => `seed of ${draw}`,
      ...asked.prepared,
    };
  }

  /** With which proof a viewer comes; their network is the actor's. */
  proofs = new Map<string, Proof>();
  private visitOf(actor: Actor): Visit | null {
    return actor.role === 'viewer' ? { network: actor.network ?? null, proof: this.proofs.get(actor.id) ?? null } : null;
  }

  /** Decides all of them as one batch. Input that its schema refuses is answered so and left out. */
  askAll(asks: readonly Ask[]): Answer[] {
    const answers: (Answer | null)[] = [];
    const asked: (Asked & { readonly at: number })[] = [];
    asks.forEach((ask, at) => {
      const parsed = commands[ask.name].input.safeParse(ask.input);
      if (!parsed.success) {
        answers[at] = { ok: false, refused: { refused: 'malformed', details: { where: parsed.error.issues[0]?.path.join('.') } } };
        return;
      }
      const products =
        ask.name === 'product.save'
          ? { items: [parsed.data as ProductData], warnings: [] }
          : ask.name === 'catalog.import'
            ? { items: this.importItems, warnings: [] }
            : null;
      const isBuyer = ask.actor.role === 'viewer';
      asked.push({
        at,
        name: ask.name,
        input: parsed.data as never,
        actor: ask.actor,
        envelope: { actor: `${ask.actor.kind}:${ask.actor.id}`, id: ask.id, hash: JSON.stringify(parsed.data) },
        prepared: {
          viewer: isBuyer ? ask.actor.id : `key-${ask.actor.id}`,
          person: ask.name === 'checkout.start' || (ask.name === 'waitlist.join' && 'contact' in (ask.input as object)) ? `p-${ask.id}` : null,
          alike: ask.name === 'checkout.start' ? this.alikeTo(`p-${ask.id}`, (parsed.data as CommandInput<'checkout.start'>).contact.email) : [],
          sameAddress: this.sameAddress,
          products,
          visit: this.visitOf(ask.actor),
        },
      });
    });
    const tick: Asked = {
      name: 'clock.tick',
      input: {} as never,
      actor: actorOf('system', 'clock'),
      envelope: { actor: 'system:clock', id: 't', hash: '' },
      prepared: { viewer: null, person: null, alike: [], sameAddress: false, products: null, visit: null },
    };
    const decided = decideBatch({
      state: this.state,
      place: this.place,
      asked,
      tick,
      now: this.now,
      decide: this.how,
      contextFor: (a, now) => this.context(a, now),
      batchId: this.nextId('b'),
    });
    decided.fold();
    const { batch } = decided;
    if (batch !== null) {
      this.batches.push(batch);
      this.place = placeOf(batch);
    }
    for (const verdict of decided.verdicts) {
      const { decided: how } = verdict;
      if (isRefused(how)) answers[verdict.asked.at] = { ok: false, refused: how };
      else if ('answer' in how) answers[verdict.asked.at] = { ok: true, events: [] };
      else answers[verdict.asked.at] = { ok: true, events: this.eventsAt(how.seq, how.events) };
    }
    return answers.map((answer) => answer ?? { ok: false, refused: { refused: 'malformed', details: {} } });
  }
  /** What a comparison of two addresses comes to, which no event holds (L8). */
  sameAddress = true;
  private readonly mails = new Map<string, string[]>();
  /** As `people` finds them: who came before with the same mail. */
  private alikeTo(person: string, email: string): Context['alike'] {
    const known = this.mails.get(email) ?? [];
    this.mails.set(email, [...known, person]);
    return known.filter((other) => other !== person).map((other) => ({ person: other, by: 'mail' }));
  }
  /** What a pretend file holds, for catalog.import. */
  importItems: readonly ProductData[] = [];

  ask<N extends CommandName>(name: N, input: CommandInput<N>, actor: Actor, id: string = this.nextId('command')): Answer {
    const [answer] = this.askAll([{ name, input, actor, id }]);
    if (!answer) throw new Error('no answer');
    return answer;
  }
  /** For set-up: the events, or an error that says what was refused. */
  mustAsk<N extends CommandName>(name: N, input: CommandInput<N>, actor: Actor): readonly ShopEvent[] {
    const answer = this.ask(name, input, actor);
    if (!answer.ok) throw new Error(`${name}: ${answer.refused.refused} ${JSON.stringify(answer.refused.details)}`);
    return answer.events;
  }
  private eventsAt(seq: number, count: number): readonly ShopEvent[] {
    for (let i = this.batches.length - 1; i >= 0; i -= 1) {
      const batch = this.batches[i];
      if (batch && batch.first <= seq) return batch.events.slice(seq - batch.first, seq - batch.first + count) as readonly ShopEvent[];
    }
    return [];
  }
}
