import { describe, expect, it } from 'vitest';
import type { DropPart } from '@protocol/parts.ts';
import { isCounter, isOpen, pagePhase } from '../../../../server/edges/storefront/browser/page-phase.ts';

const line = (left: number, held: number, sold: number): DropPart['lines'][number] => ({
  sku: 'A',
  title: '',
  price: 100,
  allotted: left + held + sold,
  left,
  held,
  sold,
  backAt: null,
});
const drop = (change: Partial<DropPart>): DropPart => ({
  dropId: 'd',
  title: 'Bag',
  mode: 'hold',
  state: 'live',
  firedAt: 0,
  opensAt: 1_000,
  endsAt: 10_000,
  closesAt: 13_000,
  holdSeconds: 300,
  perViewer: 1,
  extension: null,
  firing: 1,
  calledOff: false,
  endedEarly: false,
  pictures: [],
  lines: [line(2, 1, 0)],
  ...change,
});

describe('what a product page shows', () => {
  it('D2 the grace behind the end lets in those who see the stream late, while something is left', () => {
    expect(pagePhase(drop({}), false, 9_999)).toBe('live');
    expect(pagePhase(drop({}), false, 10_000)).toBe('closing');
    expect(pagePhase(drop({ lines: [line(0, 3, 0)] }), false, 10_000)).toBe('ended');
    expect(pagePhase(drop({}), false, 13_000)).toBe('ended');
    expect(pagePhase(drop({ state: 'paused' }), false, 10_000)).toBe('ended');
  });
  it('D5 all held is not sold out', () => {
    expect(pagePhase(drop({ lines: [line(0, 3, 0)] }), false, 5_000)).toBe('all-held');
    expect(pagePhase(drop({ lines: [line(0, 0, 3)] }), false, 5_000)).toBe('sold-out');
  });
  it('L5 a shop that sells nothing says so instead of offering the button, and only there', () => {
    expect(pagePhase(drop({}), true, 5_000)).toBe('stopped');
    expect(pagePhase(drop({}), true, 500)).toBe('stopped');
    expect(pagePhase(drop({ state: 'ended' }), true, 5_000)).toBe('ended');
  });
  it('the phases of one markup are those the page walks through by itself', () => {
    expect((['opening', 'live', 'closing', 'all-held'] as const).every(isCounter)).toBe(true);
    expect((['sold-out', 'paused', 'stopped', 'ended', 'called-off', 'armed', 'planned'] as const).some(isCounter)).toBe(false);
    expect(isOpen('live') && isOpen('closing')).toBe(true);
    expect(isOpen('opening') || isOpen('all-held')).toBe(false);
  });
});
