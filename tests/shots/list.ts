import { states as overlayStates } from '../e2e/overlay-states.ts';

/**
 * Every surface in every state at every width, once. The pictures themselves are drawn by the tests that judge these states (axe, sideways
 * scroll, safe edges), so that there is no second way to bring a state about; `npm run shots` runs these, and fails for one that is missing.
 */
export interface Shot {
  readonly surface: string;
  readonly state: string;
  /** Of the window, in pixels. */
  readonly width: number;
  /** Where its test puts it, below `test-results/`. */
  readonly file: string;
}
interface Surface {
  readonly name: string;
  readonly width: number;
  readonly states: readonly string[];
  readonly file: (state: string) => string;
}

/** The tests that draw. */
export const drawnBy = [
  'tests/e2e/overlay-options.test.ts',
  'tests/e2e/panel-screens.test.ts',
  'tests/e2e/crew-screens.test.ts',
  'tests/e2e/till.test.ts',
  'tests/e2e/first-timer.test.ts',
  'tests/e2e/page.test.ts',
  'tests/e2e/chat-platforms.test.ts',
  'tests/e2e/mail.test.ts',
  'tests/e2e/pay-page.test.ts',
  'tests/shots/panel-goods.test.ts',
] as const;

export const panelStates = [
  ...['login', 'first-shop', 'first-passcode', 'empty-catalog', 'empty-shows', 'empty-orders', 'empty-delivery', 'empty-tasks'],
  ...['no-show', 'planned', 'talk', 'opening', 'paused', 'all-reserved', 'panic', 'lift', 'over', 'test', 'unheard', 'import'].map((state) => `state-${state}`),
  ...[
    'desk',
    'desk-extend',
    'desk-till',
    'desk-more',
    'desk-overlay',
    'desk-crowd',
    'desk-restrict',
    'shop',
    'catalog',
    'catalog-count',
    'catalog-product',
    'catalog-import',
  ],
  ...[
    'shows',
    'shows-drop',
    'shows-plan',
    'shows-obs',
    'orders',
    'orders-one',
    'orders-refund',
    'channels',
    'obs',
    'payments',
    'delivery',
    'delivery-zone',
    'delivery-code',
    'keys',
    'tasks',
  ],
];
export const crewStates = [
  ...['nothing', 'planned', 'talk', 'opening', 'live', 'last-few', 'all-reserved', 'busy', 'paused', 'panic', 'lost', 'over-plan', 'sold-out', 'test'],
];
const thumbDialogs = ['dialog-extend', 'dialog-units', 'dialog-quick'];
export const tillStates = ['till', 'basket', 'split', 'short', 'sold', 'last', 'dialog'];
export const setUpWide = [
  ...['0-passcode', '1-shop', '2-products-empty', '2-products-typed', '2-products-done', '3-reach', '4-overlay-none', '4-overlay-seen', '5-chat-none'],
  ...['5-chat-done', '6-test-before', '6-test-arrived', '7-ready', '1440-reach-address', '1440-reach-done', '1440-overlay-missing', '1440-overlay-hidden'],
  ...['1440-test-nowhere', '1440-test-missing', '1440-test-over', '1440-reach-tunnel'],
];
export const setUpNarrow = [
  ...['1-shop', 'products', 'reach', 'overlay', 'chat', 'test', 'ready', 'payment', 'obs', 'list', 'overlay-missing', 'overlay-hidden'].map(
    (step) => `390-${step}`,
  ),
];
export const platformStates = ['folded', 'forms', 'there', 'in'];
export const goodsStates = ['desk', 'crowd', 'bundles', 'bundle', 'shop', 'delivery', 'zone', 'code', 'drop', 'floor', 'shows', 'order', 'tasks'];
export const payStates = ['set-up', 'paid', 'time-up', 'compared'];
export const mailStates = ['form', 'sent', 'order'];
export const pageStates = [
  ...['draw', 'draw-in', 'draw-over', 'draw-won', 'draw-next', 'race', 'race-place', 'wait'],
  ...['now-nothing', 'now', 'now-yours', 'test', 'test-over', 'lost', 'privacy', 'soon', 'opening', 'live', 'live-many', 'live-plain', 'live-away'],
  ...['paused', 'all-held', 'sold-out', 'ended', 'called-off', 'yours', 'ordered'],
  ...['hold', 'hold-bag', 'hold-shared', 'hold-carried', 'hold-replaced', 'hold-over', 'hold-expired', 'hold-lost'],
  ...['live-zones', 'hold-zones', 'hold-parcel', 'hold-codes', 'order-sums'],
  ...['live-was', 'live-bundle', 'live-there', 'hold-slots', 'hold-address', 'wait-offer', 'draw-check', 'order-withdraw'],
  ...['order-unpaid', 'order-cancel', 'order-paying', 'order-paying-extended', 'order-paid', 'order-paid-ship', 'order-handed-over', 'order-cancelled'],
  ...['order-time-up', 'order-refund-due', 'order-refunded', 'order-renewed', 'order-lost'],
];

const overlay = Object.keys(overlayStates);
const crew = (name: string, width: number, states: readonly string[]): Surface => ({ name, width, states, file: (state) => `crew/${state}-${name}.png` });
const surfaces: readonly Surface[] = [
  { name: 'overlay-landscape-paper', width: 1920, states: overlay, file: (state) => `overlay/paper-${state}-1080.png` },
  { name: 'overlay-landscape-night', width: 1920, states: overlay, file: (state) => `overlay/night-${state}-1080.png` },
  { name: 'overlay-portrait-paper', width: 1080, states: overlay, file: (state) => `overlay/paper-${state}-portrait.png` },
  { name: 'overlay-portrait-night', width: 1080, states: overlay, file: (state) => `overlay/night-${state}-portrait.png` },
  ...[1440, 390].map((width): Surface => ({ name: 'panel', width, states: panelStates, file: (state) => `panel/${state}-${width}.png` })),
  { name: 'set-up', width: 1440, states: setUpWide, file: (state) => `first-timer/${state}.png` },
  { name: 'set-up', width: 390, states: setUpNarrow, file: (state) => `first-timer/${state}.png` },
  crew('dock', 300, [...crewStates, ...thumbDialogs, 'over', 'login']),
  crew('remote', 390, [...crewStates, ...thumbDialogs, 'over']),
  { name: 'remote', width: 390, states: ['login'], file: () => 'crew/login-phone.png' },
  crew('remote-flat', 844, [...crewStates, 'over']),
  crew('stage', 1280, [...crewStates, 'over', 'revoked']),
  crew('stage-4x3', 1024, crewStates),
  crew('stage-tall', 768, [...crewStates, 'over']),
  ...[390, 1024].map((width): Surface => ({ name: 'till', width, states: tillStates, file: (state) => `till/${state}-${width}.png` })),
  ...[1440, 390].map((width): Surface => ({ name: 'platforms', width, states: platformStates, file: (state) => `chat-platforms/${state}-${width}.png` })),
  ...[1440, 390].map((width): Surface => ({ name: 'mail', width, states: mailStates, file: (state) => `mail/${state}-${width}.png` })),
  ...[1440, 390].map((width): Surface => ({ name: 'goods', width, states: goodsStates, file: (state) => `goods/${state}-${width}.png` })),
  { name: 'pay', width: 1440, states: payStates, file: (state) => `pay-page/${state}.png` },
  { name: 'platforms-youtube', width: 1440, states: ['form'], file: () => 'chat-platforms/youtube-1440.png' },
  { name: 'page', width: 390, states: pageStates, file: (state) => `page/${state}-390.png` },
];

export const shots: readonly Shot[] = surfaces.flatMap(({ name, width, states, file }) =>
  states.map((state): Shot => ({ surface: name, state, width, file: file(state) })),
);

/** The chosen ones that the documents show: name in docs/pictures → the picture it is made of, and how much of its top is seen. */
export const forDocs: Readonly<Record<string, { readonly file: string; readonly width: number; readonly height: number }>> = {
  'overlay-live': { file: 'overlay/paper-live-1080.png', width: 1280, height: 1000 },
  'desk-live': { file: 'panel/desk-1440.png', width: 1280, height: 1000 },
  'page-live': { file: 'page/yours-390.png', width: 390, height: 844 },
  'set-up-products': { file: 'first-timer/2-products-done.png', width: 1100, height: 540 },
  'set-up-test': { file: 'first-timer/6-test-arrived.png', width: 1100, height: 540 },
  'shows-plan': { file: 'panel/shows-1440.png', width: 1100, height: 1000 },
  'desk-opening': { file: 'panel/state-opening-1440.png', width: 1280, height: 1000 },
  'desk-stopped': { file: 'panel/state-panic-1440.png', width: 1280, height: 1000 },
  'remote-live': { file: 'crew/busy-remote.png', width: 390, height: 844 },
  'dock-live': { file: 'crew/busy-dock.png', width: 300, height: 860 },
  'stage-live': { file: 'crew/busy-stage.png', width: 900, height: 1000 },
  'channels-youtube': { file: 'chat-platforms/youtube-1440.png', width: 900, height: 1000 },
  till: { file: 'till/split-1024.png', width: 900, height: 1000 },
};
