import { z } from 'zod';
import {
  addressInput,
  amount,
  buyers,
  change,
  chatRules,
  checkout,
  command,
  contactInput,
  count,
  crew,
  crewAndModerator,
  crewAndPacker,
  currency,
  dropFields,
  dropLine,
  email,
  handle,
  host,
  httpUrl,
  id,
  instant,
  line,
  linesOf,
  locale,
  minutes,
  nothing,
  obsActionInput,
  obsActions,
  orderNumber,
  overlayInput,
  owner,
  productInput,
  proof,
  quantity,
  rundownCue,
  self,
  settings,
  sku,
  text,
  textOrEmpty,
  timeZone,
} from './inputs.ts';
import { codeInput, priceCommands } from './price-commands.ts';
import { bundleCommands } from './bundle-commands.ts';
import { pickupCommands } from './pickup-commands.ts';
import { MOST_TIMERS } from './chat-rules.ts';
import { fairnessCommands } from './fairness-commands.ts';
import { belowFloor, moneyCommands } from './money-commands.ts';
import { withdrawalCommands } from './withdrawal-commands.ts';
import { depositChoice, depositCommands } from './deposit-commands.ts';
import { drawCommands } from './draw-commands.ts';
import { mailCommands } from './mail-commands.ts';
import { shopCommands } from './shop-commands.ts';
import { obsPlaces } from './obs.ts';
import { paymentCommands } from './payment-commands.ts';
import { keyRoles } from './roles.ts';
import type { RefusalCode } from './refusals.ts';

/**
 * The closed map of everything anyone can ask for. The server enforces these schemas, openapi.json
 * is generated from them, and a command without a handler does not compile (server/shop/decide.ts).
 */

const dropOnly = z.strictObject({ dropId: id });
const orderOnly = z.strictObject({ orderNumber });
export const link = z.strictObject({ channel: z.string(), code: z.string(), url: z.string() });
const heldLine = z.strictObject({ sku, quantity, price: amount });
const firedResult = z.strictObject({ opensAt: instant, endsAt: instant, closesAt: instant, links: z.array(link) });

export const commands = {
  ...shopCommands,
  'shop.configure': command({
    input: z.strictObject({
      name: line(80),
      currency,
      locale,
      timeZone,
      seller: z.strictObject({ name: line(120), address: text(400), email }),
      returnsUrl: httpUrl,
    }),
    result: nothing,
    roles: owner,
    refusals: ['currency-fixed'],
    about: 'Name the shop, its currency, language and seller.',
  }),
  'shop.reach': command({
    input: z.strictObject({ publicUrl: httpUrl.nullable() }),
    result: nothing,
    roles: owner,
    refusals: ['bad-settings'],
    about: 'Set the public address that links are made from (PUBLIC_URL in the environment wins).',
  }),
  'shop.reopen': command({
    input: nothing,
    result: nothing,
    roles: owner,
    refusals: ['payments-unasked'],
    about: 'Sell again after the ledger lost its tail or was restored.',
  }),
  'shop.move': command({
    input: nothing,
    result: nothing,
    roles: owner,
    refusals: ['drop-live'],
    about: 'Lock this shop: it is packed to go on elsewhere. shop.reopen takes it back.',
  }),
  'shipping.save': command({
    input: z.strictObject({ flat: amount.nullable() }),
    result: nothing,
    roles: host,
    refusals: [],
    about: 'One flat delivery price, or null: pickup only.',
  }),
  ...priceCommands,
  ...moneyCommands,
  'catalog.import': command({
    input: z.strictObject({ format: z.literal('shopify-csv'), csv: z.string().min(1).max(4_000_000), dryRun: z.boolean() }),
    result: z.strictObject({
      products: z.int(),
      variants: z.int(),
      warnings: z.array(z.strictObject({ row: z.int(), message: z.string() })),
      differences: z.array(
        z.strictObject({
          kind: z.enum(['new', 'changed', 'same']),
          handle: z.string(),
          title: z.string(),
          sku: z.string().nullable(),
          field: z.string().nullable(),
          before: z.string().nullable(),
          after: z.string().nullable(),
        }),
      ),
    }),
    roles: host,
    refusals: ['bad-csv', 'shop-not-configured'],
    about: 'Bring in products from a Shopify CSV; a dry run only answers what would change.',
  }),
  'product.save': command({
    input: productInput.extend({ belowFloor }),
    result: z.strictObject({ handle: z.string(), skus: z.array(sku) }),
    roles: host,
    refusals: ['sku-taken', 'shop-not-configured', 'wrong-state', 'below-floor'],
    about: 'Create or change a product by hand.',
  }),
  'picture.copy': command({
    input: z.strictObject({ handle: productInput.shape.handle.nullable() }),
    result: z.strictObject({ pictures: z.int() }),
    roles: host,
    refusals: [],
    about: 'Copy pictures that stand on other servers, again where that failed: of one product, or of all.',
  }),
  'variant.adjust': command({
    input: z.strictObject({ sku, onHand: count, reason: line(200) }),
    result: z.strictObject({ available: z.int(), missing: z.int() }),
    roles: crewAndPacker,
    refusals: ['no-such-variant', 'is-a-bundle'],
    about: 'A count of what is on the shelf, with its reason.',
  }),
  ...bundleCommands,
  ...pickupCommands,
  'channel.save': command({
    input: z.strictObject({
      channel: id,
      enabled: z.boolean(),
      delaySeconds: z.number().min(0).max(120),
      settings,
      templates: z.record(z.string().regex(/^[a-z-]{1,30}$/u), textOrEmpty(500)),
    }),
    result: nothing,
    roles: host,
    refusals: ['no-such-channel', 'bad-settings'],
    about: 'Connect a chat: its settings, stream delay and message templates.',
  }),
  'channel.by-hand': command({
    input: z.strictObject({
      channel: id.nullable(),
      label: line(30),
      enabled: z.boolean(),
      delaySeconds: z.number().min(0).max(120),
      longest: z.int().min(50).max(500),
      templates: z.record(z.string().regex(/^[a-z-]{1,30}$/u), textOrEmpty(500)),
    }),
    result: z.strictObject({ channel: id }),
    roles: host,
    refusals: ['no-such-channel', 'bad-settings'],
    about: 'A channel that a person posts in: its name, stream delay and longest message. Its lines stand on the desk to be copied.',
  }),
  'channel.remove': command({
    input: z.strictObject({ channel: id }),
    result: nothing,
    roles: host,
    refusals: ['no-such-channel'],
    about: 'Take a channel that a person posts in out again. Its links go on leading to their drops.',
  }),
  'channel.delay': command({
    input: z.strictObject({ channel: id, delaySeconds: z.number().min(0).max(120) }),
    result: nothing,
    roles: crew,
    refusals: ['no-such-channel'],
    about: 'How late viewers of a channel see the picture, from the next drop on. Its settings stay as they are.',
  }),
  'channel.rules': command({
    input: z.strictObject({ channel: id, rules: chatRules }),
    result: nothing,
    roles: host,
    refusals: ['no-such-channel', 'bad-settings'],
    about: 'What a chat that is read may ask for: claims, who may, how often, other words for it, and lines that are said again and again.',
  }),
  'payment.save': command({
    input: z.strictObject({ provider: id, enabled: z.boolean(), settings }),
    result: nothing,
    roles: owner,
    refusals: ['no-such-provider', 'bad-settings'],
    about: 'Offer a way to pay.',
  }),
  ...mailCommands,

  'show.plan': command({
    input: z.strictObject({ title: line(80), startsAt: instant, minutes, reach: z.enum(['public', 'network']).optional() }),
    result: z.strictObject({ showId: id }),
    roles: crew,
    refusals: ['shop-not-configured'],
    about: 'Plan a show.',
  }),
  'show.start': command({
    input: z.strictObject({ showId: id }),
    result: nothing,
    roles: crew,
    refusals: ['no-such-show', 'show-ended', 'other-show-live'],
    about: 'The show begins.',
  }),
  'show.end': command({
    input: z.strictObject({ showId: id, endLive: z.boolean().optional() }),
    result: nothing,
    roles: crew,
    refusals: ['no-such-show', 'show-ended', 'drop-live'],
    about: 'The show is over. With a live drop only if told to end it.',
  }),
  'rundown.arrange': command({
    input: z.strictObject({ showId: id, cues: z.array(rundownCue).max(100) }),
    result: z.strictObject({ cueIds: z.array(id) }),
    roles: crew,
    refusals: ['no-such-show', 'no-such-cue', 'show-ended'],
    about: 'The order of the evening. A talk cue left out is removed; drop cues stay until their drop is removed.',
  }),
  'cue.go': command({
    input: z.strictObject({ showId: id, cueId: id, expectOnAir: id.nullable() }),
    result: z.strictObject({ dropId: id.nullable(), links: z.array(link) }),
    roles: crew,
    refusals: [
      'no-such-show',
      'no-such-cue',
      'nothing-next',
      'on-air-changed',
      'no-public-address',
      'wrong-state',
      'not-enough-stock',
      'variant-in-other-drop',
      'show-ended',
      'other-show-live',
      'panicking',
      'no-such-provider',
      'not-at-shop',
    ],
    about: 'GO: the next cue, whatever it is.',
  }),
  'cue.obs': command({
    input: z.strictObject({ showId: id, cueId: id, go: obsActions, end: obsActions }),
    result: nothing,
    roles: crew,
    refusals: ['no-such-show', 'no-such-cue', 'show-ended'],
    about: 'What OBS does when this cue is taken, and when its drop is over or called off.',
  }),
  'stage.say': command({
    input: z.strictObject({ text: textOrEmpty(140) }),
    result: nothing,
    roles: crewAndModerator,
    refusals: [],
    about: 'One line to the person on camera; empty clears it.',
  }),

  'drop.plan': command({
    input: z.strictObject({ showId: id, ...dropFields, next: z.boolean().optional(), belowFloor }),
    result: z.strictObject({ dropId: id }),
    roles: crew,
    refusals: [
      'no-such-show',
      'show-ended',
      'no-such-variant',
      'below-floor',
      'false-discount',
      'no-such-provider',
      'bad-settings',
      'deposit-past',
      'deposit-unpayable',
    ],
    about: 'Plan a drop; its cue goes to the end of the rundown, or, told so, comes next.',
  }),
  'drop.change': command({
    input: z.strictObject({ dropId: id, ...dropFields, belowFloor }),
    result: nothing,
    roles: crew,
    refusals: [
      'no-such-drop',
      'wrong-state',
      'no-such-variant',
      'below-floor',
      'false-discount',
      'no-such-provider',
      'bad-settings',
      'deposit-past',
      'deposit-unpayable',
    ],
    about: 'Change a drop that is still planned.',
  }),
  'drop.remove': command({
    input: dropOnly,
    result: nothing,
    roles: crew,
    refusals: ['no-such-drop', 'wrong-state'],
    about: 'Take a planned drop and its cue out.',
  }),
  'drop.quick': command({
    input: z.strictObject({
      showId: id,
      title: line(80),
      price: amount,
      count: quantity,
      mediaId: z
        .string()
        .regex(/^[a-f0-9]{16,64}$/u)
        .nullable(),
      minutes,
      cost: amount.nullable().optional(),
      belowFloor,
    }),
    result: z.strictObject({ dropId: id, sku }),
    roles: crew,
    refusals: ['no-such-show', 'show-ended', 'shop-not-configured', 'no-such-media', 'below-floor', 'false-discount'],
    about: 'Product, drop and next cue in one.',
  }),
  'drop.arm': command({
    input: dropOnly,
    result: nothing,
    roles: crew,
    refusals: ['no-such-drop', 'wrong-state', 'not-enough-stock', 'variant-in-other-drop', 'no-such-provider', 'not-at-shop'],
    about: 'Set the stock aside for this drop.',
  }),
  'drop.disarm': command({
    input: dropOnly,
    result: nothing,
    roles: crew,
    refusals: ['no-such-drop', 'wrong-state'],
    about: 'Give the stock of an armed drop back.',
  }),
  'drop.fire': command({
    input: z.strictObject({ dropId: id, expectOnAir: id.nullable() }),
    result: firedResult,
    roles: crew,
    refusals: [
      'no-such-drop',
      'on-air-changed',
      'no-public-address',
      'wrong-state',
      'not-enough-stock',
      'variant-in-other-drop',
      'show-ended',
      'other-show-live',
      'panicking',
      'no-such-provider',
      'not-at-shop',
    ],
    about: 'Open the drop after its lead.',
  }),
  'drop.undo': command({
    input: dropOnly,
    result: nothing,
    roles: crew,
    refusals: ['no-such-drop', 'wrong-state', 'already-open'],
    about: 'Call a fired drop off before selling opens.',
  }),
  'drop.pause': command({
    input: dropOnly,
    result: nothing,
    roles: crew,
    refusals: ['no-such-drop', 'wrong-state'],
    about: 'No new holds; the end does not move.',
  }),
  'drop.resume': command({
    input: dropOnly,
    result: nothing,
    roles: crew,
    refusals: ['no-such-drop', 'wrong-state', 'panicking', 'variant-in-other-drop'],
    about: 'Sell on.',
  }),
  'drop.extend': command({
    input: z.strictObject({ dropId: id, minutes: z.number().min(0.5).max(120), reason: line(120) }),
    result: nothing,
    roles: crew,
    refusals: ['no-such-drop', 'wrong-state'],
    about: 'Move the end, with a reason that is shown.',
  }),
  'drop.restock': command({
    input: z.strictObject({ dropId: id, sku, add: change, counted: z.boolean() }),
    result: z.strictObject({ left: z.int() }),
    roles: crew,
    refusals: ['no-such-drop', 'no-such-variant', 'wrong-state', 'not-enough-stock', 'more-than-added', 'is-a-bundle'],
    about:
      'More units for a drop that is armed or live: from free stock, or found just now and counted. Below zero it takes back what was added and nobody has.',
  }),
  'drop.reprice': command({
    input: z.strictObject({ dropId: id, sku, price: amount, belowFloor }),
    result: nothing,
    roles: crew,
    refusals: ['no-such-drop', 'no-such-variant', 'wrong-state', 'below-floor'],
    about: 'Another price from now on, in a drop that is armed or live. What is held keeps the price it was held at.',
  }),
  'drop.add': command({
    input: z.strictObject({ dropId: id, ...dropLine.shape, belowFloor }),
    result: nothing,
    roles: crew,
    refusals: ['no-such-drop', 'no-such-variant', 'wrong-state', 'not-enough-stock', 'variant-in-other-drop', 'below-floor', 'false-discount'],
    about: 'One more variant of the catalog into a drop that is armed or live.',
  }),
  'drop.end': command({
    input: dropOnly,
    result: nothing,
    roles: crew,
    refusals: ['no-such-drop', 'wrong-state'],
    about: 'End it now; holds live out their time.',
  }),
  'drop.test': command({
    input: z.strictObject({ showId: id.nullable() }),
    result: z.strictObject({ dropId: id }),
    roles: crew,
    refusals: ['something-on-air', 'panicking'],
    about: 'A drop that is not one, for 60 s: TEST on the overlay, no stock touched.',
  }),
  panic: command({ input: nothing, result: nothing, roles: crew, refusals: [], about: 'All drops paused, overlay blank, bots silent; no hold is lost.' }),
  'panic.lift': command({
    input: z.strictObject({ drops: z.array(z.strictObject({ dropId: id, then: z.enum(['resume', 'stay', 'end']) })).max(50) }),
    result: nothing,
    roles: crew,
    refusals: ['not-panicking', 'no-such-drop'],
    about: 'Go on, with a choice per drop; a drop not named stays paused.',
  }),

  'hold.place': command({
    input: z.strictObject({
      dropId: id,
      lines: linesOf(20),
      onBehalfOf: handle.optional(),
      /** The code of the link it came by: says from where. One that is not this drop's says nothing, and refuses nothing. */
      code: z.string().max(100).optional(),
      proof: proof.optional(),
    }),
    result: z.strictObject({ holdId: id, expiresAt: instant, lines: z.array(heldLine), total: amount }),
    roles: buyers,
    refusals: ['not-open', 'sold-out', 'all-held', 'limit-reached', 'no-such-drop', 'too-fast', 'prove-first', 'restricted', 'draw-only', 'sold-elsewhere'],
    about: 'Reserve units for a few minutes.',
  }),
  'hold.release': command({
    input: z.strictObject({ holdId: id }),
    result: nothing,
    roles: [...crewAndModerator, 'viewer'],
    refusals: ['no-such-hold', 'hold-over'],
    about: 'Give a hold back (a viewer: their own).',
  }),
  'checkout.start': command({
    input: z.strictObject({
      holdId: id,
      provider: id,
      contact: contactInput,
      delivery: z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('pickup'), pickupId: id }),
        /** `carrier`: one of the zone's; left out, the cheapest that takes it. */
        z.strictObject({ kind: z.literal('ship'), address: addressInput, carrier: id.optional() }),
      ]),
      with: orderNumber.nullable(),
      codes: z.array(codeInput).max(10).optional(),
      /** They agree to be told of the next drop: apart from buying, and kept apart from the order. */
      news: z
        .array(z.enum(['mail']))
        .max(1)
        .optional(),
      /** What the buyer was told it comes to: dearer is refused. */
      atMost: amount.optional(),
    }),
    result: z.strictObject({ orderNumber, orderUrl: z.string(), payUrl: z.string().nullable(), payBy: instant, pending: z.boolean() }),
    roles: checkout,
    refusals: [
      'no-such-hold',
      'hold-over',
      'no-such-provider',
      'no-such-pickup',
      'pickup-full',
      'pickup-closed',
      'cannot-ship',
      'too-heavy',
      'no-such-carrier',
      'price-changed',
      'no-such-code',
      'code-not-yet',
      'code-over',
      'code-used-up',
      'code-used',
      'code-minimum',
      'codes-apart',
      'no-such-parcel',
      'parcel-packed',
      'other-address',
      'one-unpaid-order',
      'deposit-first',
      'no-such-order',
      'shop-not-configured',
      'not-open',
      'all-held',
      'sold-out',
    ],
    about: 'Turn a hold into an order. A place in a race takes its units here, or is refused.',
  }),
  'checkout.extend': command({
    input: z.strictObject({ holdId: id }),
    result: z.strictObject({ payBy: instant }),
    roles: checkout,
    refusals: ['no-such-hold', 'hold-over', 'extended-before', 'wrong-state'],
    about: 'Three more minutes to pay, once.',
  }),
  'order.pay': command({
    input: z.strictObject({ orderNumber, paidBy: z.enum(['cash', 'reader', 'transfer', 'other']) }),
    result: nothing,
    roles: host,
    refusals: ['no-such-order', 'already-paid', 'order-over'],
    about: 'The seller was paid.',
  }),
  'order.cancel': command({
    input: z.strictObject({ orderNumber, reason: line(200), deposit: depositChoice.optional() }),
    result: nothing,
    roles: [...host, 'viewer'],
    refusals: ['no-such-order', 'order-over', 'already-paid', 'parcel-shared', 'deposit-goes-back', 'order-disputed'],
    about:
      'Cancel an order that is not paid (a viewer: their own). A deposit goes back, unless the buyer was told before paying that it is kept, and the host says so.',
  }),
  'order.refund': command({
    input: z.strictObject({ orderNumber, lines: linesOf(50), restock: z.boolean() }),
    result: nothing,
    roles: host,
    refusals: ['no-such-order', 'not-paid', 'more-than-ordered', 'order-disputed', 'sold-elsewhere'],
    about: 'Give money back for some units; restock only if they are sellable again.',
  }),
  ...withdrawalCommands,
  ...depositCommands,
  'order.relink': command({
    input: orderOnly,
    result: z.strictObject({ orderUrl: z.string() }),
    roles: host,
    refusals: ['no-such-order'],
    about: 'A new link for an order whose buyer lost theirs; the old one opens nothing any more.',
  }),
  'order.pick': command({
    input: orderOnly,
    result: nothing,
    roles: crewAndPacker,
    refusals: ['no-such-order', 'order-over', 'wrong-state'],
    about: 'The goods are off the shelf.',
  }),
  'order.pack': command({
    input: orderOnly,
    result: nothing,
    roles: crewAndPacker,
    refusals: ['no-such-order', 'order-over', 'wrong-state'],
    about: 'The parcel is closed.',
  }),
  'order.hand-over': command({
    input: orderOnly,
    result: nothing,
    roles: crewAndPacker,
    refusals: ['no-such-order', 'order-over', 'not-paid', 'wrong-state'],
    about: 'The buyer, or the carrier, has it.',
  }),
  'sale.record': command({
    input: z.strictObject({
      lines: z
        .array(z.strictObject({ sku, quantity, price: amount }))
        .min(1)
        .max(50)
        .refine((all) => new Set(all.map((l) => l.sku)).size === all.length),
      paidBy: z.enum(['cash', 'reader', 'other']),
      dropId: id.nullable(),
    }),
    result: z.strictObject({ orderNumber }),
    roles: crewAndPacker,
    refusals: ['no-such-variant', 'no-such-drop', 'not-enough-stock', 'wrong-state', 'shop-not-configured'],
    about: 'A sale at the till, from free stock or from the drop named.',
  }),
  'sale.undo': command({
    input: orderOnly,
    result: nothing,
    roles: crewAndPacker,
    refusals: ['no-such-order', 'order-over', 'sale-settled'],
    about: 'Take back what was just recorded at the till: the money and the goods go back. Later it is a refund.',
  }),
  'task.done': command({
    input: z.strictObject({ taskId: id }),
    result: nothing,
    roles: host,
    refusals: ['no-such-task', 'task-not-open', 'wrong-state'],
    about: 'The host saw to it.',
  }),
  'task.repeat': command({
    input: z.strictObject({ taskId: id }),
    result: nothing,
    roles: host,
    refusals: ['no-such-task', 'task-not-open'],
    about: 'Try again what failed or ended unknown.',
  }),
  'post.done': command({
    input: z.strictObject({ taskId: id }),
    result: nothing,
    roles: crew,
    refusals: ['no-such-task', 'task-not-open'],
    about: 'A line that waits was copied and posted by hand.',
  }),

  'key.create': command({
    input: z.strictObject({ role: z.enum(keyRoles), name: line(40) }),
    result: z.strictObject({ keyId: id, key: z.string() }),
    roles: owner,
    refusals: [],
    about: 'An API key; shown once.',
  }),
  'key.revoke': command({ input: z.strictObject({ keyId: id }), result: nothing, roles: owner, refusals: ['no-such-key'], about: 'The key stops working.' }),
  'key.rotate': command({
    input: z.strictObject({ keyId: id, hours: z.int().min(0).max(168) }),
    result: z.strictObject({ keyId: id, key: z.string() }),
    roles: owner,
    refusals: ['no-such-key'],
    about:
      'A new key for an overlay. The old one is good for as many hours more, and every overlay that comes with it is handed the new one: its address in OBS stays. 0 hours: one minute, for those that are open now.',
  }),
  'overlay.identify': command({
    input: z.strictObject({ instance: id.nullable() }),
    result: nothing,
    roles: crew,
    refusals: [],
    about: 'Overlays show their name for five seconds.',
  }),
  'overlay.reload': command({
    input: z.strictObject({ instance: id.nullable() }),
    result: nothing,
    roles: crew,
    refusals: [],
    about: 'Overlays load themselves anew.',
  }),
  'overlay.mark': command({
    input: nothing,
    result: z.strictObject({ colours: z.string() }),
    roles: crew,
    refusals: [],
    about: 'Overlays paint a mark of four colours for some seconds, to be found again in a picture of the stream.',
  }),
  'obs.configure': command({
    input: z.strictObject({ place: z.enum(obsPlaces), address: z.string().max(200), password: z.string().max(200).nullable() }),
    result: nothing,
    roles: crew,
    refusals: ['bad-settings'],
    about: 'From where OBS is driven: not at all, by this server at an address, or by a bridge. The password is for the server alone; null keeps it.',
  }),
  'obs.do': command({
    input: z.strictObject({ action: obsActionInput }),
    result: nothing,
    roles: crew,
    refusals: ['obs-off'],
    about: 'Now: switch the scene, show or hide a source, or save a replay. How it went is a task.',
  }),
  'overlay.configure': command({
    input: overlayInput,
    result: nothing,
    roles: crew,
    refusals: [],
    about: 'How the overlay looks, where it stands and what it shows. What is not named stays as it is.',
  }),
  'person.erase': command({
    input: orderOnly,
    result: nothing,
    roles: owner,
    refusals: ['no-such-order', 'no-such-person'],
    about: 'Forget who the buyer was; every count stays.',
  }),

  ...fairnessCommands,
  ...paymentCommands,
  ...drawCommands,

  // The server's own. No key, session or viewer has the role `system`.
  'clock.tick': command({ input: nothing, result: nothing, roles: self, refusals: [], about: 'What is due: expiries, ends, opened pages.' }),
  'clock.gap': command({
    input: z.strictObject({ since: instant }),
    result: nothing,
    roles: self,
    refusals: [],
    about: 'The server slept: live drops come up paused.',
  }),
  'ledger.opened': command({
    input: z.strictObject({ epoch: id, lostFrom: z.int(), restored: z.boolean() }),
    result: nothing,
    roles: self,
    refusals: [],
    about: 'The tail was lost, or a backup restored: a new epoch.',
  }),
  'task.take': command({
    input: z.strictObject({ taskId: id, until: instant }),
    result: z.strictObject({ attempt: z.int() }),
    roles: self,
    refusals: ['no-such-task', 'task-not-open'],
    about: 'This node does it: the append is the election.',
  }),
  'task.close': command({
    input: z.strictObject({
      taskId: id,
      attempt: z.int(),
      outcome: z.enum(['done', 'failed', 'unknown', 'dropped']),
      note: textOrEmpty(200),
      data: z.record(z.string(), z.string().max(2_000)),
    }),
    result: nothing,
    roles: self,
    refusals: ['no-such-task', 'task-not-open'],
    about: 'How it ended.',
  }),
  'hold.carry': command({
    input: z.strictObject({ holdId: id, viewer: id }),
    result: nothing,
    roles: self,
    refusals: ['no-such-hold', 'hold-over', 'limit-reached'],
    about: 'The page of a hold was opened in another browser: it is the viewer’s there, too.',
  }),
  'chat.line': command({
    input: z.strictObject({ channel: id, text: z.string().max(500), mod: z.boolean() }),
    result: z.strictObject({ answered: z.boolean() }),
    roles: self,
    refusals: ['no-such-channel'],
    about: 'Somebody wrote in a chat: !drop !stock !buy, and !end for moderators.',
  }),
  'chat.paired': command({
    input: z.strictObject({ channel: id, viewer: id, left: id.nullable() }),
    result: nothing,
    roles: self,
    refusals: ['no-such-channel'],
    about: 'A chat name belongs to this viewer’s browser from now on; `left` is whose it was before.',
  }),
  'chat.parted': command({
    input: z.strictObject({ channel: id, viewer: id }),
    result: nothing,
    roles: self,
    refusals: [],
    about: 'A viewer’s browser and their chat name are apart again.',
  }),
  'chat.claim': command({
    input: z.strictObject({ channel: id, viewer: id.nullable(), tag: z.string().max(4).nullable(), quantity }),
    result: z.strictObject({ holdId: id.nullable() }),
    roles: self,
    refusals: ['no-such-channel'],
    about: 'Somebody typed !claim: a hold in their own browser. What stands against it is said in the chat, and is no refusal here.',
  }),
  'chat.timer': command({
    input: z.strictObject({
      channel: id,
      timer: z
        .int()
        .min(0)
        .max(MOST_TIMERS - 1),
    }),
    result: z.strictObject({ posted: z.boolean() }),
    roles: self,
    refusals: ['no-such-channel'],
    about: 'The time of a repeating line has come.',
  }),
  'chat.catch-up': command({
    input: z.strictObject({ channel: id, before: instant }),
    result: nothing,
    roles: self,
    refusals: ['no-such-channel'],
    about: 'A chat is back: of the lines that were due by then, one that says what is so now.',
  }),
  'reach.lend': command({
    input: z.strictObject({ publicUrl: httpUrl.nullable() }),
    result: nothing,
    roles: self,
    refusals: [],
    about: 'A tunnel lends the shop its random address, or no longer does.',
  }),
  'attention.note': command({
    input: z.strictObject({ minuteAt: instant, viewers: count, clicks: z.record(id, count) }),
    result: nothing,
    roles: self,
    refusals: [],
    about: 'What presence saw in one minute, for later figures.',
  }),
} as const;

export type Commands = typeof commands;
export type CommandName = keyof Commands;
export type CommandInput<N extends CommandName> = z.output<Commands[N]['input']>;
export type CommandResult<N extends CommandName> = z.output<Commands[N]['result']>;

export const commandNames = Object.keys(commands) as readonly CommandName[];
export const isCommandName = (name: string): name is CommandName => Object.hasOwn(commands, name);

/** What travels: the envelope of every command, over HTTP and sockets. */
export const commandEnvelope = z.strictObject({ id: z.string().regex(/^[A-Za-z0-9_:.-]{8,100}$/u), name: z.string().max(40), input: z.unknown() });
export interface CommandEnvelope {
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
}
export type CommandAnswer<R = unknown> =
  | { readonly ok: true; readonly seq: number; readonly result: R }
  | { readonly ok: false; readonly refusal: { readonly code: RefusalCode; readonly message: string; readonly details: Readonly<Record<string, unknown>> } };
