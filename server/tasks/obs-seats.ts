import type { ObsAnswer, ObsData, ObsLinkEvents } from '@protocol/obs-link.ts';
import type { ObsHolder } from '@protocol/obs.ts';
import { SECOND, type DurationMs } from '@protocol/time.ts';
import type { ObsBridgeLine, ObsSeat } from '../ports/obs.ts';

/** A bridge that does not reach its OBS for so long makes way for one that may. */
const MAKE_WAY_AFTER_MS: DurationMs = 8 * SECOND;

/** The bridges there are: at most one drives, in the order in which they came, until another one takes it. */
export interface ObsSeats {
  offer(line: ObsBridgeLine, take: boolean): ObsSeat;
  /** Off: nobody drives, and all are told so. */
  drive(on: boolean): void;
  holder(): ObsBridgeLine | null;
  /** Whether any bridge is here, driving or not. */
  any(): boolean;
  waiting(): readonly ObsHolder[];
  /** Through whoever drives. */
  call(request: string, data: ObsData): Promise<ObsAnswer>;
}
interface Seat {
  readonly line: ObsBridgeLine;
}
export const holderOf = ({ actor, surface }: ObsBridgeLine): ObsHolder => ({ who: actor.name, surface });

/** What happens at the one that drives is told as if it were a link of our own. `drives`: another one does now, or nobody. */
export function obsSeats(events: ObsLinkEvents, drives: (line: ObsBridgeLine | null) => void): ObsSeats {
  let seats: Seat[] = [];
  let driver: Seat | null = null;
  let isOn = false;
  let makeWay: NodeJS.Timeout | null = null;

  const stay = (): void => {
    if (makeWay !== null) clearTimeout(makeWay);
    makeWay = null;
  };
  const tellWaiting = (): void => {
    const holder = driver === null ? null : holderOf(driver.line);
    for (const seat of seats) if (seat !== driver) seat.line.tell({ tell: 'rest', holder });
  };
  function give(seat: Seat | null): void {
    stay();
    const before = driver;
    driver = isOn ? seat : null;
    if (before === driver) return tellWaiting();
    drives(driver?.line ?? null);
    // Whoever drove lets go before the next one begins: OBS hears from one of them at a time.
    tellWaiting();
    driver?.line.tell({ tell: 'drive' });
  }
  const passOn = (): void => {
    if (driver === null || seats.length < 2) return;
    const tired = driver;
    seats = [...seats.filter((seat) => seat !== tired), tired];
    give(seats[0] ?? null);
  };

  return {
    offer: (line, take) => {
      const seat: Seat = { line };
      seats.push(seat);
      give(take || driver === null ? seat : driver);
      return {
        heard: (message) => {
          if (seat !== driver) return;
          switch (message.say) {
            case 'up':
              stay();
              return events.up();
            case 'down':
              makeWay ??= setTimeout(passOn, MAKE_WAY_AFTER_MS);
              return events.down(message.trouble);
            case 'event':
              return events.event(message.event, message.data);
            default: {
              const never: never = message;
              return never;
            }
          }
        },
        take: () => give(seat),
        leave: () => {
          seats = seats.filter((other) => other !== seat);
          if (seat === driver) give(seats[0] ?? null);
        },
      };
    },
    drive: (on) => {
      isOn = on;
      give(on ? (driver ?? seats[0] ?? null) : null);
    },
    holder: () => driver?.line ?? null,
    any: () => seats.length > 0,
    waiting: () => seats.filter((seat) => seat !== driver).map((seat) => holderOf(seat.line)),
    call: (request, data) => (driver === null ? Promise.resolve({ ok: false, why: 'not-sent' }) : driver.line.call(request, data)),
  };
}
