/** What time it is in the sandbox: as everywhere, unless somebody has moved or stopped it. */

/** As it is kept in a file. */
export interface ClockState {
  /** How far it is ahead, in seconds. */
  ahead: number;
  /** In seconds; absent while it runs. */
  stoppedAt?: number | undefined;
}

export function createClock() {
  let ahead = 0;
  let stoppedAt: number | undefined;
  const real = () => Math.floor(Date.now() / 1000);

  return {
    now: (): number => stoppedAt ?? real() + ahead,

    /** Never back, as what has happened has happened; a clock that stands goes on standing. */
    moveTo(instant: number): void {
      if (stoppedAt !== undefined) stoppedAt = Math.max(stoppedAt, instant);
      else ahead = Math.max(ahead, instant - real());
    },

    /** It stands from now on, at that instant. */
    stop(instant: number): void {
      stoppedAt = instant;
    },

    run(): void {
      if (stoppedAt !== undefined) ahead = stoppedAt - real();
      stoppedAt = undefined;
    },

    save: (): ClockState => ({ ahead, stoppedAt }),
    load(kept: ClockState): void {
      ({ ahead, stoppedAt } = { stoppedAt: undefined, ...kept });
    },
  };
}
